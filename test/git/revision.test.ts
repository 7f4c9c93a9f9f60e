import { execFileSync } from 'node:child_process'
import { hash } from 'node:crypto'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { openLocal } from '../../src/git/local.ts'
import { checkRevision, isRefName, resolveRevision } from '../../src/git/revision.ts'
import { ConfigError, SourceError } from '../../src/model/errors.ts'
import { createRepository } from '../support/repository.ts'

async function failed(work: Promise<unknown>): Promise<SourceError> {
  const error = await work.then(
    () => assert.unreachable('it succeeded'),
    (error: unknown) => error,
  )
  assert.instance(error, SourceError)
  return error as SourceError
}

test('a revision is a branch, a tag, a commit or an ancestor of one', async () => {
  const fixture = createRepository()
  const first = fixture.commit({ files: { 'a.yaml': '1' } })
  const second = fixture.commit({ files: { 'a.yaml': '2' } })
  fixture.branch('teams/new', first)
  fixture.tag('v1', first)
  const repository = openLocal(fixture.path)
  assert.equal(await resolveRevision(repository), { commit: second, ref: 'refs/heads/main' })
  assert.equal(await resolveRevision(repository, 'main'), { commit: second, ref: 'refs/heads/main' })
  assert.equal(await resolveRevision(repository, 'teams/new'), { commit: first, ref: 'refs/heads/teams/new' })
  assert.equal(await resolveRevision(repository, 'refs/tags/v1'), { commit: first, ref: 'refs/tags/v1' })
  assert.equal(await resolveRevision(repository, first), { commit: first })
  assert.equal(await resolveRevision(repository, first.slice(0, 10)), { commit: first })
  assert.equal(await resolveRevision(repository, 'HEAD~1'), { commit: first })
  assert.equal(await resolveRevision(repository, 'main^'), { commit: first })
})

test('a detached HEAD is read, without a name', async () => {
  const fixture = createRepository()
  const first = fixture.commit()
  fixture.commit()
  fixture.git('update-ref', '--no-deref', 'HEAD', first)
  assert.equal(await resolveRevision(openLocal(fixture.path)), { commit: first })
})

test('G08: a branch stands before a tag of the same name, and an annotated tag is followed to its commit', async () => {
  const fixture = createRepository({ bare: true })
  const first = fixture.commit()
  const second = fixture.commit()
  fixture.branch('v1', second)
  fixture.tag('v1', first, 'Release')
  fixture.tag('v2', first, 'Release')
  const repository = openLocal(fixture.path)
  assert.equal(await resolveRevision(repository, 'v1'), { commit: second, ref: 'refs/heads/v1' })
  assert.equal(await resolveRevision(repository, 'v2'), { commit: first, ref: 'refs/tags/v2' })
})

test('G08: a branch that looks like a hash stands before the commit', async () => {
  const fixture = createRepository()
  const first = fixture.commit()
  const second = fixture.commit()
  fixture.branch(first.slice(0, 8), second)
  assert.is((await resolveRevision(openLocal(fixture.path), first.slice(0, 8))).commit, second)
})

test('a tag of a blob is no revision', async () => {
  const fixture = createRepository()
  fixture.commit()
  fixture.tag('notes', fixture.blob('text'))
  assert.is((await failed(resolveRevision(openLocal(fixture.path), 'notes'))).code, 'RevisionNotFound')
})

test('G04: a repository without commits waits for the first one', async () => {
  const error = await failed(resolveRevision(openLocal(createRepository({ bare: true }).path)))
  assert.is(error.code, 'WaitingForFirstCommit')
  assert.match(error.message, /holds no commit yet$/)
})

test('G07: a missing branch is named, with the nearest that there is', async () => {
  const fixture = createRepository()
  fixture.commit()
  fixture.branch('release')
  const repository = openLocal(fixture.path)
  const near = await failed(resolveRevision(repository, 'relaese'))
  assert.is(near.code, 'RevisionNotFound')
  assert.match(near.message, /^there is no revision `relaese` in /)
  assert.is(near.help, 'did you mean `release`?')
  assert.is((await failed(resolveRevision(repository, 'production'))).help, 'there are main and release')
})

test('G07: a HEAD that names a branch which is gone says what there is', async () => {
  const fixture = createRepository({ bare: true })
  fixture.commit()
  fixture.git('symbolic-ref', 'HEAD', 'refs/heads/master')
  const error = await failed(resolveRevision(openLocal(fixture.path)))
  assert.is(error.code, 'RevisionNotFound')
  assert.is(error.help, 'there are main')
})

test('a short hash that fits several commits is not guessed', async () => {
  const fixture = createRepository()
  const tree = fixture.git('rev-parse', `${fixture.commit()}^{tree}`)
  const [left, right] = commitsThatLookAlike(tree)
  assert.is(fixture.git('commit-tree', tree, '-m', left.message), left.hash)
  assert.is(fixture.git('commit-tree', tree, '-m', right.message), right.hash)
  const repository = openLocal(fixture.path)
  const error = await failed(resolveRevision(repository, left.hash.slice(0, 4)))
  assert.is(error.code, 'RevisionNotFound')
  assert.is(error.help, 'write more of it')
  assert.equal(await resolveRevision(repository, right.hash), { commit: right.hash })
})

interface Named {
  readonly hash: string
  readonly message: string
}

/** Two commits of a tree whose hashes begin with the same four characters. */
function commitsThatLookAlike(tree: string): readonly [Named, Named] {
  const seen = new Map<string, Named>()
  for (let count = 0; ; count++) {
    const person = 'Ada Lovelace <ada@acme.example> 1767225600 +0000'
    const text = `tree ${tree}\nauthor ${person}\ncommitter ${person}\n\n${count}\n`
    const named = { hash: hash('sha1', `commit ${text.length}\0${text}`), message: String(count) }
    const other = seen.get(named.hash.slice(0, 4))
    if (other !== undefined) return [other, named]
    seen.set(named.hash.slice(0, 4), named)
  }
}

test('G16: what is no revision never reaches git', () => {
  const revisions = [
    '',
    '-',
    '--upload-pack=touch canary',
    '--output=canary',
    '-oProxyCommand=x',
    'main..dev',
    'main...dev',
    'main@{1}',
    '@{upstream}',
    'main:secret.yaml',
    ':/message',
    '^main',
    'main^{tree}',
    'main --all',
    'main\n--all',
    'main\0',
    'a//b',
    '/a',
    'a/',
    '.a',
    'a/.b',
    'a.lock',
    'a.lock/b',
    'a.',
    'a*',
    'a?',
    'a[b]',
    'a\\b',
    'a'.repeat(300),
    'main\u202e',
  ]
  for (const revision of revisions)
    assert.throws(
      () => checkRevision(revision),
      (error: unknown) => error instanceof ConfigError,
    )
  assert.throws(
    () => checkRevision('a\u001b[31m'),
    (error: unknown) => error instanceof Error && !error.message.includes('\u001b'),
  )
})

test('names that are allowed are allowed by git too', () => {
  for (const name of ['main', 'teams/new', 'v1.2.3', 'größe', 'feature_#12', 'a=b', 'user@host', 'x+y', '1234']) {
    assert.ok(isRefName(name), name)
    execFileSync('git', ['check-ref-format', `refs/heads/${name}`])
  }
})

test.run()
