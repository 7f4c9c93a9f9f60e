import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { readNamedCommits } from '../../src/git/named.ts'
import { createRepository } from '../support/repository.ts'

test('commits are found by their hashes, and what is none of the repository is left out', async () => {
  const fixture = createRepository()
  const repository = { gitDir: fixture.gitDir, shown: 'the repository' }
  try {
    const first = fixture.commit({ files: { a: '1' }, author: 'Ada Löwe <ada@acme.example>' })
    const message = 'Second\n\nCo-authored-by: Cyd <cyd@acme.example>\n'
    const second = fixture.commit({ files: { a: '2' }, author: 'Bob <b@x>', committer: 'Cyd <c@x>', message })
    const left = fixture.commit({ files: { a: '3' }, branch: 'other', from: null })
    const merged = fixture.commit({ files: { a: '4' }, merge: left })
    const wanted = [merged, second, first, first, left]
    const foreign = [fixture.blob('x'), '0'.repeat(40), 'f'.repeat(64), 'main', '--all', '']
    const found = await readNamedCommits(repository, [...wanted, ...foreign])
    assert.equal([...found.keys()].sort(), [...new Set(wanted)].sort())
    assert.equal(found.get(first)?.author, { name: 'Ada Löwe', email: 'ada@acme.example' })
    assert.equal(found.get(second)?.committer, { name: 'Cyd', email: 'c@x' })
    assert.equal(found.get(second)?.coAuthors, [{ name: 'Cyd', email: 'cyd@acme.example' }])
    assert.is(found.get(merged)?.parents.length, 2)
    assert.is((await readNamedCommits(repository, foreign)).size, 0)
  } finally {
    fixture.remove()
  }
})

test.run()
