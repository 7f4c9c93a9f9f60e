import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { type UseDifference, useDifferences } from '../../src/usage/difference.ts'
import { type Literals, type OrganizationLiteral, view } from '../support/organization.ts'

const users = (count: number): Literals =>
  Object.fromEntries(Array.from({ length: count }, (_, index) => [`u${index}`, {}]))
const own = (entitlement: string, value = ''): OrganizationLiteral => ({
  entitlements: { users: { entitlement, value } },
})
const main = { plan: 'starter', startDate: '2026-01-01', endDate: 'never' }
const subscribed = (starter: Literals[string]): OrganizationLiteral => ({
  subscriptions: { main },
  installation: { plans: { starter } },
})

/** Each difference in one line: `UserCount 50: 48 to 51 over`. */
function told(before: OrganizationLiteral | undefined, after: OrganizationLiteral): readonly string[] {
  return useDifferences(before === undefined ? undefined : view(before), view(after)).map(line)
}

function line({ name, bound, boundBefore, used, after, isOver }: UseDifference): string {
  const most = (one: UseDifference['bound']): string =>
    one === undefined ? 'none' : one.type === 'limited' ? String(one.most) : one.type
  const limit = most(bound) === most(boundBefore) ? most(bound) : `${most(boundBefore)}->${most(bound)}`
  return `${name} ${limit}: ${used} to ${after}${isOver ? ' over' : ''}`
}

test('what a change uses more or less of is told with its limit, by whom it is given', () => {
  const [before, after] = [
    { users: users(48), ...own('UserCount', '50') },
    { users: users(51), ...own('UserCount', '50') },
  ]
  assert.equal(told(before, after), ['UserCount 50: 48 to 51 over'])
  assert.equal(told(after, before), ['UserCount 50: 51 to 48'])
  assert.equal(useDifferences(view(before), view(after))[0]?.bound, {
    key: 'Entitlement/acme/users',
    pointer: '/spec',
    type: 'limited',
    most: 50,
    mayExceed: false,
  })
})

test('nothing is told where neither count nor limit changes, or nobody limits it', () => {
  const same = { users: users(3), ...own('UserCount', '50') }
  assert.equal(told(same, { ...same, workspaces: { w: { type: 'workspace' } } }), [])
  assert.equal(told({ users: users(3) }, { users: users(4) }), [])
  const licensed = {
    users: users(3),
    installation: { licenses: { main: { entitlements: [{ entitlement: 'UserCount', value: '50' }] } } },
  }
  assert.equal(told(same, licensed), [])
})

test('a limit that changes is told with what it was, also where it comes or goes', () => {
  const limited = { users: users(3), ...own('UserCount', '3') }
  assert.equal(told(limited, { users: users(3), ...own('UserCount', '2') }), ['UserCount 3->2: 3 to 3 over'])
  assert.equal(told(limited, { users: users(3), ...own('UnlimitedUsers') }), ['UserCount 3->unlimited: 3 to 3'])
  assert.equal(told(limited, { users: users(4) }), ['UserCount 3->none: 3 to 4'])
  assert.equal(told({ users: users(3) }, limited), ['UserCount none->3: 3 to 3'])
  assert.equal(told({ ...own('UnlimitedUsers') }, { users: users(1), ...own('UnlimitedUsers') }), [
    'UserCount unlimited: 0 to 1',
  ])
})

test('the limits of the plan are among them, after the entitlements, and when the plan goes', () => {
  const plan = { limits: { maxUsers: 2, maxProjects: 5 }, entitlements: [{ entitlement: 'UserCount', value: '9' }] }
  const before = { users: users(2), ...subscribed(plan) }
  assert.equal(told(before, { ...before, users: users(3), workspaces: { p: { type: 'project' } } }), [
    'UserCount 9: 2 to 3',
    'maxProjects 5: 0 to 1',
    'maxUsers 2: 2 to 3 over',
  ])
  const { subscriptions: _, ...cancelled } = before
  assert.equal(told(before, cancelled), [
    'UserCount 9->none: 2 to 2',
    'maxProjects 5->none: 0 to 0',
    'maxUsers 2->none: 2 to 2',
  ])
})

test('a new organization has used nothing, and one that goes is not told of', () => {
  const acme = { users: users(2), ...own('UserCount', '50') }
  assert.equal(told(undefined, acme), ['UserCount 50: 0 to 2'])
  assert.equal(told(acme, { organization: null }), [])
})

test.run()
