import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { createFolder } from '../../support/folder.ts'
import { ledgerOf } from '../../support/steps.ts'
import { ran } from '../../support/terminal.ts'

const HEAD = 'apiVersion: charter.sh/v1alpha1\nkind: Organization\nmetadata: '
const ACME = `${HEAD}{name: acme}
spec:
  displayName: Acme
  hostname: acme.example
  users: [{name: ada, email: ada@acme.example, admin: true}]
  accessKeys: [{name: robot, type: token, user: ada, secretRef: {env: CANARY}}]
  dataSources:
    - {name: warehouse, displayName: Warehouse, type: POSTGRESQL, schema: sales, username: reader, passwordRef: {env: CANARY}}
`
const GLOBEX = `${HEAD}{name: globex}\nspec: {displayName: Globex, minAdmins: 0}\n`
const DAY = '2026-01-01T10:00:00.000Z'

test('a layout goes to standard output, without secrets, and says what it has no place for', async () => {
  const state = await ledgerOf([{ instant: DAY, files: { 'acme.yaml': ACME } }])
  const { code, out, err } = await ran(['export', '--state', state, '--format', 'gooddata'])
  assert.is(code, 0)
  assert.is(err, 'charter: GoodData has no place for these, left out: 1 access key\n')
  assert.not.match(out, /CANARY/)
  const { organization, dataSources, users, ...others } = JSON.parse(out)
  assert.is(organization.id, 'acme')
  assert.equal(organization.permissions, [{ name: 'MANAGE', assignee: { id: 'ada', type: 'user' } }])
  assert.equal(dataSources, [
    { id: 'warehouse', name: 'Warehouse', type: 'POSTGRESQL', schema: 'sales', username: 'reader', permissions: [] },
  ])
  assert.is(users.length, 1)
  assert.equal(others, { identityProviders: [], userGroups: [], workspaceDataFilters: [], workspaces: [] })
})

test('a layout goes to a new file, a line for each thing', async () => {
  const state = await ledgerOf([{ instant: DAY, files: { 'acme.yaml': ACME, 'globex.yaml': GLOBEX } }])
  const path = join(createFolder(), 'layout.json')
  const words = ['export', '--state', state, '--format', 'gooddata', '--organization', 'globex', '--out', path]
  const { code, out, err } = await ran(words)
  assert.equal(
    { code, out, err },
    { code: 0, out: '', err: `Exported organization globex to ${path}, without secrets.\n` },
  )
  assert.is(
    readFileSync(path, 'utf8'),
    `{
  "dataSources": [],
  "identityProviders": [],
  "organization": {"hostname":"","name":"Globex","id":"globex","permissions":[]},
  "users": [],
  "userGroups": [],
  "workspaceDataFilters": [],
  "workspaces": []
}
`,
  )
  const again = await ran(words)
  assert.is(again.code, 2)
  assert.match(again.err, /layout\.json` is there already/)
})

test('which organization is meant has to be clear, and options that say nothing are refused', async () => {
  const state = await ledgerOf([{ instant: DAY, files: { 'acme.yaml': ACME, 'globex.yaml': GLOBEX } }])
  const refused = async (...words: readonly string[]) => {
    const { code, out, err } = await ran(['export', '--state', state, ...words])
    assert.equal([code, out], [2, ''])
    return err
  }
  assert.match(
    await refused('--format', 'gooddata'),
    /several are stored\n {2}name one with --organization: .*acme and globex/,
  )
  assert.match(await refused('--format', 'gooddata', '-n', 'acne'), /did you mean `acme`/)
  assert.match(await refused('--format', 'gooddata', '-n', 'acme', '--inline'), /--inline says nothing/)
  assert.match(await refused('--format', 'gooddata', '-n', 'acme', '-o', 'json'), /a layout is JSON/)
  assert.match(await refused('--format', 'goodata'), /--format/)
  assert.match(await refused(), /--out is missing/)
})

test.run()
