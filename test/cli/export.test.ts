import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { testOnData } from '../support/data.ts'
import { createFolder } from '../support/folder.ts'
import { secretsOfComplete } from '../support/secrets.ts'
import { ledgerOf } from '../support/steps.ts'
import { ran } from '../support/terminal.ts'

const complete = fileURLToPath(new URL('../../examples/complete/orgs', import.meta.url))

/** The files below a folder by path. */
function filesIn(folder: string): Record<string, string> {
  const paths = readdirSync(folder, { recursive: true, encoding: 'utf8' }).sort()
  return Object.fromEntries(
    paths
      .filter((path) => statSync(join(folder, path)).isFile())
      .map((path) => [path, readFileSync(join(folder, path), 'utf8')]),
  )
}

/** Applies a folder, exports it, and holds that the export plans empty and, applied to nothing, is exported the same. */
async function thereAndBack(orgs: string, ...words: readonly string[]): Promise<Record<string, string>> {
  const [state, again] = [join(createFolder(), 'state'), join(createFolder(), 'state')]
  const [out, second] = [join(createFolder(), 'out'), join(createFolder(), 'out')]
  assert.is((await ran(['apply', orgs, '--state', state, '--yes'], secretsOfComplete())).code, 0)
  const exported = await ran(['export', '--state', state, '--out', out, ...words])
  assert.is(exported.code, 0)
  assert.is(exported.err, '')
  const plan = await ran(['plan', out, '--state', state, '--detailed-exitcode'])
  assert.equal(plan, { code: 0, out: 'No changes. The stored state matches the declarations.\n', err: '' })
  assert.is((await ran(['apply', out, '--state', again, '--yes'], secretsOfComplete())).code, 0)
  assert.is((await ran(['export', '--state', again, '--out', second, ...words])).code, 0)
  assert.equal(filesIn(second), filesIn(out))
  return filesIn(out)
}

test('an export of every kind plans empty, and applied to nothing is exported the same', async () => {
  const files = await thereAndBack(complete)
  assert.ok(files['globex/user-groups.yaml'])
  assert.ok(files['licenses.yaml'])
  assert.match(files['globex/organization.yaml'] ?? '', /secretRef:\n {6,}env: /)
})

test('so does an inline export, which has one document for each organization', async () => {
  const files = await thereAndBack(complete, '--inline')
  assert.equal(
    Object.keys(files).filter((path) => path.includes('/')),
    ['globex/organization.yaml'],
  )
  assert.match(files['globex/organization.yaml'] ?? '', /\n {2}users:\n {4}- name: /)
})

testOnData(test, 'the organizations of Kubernetes survive an export, flat and inline', async (data) => {
  const orgs = join(createFolder(), 'orgs')
  assert.is((await ran(['import', 'peribolos', join(data, 'kubernetes-org/config'), '--out', orgs])).code, 0)
  const flat = await thereAndBack(orgs)
  assert.is(Object.keys(flat).filter((path) => path.endsWith('/organization.yaml')).length, 8)
  await thereAndBack(orgs, '--inline')
})

const head = (kind: string, name: string, namespace = 'acme') =>
  `---\napiVersion: charter.sh/v1alpha1\nkind: ${kind}\nmetadata: {name: ${name}${namespace === '' ? '' : `, namespace: ${namespace}`}}\n`
const acme = `${head('Organization', 'acme', '')}spec: {displayName: Acme, minAdmins: 0}\n`
const globex = `${head('Organization', 'globex', '')}spec: {displayName: Globex, minAdmins: 0}\n`

test('the built-in group admin that was declared empty leaves nothing that an export could miss', async () => {
  const orgs = createFolder()
  writeFileSync(join(orgs, 'all.yaml'), `${acme}${head('UserGroup', 'admin')}spec: {members: []}\n`)
  assert.equal(Object.keys(await thereAndBack(orgs)), ['acme/organization.yaml'])
})

test('an export is split below the limit of a file, and an inline one falls back with a warning', async () => {
  const text = 'é'.repeat(9_000)
  const users = Array.from(
    { length: 60 },
    (_, index) => `${head('UserGroup', `group-${index}`)}spec: {description: ${text}}\n`,
  )
  const files = { 'acme.yaml': acme, 'a.yaml': users.slice(0, 30).join(''), 'b.yaml': users.slice(30).join('') }
  const state = await ledgerOf([{ instant: '2026-01-01T10:00:00.000Z', files }])
  const out = join(createFolder(), 'out')
  const { code, err } = await ran(['export', '--state', state, '--out', out, '--inline'])
  assert.is(code, 0)
  assert.is(err, 'charter: acme does not fit into one document and has a file for each kind\n')
  assert.equal(Object.keys(filesIn(out)), [
    'acme/organization.yaml',
    'acme/user-groups-2.yaml',
    'acme/user-groups.yaml',
  ])
  for (const path of Object.keys(filesIn(out))) assert.ok(statSync(join(out, path)).size < 1_048_576, path)
  assert.is((await ran(['plan', out, '--state', state, '--detailed-exitcode'])).code, 0)
})

test('one organization goes to standard output, at any moment', async () => {
  const later = { 'acme.yaml': acme, 'globex.yaml': globex.replace('Globex', 'Globex Corporation') }
  const state = await ledgerOf([
    { instant: '2026-01-01T10:00:00.000Z', files: { 'acme.yaml': acme, 'globex.yaml': globex } },
    { instant: '2026-01-02T10:00:00.000Z', files: later },
  ])
  const { out } = await ran([
    'export',
    '--state',
    state,
    '--organization',
    'globex',
    '--out',
    '-',
    '--at',
    '2026-01-02',
  ])
  assert.is(
    out,
    [
      'apiVersion: v1\nkind: Namespace\nmetadata:\n  name: globex\n---\n',
      'apiVersion: charter.sh/v1alpha1\nkind: Organization\nmetadata:\n  name: globex\nspec:\n  displayName: Globex\n  minAdmins: 0\n',
    ].join(''),
  )
})

test('the built-in group is left out where it says nothing', async () => {
  const group = head('UserGroup', 'admin')
  const exported = async (spec: string) => {
    const files = {
      'acme.yaml': `${acme}${head('User', 'ada')}spec: {email: ada@acme.example}\n${group}spec: ${spec}\n`,
    }
    const state = await ledgerOf([{ instant: '2026-01-01T10:00:00.000Z', files }])
    return (await ran(['export', '--state', state, '--out', '-'])).out
  }
  assert.not.match(await exported('{members: []}'), /kind: UserGroup/)
  assert.match(await exported('{members: [ada]}'), /kind: UserGroup/)
})

test('what several sources own is exported for each, and planned empty with its name', async () => {
  const [state, out] = [join(createFolder(), 'state'), join(createFolder(), 'out')]
  for (const [source, text] of [
    ['one', acme],
    ['two', globex],
  ] as const) {
    const folder = createFolder({ 'all.yaml': text })
    assert.is((await ran(['apply', folder, '--state', state, '--source', source, '--yes'])).code, 0)
  }
  assert.match(
    (await ran(['export', '--state', state, '--out', '-'])).err,
    /declarations of 2 sources \(one and two\); export each/,
  )
  const one = await ran(['export', '--state', state, '--source', 'one', '--out', out])
  assert.is(one.err, '')
  assert.equal(Object.keys(filesIn(out)), ['acme/organization.yaml'])
  const plan = await ran(['plan', out, '--state', state, '--source', 'one', '--detailed-exitcode'])
  assert.is(plan.code, 0)
})

test('export refuses a folder that holds something, and names that nothing has', async () => {
  const state = await ledgerOf([{ instant: '2026-01-01T10:00:00.000Z', files: { 'acme.yaml': acme } }])
  const folder = createFolder({ 'note.txt': 'mine' })
  const full = await ran(['export', '--state', state, '--out', folder])
  assert.is(full.code, 2)
  assert.match(full.err, /is not empty/)
  assert.equal(readdirSync(folder), ['note.txt'])
  const wrong = await ran(['export', '--state', state, '--out', '-', '--organization', 'acne'])
  assert.is(wrong.code, 2)
  assert.match(wrong.err, /there is no organization `acne`\n {2}did you mean `acme`\?/)
  assert.is((await ran(['export', '--state', state, '--out', '-', '--source', 'other'])).code, 2)
  const out = join(folder, 'out')
  const json = JSON.parse((await ran(['export', '--state', state, '--out', out, '-o', 'json'])).out)
  assert.equal(json, { format_version: '1.0', resources: 1, files: ['acme/organization.yaml'], warnings: [] })
  assert.ok(existsSync(join(out, 'acme/organization.yaml')))
})

test.run()
