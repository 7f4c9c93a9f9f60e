import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { isAllowed } from '../../src/access/allowed.ts'
import { accessIndexOf, organizationIndex, withReplaced } from '../../src/access/indexed.ts'
import type { OrganizationIndex } from '../../src/access/organization.ts'
import { ORGANIZATION } from '../../src/access/scope.ts'
import { peopleIn } from '../../src/access/whocan.ts'
import { momentOf } from '../../src/access/windows.ts'
import { Trie } from '../../src/lib/trie.ts'
import type { Resource } from '../../src/model/resource.ts'
import { NOW, resource } from '../support/organization.ts'

const moment = momentOf(NOW)
const MANAGED = { permission: 'MANAGE', scope: ORGANIZATION }
const user = (index: number): string => `user-${index}`
const group = (index: number): string => `group-${index}`

function groupOf(index: number, members: readonly number[], parent?: number): Resource {
  const parents = parent === undefined ? {} : { parents: [group(parent)] }
  return resource('UserGroup', 'acme', group(index), { members: members.map(user).sort(), ...parents })
}

/** 1,000 users who are all in `group-0` by themselves, 400 groups in a tree of twos, each with its own permission. */
function large(): Resource[] {
  const users = Array.from({ length: 1000 }, (_, index) =>
    resource('User', 'acme', user(index), index % 2 === 0 ? { userGroups: [group(0)] } : {}),
  )
  const groups = Array.from({ length: 400 }, (_, index) =>
    groupOf(index, [index, index + 1, index + 500], index === 0 ? undefined : (index - 1) >> 1),
  )
  const permissions = Array.from({ length: 400 }, (_, index) =>
    resource('Permission', 'acme', `permission-${index}`, {
      permission: 'BASE_UI_ACCESS',
      assignee: index % 2 === 0 ? { user: user(index) } : { userGroup: group(index) },
    }),
  )
  return [...users, ...groups, ...permissions]
}

/** Everything an index holds but what it remembers, in an order of its own. */
function content({ above: _, ...tables }: OrganizationIndex): unknown {
  const sorted = (value: unknown): unknown =>
    value instanceof Map || value instanceof Trie
      ? [...(value as ReadonlyMap<string, unknown>)]
          .sort(([a], [b]) => (a < b ? -1 : 1))
          .map(([k, v]) => [k, sorted(v)])
      : value
  return Object.entries(tables).map(([name, table]) => [name, sorted(table)])
}

test('a large index after a change is the same as one built anew, and back again as it was', () => {
  const before = large()
  const index = accessIndexOf(before)
  const old = before.find(({ name }) => name === group(7))
  assert.ok(old)
  const one = groupOf(7, [7, 8, 900, 901], 6)
  const lost = before.filter(({ name }) => ['user-3', 'permission-4', 'permission-5', group(399)].includes(name))
  const next = withReplaced(index, [
    { before: old, after: one },
    ...lost.map((gone) => ({ before: gone, after: undefined })),
  ])
  const after = before.filter((each) => each !== old && !lost.includes(each))
  assert.ok(index.organizations.get('acme')?.users instanceof Trie)
  assert.equal(
    content(organizationIndex(next, 'acme')),
    content(organizationIndex(accessIndexOf([...after, one]), 'acme')),
  )
  const back = withReplaced(next, [
    { before: one, after: old },
    ...lost.map((again) => ({ before: undefined, after: again })),
  ])
  assert.equal(content(organizationIndex(back, 'acme')), content(organizationIndex(index, 'acme')))
  assert.is(
    withReplaced(
      index,
      before.map((each) => ({ before: each, after: undefined })),
    ).organizations.size,
    0,
  )
})

test('a change of the members of one group touches its members alone', () => {
  const all = [
    ...large(),
    resource('Permission', 'acme', 'manage', { permission: 'MANAGE', assignee: { userGroup: group(0) } }),
  ]
  const before = organizationIndex(accessIndexOf(all), 'acme')
  assert.is(isAllowed(before, user(20), MANAGED, moment), true)
  const index = { organizations: new Map([['acme', before]]) }
  const old = groupOf(7, [7, 8, 507], 3)
  const after = organizationIndex(withReplaced(index, [{ before: old, after: groupOf(7, [7, 999], 3) }]), 'acme')
  const { groups: _, memberships: __, ...others } = before
  for (const name of Object.keys(others) as (keyof typeof others)[]) assert.is(after[name], before[name], name)
  const changed = [...before.users.keys()].filter(
    (name) => before.memberships.get(name) !== after.memberships.get(name),
  )
  assert.equal(changed.sort(), ['user-507', 'user-8', 'user-999'])
})

test('what a group inherits is asked again once a group has another place', () => {
  const manage = resource('Permission', 'acme', 'manage', { permission: 'MANAGE', assignee: { userGroup: group(0) } })
  const users = [0, 1].map((index) => resource('User', 'acme', user(index)))
  const groups = [groupOf(0, []), groupOf(1, [], 0), groupOf(2, [1], 1)]
  const index = accessIndexOf([manage, ...users, ...groups])
  const may = (of: typeof index): boolean => isAllowed(organizationIndex(of, 'acme'), user(1), MANAGED, moment)
  assert.is(may(index), true)
  const cut = withReplaced(index, [{ before: groups[1], after: groupOf(1, []) }])
  assert.is(may(cut), false)
  assert.is(may(index), true)
  const silent = resource('UserGroup', 'acme', group(1), { parents: [group(0)], level: 'readonly' })
  assert.is(may(withReplaced(index, [{ before: groups[1], after: silent }])), false)
  assert.is(may(withReplaced(cut, [{ before: groupOf(1, []), after: groups[1] }])), true)
})

test('two that change names at once are each found under the new one', () => {
  const ada = resource('User', 'acme', 'ada', { admin: true })
  const bob = resource('User', 'acme', 'bob', { active: false })
  const index = withReplaced(accessIndexOf([ada, bob]), [
    { before: ada, after: { ...ada, name: 'bob' } },
    { before: bob, after: { ...bob, name: 'ada' } },
  ])
  assert.is(isAllowed(organizationIndex(index, 'acme'), 'bob', MANAGED, moment), true)
  assert.is(isAllowed(organizationIndex(index, 'acme'), 'ada', MANAGED, moment), false)
})

test('an organization that moves takes its access along', () => {
  const ada = resource('User', 'acme', 'ada', { admin: true })
  const index = withReplaced(accessIndexOf([ada]), [{ before: ada, after: { ...ada, namespace: 'apex' } }])
  assert.equal([...index.organizations.keys()], ['apex'])
  assert.is(isAllowed(organizationIndex(index, 'apex'), 'ada', MANAGED, moment), true)
})

test('the people of a group are those in it and below, who are present', () => {
  const users = [0, 1, 2].map((index) => resource('User', 'acme', user(index), index === 2 ? { active: false } : {}))
  const groups = [groupOf(0, [0]), groupOf(1, [1, 2], 0)]
  const index = organizationIndex(accessIndexOf([...users, ...groups]), 'acme')
  assert.equal(peopleIn(index, group(0), moment), ['user-0', 'user-1'])
  assert.equal(peopleIn(index, group(1), moment), ['user-1'])
  assert.equal(peopleIn(index, 'nobody', moment), [])
  assert.equal(peopleIn(index, 'users', moment), ['user-0', 'user-1'])
})

test.run()
