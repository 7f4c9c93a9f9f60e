import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { markChecked } from '../../src/desired/state.ts'
import type { OrganizationView } from '../../src/desired/view.ts'
import type { Plan } from '../../src/model/plan.ts'
import { type Key, keyOf, type StoredResource } from '../../src/model/resource.ts'
import { REMOVAL_CLASSES, type RemovalClass, type Removals } from '../../src/model/state.ts'
import { unitName } from '../../src/model/unit.ts'
import { holdsOf } from '../../src/plan/guards/all.ts'
import type { GuardInput } from '../../src/plan/guards/guard.ts'
import { removalsOf } from '../../src/plan/guards/removals.ts'
import { makePlans } from '../../src/plan/plan.ts'
import { dataFolder } from './data.ts'
import { emptyContext, emptyState, storedAs } from './guard.ts'
import { resource, view } from './organization.ts'

/** One line of the history of a member list. */
export interface Transition {
  readonly sha: string
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

/** The organizations whose member lists have a history. */
export const ORGANIZATIONS = ['kubernetes', 'kubernetes-sigs']

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

/** The changes of an organization's member list, oldest first; the first is the list it began with. */
export function transitionsOf(folder: string, organization: string): readonly Transition[] {
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

/** What each budget holds in one organization, by date; the history is walked once. */
export function held(folder: string, organization: string): readonly (readonly string[])[] {
  const dates = known.get(organization) ?? heldDates(folder, organization)
  known.set(organization, dates)
  return dates
}

/** Walks the whole history; does nothing where the real declarations are absent. */
export function replayHistory(): void {
  const folder = dataFolder()
  if (folder !== undefined) for (const organization of ORGANIZATIONS) heldDates(folder, organization)
}
