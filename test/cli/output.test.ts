import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Ajv2020 } from 'ajv/dist/2020.js'
import addFormats from 'ajv-formats'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { createFolder, removeFolder } from '../support/folder.ts'
import { secretsOfComplete } from '../support/secrets.ts'
import { ran } from '../support/terminal.ts'

const schemas = fileURLToPath(new URL('../../schemas/output', import.meta.url))
const orgs = fileURLToPath(new URL('../../examples/complete/orgs', import.meta.url))
const ajv = new Ajv2020({ strict: true, strictRequired: false, allErrors: true })
addFormats.default(ajv)
for (const name of readdirSync(schemas)) ajv.addSchema(JSON.parse(readFileSync(join(schemas, name), 'utf8')))

const test = suite<{ folder: string; state: string }>('machine output')

test.before(async (context) => {
  context.folder = createFolder()
  context.state = join(context.folder, 'state')
  assert.is((await ran(['apply', orgs, '--state', context.state, '--yes'], secretsOfComplete())).code, 0)
})

test.after(({ folder }) => removeFolder(folder))

/** Holds that a text is JSON as a published schema says, and gives it. */
function valid(name: string, text: string) {
  const value: unknown = JSON.parse(text)
  const validate = ajv.getSchema(`https://charter.sh/schemas/output/${name}.schema.json`)
  assert.ok(validate !== undefined, name)
  assert.is(validate(value), true, `${name}: ${JSON.stringify(validate.errors, null, 2)}`)
  return value
}

/** What a command prints as JSON, which has to be as its schema says. */
async function printed(name: string, words: readonly string[]) {
  return valid(name, (await ran([...words, '-o', 'json'])).out)
}

test('every schema says which command prints it', () => {
  for (const name of readdirSync(schemas)) {
    const { $id, title, description } = JSON.parse(readFileSync(join(schemas, name), 'utf8'))
    assert.is($id, `https://charter.sh/schemas/output/${name}`)
    assert.ok(title.startsWith('Charter '), name)
    assert.match(description, /^What `charter /, name)
  }
})

test('history prints entries, and one in full, as its schema says', async ({ state }) => {
  await printed('history', ['history', '--state', state])
  await printed('history', ['history', '--state', state, '--seq', '1'])
  const validate = ajv.getSchema('https://charter.sh/schemas/output/history.schema.json')
  assert.is(validate?.({ format_version: '1.0', entries: [] }), false)
})

test('describe prints users, groups, organizations and global resources as its schema says', async ({ state }) => {
  const subjects = [
    ['user', 'users'],
    ['usergroup', 'usergroups'],
    ['organization', 'organizations'],
    ['offering', 'offerings'],
  ] as const
  for (const [kind, all] of subjects) {
    const [first] = JSON.parse((await ran(['get', all, '--state', state, '-o', 'json'])).out)
    assert.ok(first !== undefined, kind)
    const { namespace, name } = first.metadata
    const within = namespace === undefined ? [] : ['--organization', namespace]
    await printed('describe', ['describe', kind, name, ...within, '--state', state])
  }
})

test('entitlements prints all organizations, and one, as its schema says', async ({ state }) => {
  await printed('entitlements', ['entitlements', '--state', state])
  await printed('entitlements', ['entitlements', 'globex', '--state', state, '--at', '2126-01-01'])
  await printed('entitlements', ['entitlements', '--state', state, '--seq', '0'])
})

test('policies prints all of them, and one, as its schema says', async ({ state }) => {
  await printed('policies', ['policies', '--state', state])
  const { policies } = JSON.parse((await ran(['policies', '--state', state, '-o', 'json'])).out)
  assert.ok(policies.length > 0)
  await printed('policies', ['policies', policies[0].name, '--state', state, '--at', '2126-01-01'])
  await printed('policies', ['policies', '--state', state, '--seq', '0'])
})

test('access answers each question as its schema says', async ({ state }) => {
  const about = ['--organization', 'globex', '--state', state]
  const plant = ['--on', 'workspace/plant-north', ...about]
  await printed('access', ['access', 'who-can', 'MANAGE', ...about])
  await printed('access', ['access', 'who-can', 'deployments.update', ...plant])
  await printed('access', ['access', 'what-can', 'hank', ...about])
  await printed('access', ['access', 'explain', 'hank', 'deployments.update', ...plant])
  await printed('access', ['access', 'explain', 'contractor', 'MANAGE', ...about])
  await printed('access', ['access', 'check', 'homer', 'MANAGE', ...about])
  await printed('access', ['access', 'check', 'contractor', 'deployments.update', ...plant])
})

test('export prints what it wrote as its schema says', async ({ folder, state }) => {
  await printed('export', ['export', '--state', state, '--out', join(folder, 'exported')])
})

test('ledger show prints entries as its schema says, as an array and by lines', async ({ state }) => {
  await printed('ledger-show', ['ledger', 'show', '--state', state])
  const { out } = await ran(['ledger', 'show', '--state', state, '-o', 'ndjson'])
  valid('ledger-show', `[${out.trimEnd().split('\n').join(',')}]`)
})

test('ledger verify prints its result as its schema says, intact or tampered', async ({ folder, state }) => {
  const { out } = await ran(['ledger', 'head', '--state', state])
  await printed('ledger-verify', ['ledger', 'verify', '--state', state])
  await printed('ledger-verify', ['ledger', 'verify', '--state', state, '--replay', '--head', out.trim()])
  const copy = join(folder, 'copy')
  assert.is((await ran(['apply', orgs, '--state', copy, '--yes'], secretsOfComplete())).code, 0)
  const file = join(copy, 'ledger/000001.ndjson')
  writeFileSync(file, readFileSync(file, 'utf8').replace('"seq":2', '"seq":3'))
  const tampered = await ran(['ledger', 'verify', '--state', copy, '-o', 'json'])
  assert.is(tampered.code, 1)
  valid('ledger-verify', tampered.out)
  assert.is(JSON.parse(tampered.out).result, 'tampered')
})

test('approve, and entries of holds and approvals, are as their schemas say', async ({ folder }) => {
  const state = join(folder, 'held')
  const acme = (admin: string) =>
    `apiVersion: charter.sh/v1alpha1\nkind: Organization\nmetadata: {name: acme}\nspec:\n  displayName: Acme\n  users: [{name: ${admin}, admin: true}]\n`
  const orgsOf = createFolder({ 'acme.yaml': acme('ada') })
  const apply = ['apply', orgsOf, '--state', state, '--yes']
  assert.is((await ran(apply)).code, 0)
  writeFileSync(join(orgsOf, 'acme.yaml'), acme('bob'))
  assert.is((await ran(apply)).code, 3)
  const [held] = JSON.parse((await ran(['ledger', 'show', '--state', state, '--from', '2', '-o', 'json'])).out)
  const approved = await printed('approve', ['approve', held.plan, '--state', state])
  assert.is(typeof approved === 'object' && approved !== null && 'approved' in approved && approved.approved, true)
  await printed('approve', ['approve', 'abcdef0123', '--state', state])
  assert.is((await ran(apply)).code, 0)
  await printed('ledger-show', ['ledger', 'show', '--state', state])
  await printed('history', ['history', '--state', state])
})

test.run()
