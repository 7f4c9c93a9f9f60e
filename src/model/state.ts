import type { Key, StoredResource } from './resource.ts'

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
  readonly resources: ReadonlyMap<Key, StoredResource>
  readonly everUsed: ReadonlySet<string>
  readonly removals: readonly Removals[]
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
