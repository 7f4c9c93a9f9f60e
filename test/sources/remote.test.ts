import { existsSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { ConfigError, SourceError } from '../../src/model/errors.ts'
import { historyRewritten } from '../../src/plan/guards/rewriting.ts'
import { NO_COMMIT } from '../../src/sources/empty.ts'
import { type GitSource, type GitSourceOptions, openGit } from '../../src/sources/git.ts'
import { createFolder } from '../support/folder.ts'
import { type GitServer, serveRepository } from '../support/gitserver.ts'
import { createRepository, type RepositoryFixture } from '../support/repository.ts'
import { declared, userFile } from '../support/snapshot.ts'

interface Context {
  fixture: RepositoryFixture
  server: GitServer
  mirrors: string
}

const test = suite<Context>('remote sources')

test.before.each(async (context) => {
  context.fixture = createRepository({ bare: true })
  context.server = await serveRepository(context.fixture.gitDir)
  context.mirrors = createFolder()
})

test.after.each(async ({ server, fixture }) => {
  await server.close()
  fixture.remove()
})

const ada = userFile('acme', 'ada')
const since =
  (...revisions: readonly string[]) =>
  async () =>
    revisions

function open({ server, mirrors }: Context, options: Partial<GitSourceOptions> = {}): GitSource {
  return openGit({ url: server.url, mirrors, timeoutMs: 20_000, ...options })
}

async function codeOf(work: Promise<unknown>): Promise<string> {
  return work.then(
    () => 'none',
    (error: unknown) => (error instanceof SourceError ? error.code : String(error)),
  )
}

test('a source that has not changed costs one look at the server', async (context) => {
  const { fixture, server } = context
  const commit = fixture.commit({ files: { 'a.yaml': ada } })
  const source = open(context)
  assert.is((await source.fetch()).revision, commit)
  server.requests = 0
  assert.is(await source.poll(), commit)
  assert.is(server.requests, 2)
  assert.is((await source.fetch()).revision, commit)
  assert.is(server.requests, 4)
})

test('a branch, a tag and a commit are followed by what the configuration calls them', async (context) => {
  const { fixture } = context
  const first = fixture.commit({ files: { 'a.yaml': ada } })
  const second = fixture.commit({ files: { 'b.yaml': userFile('acme', 'b') } })
  fixture.tag('main', first)
  const revision = async (name: GitSourceOptions['revision']) =>
    (await open(context, name === undefined ? {} : { revision: name }).fetch()).revision
  assert.is(await revision({ type: 'branch', name: 'main' }), second)
  assert.is(await revision({ type: 'tag', name: 'main' }), first)
  assert.is(await revision({ type: 'commit', name: first }), first)
  assert.is(await revision({ type: 'head' }), second)
  for (const wrong of [
    { type: 'commit', name: first.slice(0, 12) },
    { type: 'branch', name: '--upload-pack=x' },
    { type: 'tag', name: 'v1^{}' },
  ] as const) {
    assert.throws(
      () => open(context, { revision: wrong }),
      (error: unknown) => error instanceof ConfigError,
    )
  }
})

test('a path on this machine is read only where it is allowed, http only from this machine', async ({ fixture }) => {
  const commit = fixture.commit({ files: { 'a.yaml': ada } })
  const local = openGit({ url: `path:${fixture.path}`, allowLocal: true, revision: { type: 'branch', name: 'main' } })
  assert.is((await local.fetch()).revision, commit)
  assert.is(await local.poll(), commit)
  assert.is(
    await codeOf(openGit({ url: fixture.path, revision: { type: 'branch', name: 'x' } }).poll()),
    'BranchMissing',
  )
  const auth = { type: 'token', username: 'x', token: { reveal: () => 'hunter2' } } as const
  for (const wrong of [
    { url: `path:${fixture.path}`, allowLocal: false },
    { url: fixture.path, allowLocal: false },
    { url: 'path:--upload-pack=x', allowLocal: true },
    { url: 'http://git.acme.example/people.git' },
    { url: fixture.path, auth },
  ]) {
    assert.throws(
      () => openGit(wrong),
      (error: unknown) => error instanceof ConfigError && !/hunter2/.test(error.message),
      wrong.url,
    )
  }
})

test('G04: an empty repository is waited for, and once something was applied it declares nothing', async (context) => {
  const source = open(context)
  assert.is(await source.poll(), NO_COMMIT)
  assert.is(await codeOf(source.fetch(undefined, since())), 'WaitingForFirstCommit')
  assert.is(await codeOf(source.fetch()), 'WaitingForFirstCommit')
  const snapshot = await source.fetch(undefined, since('1'.repeat(40)))
  assert.is(snapshot.revision, NO_COMMIT)
  assert.is(snapshot.complete, true)
  assert.equal(snapshot.documents, [])
  const commit = context.fixture.commit({ files: { 'a.yaml': ada } })
  assert.is(await source.poll(), commit)
  const later = await source.fetch(undefined, since(NO_COMMIT))
  assert.equal(later.history?.departed, { from: NO_COMMIT, isShallow: false })
})

test('G05: a folder that was never there is an error, one that went away declares nothing', async (context) => {
  const { fixture } = context
  const first = fixture.commit({ files: { 'orgs/a.yaml': ada, 'README.md': 'x' } })
  const second = fixture.commit({ remove: ['orgs/a.yaml'] })
  const source = open(context, { folder: 'orgs' })
  assert.is(await codeOf(source.fetch(undefined, since())), 'FolderNotFound')
  const snapshot = await source.fetch(undefined, since(first))
  assert.is(snapshot.revision, second)
  assert.is(snapshot.ref, 'refs/heads/main')
  assert.is(snapshot.complete, true)
  assert.equal(snapshot.documents, [])
  assert.equal(
    snapshot.history?.commits.map(({ hash }) => hash),
    [second],
  )
})

test('G06 and G25: a history that was rewritten, and another repository at the address, are told', async (context) => {
  const { fixture, mirrors } = context
  const base = fixture.commit({ files: { 'a.yaml': ada } })
  const applied = fixture.commit({ files: { 'b.yaml': userFile('acme', 'b') } })
  const source = open(context)
  await source.fetch()
  const forced = fixture.commit({ from: base, files: { 'c.yaml': userFile('acme', 'c') } })
  const rewritten = await source.fetch(undefined, since(applied))
  assert.is(rewritten.revision, forced)
  assert.equal(rewritten.history?.departed, { from: applied, base, isShallow: false })
  const other = createRepository({ bare: true })
  other.commit({ files: { 'z.yaml': ada } })
  const server = await serveRepository(other.gitDir)
  const moved = await openGit({ url: server.url, mirrors }).fetch(undefined, since(applied))
  assert.equal(moved.history?.departed, { from: applied, isShallow: false })
  assert.is(historyRewritten(moved)?.code, 'HistoryRewritten')
  await server.close()
})

test('G08: a tag that moved is a rewritten history, also where it went forward, until the move was applied', async (context) => {
  const { fixture } = context
  const first = fixture.commit({ files: { 'a.yaml': ada } })
  fixture.tag('v1', first, 'Release')
  const source = open(context, { revision: { type: 'tag', name: 'v1' } })
  assert.is((await source.fetch(undefined, since())).revision, first)
  const second = fixture.commit({ files: { 'b.yaml': userFile('acme', 'b') } })
  fixture.tag('v1', second, 'Release again')
  for (const reader of [source, source, open(context, { revision: { type: 'tag', name: 'v1' } })]) {
    const moved = await reader.fetch(undefined, since(first))
    assert.equal(moved.history?.departed, { from: first, base: first, isShallow: false, tag: 'refs/tags/v1' })
    const hold = historyRewritten(moved)
    const [from, to] = [first.slice(0, 12), second.slice(0, 12)]
    assert.is(
      hold?.message,
      `source default reads the tag v1, which was moved from the applied commit ${from} to ${to}`,
    )
  }
  assert.is((await source.fetch(undefined, since(first, second))).history?.departed, undefined)
  fixture.tag('v2', second)
  const renamed = await open(context, { revision: { type: 'tag', name: 'v2' } }).fetch(undefined, since(first))
  assert.is(renamed.history?.departed, undefined)
})

test('G10: a mirror whose refs are broken is made anew', async (context) => {
  const { fixture, mirrors } = context
  fixture.commit({ files: { 'a.yaml': ada } })
  const source = open(context)
  await source.fetch()
  const gitDir = join(mirrors, readdirSync(mirrors).find((name) => name.endsWith('.git')) ?? '')
  const [ref = ''] = readdirSync(join(gitDir, 'refs/charter'))
  writeFileSync(join(gitDir, 'refs/charter', ref), 'nonsense')
  fixture.commit({ files: { 'b.yaml': userFile('acme', 'b') } })
  assert.equal(declared(await source.fetch()), ['a.yaml ada', 'b.yaml b'])
})

test('G01: what was read stays readable while the server is away', async (context) => {
  const { fixture, server } = context
  const commit = fixture.commit({ files: { 'a.yaml': ada } })
  const source = open(context)
  await source.fetch()
  server.mode = { type: 'status', status: 503 }
  assert.is(await codeOf(source.poll()), 'SourceUnavailable')
  assert.is(await codeOf(source.fetch()), 'SourceUnavailable')
  server.mode = { type: 'serve' }
  assert.is((await source.fetch()).revision, commit)
  assert.ok(existsSync(context.mirrors))
})

test.run()
