import { execFileSync, spawnSync } from 'node:child_process'
import { cpSync, readdirSync, rmSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { createFolder, type Files } from '../support/folder.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))

/** A package as it is installed: the built program, no sources. */
function installed(): string {
  const folder = createFolder()
  for (const part of ['package.json', 'bin', 'schemas', 'examples']) {
    cpSync(join(root, part), join(folder, part), { recursive: true })
  }
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'))
  execFileSync(process.execPath, [join(root, 'scripts/build.ts'), join(folder, 'dist')])
  return folder
}

const folder = installed()

function charter(...words: readonly string[]) {
  const environment = { PATH: process.env.PATH, XDG_CACHE_HOME: join(folder, 'cache') }
  const { status, stdout, stderr } = spawnSync(process.execPath, [join(folder, 'bin/charter.js'), ...words], {
    cwd: folder,
    env: environment,
    encoding: 'utf8',
  })
  return { status, out: stdout, err: stderr }
}

function declarations(files: Files): string {
  return createFolder({
    'acme.yaml':
      'apiVersion: charter.sh/v1alpha1\nkind: Organization\nmetadata:\n  name: acme\nspec:\n  displayName: Acme\n  minAdmins: 0\n',
    ...files,
  })
}

function user(name: string, field: string): string {
  return `---\napiVersion: charter.sh/v1alpha1\nkind: User\nmetadata:\n  namespace: acme\n  name: ${name}\nspec:\n  ${field}: ${name}@acme.example\n`
}

test('the built program says its version', () => {
  const { status, out, err } = charter('version')
  assert.equal({ status, err }, { status: 0, err: '' })
  assert.match(out, /^charter \d+\.\d+\.\d+ \(charter\.sh\/v1alpha1, Node /)
})

test('the built program validates the example that comes with it', () => {
  assert.match(charter('validate', 'examples/quickstart').out, /: no problems\n$/)
})

test('a command line of plain words says the same as one with options', () => {
  const broken = declarations({ 'ada.yaml': user('ada', 'mail') })
  for (const path of ['examples/quickstart', broken, 'nowhere']) {
    assert.equal(charter('validate', path), charter('validate', path, '--source', 'local'), path)
  }
})

test('the built program tells what is wrong with a field', () => {
  const { status, out } = charter('validate', declarations({ 'ada.yaml': user('ada', 'mail') }))
  assert.is(status, 1)
  assert.match(out, /ada\.yaml:8:3/)
  assert.match(out, /did you mean `email`\?/)
})

test('the built program explains a kind', () => {
  const { status, out } = charter('explain', 'User')
  assert.is(status, 0)
  assert.match(out, /^A person \(or a system account\) in an organization/m)
})

test('the built program plays its demo, and calls itself as it is installed', () => {
  const { status, out, err } = charter('demo')
  assert.is(status, 0, err)
  assert.match(out, /^\$ charter status --state \.charter-demo\/state$/m)
})

test('the built program reads a large file in a thread of its own', () => {
  const users = Array.from({ length: 4000 }, (_, index) => user(`user-${index}`, 'email')).join('')
  const large = declarations({ 'users.yaml': users })
  assert.is(charter('validate', large).out, '2 files, 4001 resources in 1 organization: no problems\n')
  rmSync(join(folder, 'dist/worker.js'))
  assert.match(charter('validate', large).err, /the thread that reads files could not be started/)
})

test('what Node compiled is kept in the user’s cache folder where that can be made, and nowhere else', () => {
  assert.not.ok(readdirSync(folder).includes('cache'))
  const cached = createFolder()
  spawnSync(process.execPath, [join(folder, 'bin/charter.js'), 'version'], { env: { XDG_CACHE_HOME: cached } })
  assert.equal(readdirSync(cached), ['charter'])
})

test.run()
