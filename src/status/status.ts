import { by } from '../lib/compare.ts'
import { namespacesOf } from '../model/namespaces.ts'
import type { Outcome } from '../model/outcome.ts'
import type { Counts } from '../model/plan.ts'
import type { StoredResource } from '../model/resource.ts'
import type { State, StoredResources } from '../model/state.ts'
import type {
  KindCounts,
  PassError,
  PassStatus,
  ProblemStatus,
  SourceStatus,
  Status,
  Trouble,
  UnitResult,
  UnitStatus,
} from '../model/status.ts'
import { unitName, unitOf } from '../model/unit.ts'
import type { PassPlan } from '../plan/pass.ts'
import { countsOf } from '../plan/render/counts.ts'
import { firedPolicies } from '../usage/policies/fired.ts'
import { withDeletions } from './deletions.ts'
import { problemStatus, type Roots } from './problems.ts'
import { withRequests } from './requests.ts'
import { sourceAfterReading, sourceStatus } from './sources.ts'
import { unitStatuses } from './units.ts'

/** What is known before anything was read: the program, and its sources by name and place. */
export interface Beginning {
  readonly version: string
  readonly installation?: string
  readonly startedAt: string
  readonly sources: readonly { readonly name: string; readonly place: string }[]
}

/** What a pass did; `now` is when it ended (RFC 3339 UTC). */
export interface PassReport {
  readonly id: number
  readonly reason: string
  readonly at: string
  readonly now: string
  readonly durationMs: number
  readonly pass: PassPlan
  readonly outcomes: readonly Outcome[]
  readonly state: State
  readonly roots: Roots
  /** Organizations that are being deleted in a cluster, with the source in which they are. */
  readonly departing?: ReadonlyMap<string, string>
}

const MOST_PASSES = 20
const MOST_PASS_ERRORS = 20
const MOST_PROBLEMS = 100

/** The status at the start; nothing is ready yet. */
export function beginStatus({ sources, ...program }: Beginning, { head, resources }: State): Status {
  return {
    ...program,
    isReady: false,
    ...head,
    sources: sources.map((source) =>
      sourceAfterReading({ ...source, holds: [], conditions: [] }, [], program.startedAt),
    ),
    units: [],
    problems: [],
    passes: [],
    objects: objectsOf(resources, new Set()),
  }
}

/** The status after one source was read, could not be read, or was paused. */
export function withSource(status: Status, source: SourceStatus, now: string): Status {
  const next = sourceAfterReading(source, status.units, now)
  return { ...status, sources: status.sources.map((one) => (one.name === next.name ? next : one)) }
}

/** The status while passes fail as a whole, or once they do no longer. */
export function withTrouble({ trouble: _, ...status }: Status, trouble: Trouble | undefined): Status {
  return trouble === undefined ? status : { ...status, trouble }
}

/** The status after a pass: of every unit and source what is in force, what is not, and why. */
export function withPass({ policies: _, ...status }: Status, report: PassReport): Status {
  const { pass, outcomes, state, roots, now } = report
  const policies = firedPolicies(state, now)
  const bare = unitStatuses({ desired: pass.desired, outcomes, state, roots, now }, status.units)
  const requested = withRequests(bare, policies)
  const { sourceHolds } = pass
  const units = withDeletions(requested, report.departing ?? new Map(), { before: status.units, sourceHolds, now })
  const problems = pass.desired.problems.slice(0, MOST_PROBLEMS).map((problem) => problemStatus(problem, roots))
  const around = { units, holds: pass.sourceHolds, state, now }
  return {
    ...status,
    ...(pass.installation === undefined ? {} : { installation: pass.installation }),
    isReady: true,
    ...state.head,
    sources: status.sources.map((source) => sourceStatus(source, around)),
    units,
    problems,
    passes: [passStatus(report, units, problems), ...status.passes].slice(0, MOST_PASSES),
    objects: objectsOf(state.resources, new Set(units.filter(isLate).map(({ unit }) => unit))),
    ...(policies.length === 0 ? {} : { policies }),
  }
}

/** Whether a unit is not in force as it was declared when it was looked at last. */
export function isLate({ result }: UnitStatus): boolean {
  return result !== 'unchanged' && result !== 'applied'
}

/** Since when something has not been in force as declared: a unit that is late, a source that is held or cannot be read; the earliest. */
export function lateSince({ units, sources, trouble }: Status): string | undefined {
  const ofSources = sources.flatMap((source) => [source.trouble?.since, ...source.holds.map(({ since }) => since)])
  const all = [trouble?.since, ...ofSources, ...units.map((unit) => unit.lateSince)]
  return all.filter((since) => since !== undefined).sort()[0]
}

function passStatus(
  { id, reason, at, durationMs, pass, outcomes, state }: PassReport,
  units: readonly UnitStatus[],
  problems: readonly ProblemStatus[],
): PassStatus {
  const results: Record<UnitResult, number> = { unchanged: 0, applied: 0, held: 0, invalid: 0, failed: 0 }
  for (const { result } of units) results[result]++
  const applied = outcomes.flatMap((outcome) => (outcome.type === 'applied' ? [outcome.plan] : []))
  const changes: Counts = countsOf(applied)
  const { revisions } = pass.desired
  const errors = [...problems.flatMap(looseError), ...units.flatMap(unitError)].slice(0, MOST_PASS_ERRORS)
  const wrong = errors.length === 0 ? {} : { errors }
  return { id, at, durationMs, reason, revisions, units: results, changes, ...wrong, seq: state.head.seq }
}

function looseError({ severity, code, place, message }: ProblemStatus): readonly PassError[] {
  return severity === 'error' ? [{ reason: code, message: `${place}: ${message}` }] : []
}

/** What waits for a person is no error: it is told where it is held. */
function unitError({ unit, result, conditions }: UnitStatus): readonly PassError[] {
  const ready = conditions.find(({ type }) => type === 'Ready')
  const isWrong = result === 'invalid' || result === 'failed'
  return isWrong && ready !== undefined ? [{ unit, reason: ready.reason, message: ready.message }] : []
}

function objectsOf(resources: StoredResources, late: ReadonlySet<string>): Readonly<Record<string, KindCounts>> {
  const counts = new Map<string, { total: number; failed: number }>()
  for (const kinds of namespacesOf(resources).values()) {
    for (const [kind, all] of kinds) {
      const count = counts.get(kind) ?? { total: 0, failed: 0 }
      count.total += all.length
      count.failed += lateAmong(all, late)
      counts.set(kind, count)
    }
  }
  return Object.fromEntries(
    [...counts]
      .sort(by(([kind]) => kind))
      .map(([kind, { total, failed }]) => [kind, { total, failed, ready: total - failed }]),
  )
}

/** How many of one kind in one namespace belong to units that are late: all or none, but where each is a unit of its own. */
function lateAmong(all: readonly StoredResource[], late: ReadonlySet<string>): number {
  if (late.size === 0) return 0
  const isLate = (resource: StoredResource): boolean => late.has(unitName(unitOf(resource)))
  const [first] = all
  if (first === undefined || first.kind === 'Organization' || first.kind === 'Revocation')
    return all.filter(isLate).length
  return isLate(first) ? all.length : 0
}
