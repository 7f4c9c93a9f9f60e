import { existsSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { openLocal } from '../../src/git/local.ts'
import { resolveRevision } from '../../src/git/revision.ts'
import type { Snapshot } from '../../src/model/document.ts'
import { ConfigError, SourceError } from '../../src/model/errors.ts'
import { commitContent } from '../../src/sources/commit.ts'
import { SOURCE_LIMITS } from '../../src/sources/content.ts'
import { type GitSourceOptions, openGit } from '../../src/sources/git.ts'
import { createFolder } from '../support/folder.ts'
import { serveRepository } from '../support/gitserver.ts'
import { withEnvironment } from '../support/process.ts'
import { type CommitOptions, createRepository } from '../support/repository.ts'
import { declared, problemsOf, userFile } from '../support/snapshot.ts'

const ada = userFile('acme', 'ada')

/** Reads a repository with one commit. */
function readCommit(commit: CommitOptions, options: Partial<GitSourceOptions> = {}): Promise<Snapshot> {
  const fixture = createRepository({ bare: true })
  fixture.commit(commit)
  return openGit({ url: fixture.path, ...options }).fetch()
}

async function codeOf(work: Promise<unknown>): Promise<string> {
  return work.then(
    () => 'none',
    (error: unknown) => (error instanceof SourceError ? error.code : String(error)),
  )
}

test('a local repository is read from its commit, whatever lies in its work tree', async () => {
  const fixture = createRepository()
  const commit = fixture.commit({
    files: { 'b.yaml': userFile('acme', 'b'), 'a.yaml': ada, 'README.md': 'x', '.ci/x.yaml': '[' },
  })
  writeFileSync(join(fixture.path, 'c.yaml'), 'not: [committed')
  const snapshot = await openGit({ url: fixture.path, name: 'people', privileged: true }).fetch()
  assert.equal(declared(snapshot), ['a.yaml ada', 'b.yaml b'])
  assert.equal(problemsOf(snapshot), [])
  assert.is(snapshot.revision, commit)
  assert.is(snapshot.ref, 'refs/heads/main')
  assert.is(snapshot.source, 'people')
  assert.is(snapshot.privileged, true)
  assert.is(snapshot.complete, true)
  assert.is(snapshot.root, fixture.path)
})

test('a folder is read with paths relative to it, and shown below what was typed', async () => {
  const fixture = createRepository()
  fixture.commit({ files: { 'orgs/charter.yaml': 'installation: acme\n', 'orgs/a/b.yaml': ada, 'x.yaml': '[' } })
  const snapshot = await openGit({ url: fixture.path, folder: './orgs/' }).fetch()
  assert.equal(declared(snapshot), ['a/b.yaml ada'])
  assert.is(snapshot.installation, 'acme')
  assert.is(snapshot.root, join(fixture.path, 'orgs'))
})

test('one file of a commit is read', async () => {
  const fixture = createRepository()
  fixture.commit({ files: { 'orgs/a.yaml': ada, 'orgs/b.yaml': '[', 'c.yaml': userFile('acme', 'c') } })
  const snapshot = await openGit({ url: fixture.path, folder: 'orgs/a.yaml' }).fetch()
  assert.equal(declared(snapshot), ['a.yaml ada'])
  assert.equal(problemsOf(snapshot), [])
  assert.is(snapshot.root, join(fixture.path, 'orgs'))
  assert.equal(declared(await openGit({ url: fixture.path, folder: 'c.yaml' }).fetch()), ['c.yaml c'])
  assert.is(await codeOf(openGit({ url: fixture.path, folder: 'd.yaml' }).fetch()), 'FolderNotFound')
})

test('in a bare repository a path is shown from the root of the repository', async () => {
  const snapshot = await readCommit({ files: { 'orgs/a.yaml': ada } }, { folder: 'orgs' })
  assert.is(snapshot.root, 'orgs')
})

test('a source gives itself as it was at an earlier commit, and stays where it is', async () => {
  const fixture = createRepository({ bare: true })
  const first = fixture.commit({ files: { 'orgs/a.yaml': ada } })
  const second = fixture.commit({ remove: ['orgs/a.yaml'], files: { 'orgs/b.yaml': userFile('acme', 'b') } })
  const policy = { prune: false }
  const source = openGit({ url: fixture.path, folder: 'orgs', name: 'people', policy })
  const before = await source.at?.(first).fetch()
  assert.equal([before?.source, before?.revision, before?.prune], ['people', first, false])
  assert.equal(before === undefined ? [] : declared(before), ['a.yaml ada'])
  assert.is((await source.fetch()).revision, second)
  assert.throws(
    () => source.at?.('--all'),
    (error: unknown) => error instanceof ConfigError,
  )
})

test('a branch, a tag and an older commit are read', async () => {
  const fixture = createRepository({ bare: true })
  const first = fixture.commit({ files: { 'a.yaml': ada } })
  fixture.commit({ files: { 'b.yaml': userFile('acme', 'b') } })
  fixture.tag('v1', first, 'Release')
  const tagged = await openGit({ url: fixture.path, revision: 'v1' }).fetch()
  assert.is(tagged.revision, first)
  assert.is(tagged.ref, 'refs/tags/v1')
  assert.equal(declared(tagged), ['a.yaml ada'])
  assert.is((await openGit({ url: fixture.path, revision: 'main~1' }).fetch()).revision, first)
})

test('each fetch reads what the revision names then', async () => {
  const fixture = createRepository({ bare: true })
  fixture.commit({ files: { 'a.yaml': ada } })
  const source = openGit({ url: fixture.path })
  assert.equal(declared(await source.fetch()), ['a.yaml ada'])
  fixture.commit({ remove: ['a.yaml'], files: { 'b.yaml': userFile('acme', 'b') } })
  assert.equal(declared(await source.fetch()), ['b.yaml b'])
})

test('G04 and G05: no commit, no such folder and no declarations are told apart', async () => {
  const empty = createRepository({ bare: true })
  assert.is(await codeOf(openGit({ url: empty.path }).fetch()), 'WaitingForFirstCommit')
  assert.is(await codeOf(readCommit({ files: { 'a.yaml': ada } }, { folder: 'orgs' })), 'FolderNotFound')
  const nothing = await readCommit({ files: { 'README.md': 'x' } })
  assert.equal(nothing.documents, [])
  assert.is(nothing.complete, true)
})

test('G11: a push while a commit is read changes nothing of what is read', async () => {
  const fixture = createRepository({ bare: true })
  fixture.commit({ files: { 'a.yaml': 'before', 'b.yaml': 'before' } })
  const repository = openLocal(fixture.path)
  const revision = await resolveRevision(repository)
  const content = commitContent(repository, revision, { source: 'x', folder: '', limits: SOURCE_LIMITS })
  await content.next()
  fixture.commit({ files: { 'a.yaml': 'after' }, remove: ['b.yaml'] })
  const step = await content.next()
  const batch = step.done === true ? [] : step.value
  assert.equal(
    batch.map((found) => ('bytes' in found ? `${found.path} ${Buffer.from(found.bytes)}` : found.path)),
    ['a.yaml before', 'b.yaml before'],
  )
  await content.return({ revision: '', complete: false })
})

test('G12: 10,000 files are read', async () => {
  const files: Record<string, string> = {}
  for (let index = 0; index < 10_000; index++)
    files[`orgs/${index % 100}/${index}.yaml`] = userFile('acme', `user-${index}`)
  const snapshot = await readCommit({ files })
  assert.is(snapshot.documents.length, 10_000)
  assert.equal(snapshot.problems, [])
})

test('G12: a file above the limit is refused by its size, its neighbours are read', async () => {
  const snapshot = await readCommit({ files: { 'a.yaml': ada, 'b.yaml': Buffer.alloc(20_000_000) } })
  assert.equal(problemsOf(snapshot), ['b.yaml:1:1 TooLarge'])
  assert.equal(snapshot.unreadable, [{ path: 'b.yaml', organizations: [] }])
  assert.equal(declared(snapshot), ['a.yaml ada'])
})

test('G12: the content of a file above the limit is never read', async () => {
  const fixture = createRepository({ bare: true })
  fixture.commit({ files: { 'a.yaml': ada, 'b.yaml': 'x'.repeat(101) } })
  const repository = openLocal(fixture.path)
  const limits = { ...SOURCE_LIMITS, fileBytes: 100 }
  const read: string[] = []
  const content = commitContent(repository, await resolveRevision(repository), { source: 'x', folder: '', limits })
  for await (const batch of content) read.push(...batch.flatMap((found) => ('bytes' in found ? [found.path] : [])))
  assert.equal(read, ['a.yaml'])
})

test('G12: too many files, or too much in them together, is a limit', async () => {
  const files = { 'a.yaml': ada, 'b.yaml': ada, 'c.md': 'x' }
  assert.is(await codeOf(readCommit({ files }, { limits: { files: 2 } })), 'LimitExceeded')
  assert.is(await codeOf(readCommit({ files }, { limits: { revisionBytes: ada.length * 2 - 1 } })), 'LimitExceeded')
  assert.is(await codeOf(readCommit({ files }, { limits: { revisionBytes: ada.length * 2, files: 3 } })), 'none')
})

test('G12: a path 4,000 characters long is refused, not cut', async () => {
  const snapshot = await readCommit({ files: { 'a.yaml': ada, [`${'d/'.repeat(2000)}b.yaml`]: ada } })
  assert.equal(
    snapshot.problems.map(({ code, message }) => `${code}: ${message}`),
    ['InvalidPath: the path is longer than 1024 characters'],
  )
  assert.equal(declared(snapshot), ['a.yaml ada'])
})

test('G13: links are refused, and nothing of what they point at is read', async () => {
  const snapshot = await readCommit({
    files: { 'a.yaml': ada, 'orgs/b.yaml': userFile('acme', 'b') },
    symlinks: {
      'passwd.yaml': '/etc/passwd',
      'sibling.yaml': 'a.yaml',
      folder: 'orgs',
      'loop.yaml': 'loop.yaml',
      'README.md': 'docs/README.md',
      '.hidden': 'x',
    },
  })
  assert.equal(problemsOf(snapshot), [
    'folder:1:1 SymlinkNotAllowed',
    'loop.yaml:1:1 SymlinkNotAllowed',
    'passwd.yaml:1:1 SymlinkNotAllowed',
    'sibling.yaml:1:1 SymlinkNotAllowed',
  ])
  assert.is(snapshot.unreadable.length, 4)
  assert.equal(declared(snapshot), ['a.yaml ada', 'orgs/b.yaml b'])
  assert.not.match(JSON.stringify(snapshot), /root:x|etc\/passwd/)
})

test('G14: a submodule is refused where declarations are read, and nobody is asked for it', async () => {
  const fixture = createRepository({ bare: true })
  const commit = fixture.commit({ files: { 'orgs/a.yaml': ada } })
  const canary = join(createFolder(), 'canary')
  const server = await serveRepository(fixture.gitDir)
  const modules = (url: string) =>
    `[submodule "orgs/vendor"]\n\tpath = orgs/vendor\n\turl = ${url}\n\tupdate = !touch ${canary}\n`
  for (const url of [server.url, `ext::sh -c touch% ${canary}`]) {
    fixture.commit({
      files: { '.gitmodules': modules(url) },
      submodules: { 'orgs/vendor': commit, 'tools/theme': commit },
    })
    const snapshot = await openGit({ url: fixture.path, folder: 'orgs' }).fetch()
    assert.equal(problemsOf(snapshot), ['vendor:1:1 SubmoduleNotAllowed'])
    assert.equal(snapshot.unreadable, [{ path: 'vendor', organizations: [] }])
    assert.equal(declared(snapshot), ['a.yaml ada'])
  }
  assert.is(server.requests, 0)
  assert.not.ok(existsSync(canary))
  await server.close()
})

test('G15: attributes and hooks in a repository have no effect on what is read', async () => {
  const canary = join(createFolder(), 'canary')
  const fixture = createRepository()
  const attributes = '* filter=trap diff=trap text eol=crlf working-tree-encoding=UTF-16 export-subst ident\n'
  fixture.commit({
    files: {
      'a.yaml': `${ada}# $Id$ $Format:%H$\n`,
      '.gitattributes': attributes,
      'hooks/post-checkout': `touch ${canary}`,
    },
  })
  for (const name of ['filter.trap.smudge', 'filter.trap.process', 'diff.trap.textconv', 'core.fsmonitor']) {
    fixture.git('config', name, `touch ${canary}`)
  }
  fixture.git('config', 'core.hooksPath', join(fixture.path, 'hooks'))
  fixture.git('config', 'core.autocrlf', 'true')
  const snapshot = await openGit({ url: fixture.path }).fetch()
  assert.is(snapshot.files.get('a.yaml')?.text, `${ada}# $Id$ $Format:%H$\n`)
  assert.not.ok(existsSync(canary))
})

test('G16: addresses, revisions and folders that could be options or leave the repository are refused at once', () => {
  const wrong: readonly GitSourceOptions[] = [
    { url: '--upload-pack=touch canary' },
    { url: 'ext::sh -c touch% canary' },
    { url: 'file:///srv/people.git' },
    { url: 'https://ada:hunter2@git.acme.example/people.git' },
    { url: '.', revision: '--output=canary' },
    { url: '.', revision: 'main:a.yaml' },
    { url: '.', folder: '../other' },
    { url: '.', folder: '/etc' },
  ]
  for (const options of wrong)
    assert.throws(
      () => openGit(options),
      (error: unknown) => error instanceof ConfigError,
    )
  assert.not.ok(existsSync('canary'))
})

test('G17: odd paths are refused with escaped text, whatever the tree claims to be', async () => {
  const fixture = createRepository({ bare: true })
  const oid = fixture.blob(ada)
  const file = (name: string | Uint8Array) => ({ mode: '100644', name, oid })
  const up = fixture.tree([file('b.yaml')])
  const names = ['a\nb.yaml', 'c\rd.yaml', 'e\\f.yaml', 'g\u202eh.yaml', 'ok.yaml', 'i"j.yaml', 'CON.yaml']
  const tree = fixture.tree([
    ...names.map(file),
    file(Buffer.concat([Buffer.from('x'), Buffer.from([0xff, 0xfe]), Buffer.from('.yaml')])),
    { mode: '040000', name: '..', oid: up },
    { mode: '040000', name: '.', oid: up },
    file('../../etc/k.yaml'),
  ])
  fixture.commitTree(tree)
  const snapshot = await openGit({ url: fixture.path }).fetch()
  assert.equal(problemsOf(snapshot), [
    '../../etc/k.yaml:1:1 InvalidPath',
    '../b.yaml:1:1 InvalidPath',
    './b.yaml:1:1 InvalidPath',
    'a\\u{a}b.yaml:1:1 InvalidPath',
    'c\\u{d}d.yaml:1:1 InvalidPath',
    'e\\f.yaml:1:1 InvalidPath',
    'g\\u{202e}h.yaml:1:1 InvalidPath',
    'x\ufffd\ufffd.yaml:1:1 InvalidPath',
  ])
  assert.equal(declared(snapshot), ['CON.yaml ada', 'i"j.yaml ada', 'ok.yaml ada'])
})

test('G17: a tree with a name that is empty is damage', async () => {
  const fixture = createRepository({ bare: true })
  fixture.commitTree(fixture.tree([{ mode: '100644', name: '', oid: fixture.blob(ada) }]))
  assert.is(await codeOf(openGit({ url: fixture.path }).fetch()), 'RepositoryDamaged')
})

test('G17: paths equal but for letter case or Unicode form, and one that stands twice, are refused by name', async () => {
  const fixture = createRepository({ bare: true })
  const oid = fixture.blob(ada)
  const names = ['Users.yaml', 'users.yaml', '\u00e9.yaml', 'e\u0301.yaml', 'twice.yaml', 'twice.yaml', 'other.yaml']
  fixture.commitTree(fixture.tree(names.map((name) => ({ mode: '100644', name, oid }))))
  const snapshot = await openGit({ url: fixture.path }).fetch()
  assert.equal(
    snapshot.problems.map(({ origin, message }) => `${'path' in origin ? origin.path : ''}: ${message}`),
    [
      'Users.yaml: the path differs from `users.yaml` only in letter case',
      'e\u0301.yaml: the path differs from `\u00e9.yaml` only in Unicode form',
      'twice.yaml: the path stands twice in the tree',
      'twice.yaml: the path stands twice in the tree',
      'users.yaml: the path differs from `Users.yaml` only in letter case',
      '\u00e9.yaml: the path differs from `e\u0301.yaml` only in Unicode form',
    ],
  )
  assert.equal(declared(snapshot), ['other.yaml ada'])
})

test('G18: a git-lfs pointer is called what it is', async () => {
  const pointer = `version https://git-lfs.github.com/spec/v1\noid sha256:${'a'.repeat(64)}\nsize 12345\n`
  const snapshot = await readCommit({ files: { 'a.yaml': ada, 'b.yaml': pointer } })
  assert.equal(problemsOf(snapshot), ['b.yaml:1:1 LfsPointer'])
  assert.match(snapshot.problems[0]?.message ?? '', /git-lfs/)
  assert.equal(declared(snapshot), ['a.yaml ada'])
})

test('G19: conflict markers are told with their line, what a merge leaves beside files is not read', async () => {
  const conflict = `${ada}<<<<<<< HEAD\nspec: {}\n=======\n>>>>>>> other\n`
  const snapshot = await readCommit({
    files: { 'a.yaml': ada, 'b.yaml': conflict, 'a.yaml.orig': '[', 'a.yaml.rej': '[', 'a.yaml~': '[' },
  })
  assert.equal(problemsOf(snapshot), ['b.yaml:6:1 MergeConflict'])
  assert.equal(snapshot.unreadable, [{ path: 'b.yaml', organizations: ['acme'] }])
  assert.equal(declared(snapshot), ['a.yaml ada'])
})

test('G20: commits are followed by ancestry, whatever their dates say', async () => {
  const fixture = createRepository({ bare: true })
  const first = fixture.commit({ files: { 'a.yaml': ada }, date: '2099-01-01T00:00:00Z' })
  const second = fixture.commit({ files: { 'b.yaml': userFile('acme', 'b') }, date: '1970-01-01T00:00:00Z' })
  assert.is((await openGit({ url: fixture.path }).fetch()).revision, second)
  assert.is((await openGit({ url: fixture.path, revision: 'main~1' }).fetch()).revision, first)
})

test('a remote repository is read as a local one, and leaves nothing behind without a cache', async () => {
  const fixture = createRepository({ bare: true })
  const commit = fixture.commit({ files: { 'orgs/a.yaml': ada }, symlinks: { 'orgs/b.yaml': '/etc/passwd' } })
  const server = await serveRepository(fixture.gitDir)
  const temporary = createFolder()
  const source = openGit({ url: server.url, folder: 'orgs' })
  const snapshot = await withEnvironment('TMPDIR', temporary, () => source.fetch())
  assert.equal(declared(snapshot), ['a.yaml ada'])
  assert.equal(problemsOf(snapshot), ['b.yaml:1:1 SymlinkNotAllowed'])
  assert.is(snapshot.revision, commit)
  assert.is(snapshot.ref, 'refs/heads/main')
  assert.is(snapshot.root, 'orgs')
  assert.equal(readdirSync(temporary), [])
  await server.close()
})

test('G10: a mirror that is damaged is thrown away and made anew', async () => {
  const fixture = createRepository({ bare: true })
  fixture.commit({ files: { 'a.yaml': ada } })
  const server = await serveRepository(fixture.gitDir)
  const mirrors = createFolder()
  const source = openGit({ url: server.url, mirrors })
  await source.fetch()
  for (const path of readdirSync(mirrors, { recursive: true, encoding: 'utf8' })) {
    if (/objects\/[0-9a-f]{2}\/|\.pack$/.test(path))
      writeFileSync(join(mirrors, path), 'damaged', { flag: 'w', mode: 0o644 })
  }
  assert.equal(declared(await source.fetch()), ['a.yaml ada'])
  await server.close()
})

test('a signal cancels the reading', async () => {
  const abort = new AbortController()
  abort.abort()
  const fixture = createRepository({ bare: true })
  fixture.commit({ files: { 'a.yaml': ada } })
  assert.is(await codeOf(openGit({ url: fixture.path }).fetch(abort.signal)), 'Cancelled')
})

test.run()
