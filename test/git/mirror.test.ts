import { hash } from 'node:crypto'
import { chmodSync, existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { parseAddress } from '../../src/git/address.ts'
import { type Mirror, openMirror } from '../../src/git/mirror.ts'
import type { RemoteAddress, RemoteOptions } from '../../src/git/remote.ts'
import { ConfigError, SourceError } from '../../src/model/errors.ts'
import { createFolder } from '../support/folder.ts'
import { type GitServer, serveRepository } from '../support/gitserver.ts'
import { processesOf, withEnvironment } from '../support/process.ts'
import { createRepository, type RepositoryFixture } from '../support/repository.ts'

interface Context {
  fixture: RepositoryFixture
  server: GitServer
  folder: string
}

const test = suite<Context>('mirror')

test.before.each(async (context) => {
  context.fixture = createRepository({ bare: true })
  context.server = await serveRepository(context.fixture.gitDir)
  context.folder = createFolder()
})

test.after.each(async ({ server, fixture }) => {
  await server.close()
  fixture.remove()
})

function addressOf(url: string): RemoteAddress {
  const address = parseAddress(url)
  if (address.type !== 'remote') throw new Error(`${url} is no remote address`)
  return address
}

function mirrorOf({ server, folder }: Context, options: RemoteOptions = {}): Mirror {
  return openMirror(addressOf(server.url), folder, { deadlineMs: 20_000, ...options })
}

async function failureOf(work: Promise<unknown>): Promise<SourceError> {
  const error = await work.then(
    () => assert.unreachable('it succeeded'),
    (error: unknown) => error,
  )
  assert.instance(error, SourceError)
  return error as SourceError
}

/** The one mirror in a folder, and what lies in it that a killed fetch leaves behind. */
function leftovers(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((path) =>
    /(^|\/)tmp_|\.lock$|credential/.test(path),
  )
}

/** More objects than git unpacks one by one, and hardly smaller when packed. */
function manyFiles(): Record<string, string> {
  const files: Record<string, string> = {}
  for (let index = 0; index < 300; index++) files[`${index}.yaml`] = hash('sha512', String(index))
  return files
}

test('the default branch, a branch, a tag, a commit and an ancestor are fetched with their history', async (context) => {
  const { fixture } = context
  const first = fixture.commit({ files: { 'a.yaml': '1' } })
  const second = fixture.commit({ files: { 'a.yaml': '2' } })
  fixture.tag('v1', first, 'Release')
  fixture.branch('teams/new', first)
  const mirror = mirrorOf(context)
  assert.equal((await mirror.update()).revision, { commit: second, ref: 'refs/heads/main' })
  assert.equal((await mirror.update('main')).revision, { commit: second, ref: 'refs/heads/main' })
  assert.equal((await mirror.update('teams/new')).revision, { commit: first, ref: 'refs/heads/teams/new' })
  assert.equal((await mirror.update('v1')).revision, { commit: first, ref: 'refs/tags/v1' })
  assert.equal((await mirror.update('main~1')).revision, { commit: first })
  assert.equal((await mirrorOf({ ...context, folder: createFolder() }).update(first)).revision, { commit: first })
})

test('a later update brings what was pushed, and asks the server once', async (context) => {
  const { fixture, server } = context
  fixture.commit()
  const mirror = mirrorOf(context)
  await mirror.update()
  const second = fixture.commit()
  server.requests = 0
  assert.is((await mirror.update()).revision.commit, second)
  const changed = server.requests
  server.requests = 0
  assert.is((await mirror.update()).revision.commit, second)
  assert.is(changed, 3)
  assert.is(server.requests, 2)
})

test('a commit that is here already needs no server', async (context) => {
  const commit = context.fixture.commit()
  const mirror = mirrorOf(context)
  await mirror.update()
  context.server.mode = { type: 'hang' }
  assert.equal((await mirror.update(commit)).revision, { commit })
})

test('G08: a tag that moved is followed', async (context) => {
  const { fixture } = context
  const first = fixture.commit()
  fixture.tag('v1', first)
  const mirror = mirrorOf(context)
  assert.is((await mirror.update('v1')).revision.commit, first)
  const second = fixture.commit()
  fixture.tag('v1', second, 'Again')
  assert.is((await mirror.update('v1')).revision.commit, second)
})

test('a branch that takes the place of a folder of branches is fetched', async (context) => {
  const { fixture } = context
  const commit = fixture.commit()
  fixture.branch('team/a')
  const mirror = mirrorOf(context)
  await mirror.update('team/a')
  fixture.git('update-ref', '-d', 'refs/heads/team/a')
  fixture.branch('team')
  assert.equal((await mirror.update('team')).revision, { commit, ref: 'refs/heads/team' })
})

test('G21: a SHA-256 repository is mirrored', async () => {
  const fixture = createRepository({ bare: true, objectFormat: 'sha256' })
  const commit = fixture.commit({ files: { 'a.yaml': 'x' } })
  const server = await serveRepository(fixture.gitDir)
  const mirror = openMirror(addressOf(server.url), createFolder())
  assert.equal((await mirror.update()).revision, { commit, ref: 'refs/heads/main' })
  await server.close()
})

test('G04: an empty repository waits for its first commit', async (context) => {
  const error = await failureOf(mirrorOf(context).update())
  assert.is(error.code, 'WaitingForFirstCommit')
})

test('G07: a branch that is not there, or goes away, is named with the nearest that is', async (context) => {
  const { fixture, server } = context
  fixture.commit()
  fixture.branch('release')
  const mirror = mirrorOf(context)
  const missing = await failureOf(mirror.update('relaese'))
  assert.is(missing.code, 'RevisionNotFound')
  assert.is(missing.message, `there is no revision \`relaese\` in ${server.url}`)
  assert.is(missing.help, 'did you mean `release`?')
  await mirror.update('release')
  fixture.git('update-ref', '-d', 'refs/heads/release')
  const gone = await failureOf(mirror.update('release'))
  assert.is(gone.code, 'RevisionNotFound')
  assert.is(gone.help, 'there are main')
})

test('a commit that is not there is said so, and a short hash is asked for in full', async (context) => {
  context.fixture.commit()
  const mirror = mirrorOf(context)
  const full = await failureOf(mirror.update('1'.repeat(40)))
  assert.is(full.code, 'RevisionNotFound')
  assert.is(full.help, 'there are main')
  const short = await failureOf(mirror.update('1234567'))
  assert.is(short.code, 'RevisionNotFound')
  assert.is(short.help, 'name a commit of a remote repository by its full hash')
})

test('G01: each way a server fails has a code of its own', async (context) => {
  context.fixture.commit()
  const { server } = context
  const codes: Record<string, string> = {}
  for (const status of [401, 403, 404, 429, 500, 503]) {
    server.mode = { type: 'status', status }
    codes[status] = (await failureOf(mirrorOf(context).update())).code
  }
  assert.equal(codes, {
    401: 'AuthenticationFailed',
    403: 'AuthenticationFailed',
    404: 'RepositoryNotFound',
    429: 'SourceUnreachable',
    500: 'SourceUnreachable',
    503: 'SourceUnreachable',
  })
  await server.close()
  assert.is((await failureOf(mirrorOf(context).update())).code, 'SourceUnreachable')
  const nowhere = openMirror(addressOf('https://charter.invalid/people'), context.folder)
  assert.is((await failureOf(nowhere.update())).code, 'SourceUnreachable')
})

test('G01: a server without TLS is told apart', async (context) => {
  const { server, folder } = context
  const mirror = openMirror(addressOf(server.url.replace('http:', 'https:')), folder)
  assert.is((await failureOf(mirror.update())).code, 'TlsFailed')
})

test('a redirect is not followed from this machine to another', async (context) => {
  context.server.mode = { type: 'redirect', location: 'http://charter.invalid' }
  assert.is((await failureOf(mirrorOf(context).update())).code, 'TransportRefused')
})

test('G02: a server that says nothing is given up, with every process of the call', async (context) => {
  context.fixture.commit()
  context.server.mode = { type: 'hang' }
  const start = performance.now()
  const error = await failureOf(mirrorOf(context, { silenceMs: 500 }).update())
  assert.is(error.code, 'GitTimeout')
  assert.ok(performance.now() - start < 3000)
  assert.equal(processesOf(context.server.url), [])
})

test('G02: a server that drips meets the deadline, with every process of the call', async (context) => {
  context.fixture.commit()
  const mirror = mirrorOf(context, { deadlineMs: 800 })
  context.server.mode = { type: 'drip' }
  const start = performance.now()
  const error = await failureOf(mirror.update())
  assert.is(error.code, 'GitTimeout')
  assert.ok(performance.now() - start < 3000)
  assert.equal(processesOf(context.server.url), [])
})

test('G02: a signal ends a fetch that runs', async (context) => {
  context.server.mode = { type: 'hang' }
  const abort = new AbortController()
  setTimeout(() => abort.abort(), 300)
  assert.is((await failureOf(mirrorOf(context).update('main', { signal: abort.signal }))).code, 'Cancelled')
  assert.equal(processesOf(context.server.url), [])
})

test('G03: a fetch that breaks off leaves no half pack, and the next one succeeds', async (context) => {
  const { fixture, server, folder } = context
  const first = fixture.commit({ files: { 'a.yaml': 'x' } })
  const mirror = mirrorOf(context)
  await mirror.update()
  const second = fixture.commit({ files: manyFiles() })
  for (const bytes of [0, 40, 300, 5000, 20_000]) {
    server.mode = { type: 'cut', bytes }
    assert.is((await failureOf(mirror.update())).code, 'SourceUnreachable', `cut after ${bytes}`)
    assert.equal((await mirror.update(first)).revision.commit, first)
    assert.equal(leftovers(folder), [])
  }
  server.mode = { type: 'serve' }
  assert.is((await mirror.update()).revision.commit, second)
})

test('G02: a fetch that is killed in the middle of a pack leaves nothing of it', async (context) => {
  const { fixture, server, folder } = context
  fixture.commit({ files: { 'a.yaml': 'x' } })
  const mirror = mirrorOf(context, { silenceMs: 700 })
  await mirror.update()
  const second = fixture.commit({ files: manyFiles() })
  server.mode = { type: 'stall', bytes: 20_000 }
  assert.is((await failureOf(mirror.update())).code, 'GitTimeout')
  assert.equal(leftovers(folder), [])
  assert.equal(processesOf(server.url), [])
  server.mode = { type: 'serve' }
  assert.is((await mirror.update()).revision.commit, second)
})

test('a credential opens the repository, stands in no argument, and leaves no file', async (context) => {
  const { fixture, folder } = context
  const commit = fixture.commit()
  const server = await serveRepository(fixture.gitDir, { password: 'hunter2' })
  const address = addressOf(server.url)
  assert.is((await failureOf(openMirror(address, folder).update())).code, 'AuthenticationFailed')
  const wrong = openMirror(address, folder, { credential: { username: 'reader', password: 'guess' } })
  const error = await failureOf(wrong.update())
  assert.is(error.code, 'AuthenticationFailed')
  assert.not.match(`${error.message} ${error.help} ${error.stack}`, /guess|Z3Vlc3M/)
  const right = openMirror(address, folder, { credential: { username: 'reader', password: 'hunter2' } })
  assert.is((await right.update()).revision.commit, commit)
  assert.equal(leftovers(folder), [])
  for (const path of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
    assert.not.match(path, /hunter2/)
    if (path.endsWith('config')) assert.not.match(readFileSync(join(folder, path), 'utf8'), /Authorization/)
  }
  await server.close()
})

test('a credential for ssh is refused', async ({ folder }) => {
  const mirror = openMirror(addressOf('ssh://git@127.0.0.1/people.git'), folder, {
    credential: { username: 'reader', password: 'x' },
  })
  const error = await mirror.update().catch((error: unknown) => error)
  assert.instance(error, ConfigError)
})

test('ssh speaks to the server without ever asking', async (context) => {
  const { fixture, folder } = context
  const commit = fixture.commit()
  const seen = join(createFolder(), 'seen')
  const programs = createFolder({ ssh: `#!/bin/sh\necho "$@" > ${seen}\nfor last; do :; done\neval "$last"\n` })
  chmodSync(join(programs, 'ssh'), 0o755)
  const mirror = openMirror(addressOf(`ssh://git@127.0.0.1:2222${fixture.gitDir}`), folder)
  const { revision } = await withEnvironment('PATH', `${programs}:${process.env.PATH}`, () => mirror.update())
  assert.equal(revision, { commit, ref: 'refs/heads/main' })
  assert.match(readFileSync(seen, 'utf8'), /^-oBatchMode=yes .* git@127\.0\.0\.1 /)
})

test('G24: a missing git is said in our words, and a git that is killed is no success', async (context) => {
  context.fixture.commit()
  const missing = await withEnvironment('PATH', createFolder(), () => failureOf(mirrorOf(context).update()))
  assert.is(missing.code, 'GitMissing')
  const programs = createFolder({ git: '#!/bin/sh\nkill -9 $$\n' })
  chmodSync(join(programs, 'git'), 0o755)
  const killed = await withEnvironment('PATH', programs, () => failureOf(mirrorOf(context).update()))
  assert.is(killed.code, 'GitFailed')
})

test('settings of the user and of repositories around the cache have no effect', async (context) => {
  const { fixture, server } = context
  const commit = fixture.commit()
  const around = createRepository()
  around.git('config', `url.https://charter.invalid/.insteadOf`, `${server.origin}/`)
  const home = createFolder({ '.gitconfig': `[url "https://charter.invalid/"]\n\tinsteadOf = ${server.origin}/\n` })
  const folder = join(around.path, 'cache')
  const { revision } = await withEnvironment('HOME', home, () => openMirror(addressOf(server.url), folder).update())
  assert.is(revision.commit, commit)
})

test('two mirrors of one address fetch one after the other', async (context) => {
  const commit = context.fixture.commit({ files: { 'a.yaml': 'x' } })
  const updates = [mirrorOf(context), mirrorOf(context), mirrorOf(context)].map((mirror) => mirror.update())
  assert.equal(
    (await Promise.all(updates)).map(({ revision }) => revision.commit),
    [commit, commit, commit],
  )
  assert.equal(leftovers(context.folder), [])
})

test('a lock that somebody holds is waited for, up to the deadline', async (context) => {
  context.fixture.commit()
  await mirrorOf(context).update()
  const name = readdirSync(context.folder).find((path) => path.endsWith('.git')) ?? ''
  writeFileSync(join(context.folder, `${name}.lock`), '')
  const error = await failureOf(mirrorOf(context, { deadlineMs: 1500 }).update())
  assert.is(error.code, 'GitTimeout')
  assert.ok(existsSync(join(context.folder, `${name}.lock`)))
})

test('objects that git finds malformed are not taken in', async (context) => {
  const { fixture } = context
  const tree = fixture.tree([{ mode: '100644', name: '..', oid: fixture.blob('x') }])
  fixture.commitTree(tree)
  assert.is((await failureOf(mirrorOf(context).update())).code, 'MalformedObjects')
})

test.run()
