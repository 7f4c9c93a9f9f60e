import { instantOf } from '../lib/instant.ts'
import type { Hold } from '../model/hold.ts'
import type { Approval, StandingHold, State } from '../model/state.ts'

const COUNTS_FOR_MS = 24 * 60 * 60 * 1000

/** Until when a hold that was recorded at `since` can be approved, and its approval used (model §4); RFC 3339 UTC. */
export function endOf({ since }: Pick<StandingHold | Approval, 'since'>): string {
  return new Date((instantOf(since) ?? 0) + COUNTS_FOR_MS).toISOString()
}

/** Whether these 24 hours are over at an instant. */
export function isOver(recorded: Pick<StandingHold | Approval, 'since'>, instant: string): boolean {
  return !((instantOf(instant) ?? Number.POSITIVE_INFINITY) < (instantOf(endOf(recorded)) ?? 0))
}

/** The digests of which the ledger knows an approval that counts at an instant: neither used nor expired. */
export function countingApprovals({ approvals }: State, instant: string): readonly string[] {
  return [...approvals.values()]
    .filter((approval) => !approval.isUsed && !isOver(approval, instant))
    .map(({ digest }) => digest)
}

/**
 * Whether an approval lets a source that is held be read: one of this digest, or one that counts for the same revision of
 * it, so that what the first organization takes away does not hold the source again before the others follow.
 */
export function isAdmitted(hold: Hold, stored: State, approvals: ReadonlySet<string>): boolean {
  if (approvals.has(hold.digest)) return true
  const { code, scope, evidence } = hold
  if (scope.type !== 'source' || code !== 'EmptySource') return false
  return [...stored.approvals.values()].some(
    ({ digest, scope: approved }) =>
      approvals.has(digest) &&
      approved?.type === 'source' &&
      approved.source === scope.source &&
      approved.revision === evidence.revision,
  )
}
