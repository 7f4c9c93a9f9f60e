import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { acme, findingsIn, refused, told } from '../../support/laws.ts'
import type { Literals } from '../../support/organization.ts'

// With root, the admin of every test, they are one more.
const users = (count: number): Literals =>
  Object.fromEntries(Array.from({ length: count - 1 }, (_, index) => [`u${index}`, {}]))
const limit = (entitlement: string, value?: string): { entitlements: Literals } => ({
  entitlements: { limit: { entitlement, ...(value === undefined ? {} : { value }) } },
})

test('no more users than the entitlement allows', () => {
  assert.equal(told(acme({ users: users(3), ...limit('UserCount', '3') })), [])
  const [finding, ...more] = findingsIn(acme({ users: users(5), ...limit('UserCount', '3') }))
  assert.equal(more, [])
  assert.is(finding?.message, 'organization `acme` would have 5 users, its entitlement `UserCount` allows 3')
  assert.is(finding?.code, 'EntitlementExceeded')
  assert.is(finding?.measure, 5)
  assert.is(finding?.help, 'take 2 users out, or ask for a higher UserCount')
})

test('the users that a change adds are the place to look', () => {
  const stored = acme({ users: users(3), ...limit('UserCount', '3') })
  const [finding] = findingsIn(acme({ users: { ...users(3), new: {} }, ...limit('UserCount', '3'), stored }))
  assert.is(finding?.key, 'User/acme/new')
  assert.is(finding?.help, 'take 1 user out, or ask for a higher UserCount')
})

test('the bootstrap user does not count', () => {
  const organization = {
    displayName: 'Acme',
    bootstrap: { user: 'root', userGroup: 'admin', tokenSecretRef: { env: 'T' } },
  }
  const groups = { admin: { members: ['root'] } }
  assert.equal(told(acme({ organization, groups, users: users(4), ...limit('UserCount', '3') })), [])
})

test('only workspaces of type workspace count', () => {
  const workspaces = { a: { type: 'workspace' }, b: { type: 'workspace' }, c: { type: 'project' } }
  assert.equal(told(acme({ workspaces, ...limit('WorkspaceCount', '2') })), [])
  assert.is(findingsIn(acme({ workspaces, ...limit('WorkspaceCount', '1') }))[0]?.code, 'EntitlementExceeded')
})

test('the organization’s own entitlement comes before the license', () => {
  const license = (entitlement: string, value?: string): { installation: { licenses: Literals } } => ({
    installation: {
      licenses: { main: { entitlements: [{ entitlement, ...(value === undefined ? {} : { value }) }] } },
    },
  })
  assert.equal(told(acme({ users: users(3), ...license('UserCount', '1'), ...limit('UserCount', '3') })), [])
  assert.equal(told(acme({ users: users(3), ...license('UserCount', '1'), ...limit('UnlimitedUsers') })), [])
  assert.is(told(acme({ users: users(3), ...license('UserCount', '1') })).length, 1)
  assert.equal(told(acme({ users: users(3), ...license('UnlimitedUsers') })), [])
  assert.is(told(acme({ users: users(3), ...license('UnlimitedUsers'), ...limit('UserCount', '2') })).length, 1)
})

test('a passed entitlement limits nothing', () => {
  const entitlements = { limit: { entitlement: 'UserCount', value: '1', expiry: '2026-03-01' } }
  assert.equal(told(acme({ users: users(3), entitlements })), [])
  const today = { limit: { entitlement: 'UserCount', value: '1', expiry: '2026-03-02' } }
  assert.is(told(acme({ users: users(3), entitlements: today })).length, 1)
})

test('a change that lowers the limit below what is there is taken, with a warning', () => {
  const stored = acme({ users: users(5), ...limit('UserCount', '5') })
  const lowered = acme({ users: users(5), ...limit('UserCount', '3'), stored })
  assert.equal(told(lowered), [
    'warning EntitlementExceeded User/acme/root/metadata/name: organization `acme` would have 5 users, its entitlement `UserCount` allows 3',
  ])
  assert.equal(refused(acme({ users: users(4), ...limit('UserCount', '3'), stored })), [])
  assert.is(refused(acme({ users: users(6), ...limit('UserCount', '3'), stored })).length, 1)
})

test('what is over its limit is a fact that may shrink, not grow', () => {
  const stored = acme({ users: users(5), ...limit('UserCount', '3') })
  const told = (count: number, most = '3'): number =>
    refused(acme({ users: users(count), ...limit('UserCount', most), stored })).length
  assert.equal([told(4), told(5), told(6)], [0, 0, 1])
  assert.is(told(5, '2'), 0)
  assert.is(findingsIn(acme({ users: users(5), ...limit('UserCount', '3'), stored }))[0]?.severity, 'error')
})

test('one user may take another’s place over the limit', () => {
  const stored = acme({ users: users(5), ...limit('UserCount', '3') })
  const { u0: _, ...others } = users(5)
  assert.equal(refused(acme({ users: { ...others, newcomer: {} }, ...limit('UserCount', '3'), stored })), [])
})

test.run()
