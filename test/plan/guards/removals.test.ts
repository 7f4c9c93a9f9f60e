import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { keyOf } from '../../../src/model/resource.ts'
import { removalBudget, removalsOf } from '../../../src/plan/guards/removals.ts'
import { type ChangeLiteral, guardInput } from '../../support/guard.ts'
import { type Literals, NOW, view } from '../../support/organization.ts'

/** `count` users called u1, u2 …; the first `admins` of them are admins. */
function users(count: number, admins = 0): Literals {
  return Object.fromEntries(
    Array.from({ length: count }, (_, index) => [`u${index + 1}`, index < admins ? { admin: true } : {}]),
  )
}

function without(literals: Literals, ...names: readonly string[]): Literals {
  return Object.fromEntries(Object.entries(literals).filter(([name]) => !names.includes(name)))
}

function budget(fraction: number, minimum: number) {
  return { displayName: 'Acme', removalBudget: { fraction, minimum } }
}

function evidence(literal: ChangeLiteral) {
  return removalBudget(guardInput(literal))?.evidence
}

const HUNDRED = users(100)
const LAST = ['u96', 'u97', 'u98', 'u99', 'u100'] as const

test('five of a hundred users may go, six may not', () => {
  assert.is(evidence({ before: { users: HUNDRED }, after: { users: without(HUNDRED, ...LAST) } }), undefined)
  const held = removalBudget(
    guardInput({ before: { users: HUNDRED }, after: { users: without(HUNDRED, 'u95', ...LAST) } }),
  )
  assert.equal(held, {
    code: 'RemovalBudget',
    scope: { type: 'organization', organization: 'acme' },
    digest: 'the-plan',
    message: '6 users of 100 (at most 5) would go',
    evidence: {
      User: { removed: 6, recently: 0, before: 100, limit: 5 },
      names: ['User u100', 'User u95', 'User u96', 'User u97', 'User u98', 'User u99'],
    },
    next: ['charter apply --removes User=6 --organization acme', 'charter approve the-plan --state <folder>'],
  })
})

test('three may always go, however few there are', () => {
  assert.is(evidence({ before: { users: users(4) }, after: { users: users(1) } }), undefined)
  assert.equal(evidence({ before: { users: users(5) }, after: { users: users(1) } }), {
    User: { removed: 4, recently: 0, before: 5, limit: 3 },
    names: ['User u2', 'User u3', 'User u4', 'User u5'],
  })
})

test('a fraction is the decimal that somebody wrote', () => {
  const before = { organization: budget(0.29, 0), users: HUNDRED }
  const gone = (count: number) => ({ organization: budget(0.29, 0), users: users(100 - count) })
  assert.is(evidence({ before, after: gone(29) }), undefined)
  assert.is.not(evidence({ before, after: gone(30) }), undefined)
})

test('the stricter of stored and desired budget serves', () => {
  const loose = { organization: budget(1, 100), users: users(10) }
  const strict = { organization: budget(0, 1), users: users(8) }
  assert.equal(evidence({ before: loose, after: strict })?.User, { removed: 2, recently: 0, before: 10, limit: 1 })
  const tight = { organization: budget(0, 1), users: users(10) }
  assert.equal(evidence({ before: tight, after: { ...loose, users: users(8) } })?.User, {
    removed: 2,
    recently: 0,
    before: 10,
    limit: 1,
  })
})

test('removals of the last 24 hours count with those of the plan', () => {
  const counts = { User: 4, Admin: 0, Membership: 0, Permission: 0, Resource: 0 }
  const change = (time: string, left: number): ChangeLiteral => ({
    before: { users: users(96) },
    after: { users: users(left) },
    stored: { removals: [{ time, organization: 'acme', counts }] },
  })
  assert.is(evidence(change('2026-03-01T10:15:00.001Z', 95)), undefined)
  assert.equal(evidence(change('2026-03-01T10:15:00.001Z', 94))?.User, {
    removed: 2,
    recently: 4,
    before: 100,
    limit: 5,
  })
  assert.is(evidence(change('2026-03-01T10:15:00.000Z', 94)), undefined, 'exactly 24 hours ago is over')
})

test('removals of another organization do not count', () => {
  const counts = { User: 4, Admin: 0, Membership: 0, Permission: 0, Resource: 0 }
  const removals = [{ time: NOW, organization: 'initech', counts }]
  assert.is(evidence({ before: { users: users(96) }, after: { users: users(93) }, stored: { removals } }), undefined)
})

test('users of the last 24 hours do not raise the budget', () => {
  const young = Object.fromEntries(Array.from({ length: 60 }, (_, index) => [`User/u${index + 41}`, NOW]))
  const change: ChangeLiteral = {
    before: { users: HUNDRED },
    after: { users: without(HUNDRED, 'u1', 'u2', 'u3', 'u4') },
  }
  assert.is(evidence(change), undefined)
  assert.equal(evidence({ ...change, created: young })?.User, { removed: 4, recently: 0, before: 40, limit: 3 })
})

test('an organization younger than 24 hours is measured by what it has', () => {
  const created = Object.fromEntries(
    ['Organization/acme', ...Object.keys(HUNDRED).map((name) => `User/${name}`)].map((key) => [key, NOW]),
  )
  assert.is(evidence({ before: { users: HUNDRED }, after: { users: users(95) }, created }), undefined)
})

test('an intent lets as many go as it says, and no more', () => {
  const change = (left: number, organization?: string): ChangeLiteral => ({
    before: { users: HUNDRED },
    after: { users: users(left) },
    context: { intents: [{ ...(organization === undefined ? {} : { organization }), counts: { User: 36 } }] },
  })
  assert.is(evidence(change(64, 'acme')), undefined)
  assert.is(evidence(change(64)), undefined)
  assert.is.not(evidence(change(63, 'acme')), undefined)
  assert.is.not(evidence(change(64, 'initech')), undefined)
})

test('an intent for users is none for admins', () => {
  const context = { intents: [{ counts: { User: 10 } }] }
  const change = {
    before: { users: users(20, 10) },
    after: { users: without(users(20, 10), 'u1', 'u2', 'u3', 'u4') },
    context,
  }
  assert.equal(evidence(change), {
    Admin: { removed: 4, recently: 0, before: 10, limit: 3 },
    names: ['Admin u1', 'Admin u2', 'Admin u3', 'Admin u4'],
  })
})

test('an admin who becomes an ordinary user goes from the admins only', () => {
  const change = { before: { users: users(9, 5) }, after: { users: users(9, 1) } }
  assert.equal(evidence(change)?.Admin, { removed: 4, recently: 0, before: 5, limit: 3 })
  assert.is(evidence(change)?.User, undefined)
})

test('what falls with a removed user counts as the user only', () => {
  const permissions = Object.fromEntries(
    ['u1', 'u2', 'u3'].flatMap((user) =>
      ['VIEW', 'EDIT'].map((right) => [
        `${user}-${right.toLowerCase()}`,
        { permission: right, assignee: { user }, scope: { workspace: 'web' } },
      ]),
    ),
  )
  const groups = { a: { members: ['u1', 'u2', 'u3', 'u4'] }, b: { members: ['u1', 'u2', 'u3'] } }
  const before = { users: users(10), groups, permissions, accessKeys: { k1: { user: 'u1' }, k2: { user: 'u2' } } }
  const after = { users: without(users(10), 'u1', 'u2', 'u3'), groups: { a: { members: ['u4'] }, b: { members: [] } } }
  const input = guardInput({ before, after })
  assert.is(removalBudget(input), undefined)
  assert.equal(removalsOf(input.plan, { type: 'organization', before: view(before), after: view(after) }), {
    User: 3,
    Admin: 0,
    Membership: 0,
    Permission: 0,
    Resource: 0,
  })
})

test('a membership goes with its group, and with the last place that declares it', () => {
  const four = ['u1', 'u2', 'u3', 'u4']
  const before = { users: users(10), groups: { a: { members: four } } }
  assert.equal(evidence({ before, after: { users: users(10) } }), {
    Membership: { removed: 4, recently: 0, before: 4, limit: 3 },
    names: four.map((name) => `Membership ${name} in a`),
  })
  const own = { ...users(10), ...Object.fromEntries(four.map((name) => [name, { userGroups: ['a'] }])) }
  assert.is(evidence({ before, after: { users: own, groups: { a: {} } } }), undefined)
})

test('renames remove nothing', () => {
  const before = { users: users(5, 5), groups: { a: { members: ['u1', 'u2', 'u3', 'u4', 'u5'] } } }
  const renamed = Object.fromEntries(Object.keys(before.users).map((name) => [`x-${name}`, { admin: true }]))
  const after = { users: renamed, groups: { b: { members: Object.keys(renamed) } } }
  const renames = Object.fromEntries([
    ...Object.keys(before.users).map((name) => [`User/${name}`, `x-${name}`]),
    ['UserGroup/a', 'b'],
  ])
  assert.is(evidence({ before, after, renames }), undefined)
  assert.is.not(evidence({ before, after }), undefined)
})

test('making users inactive removes them, also by an end that has passed', () => {
  const idle = (spec: object) =>
    Object.fromEntries(Object.keys(users(4)).map((name) => [name, spec as Literals[string]]))
  const before = { users: users(8) }
  const after = (spec: object) => ({ users: { ...users(8), ...idle(spec) } })
  assert.equal(evidence({ before, after: after({ active: false }) })?.User, {
    removed: 4,
    recently: 0,
    before: 8,
    limit: 3,
  })
  assert.equal(evidence({ before, after: after({ until: NOW }) })?.User, {
    removed: 4,
    recently: 0,
    before: 8,
    limit: 3,
  })
  assert.is(
    evidence({ before: after({ active: false }), after: after({ active: false, email: 'a@acme.example' }) }),
    undefined,
  )
})

test('permissions and other resources have classes of their own', () => {
  const permissions = Object.fromEntries(
    Array.from({ length: 4 }, (_, index) => [
      `p${index}`,
      { permission: 'VIEW', assignee: { userGroup: 'a' }, scope: { workspace: 'web' } },
    ]),
  )
  const workspaces = Object.fromEntries(Array.from({ length: 4 }, (_, index) => [`w${index}`, { type: 'project' }]))
  const rest = { users: users(3), groups: { a: {} } }
  assert.equal(evidence({ before: { ...rest, permissions, workspaces }, after: rest }), {
    Permission: { removed: 4, recently: 0, before: 4, limit: 3 },
    Resource: { removed: 4, recently: 0, before: 5, limit: 3 },
    names: [
      ...Object.keys(permissions).map((name) => `Permission ${name}`),
      ...Object.keys(workspaces).map((name) => `Resource Workspace/${name}`),
    ],
  })
})

test('a permission that is given to somebody else is gone for those who had it', () => {
  const four = (userGroup: string) =>
    Object.fromEntries(
      Array.from({ length: 4 }, (_, index) => [`p${index}`, { permission: 'MANAGE', assignee: { userGroup } }]),
    )
  const rest = { users: users(3), groups: { a: {}, b: {} } }
  const change = { before: { ...rest, permissions: four('a') }, after: { ...rest, permissions: four('b') } }
  assert.equal(evidence(change)?.Permission, { removed: 4, recently: 0, before: 4, limit: 3 })
})

test('a permission that only follows the new name of its group stays', () => {
  const four = (userGroup: string) =>
    Object.fromEntries(
      Array.from({ length: 4 }, (_, index) => [`p${index}`, { permission: 'MANAGE', assignee: { userGroup } }]),
    )
  const sides = {
    before: { groups: { a: {} }, permissions: four('a') },
    after: { groups: { b: {} }, permissions: four('b') },
  }
  const { plan, ...rest } = guardInput({ ...sides, renames: { 'UserGroup/a': 'b' } })
  const renamed = keyOf({ kind: 'UserGroup', namespace: 'acme', name: 'b' })
  const changes = plan.changes.map((change) =>
    change.action === 'update' ? { ...change, follows: [renamed] } : change,
  )
  assert.is(changes.filter(({ action }) => action === 'update').length, 4)
  assert.is(removalBudget({ ...rest, plan: { ...plan, changes } }), undefined)
})

test('the names of the evidence end with the twentieth', () => {
  const names = evidence({ before: { users: HUNDRED }, after: { users: users(50) } })?.names
  assert.is((names as readonly string[]).length, 20)
})

test('a new organization and one that goes as a whole are not its business', () => {
  assert.is(evidence({ after: { users: users(9) } }), undefined)
  const input = guardInput({ before: { users: users(9) } })
  assert.is(removalBudget(input), undefined)
  const after = view({ organization: null })
  assert.is(removalsOf(input.plan, { type: 'organization', before: input.before, after }).User, 0)
})

test.run()
