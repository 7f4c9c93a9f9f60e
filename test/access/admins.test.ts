import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { effectiveAdmins, manageHolders, managingGroups } from '../../src/access/admins.ts'
import { holdersOf } from '../../src/access/holders.ts'
import { shownPath } from '../../src/access/path.ts'
import { NOW, type OrganizationLiteral, view } from '../support/organization.ts'

const admins = (literal: OrganizationLiteral, instant = NOW): string[] =>
  [...effectiveAdmins(view(literal), instant).values()].map(shownPath)

const manage = (assignee: { user: string } | { userGroup: string }, more = {}): OrganizationLiteral => ({
  permissions: { manage: { permission: 'MANAGE', assignee, ...more } },
})

test('an admin is one by flag, by role, by the group admin or by MANAGE', () => {
  assert.equal(
    admins({
      users: {
        ada: { admin: true },
        bob: { role: 'org_admin' },
        cyd: {},
        dan: {},
        eve: {},
        fay: { role: 'user_admin' },
      },
      groups: { admin: { members: ['cyd'] }, ops: { members: ['eve'] } },
      permissions: {
        one: { permission: 'MANAGE', assignee: { user: 'dan' } },
        two: { permission: 'MANAGE', assignee: { userGroup: 'ops' } },
        three: { permission: 'BASE_UI_ACCESS', assignee: { user: 'fay' } },
        four: { permission: 'MANAGE', assignee: { user: 'fay' }, scope: { workspace: 'w' } },
        five: { permission: 'MANAGE', assignee: { accessKey: 'fay' } },
      },
    }),
    ['ada → admin: true', 'bob → role: org_admin', 'cyd → group admin', 'dan → MANAGE', 'eve → group ops → MANAGE'],
  )
})

test('a group inherits from all its parents, and the shortest path is shown', () => {
  const literal = {
    users: { ada: {}, bob: {} },
    groups: {
      platform: {},
      middle: { parents: ['platform'] },
      operators: { parents: ['middle', 'platform'], members: ['ada'] },
      below: { parents: ['admin'], members: ['bob'] },
    },
    ...manage({ userGroup: 'platform' }),
  }
  assert.equal(admins(literal), ['ada → group operators → group platform → MANAGE', 'bob → group below → group admin'])
})

test('nobody inherits from a group below, nor from a sibling', () => {
  const groups = { top: { members: ['ada'] }, low: { parents: ['top'] }, other: { parents: ['top'], members: ['ada'] } }
  assert.equal(admins({ users: { ada: {} }, groups, ...manage({ userGroup: 'low' }) }), [])
})

test('a group of level readonly or none grants nothing, neither its own nor what it inherits', () => {
  for (const level of ['readonly', 'none']) {
    const groups = { platform: {}, ops: { parents: ['platform'], level, members: ['ada'] } }
    assert.equal(admins({ users: { ada: {} }, groups, ...manage({ userGroup: 'platform' }) }), [])
    assert.equal(admins({ users: { ada: {} }, groups, ...manage({ userGroup: 'ops' }) }), [])
    const below = { ...groups, leaf: { parents: ['ops'], members: ['ada'] } }
    assert.equal(admins({ users: { ada: {} }, groups: below, ...manage({ userGroup: 'platform' }) }), [])
  }
  const groups = { ops: { level: 'users', members: ['ada'] } }
  assert.is(admins({ users: { ada: {} }, groups, ...manage({ userGroup: 'ops' }) }).length, 1)
})

test('the built-in group users gives to every active user', () => {
  const users = { ada: {}, bob: { active: false }, cyd: {} }
  assert.equal(admins({ users, ...manage({ userGroup: 'users' }) }), [
    'ada → group users → MANAGE',
    'cyd → group users → MANAGE',
  ])
})

test('who is inactive, outside the window or revoked has no access', () => {
  const users = {
    ada: { admin: true, active: false },
    bob: { admin: true, from: '2026-04-01' },
    cyd: { admin: true, until: '2026-03-01' },
    dan: { admin: true },
    eve: { admin: true },
  }
  const revocations = { out: { user: 'dan', reason: 'leaves' } }
  assert.equal(admins({ users, revocations }), ['eve → admin: true'])
  assert.equal(admins({ users, revocations }, '2026-04-01T00:00:00Z'), ['bob → admin: true', 'eve → admin: true'])
})

test('a permission counts inside its own window only', () => {
  const literal = { users: { ada: {} }, ...manage({ user: 'ada' }, { from: '2026-03-01', until: '2026-03-08' }) }
  assert.equal(admins(literal, '2026-02-28T23:59:59Z'), [])
  assert.is(admins(literal, '2026-03-01T00:00:00Z').length, 1)
  assert.equal(admins(literal, '2026-03-08T00:00:00Z'), [])
})

test('a name that no user has is no admin, and a group that nothing declares gives nothing', () => {
  assert.equal(admins({ groups: { admin: { members: ['ghost'] } }, ...manage({ user: 'phantom' }) }), [])
  assert.equal(admins({ users: { ada: { userGroups: ['gone'] } }, ...manage({ userGroup: 'gone' }) }), [])
})

test('holders of MANAGE by permission are told apart from admins by flag or group', () => {
  const acme = view({
    users: { ada: { admin: true }, bob: {}, cyd: {} },
    groups: { admin: { members: ['cyd'] } },
    permissions: {
      one: { permission: 'MANAGE', assignee: { user: 'bob' } },
      two: { permission: 'SELF_CREATE_TOKEN', assignee: { userGroup: 'users' } },
    },
  })
  assert.equal([...manageHolders(acme, NOW).keys()], ['bob'])
  assert.equal([...holdersOf(acme, 'SELF_CREATE_TOKEN', NOW).keys()], ['ada', 'bob', 'cyd'])
})

test('managing groups are those that hold MANAGE, admin and what is below them', () => {
  const acme = view({
    groups: { top: {}, low: { parents: ['top'] }, helpers: { parents: ['admin'] }, other: {} },
    ...manage({ userGroup: 'top' }),
  })
  assert.equal([...managingGroups(acme, NOW).keys()].sort(), ['admin', 'helpers', 'low', 'top'])
})

test('a path through very many groups is shortened in the middle', () => {
  const groups: Record<string, object> = {}
  for (let index = 0; index < 100_000; index++) {
    groups[`g${index}`] = { members: [`u${index % 10}`], parents: index === 0 ? [] : [`g${index - 1}`] }
  }
  const literal = { users: { ada: {}, u9: {} }, groups: { ...groups, deep: { parents: ['g99999'], members: ['ada'] } } }
  assert.equal(admins({ ...literal, ...manage({ userGroup: 'g0' }) } as OrganizationLiteral), [
    'ada → group deep → group g99999 → group g99998 → group g99997 → 99993 more groups → group g3 → group g2 → group g1 → group g0 → MANAGE',
    'u9 → group g9 → group g8 → group g7 → group g6 → 2 more groups → group g3 → group g2 → group g1 → group g0 → MANAGE',
  ])
})

test.run()
