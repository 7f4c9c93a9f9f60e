import type { Hold } from '../../model/hold.ts'
import type { Problem, ProblemCode } from '../../model/problem.ts'
import { keyOf, type Origin } from '../../model/resource.ts'
import type { State } from '../../model/state.ts'
import type { PassPlan } from '../../plan/pass.ts'

/** What a change would bring that was not there without it: what refuses it, what only warns, and what would be held. */
export interface Verdict {
  readonly errors: readonly Problem[]
  readonly warnings: readonly Problem[]
  readonly holds: readonly Hold[]
}

/** What the next file of the same folder may still bring, and what only the running program can look for. */
const MAY_COME: ReadonlySet<ProblemCode> = new Set([
  'DanglingReference',
  'NotAMember',
  'RenameConflict',
  'RequiredAdminMissing',
  'BootstrapMissing',
  'PlanNotAvailable',
  'EntitlementMissing',
  'UnknownComponent',
  'SecretUnresolved',
  'Unreadable',
])

/** What an organization that does not stand yet cannot have, before its people are applied. */
const MAY_COME_FIRST: ReadonlySet<ProblemCode> = new Set(['LastAdmin'])

/**
 * Compares a pass with a change and without it. What stood before refuses nobody: who puts one thing right is not kept from
 * it by another (model §3). What may still come with another object is a warning, and so is what would be held.
 */
export function verdictOf(before: PassPlan, after: PassPlan, stored: State): Verdict {
  const known = new Set(problemsIn(before, stored).map(({ problem }) => breachOf(problem)))
  const fresh = problemsIn(after, stored).filter(({ problem }) => !known.has(breachOf(problem)))
  // While the old one is still there, the new one has everything that it has.
  const isRenaming = fresh.some(({ problem }) => problem.code === 'RenameConflict')
  const isTwice = ({ code }: Problem): boolean => isRenaming && code === 'NotUnique'
  const errors = fresh
    .filter(({ problem, isNew }) => isRefusal(problem, isNew) && !isTwice(problem))
    .map(({ problem }) => problem)
  const warnings = fresh.map(({ problem }) => problem).filter((problem) => !errors.includes(problem))
  const held = new Set(holdsIn(before).map(nameOf))
  return { errors, warnings, holds: holdsIn(after).filter((hold) => !held.has(nameOf(hold))) }
}

interface Found {
  readonly problem: Problem
  /** Whether it is of an organization of which nothing is stored. */
  readonly isNew: boolean
}

/** Every problem once, in the order of the units. */
function problemsIn({ desired }: PassPlan, { resources }: State): readonly Found[] {
  const found = new Map<string, Found>()
  const add = (problem: Problem, isNew: boolean): void => {
    const breach = `${breachOf(problem)}\n${problem.message}`
    if (!found.has(breach)) found.set(breach, { problem, isNew })
  }
  for (const problem of desired.problems) add(problem, false)
  for (const { unit, problems } of desired.units.values()) {
    const name = unit.type === 'installation' ? '' : unit.organization
    const isNew = name !== '' && !resources.has(keyOf({ kind: 'Organization', namespace: '', name }))
    for (const problem of problems) add(problem, isNew)
  }
  return [...found.values()]
}

function isRefusal({ severity, code }: Problem, isNew: boolean): boolean {
  return severity === 'error' && !MAY_COME.has(code) && !(isNew && MAY_COME_FIRST.has(code))
}

function holdsIn({ plans, sourceHolds }: PassPlan): readonly Hold[] {
  return [...sourceHolds, ...plans.flatMap(({ holds }) => holds)]
}

function nameOf({ code, scope }: Hold): string {
  return JSON.stringify([code, scope])
}

/** A breach by its law and its place: how bad it is may change, as may the generation of the object. */
function breachOf({ code, origin, pointer }: Problem): string {
  return JSON.stringify([code, origin.source, placeOf(origin), pointer])
}

function placeOf(origin: Origin): string {
  return 'path' in origin ? origin.path : (origin.object ?? origin.uid)
}
