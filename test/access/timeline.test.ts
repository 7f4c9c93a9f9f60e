import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { adminSpans, adminsOverTime, lastingAdmins } from '../../src/access/timeline.ts'
import { type OrganizationLiteral, view } from '../support/organization.ts'

const told = (literal: OrganizationLiteral): string[] =>
  adminsOverTime(view(literal)).map(({ instant, count, names }) =>
    `${instant.slice(0, 10)} ${count} ${names.join(' ')}`.trim(),
  )

test('without windows there is only now', () => {
  assert.equal(told({ users: { ada: { admin: true }, bob: {} } }), ['2026-03-02 1 ada'])
  assert.equal(told({}), ['2026-03-02 0'])
})

test('windows of users, permissions and revocations all turn the count', () => {
  const literal: OrganizationLiteral = {
    users: { ada: { admin: true, until: '2026-06-01' }, bob: {}, cyd: { admin: true }, dan: { from: '2026-08-01' } },
    groups: { top: {}, ops: { parents: ['top'], members: ['bob', 'dan'] } },
    permissions: {
      manage: { permission: 'MANAGE', assignee: { userGroup: 'top' }, from: '2026-05-01', until: '2026-09-01' },
    },
    revocations: { out: { user: 'cyd', reason: 'away', until: '2026-07-01' } },
  }
  assert.equal(told(literal), [
    '2026-03-02 1 ada',
    '2026-05-01 2 ada bob',
    '2026-06-01 1 bob',
    '2026-07-01 2 bob cyd',
    '2026-08-01 3 bob cyd dan',
    '2026-09-01 1 cyd',
  ])
  assert.equal(lastingAdmins(view(literal)), ['cyd'])
})

test('windows that follow one another without a gap are one span', () => {
  const acme = view({
    users: { ada: {} },
    groups: { ops: { members: ['ada'] } },
    permissions: {
      first: { permission: 'MANAGE', assignee: { user: 'ada' }, from: '2026-01-01', until: '2026-04-01' },
      later: { permission: 'MANAGE', assignee: { userGroup: 'ops' }, from: '2026-04-01' },
      inside: { permission: 'MANAGE', assignee: { userGroup: 'ops' }, from: '2026-05-01', until: '2026-06-01' },
    },
  })
  assert.is(adminSpans(acme).get('ada')?.length, 1)
  assert.equal(
    adminsOverTime(acme).map(({ count }) => count),
    [1],
  )
})

test('a window that lies behind is not told, an empty one grants nothing', () => {
  const users = {
    ada: { admin: true },
    bob: { admin: true, until: '2026-01-01' },
    cyd: { admin: true, from: '2027-01-01', until: '2026-12-01' },
  }
  assert.equal(told({ users }), ['2026-03-02 1 ada'])
})

test('windows with a gap between them are told apart, also for groups below', () => {
  const assignee = { userGroup: 'top' }
  const literal = {
    users: { ada: {} },
    groups: { top: {}, low: { parents: ['top'], members: ['ada'] } },
    permissions: {
      spring: { permission: 'MANAGE', assignee, from: '2026-04-01', until: '2026-05-01' },
      autumn: { permission: 'MANAGE', assignee, from: '2026-10-01', until: '2026-11-01' },
    },
  }
  assert.equal(told(literal), ['2026-03-02 0', '2026-04-01 1 ada', '2026-05-01 0', '2026-10-01 1 ada', '2026-11-01 0'])
})

test('a silent group covers nobody', () => {
  const literal = {
    users: { ada: {} },
    groups: { admin: {}, ops: { level: 'none', parents: ['admin'], members: ['ada'] } },
  }
  assert.equal(told(literal), ['2026-03-02 0'])
})

test.run()
