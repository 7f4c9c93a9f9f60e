import { test } from 'uvu'
import * as assert from 'uvu/assert'
import type { Change } from '../../src/model/change.ts'
import type { Commit } from '../../src/model/commit.ts'
import type { Made } from '../../src/model/ledger.ts'
import { makersIn } from '../../src/pass/made.ts'

const ADA = { name: 'Ada Lovelace', email: 'ada@acme.example' }
const GRACE = { name: 'Grace Hopper', email: 'grace@acme.example' }
const AT = '2026-11-22T10:00:00+02:00'

function made(more: Partial<Commit>): Made | undefined {
  const commit = {
    hash: 'c1',
    parents: [],
    author: ADA,
    authoredAt: AT,
    committer: ADA,
    committedAt: AT,
    coAuthors: [],
    trailers: [],
    files: [],
    ...more,
  }
  const makerOf = makersIn([{ to: 'c1', commits: [commit], isWhole: true, bases: new Map() }])
  return makerOf({ commit: 'c1' } as Change).by
}

test('who made a commit is its author, and when it was committed, in UTC', () => {
  assert.equal(made({}), { author: ADA, committedAt: '2026-11-22T08:00:00.000Z' })
  const same = { ...ADA, email: 'ADA@acme.example' }
  assert.is(made({ committer: same })?.committer, undefined)
})

test('a committer who is somebody else, helpers, and whom a signature has proved are told', () => {
  const signer = { type: 'verified', identity: 'Grace Hopper <grace@acme.example>' } as const
  assert.equal(made({ committer: GRACE, coAuthors: [GRACE], signer }), {
    author: ADA,
    coAuthors: [GRACE],
    committedAt: '2026-11-22T08:00:00.000Z',
    committer: GRACE,
    signer: GRACE,
  })
  assert.is(made({ signer: { type: 'unsigned' } })?.signer, undefined)
  assert.is(made({ coAuthors: Array.from({ length: 11 }, () => GRACE) })?.coAuthors?.length, 10)
})

test('of what whoever commits may choose nothing is kept that moves a cursor, goes on and on, or looks like a secret', () => {
  const author = { name: `Ada\u001b[2J${'a'.repeat(1000)}`, email: 'ghp_0123456789abcdefghijABCDEFGHIJ012345' }
  const told = made({ author, committedAt: 'yesterday' })
  assert.is(told?.author.name, `Ada\\u{1b}[2J${'a'.repeat(187)}…`)
  assert.is(told?.author.email, '(hidden)')
  assert.equal(Object.keys(told ?? {}), ['author', 'committer'])
})

test('nobody made what no commit is known of', () => {
  const makerOf = makersIn([])
  assert.equal([makerOf({ commit: 'c1' } as Change), makerOf({} as Change)], [{}, {}])
})

test('an object is made by its field manager, also what an Organization declares; one that is made anew by nobody yet', () => {
  const writers = new Map([
    ['Organization/acme', { uid: 'o', manager: 'helm' }],
    ['User/acme/ada', { uid: 'a', manager: 'kubectl' }],
    ['User/acme/bob', { uid: 'b' }],
  ])
  const makerOf = makersIn([], new Map([['cluster', writers]]))
  const told = (name: string, uid: string, source = 'cluster') => {
    const origin = { source, uid, generation: 1 }
    return makerOf({ action: 'create', after: { kind: 'User', namespace: 'acme', name, origin } } as Change).manager
  }
  assert.equal(
    [told('ada', 'a'), told('eve', 'o'), told('bob', 'b'), told('ada', 'new')],
    ['kubectl', 'helm', undefined, undefined],
  )
  assert.is(told('ada', 'a', 'other'), undefined)
})

test.run()
