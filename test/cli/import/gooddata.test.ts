import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { createFolder } from '../../support/folder.ts'
import { secretsOfComplete } from '../../support/secrets.ts'
import { ran } from '../../support/terminal.ts'

const root = fileURLToPath(new URL('../../../examples', import.meta.url))
const EXAMPLE = join(root, 'import/gooddata.json')
const CREDENTIALS = join(root, 'import/gooddata-credentials.yaml')

/** Imports a layout and applies it to a state of its own; gives that state, after holding that a plan of it is empty. */
async function appliedFrom(layout: string, credentials: string, environment: Record<string, string>): Promise<string> {
  const folder = createFolder()
  const [orgs, state, secrets] = [join(folder, 'orgs'), join(folder, 'state'), join(folder, 'secrets/acme')]
  mkdirSync(secrets, { recursive: true })
  writeFileSync(join(secrets, 'oidc-client-secret'), 'CANARY')
  const settings = { environment: { CHARTER_SECRETS_DIRECTORY: join(folder, 'secrets'), ...environment } }
  const imported = await ran(['import', 'gooddata', layout, '--credentials', credentials, '--out', orgs])
  assert.is(imported.code, 0, imported.out)
  assert.is((await ran(['validate', orgs])).code, 0)
  const applied = await ran(['apply', orgs, '--state', state, '--yes'], settings)
  assert.is(applied.code, 0, applied.out + applied.err)
  assert.is((await ran(['plan', orgs, '--state', state, '--detailed-exitcode'])).code, 0)
  return state
}

/** A layout as GoodData tells it, parsed, with its lists by id: their order there means nothing. */
async function layoutOf(state: string): Promise<{ readonly text: string; readonly value: Record<string, unknown> }> {
  const { code, out } = await ran(['export', '--state', state, '--format', 'gooddata'])
  assert.is(code, 0)
  return { text: out, value: JSON.parse(out) }
}

test('the layout of the example is imported, applied, and exported the same', async () => {
  const state = await appliedFrom(EXAMPLE, CREDENTIALS, { ACME_WAREHOUSE_PASSWORD: 'CANARY' })
  const { text, value } = await layoutOf(state)
  assert.not.match(text, /CANARY|ACME_WAREHOUSE|oidc-client/)
  const { dataSources, workspaceDataFilters, users } = JSON.parse(readFileSync(EXAMPLE, 'utf8'))
  assert.equal([value.dataSources, value.workspaceDataFilters], [dataSources, workspaceDataFilters])
  assert.equal((value.users as readonly object[])[0], users[0])
  // Once more around changes nothing at all.
  const again = join(createFolder({ 'layout.json': text }), 'layout.json')
  const second = await appliedFrom(again, CREDENTIALS, { ACME_WAREHOUSE_PASSWORD: 'CANARY' })
  assert.is((await layoutOf(second)).text, text)
})

test('the folder of the example gives the plan of the same layout as JSON, and a secret in it is shown nowhere', async () => {
  const example = join(root, 'import/gooddata-sdk')
  const { identityProviders: _, ...layout } = JSON.parse(readFileSync(EXAMPLE, 'utf8'))
  const folder = createFolder({
    'layout.json': JSON.stringify({ ...layout, organization: { id: 'acme', name: 'acme' } }),
    'credentials.yaml': 'dataSources: {warehouse: {passwordRef: {env: P}}}\n',
  })
  for (const [name, from] of Object.entries({ a: example, b: join(folder, 'layout.json') })) {
    const out = join(folder, name)
    const credentials = ['--credentials', join(folder, 'credentials.yaml')]
    const { code, out: said } = await ran(['import', 'gooddata', from, ...credentials, '--out', out])
    assert.is(code, 0, said)
    const organization = join(out, 'acme/organization.yaml')
    writeFileSync(organization, `${readFileSync(organization, 'utf8')}  minAdmins: 0\n`)
  }
  const [one, other, state] = ['a', 'b', 'state'].map((name) => join(folder, name)) as [string, string, string]
  const applied = await ran(['apply', one, '--state', state, '--yes'], { environment: { P: 'CANARY' } })
  assert.match(applied.out, /Applied: 12 to add in 1 unit/)
  assert.is((await ran(['plan', other, '--state', state, '--detailed-exitcode'])).code, 0)
  const leaking = createFolder()
  cpSync(example, leaking, { recursive: true })
  const users = join(leaking, 'gooddata_layouts/acme/users/users.yaml')
  writeFileSync(users, `${readFileSync(users, 'utf8')}  password: CANARY\n`)
  const { code, out } = await ran(['import', 'gooddata', leaking, '--out', join(leaking, 'out')])
  assert.is(code, 1)
  assert.match(
    out,
    /error\[SecretInline\]: `password` holds a secret[\s\S]*gooddata_layouts\/acme\/users\/users.yaml:\d+:3/,
  )
  assert.not.match(out, /CANARY/)
})

test('the organization of every kind survives as far as GoodData can hold it', async () => {
  const state = join(createFolder(), 'state')
  assert.is((await ran(['apply', join(root, 'complete/orgs'), '--state', state, '--yes'], secretsOfComplete())).code, 0)
  const before = await layoutOf(state)
  const credentials = `dataSources: {warehouse: {passwordRef: {env: P}}}\nidentityProviders: {corporate: {clientSecretRef: {env: P}}}\n`
  const folder = createFolder({ 'layout.json': before.text, 'credentials.yaml': credentials })
  const words = [join(folder, 'layout.json'), join(folder, 'credentials.yaml')] as const
  const after = await layoutOf(await appliedFrom(...words, { P: 'CANARY' }))
  assert.equal(after.value, before.value)
})

test('what is wrong with the credentials is told in their file, and nothing is written', async () => {
  const folder = createFolder({ 'mine.yaml': 'dataSources:\n  warehouse: {passwordRef: {env: "not a name"}}\n' })
  const words = [
    'import',
    'gooddata',
    EXAMPLE,
    '--credentials',
    join(folder, 'mine.yaml'),
    '--out',
    join(folder, 'out'),
  ]
  const { code, out } = await ran(words)
  assert.is(code, 1)
  assert.match(out, /mine\.yaml:2:\d+\n/)
  assert.match(out, /2 \| {3}warehouse: \{passwordRef/)
  assert.match(out, /nothing was written/)
  assert.is((await ran([...words.slice(0, 4), join(folder, 'gone.yaml'), ...words.slice(5)])).code, 2)
})

test.run()
