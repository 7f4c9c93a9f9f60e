import type { Json } from './resource.ts'

/** Codes of the laws of a change (model §4). */
export const HOLD_CODES = [
  'LastAdmin',
  'RemovalBudget',
  'OrganizationDelete',
  'Protected',
  'AdminsReplaced',
  'AccessWidened',
  'IdentityChanged',
  'SelfGrant',
  'PolicyBlocked',
  'StillReferenced',
  'Suspended',
  'RevisionPoisoned',
  'ClockSuspect',
  'EmptySource',
  'HistoryRewritten',
  'WrongInstallation',
] as const

export type HoldCode = (typeof HOLD_CODES)[number]

export type HoldScope =
  | { readonly type: 'organization'; readonly organization: string }
  | { readonly type: 'installation' }
  | { readonly type: 'source'; readonly source: string }

/**
 * Why nothing of a unit, or of a source, is applied until the cause goes or a person approves exactly `digest`.
 * `evidence` holds counts and names (capped); `next` are commands or edits that lift the hold.
 */
export interface Hold {
  readonly code: HoldCode
  readonly scope: HoldScope
  readonly digest: string
  readonly message: string
  readonly evidence: { readonly [name: string]: Json }
  readonly next: readonly string[]
}
