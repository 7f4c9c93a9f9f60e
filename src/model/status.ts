import type { HoldCode } from './hold.ts'
import type { Counts } from './plan.ts'
import type { Limited } from './policy.ts'
import type { ProblemCode } from './problem.ts'
import type { Json } from './resource.ts'
import type { Revisions } from './state.ts'
import type { UnitName } from './unit.ts'

/**
 * A condition as Kubernetes' kstatus reads it: `Reconciling` and `Stalled` stand only while they are true, `Ready` always
 * does. Besides stands, under the code of its law, what the stored state of a unit breaks for a cause outside its changes
 * (model §3), what usage policies request of other programs for as long as they have fired, and `DeletionHeld` while an Organization that is
 * being deleted in its cluster waits for that. `reason` is one word, `since` when `status` became what it is (RFC 3339 UTC).
 */
export interface Condition {
  readonly type: 'Ready' | 'Reconciling' | 'Stalled' | 'DeletionHeld' | ProblemCode | RequestType
  readonly status: 'True' | 'False' | 'Unknown'
  readonly reason: string
  readonly message: string
  readonly since: string
}

/** What usage policies request of other programs (model §2 UsagePolicy). */
export const REQUEST_TYPES = [
  'DownscalingRequested',
  'PausingRequested',
  'MemberRestrictionRequested',
  'TerminationRequested',
] as const
export type RequestType = (typeof REQUEST_TYPES)[number]

/**
 * A usage policy that has fired: since when (RFC 3339 UTC), by which limits, what it asks for, and whom it affects. `source`
 * declares it.
 */
export interface PolicyStatus {
  readonly name: string
  readonly source: string
  readonly since: string
  readonly exceeded: readonly Limited[]
  readonly actions: readonly string[]
  readonly organizations: readonly string[]
}

/** Why something waits for a person: what to approve (`digest`), until when that is possible, and what to do next. */
export interface HoldStatus {
  readonly code: HoldCode
  readonly message: string
  readonly digest: string
  readonly since: string
  readonly until: string
  readonly evidence: { readonly [name: string]: Json }
  readonly next: readonly string[]
}

/** Who paused reconciling, why, and until when (RFC 3339 UTC). */
export interface Pause {
  readonly reason: string
  readonly owner: string
  readonly until: string
}

/** Why a source cannot be read at the moment, since when, and how often in a row that was tried. */
export interface Trouble {
  readonly code: string
  readonly message: string
  readonly help?: string
  readonly since: string
  readonly attempts: number
}

/** One breach, with its place as a person can click it. */
export interface ProblemStatus {
  readonly code: string
  readonly severity: 'error' | 'warning'
  readonly message: string
  readonly help?: string
  readonly source: string
  readonly place: string
}

/** What is known of one source. `attempted` is what was read last, `applied` what all of it is in force of. */
export interface SourceStatus {
  readonly name: string
  readonly place: string
  readonly ref?: string
  readonly attempted?: string
  readonly applied?: string
  readonly readAt?: string
  readonly nextAt?: string
  readonly documents?: number
  readonly trouble?: Trouble
  readonly paused?: Pause
  readonly holds: readonly HoldStatus[]
  readonly conditions: readonly Condition[]
}

/** What the last pass made of a unit. */
export type UnitResult = 'unchanged' | 'applied' | 'held' | 'invalid' | 'failed'

/**
 * One unit: `applied` are the revisions that are in force, `attempted` those that were looked at last; they differ while
 * the unit is held or invalid, `lateSince` tells since when. `problems` are the first ones, `problemCount` all errors.
 */
export interface UnitStatus {
  readonly unit: UnitName
  readonly organization?: string
  readonly result: UnitResult
  readonly attempted: Revisions
  readonly applied: Revisions
  readonly lateSince?: string
  readonly holds: readonly HoldStatus[]
  readonly problems: readonly ProblemStatus[]
  readonly problemCount: number
  /** The usage policies that have fired and affect the organization; absent where there are none. */
  readonly firedPolicies?: readonly string[]
  readonly conditions: readonly Condition[]
}

/** What was wrong in a pass, of a unit or, without one, of a source: one word why, and a sentence with the place. */
export interface PassError {
  readonly unit?: UnitName
  readonly reason: string
  readonly message: string
}

/** One pass: why it ran, what it read, how its units ended, the first things that were wrong, and the ledger entry it ended at. */
export interface PassStatus {
  readonly id: number
  readonly at: string
  readonly durationMs: number
  readonly reason: string
  readonly revisions: Revisions
  readonly units: Readonly<Record<UnitResult, number>>
  readonly changes: Counts
  /** Absent where nothing was wrong. */
  readonly errors?: readonly PassError[]
  readonly seq: number
}

/** What a source says that is not kept: how many, and the first few of them. */
export interface Refused {
  readonly count: number
  readonly first: readonly string[]
}

/**
 * What is known of a usage source: how many samples its last reading gave, which organizations it names that nobody stores, and
 * what of it could not be taken.
 */
export interface UsageSourceStatus {
  readonly name: string
  readonly type: 'prometheus' | 'http' | 'file'
  readonly metric: string
  readonly readAt?: string
  readonly nextAt?: string
  readonly samples?: number
  readonly unknown: Refused
  readonly faults: Refused
  readonly trouble?: Trouble
}

/** How usage is measured: when organizations were counted last, why that fails, and every usage source by name. */
export interface UsageStatus {
  readonly countedAt?: string
  readonly trouble?: Trouble
  readonly sources: readonly UsageSourceStatus[]
}

/** How many resources of a kind are stored, and how many of those stand in units that are, or are not, ready. */
export interface KindCounts {
  readonly total: number
  readonly ready: number
  readonly failed: number
}

/**
 * Everything that a long-running program knows of itself; never changed, only replaced. `passes` are the last ones, newest
 * first; `problems` are those that belong to no unit; `isReady` that a first pass is over and the program is not stopping.
 */
export interface Status {
  readonly version: string
  readonly installation?: string
  readonly startedAt: string
  readonly isReady: boolean
  readonly seq: number
  readonly hash: string
  readonly sources: readonly SourceStatus[]
  readonly units: readonly UnitStatus[]
  readonly problems: readonly ProblemStatus[]
  /** Why passes fail as a whole: the store is full, or there is a bug. */
  readonly trouble?: Trouble
  readonly passes: readonly PassStatus[]
  readonly objects: Readonly<Record<string, KindCounts>>
  /** Absent where nothing is measured yet. */
  readonly usage?: UsageStatus
  /** Usage policies that have fired, by name; absent where there are none. */
  readonly policies?: readonly PolicyStatus[]
}
