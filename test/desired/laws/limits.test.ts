import { test } from 'uvu'
import * as assert from 'uvu/assert'
import type { OrganizationView } from '../../../src/desired/view.ts'
import { acme, findingsIn, refused, told } from '../../support/laws.ts'
import type { Literal, Literals, OrganizationLiteral } from '../../support/organization.ts'

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
    'warning OverLimit User/acme/root/metadata/name: organization `acme` has 5 users, its entitlement `UserCount` allows 3',
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

/** An organization with so many users, subscribed since 2026 to a plan that is given, beside what else is said. */
function subscribed(count: number, plan: Literal, more: OrganizationLiteral = {}): OrganizationView {
  const { subscriptions, installation, ...others } = more
  const main = { plan: 'starter', startDate: '2026-01-01', endDate: 'never' }
  return acme({
    users: users(count),
    subscriptions: subscriptions ?? { main },
    installation: { ...installation, plans: { starter: plan } },
    ...others,
  })
}
const giving = (value: string): Literal => ({ entitlements: [{ entitlement: 'UserCount', value }] })
const licensed = (value: string): OrganizationLiteral => ({ installation: { licenses: { main: giving(value) } } })

test('the plan of the active subscription comes after the organization’s own entitlement, and before the license', () => {
  assert.equal(told(subscribed(3, giving('2'))), [
    'EntitlementExceeded User/acme/root/metadata/name: organization `acme` would have 3 users, the entitlement `UserCount` of SubscriptionPlan `starter` allows 2',
  ])
  assert.equal(told(subscribed(3, giving('2'), limit('UserCount', '3'))), [])
  assert.equal(told(subscribed(3, giving('3'), licensed('2'))), [])
  assert.equal(told(subscribed(3, {}, licensed('2'))), [
    'EntitlementExceeded User/acme/root/metadata/name: organization `acme` would have 3 users, the entitlement `UserCount` of License `main` allows 2',
  ])
  const [finding] = findingsIn(subscribed(3, giving('2')))
  assert.equal(finding?.related?.[0], {
    key: 'SubscriptionPlan//starter',
    pointer: '/spec/entitlements/0',
    message: 'the limit is given here',
  })
})

test('a plan limits nothing before its subscription begins, nor after it has ended', () => {
  const at = (startDate: string, endDate: string): number =>
    told(subscribed(3, giving('2'), { subscriptions: { main: { plan: 'starter', startDate, endDate } } })).length
  assert.is(at('2026-03-02', '2026-03-03'), 1)
  assert.is(at('2026-03-03', '2026-03-04'), 0)
  assert.is(at('2026-03-01', '2026-03-02'), 0)
})

test('what the plan limits itself holds besides, unless overage is agreed', () => {
  const plan = { limits: { maxUsers: 2, maxProjects: 1, gbSeconds: 0 } }
  const workspaces = { a: { type: 'project' }, b: { type: 'project' }, c: { type: 'workspace' } }
  assert.equal(told(subscribed(3, plan, { workspaces, ...limit('UnlimitedUsers') })), [
    'EntitlementExceeded Workspace/acme/a/metadata/name: organization `acme` would have 2 projects, `maxProjects` of SubscriptionPlan `starter` allows 1',
    'EntitlementExceeded User/acme/root/metadata/name: organization `acme` would have 3 active users, `maxUsers` of SubscriptionPlan `starter` allows 2',
  ])
  assert.is(
    findingsIn(subscribed(3, plan))[0]?.help,
    'take 1 active user out, or subscribe to a plan that allows more, or set overage: true in the Subscription',
  )
  const main = { plan: 'starter', startDate: '2026-01-01', endDate: 'never', overage: true }
  assert.equal(told(subscribed(3, plan, { workspaces, subscriptions: { main } })), [])
})

test('maxUsers counts who is active, and who becomes active is the place to look', () => {
  const plan = { limits: { maxUsers: 3 } }
  const sleeping = { u1: { active: false }, later: { from: '2027-01-01' }, gone: { until: '2026-01-01' } }
  const stored = subscribed(1, plan, { users: { ...users(3), ...sleeping } })
  assert.equal(told(stored), [])
  const [finding, ...more] = findingsIn(
    subscribed(1, plan, { users: { ...users(3), ...sleeping, u1: {}, n: {} }, stored }),
  )
  assert.equal([finding?.key, finding?.measure, more], ['User/acme/n', 4, []])
})

test('a limit that falls with the license, the plan or the subscription refuses no change but the one that adds', () => {
  const [three, four] = [{ users: users(3) }, { users: users(4) }]
  const other = { other: { plan: 'small', startDate: '2026-03-01', endDate: 'never' } }
  const plans = { starter: giving('3'), small: giving('2') }
  const causes: readonly (readonly [OrganizationView, (more: OrganizationLiteral) => OrganizationView])[] = [
    [acme({ ...three, ...licensed('3') }), (more) => acme({ ...licensed('2'), ...more })],
    [subscribed(3, giving('3')), (more) => subscribed(3, giving('2'), more)],
    [subscribed(3, { limits: { maxUsers: 3 } }), (more) => subscribed(3, { limits: { maxUsers: 2 } }, more)],
    [
      acme({ ...three, subscriptions: { main: { ...other.other, plan: 'starter' } }, installation: { plans } }),
      (more) => acme({ subscriptions: other, installation: { plans }, ...more }),
    ],
    [
      subscribed(3, giving('3'), licensed('2')),
      (more) => acme({ installation: { plans: { starter: giving('3') }, ...licensed('2').installation }, ...more }),
    ],
  ]
  for (const [stored, lowered] of causes) {
    assert.equal(told(stored), [])
    assert.match(
      told(lowered({ ...three, stored })).join(),
      /^warning OverLimit .* has 3 (active )?users, .* allows 2$/,
    )
    assert.equal(refused(lowered({ users: users(2), stored })), [])
    assert.is(refused(lowered({ ...four, stored })).length, 1)
    const fact = lowered(three)
    assert.equal(refused(lowered({ ...three, stored: fact })), [])
    assert.is(refused(lowered({ ...four, stored: fact })).length, 1)
  }
})

test('when a plan runs out, what it gave is a fact too', () => {
  const ended = { main: { plan: 'starter', startDate: '2026-01-01', endDate: '2026-03-01' } }
  const after = (count: number, stored?: OrganizationView): OrganizationView =>
    subscribed(count, giving('5'), {
      ...licensed('2'),
      subscriptions: ended,
      ...(stored === undefined ? {} : { stored }),
    })
  assert.equal(refused(after(3, after(3))), [])
  assert.equal(refused(after(2, after(3))), [])
  assert.is(refused(after(4, after(3))).length, 1)
})

test.run()
