import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { intentsOf } from '../../src/cli/inputs.ts'
import { markChecked } from '../../src/desired/state.ts'
import type { OrganizationView } from '../../src/desired/view.ts'
import type { Plan } from '../../src/model/plan.ts'
import { type Key, keyOf, type StoredResource } from '../../src/model/resource.ts'
import { REMOVAL_CLASSES, type RemovalClass, type Removals } from '../../src/model/state.ts'
import { unitName } from '../../src/model/unit.ts'
import { holdsOf } from '../../src/plan/guards/all.ts'
import type { GuardInput } from '../../src/plan/guards/guard.ts'
import { removalsOf } from '../../src/plan/guards/removals.ts'
import { planPass } from '../../src/plan/pass.ts'
import { makePlans } from '../../src/plan/plan.ts'
import { countsOf } from '../../src/plan/render/counts.ts'
import { testOnData } from '../support/data.ts'
import { emptyContext, emptyState, storedAs } from '../support/guard.ts'
import { resource, view } from '../support/organization.ts'
import { contextAt } from '../support/planning.ts'
import { importedTree, snapshotOfFiles, stateOfFiles, type TreeFile, withOldNames } from '../support/trees.ts'

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
    const plan = transition.initial === undefined ? planOf({ users, next }, organization, instant) : undefined
    if (plan === undefined) {
      users = next
      continue
    }
    for (const { budget, dates, removals } of runs) {
      const input = inputOf({ users, next, plan }, { organization, budget, removals, instant })
      const hold = holdsOf(input).find(({ code }) => code === 'RemovalBudget')
      if (budget.classes.some((name) => hold?.evidence[name] !== undefined)) dates.push(transition.date.slice(0, 10))
      else {
        const { before, after } = input
        const counts = removalsOf(plan, { type: 'organization', before, after: after ?? view() })
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
}

/** The real plan between two member lists; none where nothing differs. */
function planOf({ users, next }: Step, organization: string, instant: string): Plan | undefined {
  const unit = { type: 'organization', organization } as const
  const [before, after] = [users, next].map((list) =>
    viewOf(list, organization, { fraction: 1, minimum: 0, classes: [] }, instant),
  )
  const desired = markChecked({
    units: new Map([
      [
        unitName(unit),
        {
          unit,
          valid: true,
          stored: users,
          resources: next,
          owners: new Map(),
          renames: new Map(),
          problems: [],
          conditions: [],
          view: { type: 'organization', after: after ?? view(), before },
        },
      ],
    ]),
    problems: [],
    revisions: {},
    declared: next.size,
  })
  const [planned] = makePlans(desired, { ...emptyState(), resources: users })
  return planned?.plan
}

function inputOf(
  { users, next, plan }: Step & { readonly plan: Plan },
  around: { organization: string; budget: Budget; removals: readonly Removals[]; instant: string },
): GuardInput {
  const { organization, budget, removals, instant } = around
  return {
    plan,
    before: viewOf(users, organization, budget, instant),
    after: viewOf(next, organization, budget, instant),
    stored: { ...emptyState(), resources: users, removals },
    context: { ...emptyContext(), instant },
  }
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

const LEFT = '2024-02-15-mass-removal-36pct'

testOnData(
  test,
  'the trees of 2024-02-15 hold four organizations, and 649 declared removals free kubernetes alone',
  async (folder) => {
    const [before, after] = await Promise.all(
      ['before', 'after'].map((side) => importedTree(join(folder, 'kubernetes-org/history', LEFT, side, 'config'))),
    )
    const stored = await stateOfFiles(before ?? [])
    const held = (removes: readonly string[]) =>
      planPass([snapshotOfFiles(after ?? [])], stored, contextAt({ intents: intentsOf({ removes }) }))
        .plans.filter(({ holds }) => holds.length > 0)
        .map(({ plan, holds }) => `${unitName(plan.unit)} ${holds.map(({ code }) => code).join(' ')}`)
    assert.equal(held([]), [
      'organization/kubernetes RemovalBudget',
      'organization/kubernetes-client RemovalBudget',
      'organization/kubernetes-csi RemovalBudget',
      'organization/kubernetes-sigs RemovalBudget',
    ])
    assert.equal(held(['User=649']), [
      'organization/kubernetes-client RemovalBudget',
      'organization/kubernetes-csi RemovalBudget',
      'organization/kubernetes-sigs RemovalBudget',
    ])
  },
)

testOnData(test, '44 previous names of 40 teams are renames, and nothing else', async (folder) => {
  const now = await importedTree(join(folder, 'kubernetes-org/config'))
  const [oldest, latest] = [withOldNames(now, 0), withOldNames(now, -1)]
  const renamesOf = async (before: readonly TreeFile[], after: readonly TreeFile[]) => {
    const { plans, desired } = planPass([snapshotOfFiles(after)], await stateOfFiles(before), contextAt())
    assert.equal(
      [...desired.units.values()].flatMap(({ problems }) => problems),
      [],
    )
    assert.equal(
      plans.flatMap(({ holds }) => holds),
      [],
    )
    return countsOf(plans.map(({ plan }) => plan))
  }
  assert.equal(await renamesOf(oldest, now), { add: 0, change: 0, remove: 0, rename: 40 })
  // Four teams were renamed twice: one rename more each for who follows every step.
  assert.equal(await renamesOf(oldest, latest), { add: 0, change: 0, remove: 0, rename: 4 })
  assert.equal(await renamesOf(latest, now), { add: 0, change: 0, remove: 0, rename: 40 })
})

test.run()
