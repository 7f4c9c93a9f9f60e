import { execFileSync } from 'node:child_process'
import { chmodSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import type { Snapshot } from '../../src/model/document.ts'
import { ConfigError, SourceError } from '../../src/model/errors.ts'
import { openDirectory } from '../../src/sources/directory.ts'
import { createFolder } from '../support/folder.ts'
import { declared, problemsOf, userFile } from '../support/snapshot.ts'

function read(path: string): Promise<Snapshot> {
  return openDirectory({ path }).fetch()
}

async function thrown(work: Promise<unknown>): Promise<unknown> {
  return work.then(
    () => assert.unreachable('it succeeded'),
    (error: unknown) => error,
  )
}

const ada = userFile('acme', 'ada')

test('a folder is read: every YAML and JSON file, sorted, without hidden ones and packages', async () => {
  const path = createFolder({
    'z.yaml': userFile('acme', 'z'),
    'a/b.yml': userFile('acme', 'b'),
    'a.yaml': ada,
    'a-b/c.json': '{"kind": "User", "metadata": {"name": "c"}}',
    'README.md': '# not read',
    '.hidden.yaml': 'not: [read',
    '.github/workflows/check.yaml': 'not: [read',
    'node_modules/x/package.json': '{not read',
    'a.yaml.orig': 'not: [read',
    'a.yaml.rej': 'not: [read',
    'a.yaml~': 'not: [read',
  })
  const snapshot = await read(path)
  assert.equal(declared(snapshot), ['a-b/c.json c', 'a.yaml ada', 'a/b.yml b', 'z.yaml z'])
  assert.equal(problemsOf(snapshot), [])
  assert.equal(snapshot.unreadable, [])
  assert.is(snapshot.complete, true)
  assert.is(snapshot.source, 'default')
  assert.is(snapshot.privileged, false)
  assert.is(snapshot.root, path)
  assert.equal([...snapshot.files.keys()], ['a-b/c.json', 'a.yaml', 'a/b.yml', 'z.yaml'])
})

test('the revision follows paths and contents, and nothing else', async () => {
  const files = { 'a.yaml': ada, 'b.yaml': userFile('acme', 'b') }
  const first = await read(createFolder(files))
  assert.match(first.revision, /^[0-9a-f]{64}$/)
  assert.is((await read(createFolder({ ...files, 'README.md': 'x' }))).revision, first.revision)
  const changed = createFolder({ 'a.yaml': ada, 'b.yaml': userFile('acme', 'c') })
  assert.is.not((await read(changed)).revision, first.revision)
  const moved = createFolder({ 'a.yaml': ada, 'c.yaml': files['b.yaml'] })
  assert.is.not((await read(moved)).revision, first.revision)
})

test('name and privilege are those that were given', async () => {
  const source = openDirectory({ path: createFolder({ 'a.yaml': ada }), name: 'people', privileged: true })
  const snapshot = await source.fetch()
  assert.is(source.name, 'people')
  assert.is(snapshot.source, 'people')
  assert.is(snapshot.privileged, true)
})

test('one file is read, and shown as it was typed', async () => {
  const path = createFolder({ 'a.yaml': ada, 'b.yaml': 'not: [read' })
  const snapshot = await read(join(path, 'a.yaml'))
  assert.equal(declared(snapshot), ['a.yaml ada'])
  assert.is(snapshot.root, path)
})

test('G05: a folder without declarations is complete and declares nothing', async () => {
  const snapshot = await read(createFolder({ 'README.md': 'x' }))
  assert.equal(snapshot.documents, [])
  assert.is(snapshot.complete, true)
})

test('a missing path and a file of another kind say so', async () => {
  const folder = createFolder({ 'notes.txt': 'x' })
  const missing = await thrown(read(join(folder, 'orgs')))
  assert.instance(missing, SourceError)
  assert.is((missing as SourceError).code, 'FolderNotFound')
  assert.is((missing as SourceError).message, `there is no folder or file ${folder}/orgs`)
  assert.instance(await thrown(read(join(folder, 'notes.txt'))), ConfigError)
})

test('G13: a link to a file, a sibling, a folder, itself or nothing is refused, and what it points at is not read', async () => {
  const secret = join(createFolder({ 'secret.yaml': 'password: hunter2' }), 'secret.yaml')
  const path = createFolder({ 'a.yaml': ada, 'orgs/b.yaml': userFile('acme', 'b') })
  const links = {
    'passwd.yaml': '/etc/passwd',
    'secret.yaml': secret,
    'sibling.yaml': 'a.yaml',
    folder: 'orgs',
    'loop.yaml': 'loop.yaml',
    up: '..',
    'nothing.yml': 'missing',
    'README.md': 'a.yaml',
  }
  for (const [name, target] of Object.entries(links)) symlinkSync(target, join(path, name))
  const snapshot = await read(path)
  assert.equal(problemsOf(snapshot), [
    'folder:1:1 SymlinkNotAllowed',
    'loop.yaml:1:1 SymlinkNotAllowed',
    'nothing.yml:1:1 SymlinkNotAllowed',
    'passwd.yaml:1:1 SymlinkNotAllowed',
    'secret.yaml:1:1 SymlinkNotAllowed',
    'sibling.yaml:1:1 SymlinkNotAllowed',
    'up:1:1 SymlinkNotAllowed',
  ])
  assert.is(snapshot.unreadable.length, 7)
  assert.equal(declared(snapshot), ['a.yaml ada', 'orgs/b.yaml b'])
  assert.not.match(JSON.stringify(snapshot), /root:x|hunter2/)
})

test('G13: a link that is named itself stands for its folder, never for a file', async () => {
  const path = createFolder({ 'orgs/a.yaml': ada })
  symlinkSync('orgs', join(path, 'current'))
  symlinkSync('orgs/a.yaml', join(path, 'a.yaml'))
  symlinkSync('missing', join(path, 'b.yaml'))
  assert.equal(declared(await read(join(path, 'current'))), ['a.yaml ada'])
  for (const name of ['a.yaml', 'b.yaml']) {
    const snapshot = await read(join(path, name))
    assert.equal(declared(snapshot), [])
    assert.equal(problemsOf(snapshot), [`${name}:1:1 SymlinkNotAllowed`])
  }
})

test('a pipe and a folder named like a file are not waited for', async () => {
  const path = createFolder({ 'a.yaml': ada, 'folder.yaml/b.yaml': userFile('acme', 'b') })
  execFileSync('mkfifo', [join(path, 'pipe.yaml')])
  const snapshot = await read(path)
  assert.equal(problemsOf(snapshot), ['pipe.yaml:1:1 Unreadable'])
  assert.equal(declared(snapshot), ['a.yaml ada', 'folder.yaml/b.yaml b'])
  assert.equal(problemsOf(await read(join(path, 'pipe.yaml'))), ['pipe.yaml:1:1 Unreadable'])
})

test('G12: a file above the limit is refused by its size, its neighbours are read', async () => {
  const path = createFolder({ 'a.yaml': ada, 'b.yaml': '' })
  execFileSync('truncate', ['-s', '100G', join(path, 'b.yaml')])
  const snapshot = await read(path)
  assert.equal(problemsOf(snapshot), ['b.yaml:1:1 TooLarge'])
  assert.equal(snapshot.unreadable, [{ path: 'b.yaml', organizations: [] }])
  assert.equal(declared(snapshot), ['a.yaml ada'])
})

test('limits on all files together and on their number stop the reading', async () => {
  const path = createFolder({ 'a.yaml': ada, 'b.yaml': ada, 'c.yaml': ada })
  const most = await thrown(openDirectory({ path, limits: { files: 2 } }).fetch())
  assert.is((most as SourceError).code, 'LimitExceeded')
  const bytes = await thrown(openDirectory({ path, limits: { revisionBytes: ada.length * 3 - 1 } }).fetch())
  assert.is((bytes as SourceError).code, 'LimitExceeded')
  assert.is(
    (await openDirectory({ path, limits: { revisionBytes: ada.length * 3, files: 3 } }).fetch()).documents.length,
    3,
  )
})

test('a file that may not be read is unreadable, a folder makes the source incomplete', async () => {
  const path = createFolder({ 'a.yaml': ada, 'b.yaml': ada, 'orgs/c.yaml': ada })
  chmodSync(path, 0o755)
  chmodSync(join(path, 'b.yaml'), 0)
  assert.equal(problemsOf(await asNobody(() => read(path))), ['b.yaml:1:1 Unreadable'])
  chmodSync(join(path, 'orgs'), 0)
  const snapshot = await asNobody(() => read(path))
  assert.equal(problemsOf(snapshot), ['b.yaml:1:1 Unreadable', 'orgs:1:1 Unreadable'])
  assert.equal(
    snapshot.problems.map(({ message }) => message),
    ['the file may not be read (permission denied)', 'the folder may not be read (permission denied)'],
  )
  assert.is(snapshot.complete, false)
  assert.equal(snapshot.unreadable, [
    { path: 'b.yaml', organizations: [] },
    { path: 'orgs', organizations: [] },
  ])
  chmodSync(path, 0)
  const error = await asNobody(() => thrown(read(path)))
  assert.instance(error, SourceError)
  chmodSync(path, 0o755)
  chmodSync(join(path, 'orgs'), 0o755)
})

/** Root may read everything; so that permissions count, it steps down for a while. */
async function asNobody<T>(work: () => Promise<T>): Promise<T> {
  if (process.getuid?.() !== 0) return work()
  process.seteuid?.(65534)
  try {
    return await work()
  } finally {
    process.seteuid?.(0)
  }
}

test('G17: odd names are refused with escaped text, twins name each other', async () => {
  const path = createFolder({ 'a\nb.yaml': ada, 'c\\d.yaml': ada, 'E.yaml': ada, 'e.yaml': ada, 'ok.yaml': ada })
  writeFileSync(Buffer.concat([Buffer.from(`${path}/x`), Buffer.from([0xff]), Buffer.from('.yaml')]), ada)
  const snapshot = await read(path)
  assert.equal(problemsOf(snapshot), [
    'E.yaml:1:1 InvalidPath',
    'a\\u{a}b.yaml:1:1 InvalidPath',
    'c\\d.yaml:1:1 InvalidPath',
    'e.yaml:1:1 InvalidPath',
    'x\ufffd.yaml:1:1 InvalidPath',
  ])
  const [twin] = snapshot.problems
  assert.is(twin?.message, 'the path differs from `e.yaml` only in letter case')
  assert.equal(
    twin?.related?.map(({ origin }) => origin),
    [{ source: 'default', path: 'e.yaml', line: 1, column: 1 }],
  )
  assert.equal(declared(snapshot), ['ok.yaml ada'])
})

test('a broken file keeps the organizations that it speaks of, its neighbours are read', async () => {
  const path = createFolder({ 'a.yaml': ada, 'b.yaml': `${userFile('acme', 'grace')}spec: [` })
  const snapshot = await read(path)
  assert.equal(declared(snapshot), ['a.yaml ada'])
  assert.equal(snapshot.unreadable, [{ path: 'b.yaml', organizations: ['acme'] }])
  assert.match(problemsOf(snapshot)[0] ?? '', /^b\.yaml:\d+:\d+ Syntax$/)
})

test('charter.yaml in the root names the installation and declares nothing; further down it is a file like any other', async () => {
  const path = createFolder({ 'charter.yaml': 'installation: acme-production\n', 'orgs/charter.yaml': ada })
  const snapshot = await read(path)
  assert.is(snapshot.installation, 'acme-production')
  assert.equal(declared(snapshot), ['orgs/charter.yaml ada'])
  assert.is((await read(createFolder({ 'a.yaml': ada }))).installation, undefined)
})

test('a charter.yaml that is wrong is a problem at its place, and counts as unreadable', async () => {
  const wrong = {
    'instalation: acme\n': ['charter.yaml:1:1 MissingField', 'charter.yaml:1:1 UnknownField'],
    'installation: Acme Production\n': ['charter.yaml:1:1 InvalidName'],
    'installation: 7\n': ['charter.yaml:1:1 InvalidName'],
    'installation: acme\nowner: ada\n': ['charter.yaml:2:1 UnknownField'],
    'installation: acme\n---\ninstallation: beta\n': ['charter.yaml:1:1 InvalidField'],
    '': ['charter.yaml:1:1 EmptyFile'],
  }
  for (const [text, problems] of Object.entries(wrong)) {
    const snapshot = await read(createFolder({ 'charter.yaml': text, 'a.yaml': ada }))
    assert.equal([...problemsOf(snapshot)].sort(), problems, text)
    assert.is(snapshot.installation, undefined)
    assert.equal(snapshot.unreadable, [{ path: 'charter.yaml', organizations: [] }])
    assert.equal(declared(snapshot), ['a.yaml ada'])
  }
})

test('a signal cancels the reading', async () => {
  const abort = new AbortController()
  abort.abort()
  const path = createFolder({ 'a.yaml': ada })
  mkdirSync(join(path, 'orgs'))
  const error = await thrown(openDirectory({ path }).fetch(abort.signal))
  assert.is((error as SourceError).code, 'Cancelled')
})

test.run()
