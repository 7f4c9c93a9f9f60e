import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { isAncestor, mergeBase, readCommits, readHistory } from '../../src/git/commits.ts'
import type { Repository } from '../../src/git/spawn.ts'
import type { Commit } from '../../src/model/commit.ts'
import { createRepository, type RepositoryFixture } from '../support/repository.ts'

const test = suite<{ fixture: RepositoryFixture; repository: Repository }>('commits')

test.before.each((context) => {
  context.fixture = createRepository()
  context.repository = { gitDir: context.fixture.gitDir, shown: 'the repository' }
})

test.after.each(({ fixture }) => fixture.remove())

function hashes(commits: readonly Commit[]): readonly string[] {
  return commits.map(({ hash }) => hash)
}

test('a commit tells who made it, who helped, its trailers and its files with their blobs', async ({
  fixture,
  repository,
}) => {
  fixture.commit({ files: { 'orgs/old.yaml': 'old\n', 'README.md': 'x\n' } })
  const hash = fixture.commit({
    files: { 'orgs/a b\n.yaml': 'new\n', 'orgs/old.yaml': 'changed\n' },
    author: 'Ada Löwe <ada@acme.example>',
    committer: 'Bob <bob@acme.example>',
    date: '2026-03-01T10:00:00Z',
    message:
      'Change things\n\nWhy: this is a body\nnot a trailer\n\nCo-authored-by: Cyd <cyd@acme.example>\nCharter-Removes: User=649 Resource=12\n  organization=kubernetes\n',
  })
  const [commit] = await readCommits(repository, { to: hash }, { folder: 'orgs' })
  assert.is(commit?.hash, hash)
  assert.is(commit?.parents.length, 1)
  assert.equal(commit?.author, { name: 'Ada Löwe', email: 'ada@acme.example' })
  assert.equal(commit?.committer, { name: 'Bob', email: 'bob@acme.example' })
  assert.is(Date.parse(commit?.authoredAt ?? ''), Date.parse('2026-03-01T10:00:00Z'))
  assert.equal(commit?.coAuthors, [{ name: 'Cyd', email: 'cyd@acme.example' }])
  assert.equal(commit?.trailers.at(-1), {
    key: 'Charter-Removes',
    value: 'User=649 Resource=12 organization=kubernetes',
  })
  const blob = (text: string) => fixture.blob(text)
  assert.equal(commit?.files, [
    { path: 'a b\n.yaml', after: blob('new\n') },
    { path: 'old.yaml', before: blob('old\n'), after: blob('changed\n') },
  ])
})

test('children stand before their parents, whatever their dates say; the root is one of them', async ({
  fixture,
  repository,
}) => {
  const first = fixture.commit({ files: { a: '1' }, date: '2026-03-03T00:00:00Z' })
  const second = fixture.commit({ files: { a: '2' }, date: '2026-03-02T00:00:00Z' })
  const third = fixture.commit({ remove: ['a'], date: '2026-03-01T00:00:00Z' })
  const commits = await readCommits(repository, { to: third })
  assert.equal(hashes(commits), [third, second, first])
  assert.equal(commits.at(-1)?.files, [{ path: 'a', after: fixture.blob('1') }])
  assert.equal(commits[0]?.files, [{ path: 'a', before: fixture.blob('2') }])
  assert.equal(hashes(await readCommits(repository, { from: first, to: third })), [third, second])
  assert.equal(hashes(await readCommits(repository, { to: third }, { most: 2 })), [third, second])
})

test('a folder is not its neighbour of a longer name', async ({ fixture, repository }) => {
  const hash = fixture.commit({ files: { 'orgs/a': '1', 'orgs2/b': '2', orgs3: '3' } })
  const [commit] = await readCommits(repository, { to: hash }, { folder: 'orgs' })
  assert.equal(
    commit?.files.map(({ path }) => path),
    ['a'],
  )
})

test('commits of both sides of a merge are read, and what the merge brings', async ({ fixture, repository }) => {
  const base = fixture.commit({ files: { a: '1' } })
  fixture.branch('side')
  const side = fixture.commit({ branch: 'side', files: { b: '1' } })
  const main = fixture.commit({ files: { a: '2' } })
  const merge = fixture.commit({ files: { b: '1' }, merge: 'side', message: 'Merge side' })
  const empty = fixture.commit({ message: 'Nothing' })
  const commits = await readCommits(repository, { from: base, to: empty })
  assert.equal([...hashes(commits)].sort(), [empty, merge, main, side].sort())
  const merged = commits.find(({ hash }) => hash === merge)
  assert.equal(merged?.parents, [main, side])
  assert.equal(merged?.files, [{ path: 'b', after: fixture.blob('1') }])
  assert.equal(commits.find(({ hash }) => hash === empty)?.files, [])
})

test('ancestors and merge bases are found', async ({ fixture, repository }) => {
  const base = fixture.commit({ files: { a: '1' } })
  fixture.branch('side')
  const side = fixture.commit({ branch: 'side', files: { b: '1' } })
  const main = fixture.commit({ files: { a: '2' } })
  const other = fixture.commit({ branch: 'other', from: null, files: { a: '9' } })
  assert.is(await isAncestor(repository, base, main), true)
  assert.is(await isAncestor(repository, main, main), true)
  assert.is(await isAncestor(repository, main, base), false)
  assert.is(await isAncestor(repository, side, main), false)
  assert.is(await mergeBase(repository, side, main), base)
  assert.is(await mergeBase(repository, base, main), base)
  assert.is(await mergeBase(repository, main, main), main)
  assert.is(await mergeBase(repository, main, other), undefined)
})

test('a history begins after the oldest revision that is applied', async ({ fixture, repository }) => {
  const [first, second, third, fourth] = ['1', '2', '3', '4'].map((a) => fixture.commit({ files: { a } }))
  const history = await readHistory(repository, fourth ?? '', [first ?? '', third ?? ''])
  assert.equal(hashes(history.commits), [fourth, third, second])
  assert.is(history.isWhole, true)
  assert.is(history.departed, undefined)
  assert.is((await readHistory(repository, fourth ?? '', [])).commits.length, 4)
  assert.is((await readHistory(repository, fourth ?? '', [], { most: 4 })).isWhole, false)
})

test('a rewritten history says where it departed', async ({ fixture, repository }) => {
  const base = fixture.commit({ files: { a: '1' } })
  const old = fixture.commit({ files: { a: '2' } })
  const rewritten = fixture.commit({ from: base, files: { a: '3' } })
  const history = await readHistory(repository, rewritten, [base, old])
  assert.equal(history.departed, { from: old, base, isShallow: false })
  assert.equal(hashes(history.commits), [rewritten])
})

test('an applied commit that is not there any more departed without a merge base', async ({ fixture, repository }) => {
  const hash = fixture.commit({ files: { a: '1' } })
  const gone = '0123456789'.repeat(4)
  assert.equal((await readHistory(repository, hash, [gone])).departed, { from: gone, isShallow: false })
})

test('a revision of another sort of source tells nothing', async ({ fixture, repository }) => {
  const hash = fixture.commit({ files: { a: '1' } })
  const history = await readHistory(repository, hash, ['f'.repeat(64), 'one two', ''])
  assert.is(history.departed, undefined)
  assert.is(history.commits.length, 1)
})

test('no settings of the repository change what is read', async ({ fixture, repository }) => {
  const hash = fixture.commit({ files: { a: '1' } })
  for (const setting of ['log.showRoot false', 'log.showSignature true', 'diff.noprefix true', 'log.date relative']) {
    fixture.git('config', ...setting.split(' '))
  }
  const [commit] = await readCommits(repository, { to: hash })
  assert.equal(commit?.files, [{ path: 'a', after: fixture.blob('1') }])
  assert.match(commit?.authoredAt ?? '', /^2026-/)
})

test.run()
