import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import type { OrganizationView } from '../../../src/desired/view.ts'
import type { Change } from '../../../src/model/change.ts'
import { type Key, keyOf, type StoredResource } from '../../../src/model/resource.ts'
import { REMOVAL_CLASSES, type RemovalClass, type Removals } from '../../../src/model/state.ts'
import type { GuardInput } from '../../../src/plan/guards/guard.ts'
import { removalBudget, removalsOf } from '../../../src/plan/guards/removals.ts'
import { testOnData } from '../../support/data.ts'
import { emptyContext, emptyState, storedAs } from '../../support/guard.ts'
import { resource, view } from '../../support/organization.ts'

interface Transition {
  readonly date: string
  readonly initial?: { readonly admins: readonly string[]; readonly members: readonly string[] }
  readonly admins_added?: readonly string[]
  readonly admins_removed?: readonly string[]
  readonly members_added?: readonly string[]
  readonly members_removed?: readonly string[]
}

interface Budget {
  readonly fraction: number
  readonly minimum: number
  /** Classes whose holds count. */
  readonly classes: readonly RemovalClass[]
}

const ORGANIZATIONS = ['kubernetes', 'kubernetes-sigs']

type Users = ReadonlyMap<Key, StoredResource>

const BUDGETS: readonly Budget[] = [
  ...[0.01, 0.05, 0.1, 0.25].map((fraction): Budget => ({ fraction, minimum: 0, classes: ['User'] })),
  { fraction: 0.05, minimum: 3, classes: REMOVAL_CLASSES },
]

/** The dates of the transitions that each budget holds; each of them goes on as if somebody had approved it. */
function heldDates(folder: string, organization: string): readonly (readonly string[])[] {
  const runs = BUDGETS.map((budget) => ({ budget, dates: [] as string[], removals: [] as Removals[] }))
  let users: Users = new Map()
  for (const transition of transitionsOf(folder, organization)) {
    const instant = new Date(transition.date).toISOString()
    const next = usersAfter(users, transition, organization, instant)
    const changes = transition.initial === undefined ? changesOf(users, next) : []
    for (const { budget, dates, removals } of changes.length === 0 ? [] : runs) {
      const input = inputOf({ users, next, changes }, { organization, budget, removals, instant })
      const hold = removalBudget(input)
      if (budget.classes.some((name) => hold?.evidence[name] !== undefined)) dates.push(transition.date.slice(0, 10))
      else {
        const { before, after } = input
        const counts = removalsOf(input.plan, { type: 'organization', before, after: after ?? view() })
        if (REMOVAL_CLASSES.some((name) => counts[name] > 0)) removals.push({ time: instant, organization, counts })
      }
    }
    users = next
  }
  return runs.map(({ dates }) => dates)
}

function transitionsOf(folder: string, organization: string): readonly Transition[] {
  const text = readFileSync(join(folder, 'kubernetes-org/history', `${organization}.transitions.jsonl`), 'utf8')
  return text
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Transition)
}

function usersAfter(before: Users, transition: Transition, organization: string, instant: string): Users {
  const users = new Map(before)
  const key = (login: string) => keyOf({ kind: 'User', namespace: organization, name: login.toLowerCase() })
  const put = (login: string, admin: boolean) => {
    const user = resource('User', organization, login.toLowerCase(), admin ? { admin } : {})
    users.set(key(login), { ...storedAs(user), createdAt: before.get(key(login))?.createdAt ?? instant })
  }
  const { initial, admins_added = [], admins_removed = [], members_added = [], members_removed = [] } = transition
  for (const login of [...admins_removed, ...members_removed]) users.delete(key(login))
  for (const login of [...(initial?.members ?? []), ...members_added]) put(login, false)
  for (const login of [...(initial?.admins ?? []), ...admins_added]) put(login, true)
  return users
}

interface Step {
  readonly users: Users
  readonly next: Users
  readonly changes: readonly Change[]
}

function inputOf(
  { users, next, changes }: Step,
  around: { organization: string; budget: Budget; removals: readonly Removals[]; instant: string },
): GuardInput {
  const { organization, budget, removals, instant } = around
  return {
    plan: {
      unit: { type: 'organization', organization },
      phase: 'changes',
      base: '',
      revisions: {},
      changes,
      digest: '',
    },
    before: viewOf(users, organization, budget, instant),
    after: viewOf(next, organization, budget, instant),
    stored: { ...emptyState(), resources: users, removals },
    context: { ...emptyContext(), instant },
  }
}

function changesOf(users: Users, next: Users): readonly Change[] {
  const deleted = [...users].filter(([key]) => !next.has(key))
  return [
    ...deleted.map(([key, before]): Change => ({ action: 'delete', key, before })),
    ...[...next].flatMap(([key, after]): Change[] => {
      const before = users.get(key)
      if (before === undefined) return [{ action: 'create', key, uid: after.uid, after }]
      return before.digest === after.digest ? [] : [{ action: 'update', key, before, after, fields: [] }]
    }),
  ]
}

function viewOf(users: Users, name: string, { fraction, minimum }: Budget, instant: string): OrganizationView {
  const empty = view({ name, instant, organization: { removalBudget: { fraction, minimum } } })
  const list = [...users.values()]
  return {
    ...empty,
    of: (kind) => (kind === 'User' ? list : empty.of(kind)),
    get: (kind, user) =>
      kind === 'User' ? users.get(keyOf({ kind, namespace: name, name: user })) : empty.get(kind, user),
  }
}

const known = new Map<string, readonly (readonly string[])[]>()

/** What each budget holds in one organization; the history is walked once. */
function held(folder: string, organization: string): readonly (readonly string[])[] {
  const dates = known.get(organization) ?? heldDates(folder, organization)
  known.set(organization, dates)
  return dates
}

for (const [index, percent, expected] of [
  [0, 1, 10],
  [1, 5, 6],
  [2, 10, 5],
  [3, 25, 1],
] as const) {
  testOnData(test, `a budget of ${percent} % of the users alone holds ${expected} of 1,939 real changes`, (folder) => {
    assert.is(ORGANIZATIONS.flatMap((organization) => held(folder, organization)[index] ?? []).length, expected)
  })
}

testOnData(test, 'the real history has 1,939 changes of member lists', (folder) => {
  const transitions = ORGANIZATIONS.flatMap((organization) => transitionsOf(folder, organization))
  assert.is(transitions.filter(({ initial }) => initial === undefined).length, 1939)
})

testOnData(test, 'the default budget holds six of 1,939 real changes', (folder) => {
  assert.equal(held(folder, 'kubernetes')[4], ['2020-07-20', '2021-01-30', '2024-02-15', '2025-07-24'])
  assert.equal(held(folder, 'kubernetes-sigs')[4], ['2024-02-15', '2025-07-24'])
})

test.run()
