import type { Rotation } from './accesskey.ts'
import type { HoldCode } from './hold.ts'
import type { Actor } from './ledger.ts'
import type { Phase } from './plan.ts'
import type { FiredPolicy } from './policy.ts'
import type { Key, StoredResource } from './resource.ts'
import type { Unit, UnitName } from './unit.ts'

/** The ledger's newest entry: its number and hash; seq 0 and an empty hash before the first. */
export interface Head {
  readonly seq: number
  readonly hash: string
}

/**
 * The stored state at one head: every resource by key. `installation` is the UUID under which uids are made; `everUsed`
 * are all uids the ledger has ever given away, so that none is given twice (model §1).
 */
export interface State {
  readonly head: Head
  readonly installation: string
  readonly resources: StoredResources
  readonly everUsed: ReadonlySet<string>
  readonly removals: readonly Removals[]
  /** What the ledger holds and nobody has settled since, by digest: at most one for each scope. */
  readonly holds: ReadonlyMap<string, StandingHold>
  /** Holds of units whose place a newer one has taken, by digest, oldest first: they may still be approved (model §4). */
  readonly replaced: ReadonlyMap<string, StandingHold>
  /** The last approval of each digest. */
  readonly approvals: ReadonlyMap<string, Approval>
  /** Units that were invalid when a pass last recorded them. */
  readonly invalid: ReadonlyMap<UnitName, StandingProblems>
  /** By unit, the revision of each source at which it was last applied; who was applied last stands last. */
  readonly applied: ReadonlyMap<UnitName, Revisions>
  /** By source, the revision that was last applied of it, or accepted by an approval of `HistoryRewritten`. */
  readonly revisions: Revisions
  /** What an operator has suspended, by `source/people` or `organization/acme`. */
  readonly suspensions: ReadonlyMap<string, Suspension>
  /** Usage policies that have fired and were not reset since, by uid. */
  readonly policies: ReadonlyMap<string, FiredPolicy>
  /** The last value of each generated AccessKey that was handed over, by uid. */
  readonly rotations: ReadonlyMap<string, Rotation>
  /** What the installation is called, by which it knows its sources; absent until the first of them names one. */
  readonly installationName: string | undefined
  /** Resources that are stored here and whose content was erased since, by uid; in the newest state there is none. */
  readonly erased: ReadonlyMap<string, ErasedResource>
  /** The uids whose bodies entries of type `erased` name, up to here. */
  readonly erasures: ReadonlySet<string>
  /** What entries of type `sealed` name, oldest first. */
  readonly seals: readonly Seal[]
}

/**
 * A seal: the segments of the ledger up to number `segment`, which end with entry `seq`, may be moved away. `until` is the
 * newest time in them (RFC 3339 UTC), `state` the digest of the state after them.
 */
export interface Seal extends Head {
  readonly segment: number
  readonly until: string
  readonly state: string
}

/** What is left of a resource whose bodies were erased; `organization` is the unit whose plan created it, empty for a global one. */
export interface ErasedResource {
  readonly uid: string
  readonly kind: string
  readonly organization: string
  readonly createdAt: string
}

/** Who suspended something, why and until when: reconciling rests, and what is stored stays in force. */
export interface Suspension {
  readonly reason: string
  readonly owner: string
  readonly until: string
  readonly since: string
}

/** Stored resources by key. */
export interface StoredResources extends ReadonlyMap<Key, StoredResource> {
  /** The keys whose resource is not the same object as before, at the cost of what changed; `undefined` where it cannot tell. */
  changedSince?(before: StoredResources): readonly Key[] | undefined
}

/** Revisions by the names of their sources. */
export type Revisions = Readonly<Record<string, string>>

/** What a recorded hold stops: the plan of a unit, or a source at one revision. */
export type HeldScope =
  | { readonly type: 'unit'; readonly unit: Unit; readonly phase: Phase }
  | { readonly type: 'source'; readonly source: string; readonly revision: string }

/** A hold as the ledger tells it; `digest` is what an approval names, `since` when it was recorded (RFC 3339 UTC). */
export interface StandingHold {
  readonly digest: string
  readonly scope: HeldScope
  readonly codes: readonly HoldCode[]
  readonly since: string
  readonly revisions: Revisions
}

/**
 * An approval as the ledger tells it: who approved which digest, and when. `since` is when the hold had been recorded:
 * from then on it counts for 24 hours, once (model §4). `scope` is what it lets through, where that is known.
 */
export interface Approval {
  readonly digest: string
  readonly time: string
  readonly actor: Actor | undefined
  readonly since: string
  readonly scope: HeldScope | undefined
  readonly isUsed: boolean
}

/** The problems of an invalid unit as the ledger tells them: `digest` identifies them, `counts` are by code. */
export interface StandingProblems {
  readonly digest: string
  readonly counts: Readonly<Record<string, number>>
  readonly since: string
}

/** What one applied plan removed without approval or intent, for the sliding budget (model §4); `time` is RFC 3339 UTC. */
export interface Removals {
  readonly time: string
  readonly organization: string
  readonly counts: RemovalCounts
}

/** The classes a removal budget counts (model §4). */
export const REMOVAL_CLASSES = ['User', 'Admin', 'Membership', 'Permission', 'Resource'] as const
export type RemovalClass = (typeof REMOVAL_CLASSES)[number]
export type RemovalCounts = Readonly<Record<RemovalClass, number>>
