import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { groupsOf, withAncestors, withDescendants } from '../../src/access/groups.ts'
import { membershipsOf } from '../../src/access/memberships.ts'
import { view } from '../support/organization.ts'

test('members, maintainers and the shorthand of the user are one membership', () => {
  const acme = view({
    users: { ada: { userGroups: ['ops'] }, bob: {}, cyd: { userGroups: ['ops', 'admin'] } },
    groups: { ops: { members: ['ada', 'bob'], maintainers: ['bob'] } },
  })
  assert.equal(groupsOf(acme).members.get('ops'), ['ada', 'bob', 'cyd'])
  assert.equal(membershipsOf(acme), [
    { user: 'cyd', group: 'admin' },
    { user: 'ada', group: 'ops' },
    { user: 'bob', group: 'ops' },
    { user: 'cyd', group: 'ops' },
  ])
})

test('the built-in groups are there, and users holds every active user', () => {
  const groups = groupsOf(view({ users: { ada: {}, bob: { active: false } } }))
  assert.equal(groups.names, ['admin', 'users'])
  assert.equal(groups.members.get('users'), ['ada'])
  assert.equal(groups.members.get('admin'), [])
})

test('being one of the users is no membership that anybody declares', () => {
  assert.equal(membershipsOf(view({ users: { ada: { userGroups: ['users'] } } })), [])
})

test('ancestors go through all parents and end in a cycle', () => {
  const groups = groupsOf(
    view({
      groups: {
        a: { parents: ['b', 'c'] },
        b: { parents: ['d'] },
        c: { parents: ['d', 'gone'] },
        d: { parents: ['a'] },
        e: {},
      },
    }),
  )
  assert.equal(withAncestors(groups, 'b'), ['a', 'b', 'c', 'd'])
  assert.equal(withDescendants(groups, 'd'), ['a', 'b', 'c', 'd'])
  assert.equal(withAncestors(groups, 'e'), ['e'])
})

test('a parent chain of 100,000 groups is walked without recursion', () => {
  const groups: Record<string, { parents: string[] }> = {}
  for (let index = 0; index < 100_000; index++) groups[`g${index}`] = { parents: index === 0 ? [] : [`g${index - 1}`] }
  assert.is(withAncestors(groupsOf(view({ groups })), 'g99999').length, 100_000)
})

test.run()
