import { execFileSync } from 'node:child_process'
import { cpSync, mkdirSync, readFileSync, renameSync, rmSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { importGooddata } from '../../../src/transfer/gooddata/import.ts'
import { createFolder, writeFiles } from '../../support/folder.ts'
import { told } from '../../support/peribolos.ts'

const EXAMPLES = fileURLToPath(new URL('../../../examples/import', import.meta.url))
const CREDENTIALS = join(createFolder({ 'c.yaml': 'dataSources: {warehouse: {passwordRef: {env: P}}}\n' }), 'c.yaml')
const ACME = 'gooddata_layouts/acme'
const ADMINS = `warning LastAdmin ${ACME}:1 such a folder does not tell who administers the organization`
const PDM = `warning IgnoredField ${ACME}/data_sources/warehouse/pdm/sales.yaml:1 \`pdm\` has no place in Charter and is left out, with 1 item`

/** The layout of the example, with files that are added or changed. */
function stored(files: Readonly<Record<string, string>> = {}): string {
  const folder = createFolder()
  cpSync(join(EXAMPLES, 'gooddata-sdk'), folder, { recursive: true })
  writeFiles(folder, Object.fromEntries(Object.entries(files).map(([path, text]) => [`${ACME}/${path}`, text])))
  return folder
}

async function imported(path: string, organization?: string) {
  const found = await importGooddata(path, { credentials: CREDENTIALS, organization })
  return { ...found, files: [...found.files] }
}

const refused = async (path: string): Promise<string> =>
  importGooddata(path).then(
    () => 'it was read',
    (error: Error) => error.message,
  )

/** What GoodData tells of what the folder holds: the example without what a folder does not have. */
function sameAsJson(): string {
  const layout = JSON.parse(readFileSync(join(EXAMPLES, 'gooddata.json'), 'utf8'))
  const { identityProviders: _, ...others } = layout
  const text = JSON.stringify({ ...others, organization: { id: 'acme', name: 'acme' } })
  return join(createFolder({ 'layout.json': text }), 'layout.json')
}

test('a folder becomes the same files as the JSON of the same layout', async () => {
  const [folder, json] = [await imported(stored()), await imported(sameAsJson())]
  assert.ok(folder.files.length > 5)
  assert.equal(folder.files, json.files)
  assert.equal(folder.counts, json.counts)
  assert.equal(told(folder), [ADMINS, PDM])
})

test('the folder above, the one of all layouts and the one of an organization give the same; several have to be told apart', async () => {
  const root = stored()
  const { files } = await imported(root)
  assert.equal((await imported(join(root, 'gooddata_layouts'))).files, files)
  assert.equal((await imported(join(root, ACME))).files, files)
  renameSync(join(root, ACME), join(root, 'gooddata_layouts/Other_Name'))
  assert.equal((await imported(root, 'acme')).files.length, files.length)
  assert.is((await imported(root)).files[0]?.path, 'other-name/organization.yaml')
  cpSync(join(root, 'gooddata_layouts/Other_Name'), join(root, ACME), { recursive: true })
  assert.match(await refused(root), /gooddata_layouts holds the layouts of Other_Name and acme$/)
  assert.match(await refused(createFolder({ 'users.yaml': '[]' })), /holds no layout of an organization$/)
})

test('a secret in any file is refused by its path, also where nothing else is read', async () => {
  const data = readFileSync(join(EXAMPLES, 'gooddata-sdk', ACME, 'data_sources/warehouse/warehouse.yaml'), 'utf8')
  const { files, problems, sources } = await imported(
    stored({
      'data_sources/warehouse/warehouse.yaml': `${data}password: canary-a\n`,
      'data_sources/warehouse/pdm/b.yaml': 'id: b\ndeep:\n  - token: canary-b\n',
      'users/users.yaml':
        '- id: ada\n  email: a@acme.example\n- id: bob\n  settings:\n    - id: s\n      clientSecret: canary-c\n',
      'user_data_filters/f.yaml': 'id: f\napiKey: canary-d\n',
    }),
  )
  assert.equal(files, [])
  const inline = problems.filter(({ code }) => code === 'SecretInline')
  assert.equal(
    inline.map(({ origin, pointer }) => ('line' in origin ? `${origin.path}:${origin.line} ${pointer}` : '')),
    [
      `${ACME}/data_sources/warehouse/pdm/b.yaml:3 /deep/0/token`,
      `${ACME}/data_sources/warehouse/warehouse.yaml:${data.split('\n').length} /password`,
      `${ACME}/user_data_filters/f.yaml:2 /apiKey`,
      `${ACME}/users/users.yaml:6 /1/settings/0/clientSecret`,
    ],
  )
  assert.not.match(JSON.stringify(problems), /canary/)
  assert.is(sources.size, 10)
})

test('what the SDK does not read is named: a file by itself, a folder of such files once', async () => {
  const result = await imported(
    stored({
      'notes.txt': 'x',
      'users/users.yml': '[]',
      'users/more.yaml': '[]',
      'workspaces/sales/other.yaml': 'id: x',
      'old/a/b.yaml': 'x',
      'old/c.yaml': 'x',
      '.git/HEAD': 'x',
    }),
  )
  const left = (path: string, what = 'this file'): string =>
    `warning IgnoredField ${ACME}/${path}:1 ${what} has no place in a layout of GoodData and is left out`
  assert.equal(
    told(result).filter((one) => one !== ADMINS && one !== PDM),
    [
      left('.git', 'this folder, with 1 file,'),
      left('notes.txt'),
      left('old', 'this folder, with 2 files,'),
      left('users/more.yaml'),
      left('users/users.yml'),
      left('workspaces/sales/other.yaml'),
    ],
  )
  assert.ok(result.files.length > 0)
})

test('no link is followed, wherever it leads, and what is no regular file is not opened', async () => {
  const outside = createFolder({ 'secret.yaml': '- id: canary\n', 'layout/users/users.yaml': '- id: canary\n' })
  const root = stored()
  rmSync(join(root, ACME, 'users/users.yaml'))
  symlinkSync(join(outside, 'secret.yaml'), join(root, ACME, 'users/users.yaml'))
  symlinkSync(join(outside, 'layout'), join(root, ACME, 'workspaces/away'))
  symlinkSync('user_groups.yaml', join(root, ACME, 'user_groups/inside.yaml'))
  mkdirSync(join(root, ACME, 'filter_views'))
  execFileSync('mkfifo', [join(root, ACME, 'filter_views/pipe.yaml')])
  const { files, problems } = await imported(root)
  assert.equal(files, [])
  assert.equal(
    problems
      .filter(({ severity, code }) => severity === 'error' && code !== 'DanglingReference')
      .map(({ code, origin }) => `${code} ${'path' in origin ? origin.path : ''}`),
    [
      `Unreadable ${ACME}/filter_views/pipe.yaml`,
      `SymlinkNotAllowed ${ACME}/user_groups/inside.yaml`,
      `SymlinkNotAllowed ${ACME}/users/users.yaml`,
      `SymlinkNotAllowed ${ACME}/workspaces/away`,
    ],
  )
  assert.not.match(JSON.stringify(problems), /canary/)
  for (const name of [ACME, 'gooddata_layouts', `${ACME}/users`]) {
    const other = stored()
    rmSync(join(other, name), { recursive: true })
    symlinkSync(join(outside, 'layout'), join(other, name))
    assert.match(await refused(other), /is a symbolic link, which is not followed$|holds no layout/, name)
  }
})

test('files that hold something else than they should are told', async () => {
  const lists = stored({
    'users/users.yaml': 'id: ada\n',
    'user_groups/user_groups.yaml': '- text\n- id: 12\n- name: x\n',
    'workspaces/sales/sales.yaml': '- id: sales\n',
    'workspaces/sales-eu/sales-eu.yaml': 'id: a\n---\nid: b\n',
    'workspaces_data_filters/region.yaml': 'id: "open\n',
  })
  mkdirSync(join(lists, ACME, 'workspaces/empty'))
  const { problems } = await imported(lists)
  assert.equal(
    problems
      .filter(({ severity }) => severity === 'error')
      .map(
        ({ code, message, origin }) =>
          `${code} ${'path' in origin ? origin.path.slice(ACME.length + 1) : ''}: ${message}`,
      ),
    [
      'InvalidField user_groups/user_groups.yaml: an item of `userGroups` must be an object',
      'InvalidField user_groups/user_groups.yaml: an `id` must be text',
      'MissingField user_groups/user_groups.yaml: an item of `userGroups` has no `id`',
      'InvalidField users/users.yaml: `users` must be a list',
      'MissingField workspaces/empty/empty.yaml: the folder around it has no such file, which says what it is',
      'InvalidField workspaces/sales-eu/sales-eu.yaml: this file holds several documents',
      'InvalidField workspaces/sales/sales.yaml: this file holds a list, where one thing belongs',
      'Syntax workspaces_data_filters/region.yaml: a quote, a [ or a { from before is still open here',
    ],
  )
})

test('parts of a layout are enough, and an empty list is one', async () => {
  const folder = createFolder({
    'acme/user_groups/user_groups.yaml': '[]\n',
    'acme/users/users.yaml': '- id: ada\n  authId: ada-1\n',
  })
  const { files, counts } = await importGooddata(folder)
  assert.equal(
    [...files].map(({ path }) => path),
    ['acme/organization.yaml', 'acme/users.yaml'],
  )
  assert.is(counts.users, 1)
})

test.run()
