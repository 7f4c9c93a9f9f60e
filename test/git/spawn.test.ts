import { chmodSync, existsSync, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { readBlobs } from '../../src/git/blobs.ts'
import { openLocal } from '../../src/git/local.ts'
import { resolveRevision } from '../../src/git/revision.ts'
import { askGit, runGit } from '../../src/git/spawn.ts'
import { listTree } from '../../src/git/tree.ts'
import { SourceError } from '../../src/model/errors.ts'
import { createFolder } from '../support/folder.ts'
import { processesOf, withEnvironment } from '../support/process.ts'
import { createRepository, type RepositoryFixture } from '../support/repository.ts'

async function failureOf(work: Promise<unknown>): Promise<SourceError> {
  const error = await work.then(
    () => assert.unreachable('it succeeded'),
    (error: unknown) => error,
  )
  assert.instance(error, SourceError)
  return error as SourceError
}

/** Seconds that no other run of these tests sleeps at the same time. */
const long = 10_000_000 + process.pid

/** A folder with a program named git that does this instead. */
function fakeGit(script: string): string {
  const folder = createFolder({ git: `#!/bin/sh\n${script}\n` })
  chmodSync(join(folder, 'git'), 0o755)
  return `${folder}:${process.env.PATH}`
}

const repository = { gitDir: createRepository().gitDir, shown: 'people' }

test('G24: a missing git is said in our words', async () => {
  const error = await withEnvironment('PATH', createFolder(), () => failureOf(runGit(repository, ['version'])))
  assert.is(error.code, 'GitMissing')
  assert.is(error.message, 'cannot read people: git was not found')
  assert.match(error.help ?? '', /^install git/)
})

test('G24: a git that is killed is an error, not an empty answer', async () => {
  const path = fakeGit('kill -9 $$')
  const error = await withEnvironment('PATH', path, () => failureOf(runGit(repository, ['ls-tree'])))
  assert.is(error.code, 'GitFailed')
  assert.is(error.message, 'cannot read people: git was killed')
})

test('G24: a git that is too old is told by what it does not know', async () => {
  const path = fakeGit('echo "error: unknown option \\`end-of-options" >&2; exit 129')
  const error = await withEnvironment('PATH', path, () => failureOf(runGit(repository, ['ls-tree'])))
  assert.is(error.code, 'GitTooOld')
  assert.match(error.message, /git is too old$/)
})

test('G02: the deadline kills git and all that it started', async () => {
  const path = fakeGit(`sleep ${long} & sleep ${long}`)
  const start = performance.now()
  const error = await withEnvironment('PATH', path, () => failureOf(runGit(repository, ['x'], { deadlineMs: 200 })))
  assert.is(error.code, 'GitTimeout')
  assert.ok(performance.now() - start < 20_000)
  assert.equal(processesOf(`sleep ${long}`), [])
})

test('G02: a signal cancels a running git, and one that has fired starts none', async () => {
  const path = fakeGit(`sleep ${long}`)
  const abort = new AbortController()
  setTimeout(() => abort.abort(), 100)
  const error = await withEnvironment('PATH', path, () =>
    failureOf(runGit(repository, ['x'], { signal: abort.signal })),
  )
  assert.is(error.code, 'Cancelled')
  assert.equal(processesOf(`sleep ${long}`), [])
  assert.is((await failureOf(runGit(repository, ['version'], { signal: abort.signal }))).code, 'Cancelled')
})

test('output beyond the limit is cut off', async () => {
  const path = fakeGit('while :; do echo 0123456789; done')
  const error = await withEnvironment('PATH', path, () =>
    failureOf(runGit(repository, ['x'], { outputBytes: 100_000 })),
  )
  assert.is(error.code, 'LimitExceeded')
})

test('what git says is never repeated', async () => {
  const path = fakeGit('echo "fatal: https://ada:hunter2@git.acme.example/ is odd" >&2; exit 128')
  const error = await withEnvironment('PATH', path, () => failureOf(runGit(repository, ['x'])))
  assert.is(error.message, 'cannot read people: git failed')
  assert.not.match(JSON.stringify(error, Object.getOwnPropertyNames(error)), /hunter2/)
})

test('git sees no environment but its own', async () => {
  const path = fakeGit('env')
  const text = await withEnvironment('GIT_DIR', '/elsewhere', () =>
    withEnvironment('GIT_CONFIG_COUNT', '1', () =>
      withEnvironment('CHARTER_SECRET', 'x', () => withEnvironment('PATH', path, () => askGit(repository, ['x']))),
    ),
  )
  assert.not.match(text, /elsewhere|GIT_CONFIG_COUNT|CHARTER_SECRET/)
  assert.match(text, /^GIT_ALLOW_PROTOCOL=none$/m)
  assert.match(text, /^HOME=\/nonexistent$/m)
})

/** A repository whose configuration would run a program, or reach for the network, at every opportunity. */
function trappedRepository(canary: string): { readonly fixture: RepositoryFixture; readonly commit: string } {
  const fixture = createRepository()
  const commit = fixture.commit({
    files: {
      'a.yaml': 'x\n',
      '.gitattributes': '* filter=trap diff=trap working-tree-encoding=UTF-16 export-subst text eol=crlf\n',
    },
  })
  const command = `sh -c 'touch ${canary}'`
  const settings = {
    'core.fsmonitor': command,
    'core.sshCommand': command,
    'core.pager': command,
    'core.editor': command,
    'core.alternateRefsCommand': command,
    'core.hooksPath': createFolder({ 'post-index-change': `#!/bin/sh\ntouch ${canary}\n` }),
    'diff.external': command,
    'diff.trap.command': command,
    'diff.trap.textconv': command,
    'filter.trap.smudge': command,
    'filter.trap.clean': command,
    'filter.trap.process': command,
    'gpg.program': command,
    'pager.ls-tree': command,
    'alias.cat-file': `!${command}`,
  }
  for (const [name, value] of Object.entries(settings)) fixture.git('config', name, value)
  return { fixture, commit }
}

test('G15: filters, drivers, hooks and commands of a repository never run, and contents come as they were committed', async () => {
  const canary = join(createFolder(), 'canary')
  const { fixture, commit } = trappedRepository(canary)
  const trapped = openLocal(fixture.path)
  assert.is((await resolveRevision(trapped)).commit, commit)
  const entries = await listTree(trapped, commit, { wanted: (path) => path === 'a.yaml' })
  for await (const [item] of readBlobs(trapped, entries)) assert.is(Buffer.from(item?.bytes ?? []).toString(), 'x\n')
  assert.not.ok(existsSync(canary))
})

test('G15: a partial clone whose missing objects lie behind a command is refused, and the command never runs', async () => {
  const canary = join(createFolder(), 'canary')
  const fixture = createRepository()
  const commit = fixture.commit({ files: { 'a.yaml': 'missing\n' } })
  for (const [name, value] of Object.entries({
    'core.repositoryFormatVersion': '1',
    'extensions.partialClone': 'origin',
    'remote.origin.promisor': 'true',
    'remote.origin.url': `ext::sh -c touch% ${canary}`,
    'protocol.ext.allow': 'always',
  })) {
    fixture.git('config', name, value)
  }
  const partial = openLocal(fixture.path)
  const entries = await listTree(partial, commit)
  const reading = async (oid: string) => {
    for await (const _ of readBlobs(partial, [{ oid, size: 8 }])) assert.unreachable()
  }
  assert.is(entries.length, 1)
  const error = await failureOf(reading('1'.repeat(40)))
  assert.ok(['ObjectMissing', 'RepositoryDamaged'].includes(error.code), error.code)
  assert.not.ok(existsSync(canary))
})

test('reading leaves the repository as it was', async () => {
  const fixture = createRepository()
  const commit = fixture.commit({ files: { 'a.yaml': 'x' } })
  const before = stateOf(fixture.gitDir)
  const read = openLocal(fixture.path)
  await resolveRevision(read)
  const entries = await listTree(read, commit)
  for await (const _ of readBlobs(read, entries));
  assert.equal(stateOf(fixture.gitDir), before)
})

function stateOf(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .sort()
    .map((path) => `${path} ${statSync(join(folder, path)).mtimeMs}`)
}

test.run()
