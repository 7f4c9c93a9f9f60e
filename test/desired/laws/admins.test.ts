import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { findingsIn, line, refused, told } from '../../support/laws.ts'
import { type OrganizationLiteral, view } from '../../support/organization.ts'

const manage = { permissions: { manage: { permission: 'MANAGE', assignee: { userGroup: 'platform' } } } }

/** An organization whose one admin, ada, holds MANAGE by way of two groups. */
const ADMINISTERED: OrganizationLiteral = {
  users: { ada: {}, bob: {} },
  groups: { platform: {}, operators: { parents: ['platform'], members: ['ada'] } },
  ...manage,
}

const NOBODY = [
  'LastAdmin Organization//acme/metadata/name: organization `acme` would have no effective admin, at least 1 must stay',
]

test('an organization that somebody administers is left alone', () => {
  assert.equal(told(view(ADMINISTERED)), [])
})

const ROUTES: Readonly<Record<string, OrganizationLiteral>> = {
  'the admin is removed': { users: { bob: {} }, groups: { platform: {}, operators: { parents: ['platform'] } } },
  'the admin is made inactive': { users: { ada: { active: false }, bob: {} } },
  'the admin’s window has passed': { users: { ada: { until: '2026-01-01' }, bob: {} } },
  'the admin’s window has not begun': { users: { ada: { from: '2027-01-01' }, bob: {} } },
  'the group is emptied': { groups: { platform: {}, operators: { parents: ['platform'] } } },
  'the group’s parent is another one': {
    groups: { platform: {}, staff: {}, operators: { parents: ['staff'], members: ['ada'] } },
  },
  'the group becomes readonly': {
    groups: { platform: {}, operators: { parents: ['platform'], members: ['ada'], level: 'readonly' } },
  },
  'the group above becomes readonly': {
    groups: { platform: { level: 'none' }, operators: { parents: ['platform'], members: ['ada'] } },
  },
  'the permission is removed': { permissions: {} },
  'the permission gives less': {
    permissions: { manage: { permission: 'BASE_UI_ACCESS', assignee: { userGroup: 'platform' } } },
  },
  'the permission goes to somebody else': {
    permissions: { manage: { permission: 'MANAGE', assignee: { accessKey: 'key' } } },
    accessKeys: { key: { type: 'token' } },
  },
  'the permission is narrowed to a workspace': {
    permissions: { manage: { permission: 'MANAGE', assignee: { userGroup: 'platform' }, scope: { workspace: 'lab' } } },
    workspaces: { lab: { type: 'workspace' } },
  },
  'the permission’s window has passed': {
    permissions: { manage: { permission: 'MANAGE', assignee: { userGroup: 'platform' }, until: '2026-03-02' } },
  },
  'the admin is revoked': { revocations: { out: { user: 'ada', reason: 'leaves' } } },
}

for (const [what, change] of Object.entries(ROUTES)) {
  test(`the last admin stays although ${what}`, () => {
    assert.equal(told(view({ ...ADMINISTERED, ...change, stored: view(ADMINISTERED) })), NOBODY)
  })
}

test('a demoted last admin is told with who it was', () => {
  const stored = view({ users: { ada: { admin: true }, bob: {} } })
  const [finding] = findingsIn(view({ users: { ada: {}, bob: {} }, stored }))
  assert.equal(finding?.notes, ['as stored: ada → admin: true'])
  assert.equal(finding?.related, [
    { key: 'User/acme/ada', pointer: '/metadata/name', message: 'was an admin: ada → admin: true' },
  ])
  assert.is(
    finding?.help,
    'nobody would remain; keep an admin, or make somebody one for good (`admin: true` without `until`)',
  )
  assert.is(finding?.measure, 1)
})

test('minAdmins counts, and the help says who remains', () => {
  const organization = { displayName: 'Acme', minAdmins: 3 }
  const users = { ada: { admin: true }, bob: { admin: true, until: '2026-12-24' }, cyd: {} }
  const [finding] = findingsIn(view({ organization, users }))
  assert.is(
    finding === undefined ? '' : line(finding),
    'LastAdmin Organization//acme/spec/minAdmins: organization `acme` would have only 1 effective admin from 2026-12-24T00:00:00.000Z on, at least 3 must stay',
  )
  assert.is(finding?.measure, 2)
  assert.is(
    finding?.help,
    '`ada` would remain; `bob` will not stay: an admin whose access ends (`until`) does not count for ever; keep an admin, or make somebody one for good (`admin: true` without `until`); or lower minAdmins in a change of its own',
  )
})

test('admins whose windows follow one another suffice', () => {
  const users = {
    ada: { admin: true, until: '2026-06-01' },
    bob: { admin: true, from: '2026-06-01', until: '2026-09-01' },
    cyd: { admin: true, from: '2026-09-01' },
  }
  assert.equal(told(view({ users })), [])
  assert.equal(told(view({ users: { ...users, bob: { ...users.bob, until: '2026-08-31' } } })), [
    'LastAdmin Organization//acme/metadata/name: organization `acme` would have no effective admin from 2026-08-31T00:00:00.000Z on, at least 1 must stay',
  ])
})

test('0 says openly that nobody administers it here', () => {
  const organization = { displayName: 'Acme', minAdmins: 0 }
  assert.equal(told(view({ organization, users: { ada: {} } })), [])
})

test('a change cannot loosen minAdmins and use it at once', () => {
  const strict = { displayName: 'Acme', minAdmins: 2 }
  const loose = { displayName: 'Acme', minAdmins: 0 }
  const stored = view({ organization: strict, users: { ada: { admin: true }, bob: { admin: true } } })
  assert.equal(told(view({ organization: loose, users: { ada: { admin: true }, bob: {} }, stored })), [
    'LastAdmin Organization//acme/spec/minAdmins: organization `acme` would have only 1 effective admin, at least 2 must stay',
  ])
  assert.equal(told(view({ organization: loose, users: { ada: { admin: true }, bob: { admin: true } }, stored })), [])
})

test('an organization that is short of admins later cannot be made short now', () => {
  const users = { ada: { admin: true, until: '2026-06-01' } }
  const stored = view({ users })
  assert.equal(refused(view({ users, groups: { ops: {} }, stored })), [])
  assert.equal(refused(view({ users: { ada: {} }, stored })), NOBODY)
  assert.equal(refused(view({ users: { ada: { admin: true, until: '2026-05-01' } }, stored })), [
    'LastAdmin Organization//acme/metadata/name: organization `acme` would have no effective admin from 2026-05-01T00:00:00.000Z on, at least 1 must stay',
  ])
  assert.equal(refused(view({ users: { ada: { admin: true, until: '2026-07-01' } }, stored })), [])
})

test('a permanent revocation of one of two leaves one', () => {
  const users = { ada: { admin: true }, bob: { admin: true } }
  assert.equal(told(view({ users, revocations: { out: { user: 'bob', reason: 'x' } } })), [])
})

test.run()
