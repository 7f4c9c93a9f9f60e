import type { Change } from './change.ts'
import type { Unit } from './unit.ts'

/** Which part of a unit a plan covers: deletions of `installation` are a plan of their own, made last (model §1, "Units"). */
export type Phase = 'changes' | 'removals'

/**
 * What would happen to one unit. `base` is the digest of what the plan was computed against, `digest` covers base and
 * changes, so an approval is good for exactly one plan (design §4). Changes stand in the order in which they apply.
 */
export interface Plan {
  readonly unit: Unit
  readonly phase: Phase
  readonly base: string
  readonly revisions: Readonly<Record<string, string>>
  readonly changes: readonly Change[]
  readonly digest: string
}

/** How many resources a plan adds, changes, removes and renames; updates that only follow a rename do not count. */
export interface Counts {
  readonly add: number
  readonly change: number
  readonly remove: number
  readonly rename: number
}
