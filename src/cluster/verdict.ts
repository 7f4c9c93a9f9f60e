import type { DesiredState, DesiredUnit } from '../desired/state.ts'
import { groupBy } from '../lib/compare.ts'
import { plural, visible } from '../lib/text.ts'
import type { Hold } from '../model/hold.ts'
import type { Outcome } from '../model/outcome.ts'
import type { Problem } from '../model/problem.ts'
import { type Key, keyOf, type Origin } from '../model/resource.ts'
import type { State } from '../model/state.ts'
import type { Status, UnitStatus } from '../model/status.ts'
import { type Unit, unitName, unitOf } from '../model/unit.ts'
import { withoutEmails } from '../status/plain.ts'
import { type Carrier, withApproval } from './approval.ts'
import type { ReportedObject } from './object.ts'

/**
 * What a pass made of one object: it is in force; something of it is wrong, or is waited for (`stalled`: a person has to do
 * something); it is tried again (`retried`); or nobody has looked yet. `plan` is what an approval names.
 */
export type Verdict =
  | { readonly type: 'inForce'; readonly warning?: string }
  | { readonly type: 'stalled'; readonly why: 'held' | 'invalid'; readonly told: Told; readonly plan?: string }
  | { readonly type: 'retried'; readonly told: Told }
  | { readonly type: 'unknown' }

/** A word for programs and a sentence for people; of laws and holds the code and the message of the command line. */
export interface Told {
  readonly reason: string
  readonly message: string
}

/** A pass over what a cluster declared, and what it left. */
export interface Passed {
  readonly source: string
  readonly desired: DesiredState
  readonly outcomes: readonly Outcome[]
  readonly state: State
  readonly status: Status
  /** Whether the report of the source stands in its cluster. */
  readonly hasReport: boolean
}

/**
 * Gives what a pass made of the objects of one source. An Organization stands for all of its unit; of another object it is told
 * whether it is itself in force as it is declared, whatever else its unit waits for.
 */
export function verdictsOf(passed: Passed): (object: ReportedObject) => Verdict {
  const { source, desired, status, hasReport } = passed
  const report: Carrier | undefined = hasReport ? { kind: 'reconcilereport', name: source } : undefined
  const problems = problemsOf(passed)
  const outcomes = groupBy(passed.outcomes, ({ unit }) => unitName(unit))
  const statuses = new Map(status.units.map((unit) => [unit.unit, unit]))
  const [held] = status.sources.find(({ name }) => name === source)?.holds ?? []
  return (object) => {
    const { content, uid } = object
    if (content.type === 'unreadable') return wrong([content.problem], object)
    if (held !== undefined) return heldAs(held, report)
    const own = problems.get(uid) ?? []
    if (own.some(({ severity }) => severity === 'error')) return wrong(own, object)
    const name = unitName(unitOf(object))
    const unit = desired.units.get(name)
    if (unit === undefined) return { type: 'unknown' }
    const told = { unit, own, outcomes: outcomes.get(name) ?? [], status: statuses.get(name), passed }
    return object.kind === 'Organization' ? verdictOfUnit(told) : verdictOfOne(object, told)
  }
}

interface InUnit {
  readonly unit: DesiredUnit
  readonly own: readonly Problem[]
  readonly outcomes: readonly Outcome[]
  readonly status: UnitStatus | undefined
  readonly passed: Passed
}

function verdictOfUnit({ unit, own, outcomes, status, passed }: InUnit): Verdict {
  switch (status?.result) {
    case undefined:
      return { type: 'unknown' }
    case 'unchanged':
    case 'applied':
      return isOwned(keyOf(organizationOf(unit.unit)), unit, passed)
        ? inForce([...own, ...asideOf(unit, passed)])
        : setAside(own)
    case 'held':
      return heldBy(outcomes)
    case 'invalid': {
      const errors = unit.problems.filter(({ severity }) => severity === 'error')
      return stalled('invalid', errors[0]?.code ?? 'ValidationFailed', withoutEmails(errorsText(status)))
    }
    case 'failed':
      return RETRIED
  }
}

function verdictOfOne(object: ReportedObject, { unit, own, outcomes, status, passed }: InUnit): Verdict {
  const key = keyOf(object)
  const holding = outcomes.filter((outcome) => outcome.type === 'held' && touches(outcome, key))
  if (holding.length > 0) return heldBy(holding)
  if (!unit.valid) {
    if (isAsStored(object, unit, passed)) return inForce(own)
    const where = unit.unit.type === 'installation' ? 'the installation' : `organization ${unit.unit.organization}`
    const why = status === undefined ? '' : `: ${errorsText(status)}`
    return stalled('invalid', 'DependencyNotReady', `not applied, for ${where} is refused as a whole${why}`)
  }
  if (outcomes.some(({ type }) => type === 'failed')) return RETRIED
  return isOwned(key, unit, passed) ? inForce(own) : setAside(own)
}

/** Warnings of a unit that are about none of its objects: that its namespace is being deleted, that a definition was removed. */
function asideOf({ problems }: DesiredUnit, { source }: Passed): readonly Problem[] {
  return problems.filter(({ severity, origin }) => {
    return severity === 'warning' && origin.source === source && !('uid' in origin)
  })
}

const RETRIED: Verdict = {
  type: 'retried',
  told: { reason: 'ReconciliationFailed', message: 'this pass failed; it is tried again' },
}

/** An object is named by its uid, one that cannot be read by its path. */
function problemsOf({ source, desired }: Passed): ReadonlyMap<string, readonly Problem[]> {
  const all = [...desired.problems, ...[...desired.units.values()].flatMap(({ problems }) => problems)]
  return groupBy(
    all.filter(({ origin }) => origin.source === source),
    ({ origin }) => subjectOf(origin),
  )
}

function subjectOf(origin: Origin): string {
  return 'uid' in origin ? origin.uid : origin.path
}

function organizationOf(unit: Unit) {
  const name = unit.type === 'installation' ? '' : unit.organization
  return { kind: 'Organization', namespace: '', name } as const
}

function touches(outcome: Outcome, key: Key): boolean {
  if (outcome.type !== 'held') return false
  return outcome.plan.changes.some(
    (change) => change.key === key || (change.action === 'rename' && change.from === key),
  )
}

/** It is declared by this source and by no other before it, and stored. */
function isOwned(key: Key, { owners }: DesiredUnit, { source, state }: Passed): boolean {
  return owners.get(key) === source && state.resources.has(key)
}

/** In a unit that is refused: what is declared of it is what is stored. */
function isAsStored(object: ReportedObject, { view, unit }: DesiredUnit, { source, state }: Passed): boolean {
  const stored = state.resources.get(keyOf(object))
  if (stored === undefined || stored.origin.source !== source || unitName(unitOf(stored)) !== unitName(unit))
    return false
  return view.after.get(object.kind, object.name)?.digest === stored.digest
}

function inForce(own: readonly Problem[]): Verdict {
  const [warning, ...others] = own
  if (warning === undefined) return { type: 'inForce' }
  const more = others.length === 0 ? '' : `, and ${others.length} more`
  return { type: 'inForce', warning: `${warning.code}: ${visible(warning.message)}${more}` }
}

/** Declared, and not taken: somebody else owns it, or it waits for its own turn. */
function setAside(own: readonly Problem[]): Verdict {
  const [problem] = own
  return problem === undefined ? { type: 'unknown' } : stalled('invalid', problem.code, problemText(problem))
}

function wrong(own: readonly Problem[], { kind }: ReportedObject): Verdict {
  const errors = own.filter(({ severity }) => severity === 'error')
  const [first] = errors
  if (first === undefined) return { type: 'unknown' }
  const more = errors.length === 1 ? '' : `, and ${plural(errors.length - 1, 'more error')}`
  const message = `${problemText(first)}${more}`
  // Organizations are read by more people than what lies in their namespaces.
  return stalled('invalid', first.code, kind === 'Organization' ? withoutEmails(message) : message)
}

function problemText({ message, help }: Problem): string {
  return visible(help === undefined ? message : `${message}; ${help}`)
}

function errorsText({ problems, problemCount }: UnitStatus): string {
  const first = problems.find(({ severity }) => severity === 'error')
  const all = plural(problemCount, 'error')
  if (first === undefined) return all
  const help = first.help === undefined ? '' : `; ${first.help}`
  return `${all}, first at ${first.place}: ${first.message}${help}`
}

function heldBy(outcomes: readonly Outcome[]): Verdict {
  const [outcome] = outcomes.filter(({ type }) => type === 'held')
  const [hold] = outcome?.type === 'held' ? outcome.holds : []
  if (outcome === undefined || hold === undefined) return { type: 'unknown' }
  const { unit } = outcome
  return heldAs(hold, unit.type === 'installation' ? undefined : { kind: 'organization', name: unit.organization })
}

function heldAs({ code, message, digest }: Held, carrier: Carrier | undefined): Verdict {
  return stalled('held', code, withApproval(withoutEmails(message), carrier, digest), digest)
}

type Held = Pick<Hold, 'code' | 'message' | 'digest'>

function stalled(why: 'held' | 'invalid', reason: string, message: string, plan?: string): Verdict {
  return { type: 'stalled', why, told: { reason, message }, ...(plan === undefined ? {} : { plan }) }
}
