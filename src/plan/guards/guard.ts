import type { OrganizationView } from '../../desired/view.ts'
import type { Person } from '../../model/commit.ts'
import type { Context } from '../../model/context.ts'
import type { Hold, HoldCode, HoldScope } from '../../model/hold.ts'
import type { Plan } from '../../model/plan.ts'
import type { Json } from '../../model/resource.ts'
import type { State } from '../../model/state.ts'

/**
 * What a guard judges: a plan, the organization as stored and as it would be (`undefined` on creation, on removal, and
 * for `installation`), everything stored, and what the pass knows besides.
 */
export interface GuardInput {
  readonly plan: Plan
  readonly before: OrganizationView | undefined
  readonly after: OrganizationView | undefined
  readonly stored: State
  readonly context: Context
  /** Who had a hand in what the plan does to access, as the commits say; nobody where there are no commits. */
  readonly authors?: readonly Person[]
}

/** A law of a change (model §4): answers with the hold, if its one reason is given. */
export type Guard = (input: GuardInput) => Hold | undefined

/** What a guard says; scope and digest are the plan's. */
export interface Reason {
  readonly code: HoldCode
  readonly message: string
  readonly evidence: { readonly [name: string]: Json }
  /** Edits that lift the hold; the approval of this plan is added behind them. */
  readonly next?: readonly string[]
}

/** The hold of a plan for a reason. */
export function holdOf(plan: Plan, { code, message, evidence, next = [] }: Reason): Hold {
  return {
    code,
    scope: scopeOf(plan),
    digest: plan.digest,
    message,
    evidence,
    next: [...next, ...approvalsOf(plan.digest)],
  }
}

const DIGEST_LENGTH = 12

/** How a person approves exactly what a digest covers (model §4, "Approval"). */
export function approvalsOf(digest: string): readonly string[] {
  return [`charter approve ${digest.slice(0, DIGEST_LENGTH)} --state <folder>`]
}

const MOST_NAMES = 20

/** Names as evidence: the first twenty of them. */
export function capped(names: readonly string[]): readonly string[] {
  return names.slice(0, MOST_NAMES)
}

function scopeOf(plan: Plan): HoldScope {
  switch (plan.unit.type) {
    case 'installation':
      return { type: 'installation' }
    case 'organization':
    case 'revocation':
      return { type: 'organization', organization: plan.unit.organization }
  }
}
