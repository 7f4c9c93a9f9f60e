import type { DesiredState, DesiredUnit } from '../desired/state.ts'
import { groupBy } from '../lib/compare.ts'
import type { Outcome } from '../model/outcome.ts'
import type { Key } from '../model/resource.ts'
import type { Revisions, State } from '../model/state.ts'
import type { UnitResult, UnitStatus } from '../model/status.ts'
import { unitName } from '../model/unit.ts'
import { unitConditions } from './conditions.ts'
import { holdStatus } from './holds.ts'
import { problemStatus, type Roots } from './problems.ts'

/** What a pass made of the units: what was declared, how each ended, and the state that it left. */
export interface UnitsReport {
  readonly desired: DesiredState
  readonly outcomes: readonly Outcome[]
  readonly state: State
  readonly roots: Roots
  readonly now: string
}

const MOST_PROBLEMS = 20
/** From good to bad: a unit with two plans has ended like the worse of them. */
const RESULTS: readonly UnitResult[] = ['unchanged', 'applied', 'held', 'invalid', 'failed']

/** The units after a pass, in its order; what was known of them before gives since when they are what they are. */
export function unitStatuses(report: UnitsReport, before: readonly UnitStatus[]): readonly UnitStatus[] {
  const known = new Map(before.map((unit) => [unit.unit, unit]))
  const outcomes = groupBy(report.outcomes, ({ unit }) => unitName(unit))
  const removed = new Set(report.outcomes.flatMap(removedBy))
  return [...report.desired.units].flatMap(([name, unit]) => {
    const own = outcomes.get(name) ?? []
    return isGone(unit, own, removed) ? [] : [unitStatus(unit, own, { report, before: known.get(name) })]
  })
}

/** Nothing of the unit is declared, and nothing is stored any more. */
function isGone({ resources, stored }: DesiredUnit, own: readonly Outcome[], removed: ReadonlySet<Key>): boolean {
  if (resources.size > 0 || own.some(({ type }) => type !== 'unchanged' && type !== 'applied')) return false
  return [...stored.keys()].every((key) => removed.has(key))
}

/** What an applied plan takes away; a Revocation may go with its organization's plan. */
function removedBy(outcome: Outcome): readonly Key[] {
  if (outcome.type !== 'applied') return []
  return outcome.plan.changes.flatMap((change) => {
    if (change.action === 'delete') return [change.key]
    return change.action === 'rename' ? [change.from] : []
  })
}

interface Around {
  readonly report: UnitsReport
  readonly before: UnitStatus | undefined
}

function unitStatus(desired: DesiredUnit, outcomes: readonly Outcome[], { report, before }: Around): UnitStatus {
  const { roots, now, state } = report
  const name = unitName(desired.unit)
  const result = RESULTS.findLast((one) => outcomes.some(({ type }) => type === one)) ?? 'unchanged'
  const isInForce = result === 'unchanged' || result === 'applied'
  const attempted = ownRevisions(desired, report)
  const errors = desired.problems.filter(({ severity }) => severity === 'error')
  const shown = [...errors, ...desired.problems.filter(({ severity }) => severity !== 'error')]
  const holds = outcomes.flatMap((outcome) => (outcome.type === 'held' ? outcome.holds : []))
  const unit: Omit<UnitStatus, 'conditions'> = {
    unit: name,
    ...(desired.unit.type === 'installation' ? {} : { organization: desired.unit.organization }),
    result,
    attempted,
    applied: isInForce ? attempted : (before?.applied ?? state.applied.get(name) ?? {}),
    ...(isInForce ? {} : { lateSince: before?.lateSince ?? lateSince(desired, report) }),
    holds: holds.map((hold) => holdStatus(hold, state, now)),
    problems: shown.slice(0, MOST_PROBLEMS).map((problem) => problemStatus(problem, roots)),
    problemCount: errors.length,
  }
  return { ...unit, conditions: unitConditions(unit, before?.conditions ?? [], now, desired.conditions) }
}

/** After a start the ledger still knows since when a unit is held or invalid. */
function lateSince({ unit }: DesiredUnit, { state, now }: UnitsReport): string {
  const name = unitName(unit)
  const held = [...state.holds.values()].find(({ scope }) => scope.type === 'unit' && unitName(scope.unit) === name)
  return held?.since ?? state.invalid.get(name)?.since ?? now
}

/** The revisions of the sources that have a part in a unit; of one that is wrong from its beginning, only its problems tell. */
function ownRevisions({ owners, stored, problems }: DesiredUnit, { desired }: UnitsReport): Revisions {
  const sources = new Set([...owners.values(), ...problems.map(({ origin }) => origin.source)])
  for (const { origin } of stored.values()) sources.add(origin.source)
  return Object.fromEntries(Object.entries(desired.revisions).filter(([source]) => sources.has(source)))
}
