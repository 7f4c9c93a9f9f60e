import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { createFolder, type Files, removeFolder, writeFiles } from '../../support/folder.ts'
import { organizationFile, users } from '../../support/history.ts'
import { ran } from '../../support/terminal.ts'

const test = suite<{ folder: string }>('installation')

test.before.each((context) => {
  context.folder = createFolder(sourceOf('production'))
})

test.after.each(({ folder }) => removeFolder(folder))

function sourceOf(installation: string): Files {
  return {
    'orgs/charter.yaml': `installation: ${installation}\n`,
    'orgs/acme.yaml': organizationFile('acme', users('ada')),
  }
}

function apply(folder: string, ...words: string[]) {
  return ran(['apply', `${folder}/orgs`, '--state', `${folder}/state`, '--yes', ...words])
}

test('the first source names the installation, and another one is held', async ({ folder }) => {
  assert.is((await apply(folder)).code, 0)
  writeFiles(folder, sourceOf('staging'))
  const held = await apply(folder)
  assert.is(held.code, 3)
  assert.match(
    held.out,
    /held\[WrongInstallation\]: source local is meant for the installation staging, and this is production/,
  )
  writeFiles(folder, sourceOf('production'))
  assert.is((await apply(folder)).code, 0)
})

test('a name that was said counts before that of the source', async ({ folder }) => {
  const held = await apply(folder, '--installation', 'staging')
  assert.is(held.code, 3)
  assert.match(held.out, /is meant for the installation production, and this is staging/)
  assert.is((await apply(folder, '--installation', 'production')).code, 0)
})

test('a state keeps its name, and says so where another one is said', async ({ folder }) => {
  await apply(folder)
  const refused = await apply(folder, '--installation', 'staging')
  assert.is(refused.code, 2)
  assert.match(refused.err, /this state belongs to the installation production, not to staging/)
  assert.is((await apply(folder, '--installation', 'No Name')).code, 2)
})

test('a source without a name serves every installation', async ({ folder }) => {
  await apply(folder)
  removeFolder(`${folder}/orgs/charter.yaml`)
  writeFiles(folder, { 'orgs/acme.yaml': organizationFile('acme', users('ada', 'bob')) })
  assert.is((await apply(folder)).code, 0)
})

test.run()
