import { meantBy } from '../approving.ts'
import { systemClock } from '../lib/clock.ts'
import { listed, visible } from '../lib/text.ts'
import { ConfigError } from '../model/errors.ts'
import type { Clock } from '../model/ports.ts'
import type { HeldScope, StandingHold, State } from '../model/state.ts'
import { endOf, isOver } from '../plan/approvals.ts'
import { unitLabel } from '../plan/render/report.ts'
import { openFileStore } from '../store/file.ts'
import { EXIT } from './exit.ts'
import { oneOf, operator } from './inputs.ts'
import type { Terminal } from './terminal.ts'

/** The options of `approve`. */
export interface ApproveOptions {
  readonly state: string
  readonly output: string
}

/**
 * Approves what one digest names, given whole or by its first eight characters or more, and records who did: the next
 * `apply` of exactly that goes through. Refused (exit 1) where nothing that stands has that digest, its 24 hours are over,
 * or the approval was used up. Approving twice changes nothing.
 */
export async function approve(
  digest: string,
  options: ApproveOptions,
  terminal: Terminal,
  clock: Clock = systemClock,
): Promise<number> {
  const output = oneOf(options.output, ['text', 'json'], '--output')
  if (!/^[0-9a-f]{8,64}$/.test(digest)) {
    throw new ConfigError(
      `\`${visible(digest.slice(0, 80))}\` is no digest: 8 to 64 characters of 0-9 and a-f`,
      'charter plan and charter apply show the digest below each hold',
    )
  }
  const store = openFileStore({ path: options.state, mode: 'existing', clock })
  try {
    const stored = await store.open()
    const found = heldAs(digest, stored, clock.now())
    if ('refusal' in found) return refuse(found.refusal, options, terminal)
    const { hold } = found
    if (!isApproved(hold, stored)) await store.append([entryOf(hold, clock.now())], stored.head)
    terminal.out(output === 'json' ? jsonOf(hold) : textOf(hold, options.state))
    return EXIT.done
  } finally {
    await store.close()
  }
}

type Found = { readonly hold: StandingHold } | { readonly refusal: string }

function heldAs(prefix: string, stored: State, now: string): Found {
  const named = meantBy(prefix, stored)
  const [hold, ...others] = named
  if (hold === undefined) return { refusal: whyNothing(prefix, stored) }
  if (others.length > 0) return { refusal: `\`${prefix}\` begins ${named.length} digests\n${standing(named)}` }
  if (!isOver(hold, now)) return { hold }
  return {
    refusal: `the hold of ${labelOf(hold.scope)} was recorded at ${hold.since} and could be approved until ${endOf(hold)}\n  look at it again: charter apply records it anew, if it still stands\n`,
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
    (hold) => `  ${hold.digest}  ${labelOf(hold.scope)} (${listed(hold.codes)}), since ${hold.since}`,
  )
  return `  held are:\n${lines.sort().join('\n')}\n`
}

function refuse(refusal: string, { output }: ApproveOptions, terminal: Terminal): number {
  terminal.err(`charter: ${refusal}`)
  if (output === 'json') terminal.out(`${JSON.stringify({ approved: false })}\n`)
  return EXIT.refused
}

function isApproved({ digest, since }: StandingHold, { approvals }: State): boolean {
  const approval = approvals.get(digest)
  return approval !== undefined && !approval.isUsed && approval.since === since
}

function entryOf({ digest, scope, codes, revisions }: StandingHold, time: string) {
  const about =
    scope.type === 'source'
      ? { evidence: { codes, source: scope.source, revision: scope.revision } }
      : {
          unit: scope.unit,
          ...(scope.unit.type === 'installation' ? {} : { organization: scope.unit.organization }),
          evidence: { codes, ...(scope.phase === 'removals' ? { phase: scope.phase } : {}) },
        }
  const actor = operator()
  return { time, type: 'approved', ...about, revisions, actor, plan: digest, changes: [] } as const
}

function labelOf(scope: HeldScope): string {
  return scope.type === 'source' ? `source ${visible(scope.source)}` : unitLabel(scope.unit)
}

function textOf(hold: StandingHold, state: string): string {
  return `approved: ${labelOf(hold.scope)} (${listed(hold.codes)}), digest ${hold.digest}\nIt counts once, until ${endOf(hold)}, for exactly what was held.\nNext: charter apply … --state ${state}\n`
}

function jsonOf(hold: StandingHold): string {
  const { digest, codes, since } = hold
  const value = { approved: true, digest, scope: labelOf(hold.scope), codes, since, until: endOf(hold) }
  return `${JSON.stringify(value, null, 2)}\n`
}
