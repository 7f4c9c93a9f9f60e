import { listed, visible } from '../lib/text.ts'
import type { Actor, NewEntry } from '../model/ledger.ts'
import type { HeldScope, StandingHold, State } from '../model/state.ts'
import { endOf, isOver } from '../plan/approvals.ts'
import { unitLabel } from '../plan/render/report.ts'
import { meantBy } from './approving.ts'

/** The hold that a digest means, or why it means none, in lines for a person. */
export type Found = { readonly hold: StandingHold } | { readonly refusal: string }

/** The hold that stands under a digest, given whole or by its beginning, and can still be approved. */
export function standingHold(prefix: string, stored: State, now: string): Found {
  const named = meantBy(prefix, stored)
  const [hold, ...others] = named
  if (hold === undefined) return { refusal: whyNothing(prefix, stored) }
  if (others.length > 0) return { refusal: `\`${prefix}\` begins ${named.length} digests\n${standing(named)}` }
  if (!isOver(hold, now)) return { hold }
  return {
    refusal: `the hold of ${holdLabel(hold.scope)} was recorded at ${hold.since} and could be approved until ${endOf(hold)}\n  look at it again: charter apply records it anew, if it still stands\n`,
  }
}

function whyNothing(prefix: string, stored: State): string {
  const used = [...stored.approvals.values()].find(({ digest, isUsed }) => isUsed && digest.startsWith(prefix))
  const why =
    used === undefined
      ? `nothing is held that has the digest \`${prefix}\``
      : `the approval of \`${prefix}\`, given at ${used.time}, was used already: it counts once`
  const all = [...stored.holds.values()]
  const help = all.length === 0 ? '  nothing is held; charter apply records what it holds\n' : standing(all)
  return `${why}\n${help}`
}

function standing(holds: readonly StandingHold[]): string {
  const lines = holds.map(
    (hold) => `  ${hold.digest}  ${holdLabel(hold.scope)} (${listed(hold.codes)}), since ${hold.since}`,
  )
  return `  held are:\n${lines.sort().join('\n')}\n`
}

/** Whether a hold has an approval that was not used yet. */
export function isApproved({ digest, since }: StandingHold, { approvals }: State): boolean {
  const approval = approvals.get(digest)
  return approval !== undefined && !approval.isUsed && approval.since === since
}

/** The entry by which somebody approves a hold. */
export function approvalEntry({ digest, scope, codes, revisions }: StandingHold, time: string, actor: Actor): NewEntry {
  const about =
    scope.type === 'source'
      ? { evidence: { codes, source: scope.source, revision: scope.revision } }
      : {
          unit: scope.unit,
          ...(scope.unit.type === 'installation' ? {} : { organization: scope.unit.organization }),
          evidence: { codes, ...(scope.phase === 'removals' ? { phase: scope.phase } : {}) },
        }
  return { time, type: 'approved', ...about, revisions, actor, plan: digest, changes: [] }
}

/** What a hold stops, in words. */
export function holdLabel(scope: HeldScope): string {
  return scope.type === 'source' ? `source ${visible(scope.source)}` : unitLabel(scope.unit)
}
