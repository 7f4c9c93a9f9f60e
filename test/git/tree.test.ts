import { chownSync, readdirSync, readlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { readBlobs } from '../../src/git/blobs.ts'
import { openLocal } from '../../src/git/local.ts'
import type { Repository } from '../../src/git/spawn.ts'
import { listTree } from '../../src/git/tree.ts'
import { SourceError } from '../../src/model/errors.ts'
import { createFolder } from '../support/folder.ts'
import { processesOf, withEnvironment } from '../support/process.ts'
import { createRepository } from '../support/repository.ts'

async function textsOf(repository: Repository, commit: string, batchBytes = 1024): Promise<Record<string, string>> {
  const entries = await listTree(repository, commit, { wanted: (_, mode) => mode !== '160000' })
  const texts: Record<string, string> = {}
  for await (const batch of readBlobs(repository, entries, { batchBytes })) {
    for (const { blob, bytes } of batch) texts[blob.path] = Buffer.from(bytes).toString()
  }
  return texts
}

async function codeOf(work: Promise<unknown>): Promise<string> {
  return work.then(
    () => 'none',
    (error: unknown) => (error instanceof SourceError ? error.code : String(error)),
  )
}

test('a tree is listed with modes, types and sizes, submodules and links included', async () => {
  const fixture = createRepository()
  const submodule = 'd876c4c14e9e81b607496c335a4e7c4b9e2f513a'
  const commit = fixture.commit({
    files: { 'b/c.yaml': 'four', 'a.yaml': '' },
    symlinks: { link: '/etc/passwd' },
    submodules: { vendor: submodule },
  })
  assert.equal(await listTree(openLocal(fixture.path), commit), [
    { path: 'a.yaml', mode: '100644', type: 'blob', oid: fixture.blob(''), size: 0 },
    { path: 'b/c.yaml', mode: '100644', type: 'blob', oid: fixture.blob('four'), size: 4 },
    { path: 'link', mode: '120000', type: 'blob', oid: fixture.blob('/etc/passwd'), size: 11 },
    { path: 'vendor', mode: '160000', type: 'commit', oid: submodule, size: 0 },
  ])
})

test('a folder is listed with paths relative to it, and a missing one is named', async () => {
  const fixture = createRepository()
  const commit = fixture.commit({ files: { 'orgs/acme/users.yaml': 'x', 'orgs/b.yaml': 'y', 'other.yaml': 'z' } })
  const repository = openLocal(fixture.path)
  const paths = (await listTree(repository, commit, { folder: 'orgs' })).map(({ path }) => path)
  assert.equal(paths, ['acme/users.yaml', 'b.yaml'])
  assert.is(await codeOf(listTree(repository, commit, { folder: 'teams' })), 'FolderNotFound')
  assert.is(await codeOf(listTree(repository, commit, { folder: 'other.yaml' })), 'FolderNotFound')
})

test('contents come whole and in order, whatever the batch: empty, binary, large, the same blob twice', async () => {
  const fixture = createRepository()
  const files: Record<string, string> = {
    'a.yaml': '',
    'b.yaml': 'one\n',
    'c.yaml': 'one\n',
    'd.yaml': 'x'.repeat(300_000),
  }
  for (let index = 0; index < 200; index++) files[`many/${index}.yaml`] = `${'y'.repeat(index)}\n${index} blob 3\n`
  const commit = fixture.commit({ files })
  for (const batchBytes of [1, 1000, 2 ** 25])
    assert.equal(await textsOf(openLocal(fixture.path), commit, batchBytes), files)
})

test('a batch holds no more than was asked for', async () => {
  const fixture = createRepository()
  const commit = fixture.commit({
    files: { a: 'x'.repeat(600), b: 'y'.repeat(300), c: 'z'.repeat(200), d: 'w'.repeat(5000) },
  })
  const repository = openLocal(fixture.path)
  const sizes: number[][] = []
  for await (const batch of readBlobs(repository, await listTree(repository, commit), { batchBytes: 1000 })) {
    sizes.push(batch.map(({ bytes }) => bytes.length))
  }
  assert.equal(sizes, [[600, 300], [200], [5000]])
})

/** What this process has open, each by what nothing else is called; a file of an earlier test may be closed at any time. */
function openFiles(): readonly string[] {
  return readdirSync('/proc/self/fd').flatMap((name) => {
    try {
      return [`${name} ${readlinkSync(`/proc/self/fd/${name}`)}`]
    } catch {
      // The one by which they are listed is closed again.
      return []
    }
  })
}

test('a caller that stops early leaves no process, no open file and nothing in the temporary folder', async () => {
  const fixture = createRepository()
  const commit = fixture.commit({ files: { a: 'x'.repeat(900_000), b: 'y'.repeat(900_000) } })
  const repository = openLocal(fixture.path)
  const before = new Set(openFiles())
  const temporary = createFolder()
  await withEnvironment('TMPDIR', temporary, async () => {
    for await (const batch of readBlobs(repository, await listTree(repository, commit), { batchBytes: 10 })) {
      assert.is(batch.length, 1)
      break
    }
  })
  assert.equal(
    openFiles().filter((file) => !before.has(file)),
    [],
  )
  assert.equal(readdirSync(temporary), [])
  assert.equal(processesOf(fixture.gitDir), [])
})

test('a temporary folder that cannot be written is named', async () => {
  const fixture = createRepository()
  const commit = fixture.commit({ files: { a: 'x' } })
  const missing = join(createFolder(), 'missing')
  const error = await withEnvironment('TMPDIR', missing, () =>
    textsOf(openLocal(fixture.path), commit).catch((error: unknown) => error),
  )
  assert.instance(error, SourceError)
  assert.is((error as SourceError).message, `cannot write to the temporary folder ${missing} (ENOENT)`)
})

test('an object that is missing or is no blob is damage', async () => {
  const fixture = createRepository()
  const commit = fixture.commit({ files: { 'a.yaml': 'x' } })
  const repository = openLocal(fixture.path)
  const reading = async (oid: string, size: number) => {
    for await (const _ of readBlobs(repository, [{ oid, size }])) assert.unreachable()
  }
  assert.is(await codeOf(reading('1'.repeat(40), 1)), 'RepositoryDamaged')
  assert.is(await codeOf(reading(commit, 1)), 'RepositoryDamaged')
  assert.is(await codeOf(reading(fixture.blob('x'), 2)), 'RepositoryDamaged')
  assert.is(await codeOf(reading(fixture.blob('xyz'), 1)), 'RepositoryDamaged')
})

test('G12: more entries than allowed are a limit, not an endless list', async () => {
  const fixture = createRepository()
  const commit = fixture.commit({ files: { a: '', b: '', c: '' } })
  const repository = openLocal(fixture.path)
  assert.is((await listTree(repository, commit, { most: 3 })).length, 3)
  assert.is(await codeOf(listTree(repository, commit, { most: 2 })), 'LimitExceeded')
})

test('G12: a tree 2,000 folders deep is listed', async () => {
  const fixture = createRepository()
  const path = `${'d/'.repeat(2000)}a.yaml`
  const commit = fixture.commit({ files: { [path]: 'x' } })
  const entries = await listTree(openLocal(fixture.path), commit)
  assert.equal(
    entries.map((entry) => entry.path),
    [path],
  )
})

test('G17: paths with line ends, quotes and bytes that are not UTF-8 come whole', async () => {
  const fixture = createRepository()
  const oid = fixture.blob('x')
  const names = [
    Buffer.from('a\nb.yaml'),
    Buffer.from('c"d\r.yaml'),
    Buffer.from([0x66, 0xff, 0x2e, 0x79]),
    Buffer.from('tab\t.yaml'),
  ]
  const commit = fixture.commitTree(fixture.tree(names.map((name) => ({ mode: '100644', name, oid }))))
  const paths = (await listTree(openLocal(fixture.path), commit)).map(({ path }) => path)
  assert.equal(paths, ['a\nb.yaml', 'c"d\r.yaml', 'f\ufffd.y', 'tab\t.yaml'])
})

test('G21: a SHA-256 repository is read like any other', async () => {
  const fixture = createRepository({ objectFormat: 'sha256' })
  const commit = fixture.commit({ files: { 'a.yaml': 'x' } })
  assert.is(commit.length, 64)
  assert.equal(await textsOf(openLocal(fixture.path), commit), { 'a.yaml': 'x' })
})

test('G21: replaced objects are not followed, alternates are', async () => {
  const fixture = createRepository()
  const commit = fixture.commit({ files: { 'a.yaml': 'reviewed' } })
  fixture.git('replace', fixture.blob('reviewed'), fixture.blob('replaced'))
  assert.equal(await textsOf(openLocal(fixture.path), commit), { 'a.yaml': 'reviewed' })
  const borrower = createRepository()
  borrower.git('config', 'gc.auto', '0')
  writeFileSync(`${borrower.gitDir}/objects/info/alternates`, `${fixture.gitDir}/objects\n`)
  assert.equal(await textsOf(openLocal(borrower.path), commit), { 'a.yaml': 'reviewed' })
})

test('a repository that belongs to another user is read', async () => {
  if (process.getuid?.() !== 0) return
  const fixture = createRepository()
  const commit = fixture.commit({ files: { 'a.yaml': 'x' } })
  for (const path of ['', '/config', '/HEAD']) chownSync(`${fixture.gitDir}${path}`, 12345, 12345)
  chownSync(fixture.path, 12345, 12345)
  assert.equal(await textsOf(openLocal(fixture.path), commit), { 'a.yaml': 'x' })
})

test.run()
