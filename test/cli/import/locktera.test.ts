import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { createFolder } from '../../support/folder.ts'
import { ran } from '../../support/terminal.ts'

const EXAMPLE = fileURLToPath(new URL('../../../examples/import/locktera.csv', import.meta.url))

test('the CSV of the example becomes declarations that validate, are applied, and are exported the same', async () => {
  const [orgs, state, out] = ['orgs', 'state', 'out'].map((name) => join(createFolder(), name)) as [
    string,
    string,
    string,
  ]
  const imported = await ran(['import', 'locktera-csv', EXAMPLE, '--out', orgs])
  assert.is(imported.code, 0)
  assert.match(
    imported.out,
    /warning\[IgnoredField\]: `u-2` is org_admin of the group g-1 alone, and becomes its maintainer/,
  )
  assert.match(imported.out, /--> .*examples\/import\/locktera\.csv:7:1\n/)
  assert.match(
    imported.out,
    /\(5 files\):\n {2}2 {2}organizations\n {2}2 {2}user groups\n {2}4 {2}users\n {2}2 {2}of them admins\n {2}2 {2}memberships\n\nNext: charter validate /,
  )
  assert.is((await ran(['validate', orgs])).code, 0)
  assert.is((await ran(['apply', orgs, '--state', state, '--yes'])).code, 0)
  assert.is((await ran(['plan', orgs, '--state', state, '--detailed-exitcode'])).code, 0)
  assert.is((await ran(['export', '--state', state, '--out', out])).code, 0)
  assert.is((await ran(['plan', out, '--state', state, '--detailed-exitcode'])).code, 0)
})

test('with one line wrong nothing is written, and JSON says which', async () => {
  const folder = createFolder({ 'all.csv': 'id,name,email,org_id,role\nacme,Acme,,,org\nada,Ada,,acme,boss\n' })
  const out = join(folder, 'out')
  const { code, out: text } = await ran(['import', 'locktera-csv', join(folder, 'all.csv'), '--out', out, '-o', 'json'])
  assert.is(code, 1)
  assert.not(existsSync(out))
  const { files, problems, counts } = JSON.parse(text)
  assert.equal([files, counts.organizations], [[], 1])
  const errors = problems.filter(({ severity }: { severity: string }) => severity === 'error')
  assert.equal(
    errors.map(
      ({ code: own, message, help, origin }: { code: string; message: string; help: string; origin: object }) => ({
        own,
        message,
        help,
        origin,
      }),
    ),
    [
      {
        own: 'InvalidField',
        message: 'there is no role `boss`',
        help: 'it is one of org, group, org_admin, user_admin and user',
        origin: { source: 'locktera', path: 'all.csv', line: 3, column: 1 },
      },
    ],
  )
})

test('a file that is not there, a folder, and a folder that is not empty are refused before anything is read', async () => {
  const folder = createFolder({ 'full/note.txt': 'mine' })
  const refused = async (path: string, out: string) => {
    const { code, err } = await ran(['import', 'locktera-csv', path, '--out', join(folder, out)])
    assert.is(code, 2)
    return err
  }
  assert.match(await refused(join(folder, 'gone.csv'), 'out'), /there is nothing at .*gone\.csv/)
  assert.match(await refused(folder, 'out'), /is no file/)
  assert.match(await refused(EXAMPLE, 'full'), /is not empty/)
  assert.match(await refused(EXAMPLE, 'full/note.txt'), /is no folder/)
})

test.run()
