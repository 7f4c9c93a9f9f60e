import { spawnSync } from 'node:child_process'
import { hash, randomUUID } from 'node:crypto'
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { parseAddress } from '../../src/git/address.ts'
import type { GitAuth } from '../../src/git/auth.ts'
import { readHistory } from '../../src/git/commits.ts'
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

function token(text: string): GitAuth {
  return { type: 'token', username: 'reader', token: { reveal: () => text } }
}

async function failureOf(work: Promise<unknown>): Promise<SourceError> {
  const error = await work.then(
    () => assert.unreachable('it succeeded'),
    (error: unknown) => error,
  )
  assert.instance(error, SourceError)
  return error as SourceError
}

function wordsOf(error: SourceError): string {
  return error.class === undefined ? error.code : `${error.code} ${error.class}`
}

/** The one mirror in a folder, and what lies in it that a killed fetch leaves behind. */
function leftovers(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((path) =>
    /(^|\/)tmp_|\.lock$|auth-/.test(path),
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
    codes[status] = wordsOf(await failureOf(mirrorOf(context).update()))
  }
  assert.equal(codes, {
    401: 'AuthenticationFailed',
    403: 'AccessForbidden',
    404: 'RepositoryNotFound',
    429: 'SourceUnavailable server',
    500: 'SourceUnavailable server',
    503: 'SourceUnavailable server',
  })
  await server.close()
  assert.is(wordsOf(await failureOf(mirrorOf(context).update())), 'SourceUnavailable network')
  const nowhere = openMirror(addressOf('https://charter.invalid/people'), context.folder)
  assert.is(wordsOf(await failureOf(nowhere.update())), 'SourceUnavailable dns')
})

test('G01: a server without TLS is told apart', async (context) => {
  const { server, folder } = context
  const mirror = openMirror(addressOf(server.url.replace('http:', 'https:')), folder)
  assert.is(wordsOf(await failureOf(mirror.update())), 'SourceUnavailable tls')
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
  assert.ok(performance.now() - start < 15_000)
  assert.equal(processesOf(context.server.url), [])
})

test('G02: a server that drips meets the deadline, with every process of the call', async (context) => {
  context.fixture.commit()
  const mirror = mirrorOf(context, { deadlineMs: 800 })
  context.server.mode = { type: 'drip' }
  const start = performance.now()
  const error = await failureOf(mirror.update())
  assert.is(error.code, 'GitTimeout')
  assert.ok(performance.now() - start < 15_000)
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
    assert.is((await failureOf(mirror.update())).code, 'SourceUnavailable', `cut after ${bytes}`)
    assert.equal((await mirror.update(first)).revision.commit, first)
    assert.equal(leftovers(folder), [])
  }
  server.mode = { type: 'serve' }
  assert.is((await mirror.update()).revision.commit, second)
})

test('G02: a fetch that is killed in the middle of a pack leaves nothing of it', async (context) => {
  const { fixture, server, folder } = context
  fixture.commit({ files: { 'a.yaml': 'x' } })
  const mirror = mirrorOf(context)
  await mirror.update()
  const second = fixture.commit({ files: manyFiles() })
  server.mode = { type: 'stall', bytes: 20_000 }
  assert.is((await failureOf(mirrorOf(context, { silenceMs: 700 }).update())).code, 'GitTimeout')
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
  const wrong = openMirror(address, folder, { auth: token('guess') })
  const error = await failureOf(wrong.update())
  assert.is(error.code, 'AuthenticationFailed')
  assert.not.match(`${error.message} ${error.help} ${error.stack}`, /guess|Z3Vlc3M/)
  const right = openMirror(address, folder, { auth: token('hunter2') })
  assert.is((await right.update()).revision.commit, commit)
  assert.equal(leftovers(folder), [])
  for (const path of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
    assert.not.match(path, /hunter2/)
    if (path.endsWith('config')) assert.not.match(readFileSync(join(folder, path), 'utf8'), /Authorization/)
  }
  await server.close()
})

test('a credential that changes beside the running program is asked for anew', async (context) => {
  const { fixture, folder } = context
  const commit = fixture.commit()
  const server = await serveRepository(fixture.gitDir, { password: 'hunter2' })
  let text = 'guess'
  const mirror = openMirror(addressOf(server.url), folder, { auth: async () => token(text) })
  const refused = await failureOf(mirror.poll())
  text = 'hunter2'
  const polled = await mirror.poll()
  await server.close()
  assert.is(refused.code, 'AuthenticationFailed')
  assert.is(polled, commit)
})

test('a credential that does not serve the address is refused', ({ folder }) => {
  const key: GitAuth = { type: 'ssh', key: { reveal: () => 'x' } }
  const wrong = [
    ['ssh://git@127.0.0.1/people.git', token('x')],
    ['https://git.acme.example/people.git', key],
    ['https://git.acme.example/people.git', { ...token('x'), username: 'a:b' }],
  ] as const
  for (const [url, auth] of wrong) {
    assert.throws(
      () => openMirror(addressOf(url), folder, { auth }),
      (error: unknown) => error instanceof ConfigError,
    )
  }
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
  context.fixture.commit()
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

test('a poll tells what a revision is now, for one look and without fetching', async (context) => {
  const { fixture, server, folder } = context
  const first = fixture.commit()
  fixture.tag('v1', first, 'Release')
  const second = fixture.commit()
  const mirror = mirrorOf(context)
  assert.is(await mirror.poll(), second)
  assert.is(server.requests, 2)
  assert.is(await mirror.poll('refs/tags/v1'), first)
  assert.is(await mirror.poll(first), first)
  assert.equal(
    readdirSync(folder).filter((name) => name !== 'none'),
    [],
  )
  await mirror.update('main')
  server.requests = 0
  await mirror.update('main')
  await mirror.poll('main')
  assert.is(server.requests, 4)
})

test('G08: a branch and a tag of one name are told apart by their full names', async (context) => {
  const { fixture } = context
  const first = fixture.commit()
  const second = fixture.commit()
  fixture.tag('main', first, 'A tag that is called as the branch')
  const mirror = mirrorOf(context)
  assert.equal((await mirror.update('refs/heads/main')).revision, { commit: second, ref: 'refs/heads/main' })
  assert.equal((await mirror.update('refs/tags/main')).revision, { commit: first, ref: 'refs/tags/main' })
})

test('G07: the default branch stays what it was, and is missed by its name', async (context) => {
  const { fixture, folder } = context
  const commit = fixture.commit()
  await mirrorOf(context).update()
  fixture.branch('trunk')
  fixture.commit({ branch: 'trunk' })
  fixture.git('symbolic-ref', 'HEAD', 'refs/heads/trunk')
  assert.equal((await mirrorOf(context).update()).revision, { commit, ref: 'refs/heads/main' })
  fixture.git('update-ref', '-d', 'refs/heads/main')
  for (const ask of ['update', 'poll', 'update'] as const) {
    const gone = await failureOf(mirrorOf(context)[ask]())
    assert.is(gone.code, 'BranchMissing')
    assert.is(gone.message, `there is no branch \`main\` in ${context.server.url}`)
    assert.is(gone.help, 'there are trunk')
  }
  const anew = await mirrorOf({ ...context, folder: createFolder() }).update()
  assert.is(anew.revision.ref, 'refs/heads/trunk')
  assert.ok(existsSync(folder))
})

test('G09: a shallow server gives what it has, and the gap shows in the history', async (context) => {
  const { fixture, folder } = context
  const applied = fixture.commit({ files: { 'a.yaml': '1' } })
  for (const content of ['2', '3']) fixture.commit({ files: { 'a.yaml': content } })
  const path = join(createFolder(), 'shallow.git')
  fixture.git('clone', '--quiet', '--bare', '--depth=1', `file://${fixture.path}`, path)
  const server = await serveRepository(path)
  const { repository, revision } = await openMirror(addressOf(server.url), folder).update()
  const history = await readHistory(repository, revision.commit, [applied])
  assert.equal(history.departed, { from: applied, isShallow: true })
  await server.close()
})

test('G10: a mirror that is broken in whatever way is made anew', async (context) => {
  const { fixture, folder } = context
  let commit = fixture.commit({ files: { 'a.yaml': 'x' } })
  await mirrorOf(context).update()
  const gitDir = join(folder, readdirSync(folder).find((name) => name.endsWith('.git')) ?? '')
  const [ref = ''] = readdirSync(join(gitDir, 'refs/charter'))
  const harms: readonly (() => void)[] = [
    () => rmSync(join(gitDir, 'HEAD')),
    () => writeFileSync(join(gitDir, 'config'), '[core\n'),
    () => rmSync(join(gitDir, 'refs'), { recursive: true }),
    () => writeFileSync(join(gitDir, `refs/charter/${ref}.lock`), ''),
    () => writeFileSync(join(gitDir, 'packed-refs.lock'), ''),
  ]
  for (const harm of harms) {
    harm()
    commit = fixture.commit({ files: { 'a.yaml': commit } })
    assert.is((await mirrorOf(context).update()).revision.commit, commit, String(harm))
    assert.equal(leftovers(folder), [])
  }
})

test('a lock and a credential that a killed process left are cleared away', async (context) => {
  const { fixture, folder } = context
  fixture.commit()
  await mirrorOf(context).update()
  const commit = fixture.commit()
  const name = readdirSync(folder).find((path) => path.endsWith('.git')) ?? ''
  const { pid } = spawnSync('true')
  writeFileSync(join(folder, `${name}.lock`), `${pid}\n`)
  const left = join(folder, `auth-${randomUUID()}`)
  mkdirSync(left)
  writeFileSync(join(left, 'config'), 'hunter2')
  const old = Date.now() / 1000 - 81
  utimesSync(left, old, old)
  assert.is((await mirrorOf(context).update()).revision.commit, commit)
  assert.equal(leftovers(folder), [])
})

test('G02: the deadline holds for all that one update does', async (context) => {
  const { fixture, server } = context
  fixture.commit({ files: manyFiles() })
  server.mode = { type: 'stall', bytes: 20_000 }
  const start = performance.now()
  assert.is((await failureOf(mirrorOf(context, { deadlineMs: 3000 }).update())).code, 'GitTimeout')
  assert.ok(performance.now() - start < 6000)
  assert.equal(processesOf(server.url), [])
})

test('an ssh key and the known hosts lie in private files for one call, and nothing else is trusted', async (context) => {
  const { fixture, folder } = context
  const commit = fixture.commit()
  const seen = createFolder()
  const script = [
    '#!/bin/sh',
    `echo "$@" >> ${seen}/arguments`,
    `env >> ${seen}/environment`,
    `stat -c '%a %n' auth-*/* auth-* | sed 's/auth-[0-9a-f-]*/auth/' > ${seen}/modes`,
    `cat auth-*/key auth-*/known_hosts > ${seen}/content`,
    'for last; do :; done',
    'eval "$last"',
    '',
  ].join('\n')
  const programs = createFolder({ ssh: script })
  chmodSync(join(programs, 'ssh'), 0o755)
  const auth: GitAuth = { type: 'ssh', key: { reveal: () => 'KEY\r\nhunter2' }, knownHosts: { reveal: () => 'HOST' } }
  const mirror = openMirror(addressOf(`ssh://git@127.0.0.1:2222${fixture.gitDir}`), folder, { auth })
  const { revision } = await withEnvironment('PATH', `${programs}:${process.env.PATH}`, () => mirror.update())
  assert.is(revision.commit, commit)
  const told = (name: string) => readFileSync(join(seen, name), 'utf8')
  assert.match(
    told('arguments'),
    /-F\/dev\/null -iauth-\S+\/key -oIdentitiesOnly=yes -oIdentityAgent=none -oStrictHostKeyChecking=yes -oUpdateHostKeys=no -oUserKnownHostsFile=auth-\S+\/known_hosts -oGlobalKnownHostsFile=\/dev\/null/,
  )
  assert.not.match(told('arguments') + told('environment'), /hunter2/)
  assert.is(told('modes'), '600 auth/key\n600 auth/known_hosts\n700 auth\n')
  assert.is(told('content'), 'KEY\nhunter2\nHOST\n')
  assert.equal(leftovers(folder), [])
})

test('G24: a git that is too old is said so before anything is asked', async (context) => {
  const programs = createFolder({ git: '#!/bin/sh\necho git version 2.33.1\n' })
  chmodSync(join(programs, 'git'), 0o755)
  const old = await withEnvironment('PATH', programs, () => failureOf(mirrorOf(context).poll()))
  assert.is(old.code, 'GitTooOld')
  assert.is(old.message, 'git 2.33.1 is too old')
})

test.run()
