import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { accessWidened } from '../../../src/plan/guards/widening.ts'
import { type ChangeLiteral, guardInput } from '../../support/guard.ts'
import type { Literal, Literals } from '../../support/organization.ts'

const NAMES = Array.from({ length: 100 }, (_, index) => `u${index + 1}`)

/** A hundred users, the first `count` of them as `literal` says. */
function users(count: number, literal: Literal): Literals {
  return Object.fromEntries(NAMES.map((name, index) => [name, index < count ? literal : {}]))
}

function hold(literal: ChangeLiteral) {
  return accessWidened(guardInput(literal))
}

const ADMIN = { admin: true }
const BEFORE = { users: users(1, ADMIN) }

test('five of a hundred may become admins at once, six may not', () => {
  assert.is(hold({ before: BEFORE, after: { users: users(6, ADMIN) } }), undefined)
  const held = hold({ before: BEFORE, after: { users: users(7, ADMIN) } })
  assert.equal(held?.evidence, { gained: 6, users: 100, limit: 5, names: ['u2', 'u3', 'u4', 'u5', 'u6', 'u7'] })
  assert.is(
    held?.message,
    '6 users would become admins of acme, more than the 5 that its removal budget would let go: u2, u3, u4, u5, u6 and 1 more',
  )
})

test('everybody becoming admin through a group is held', () => {
  const permissions = { all: { permission: 'MANAGE', assignee: { userGroup: 'users' } } }
  assert.is(hold({ before: BEFORE, after: { ...BEFORE, permissions } })?.evidence.gained, 99)
})

test('access that is declared for later counts now', () => {
  const permissions = { all: { permission: 'MANAGE', assignee: { userGroup: 'users' }, from: '2027-01-01' } }
  assert.is(hold({ before: BEFORE, after: { ...BEFORE, permissions } })?.evidence.gained, 99)
  assert.is(hold({ before: { ...BEFORE, permissions }, after: { ...BEFORE, permissions } }), undefined)
  const past = { all: { ...permissions.all, from: '2020-01-01', until: '2020-02-01' } }
  assert.is(hold({ before: BEFORE, after: { ...BEFORE, permissions: past } }), undefined)
})

test('the stricter budget serves, and a rename gains nothing', () => {
  const budget = (minimum: number) => ({ displayName: 'Acme', removalBudget: { fraction: 0, minimum } })
  const change = (before: number, after: number): ChangeLiteral => ({
    before: { organization: budget(before), users: users(1, ADMIN) },
    after: { organization: budget(after), users: users(3, ADMIN) },
  })
  assert.is(hold(change(2, 2)), undefined)
  assert.is(hold(change(1, 9))?.evidence.limit, 1)
  assert.is(hold(change(9, 1))?.evidence.limit, 1)
  const renamed = { ...users(0, {}), first: ADMIN }
  const after = { organization: budget(0), users: renamed }
  const before = { organization: budget(0), users: users(1, ADMIN) }
  assert.is(hold({ before, after, renames: { 'User/u1': 'first' } }), undefined)
  assert.is(hold({ before, after })?.evidence.gained, 1)
})

test('a new organization gives it to whom it wants', () => {
  assert.is(hold({ after: { users: users(100, ADMIN) } }), undefined)
})

test.run()
