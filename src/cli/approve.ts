import { systemClock } from '../lib/clock.ts'
import { listed, visible } from '../lib/text.ts'
import { ConfigError } from '../model/errors.ts'
import type { Clock } from '../model/ports.ts'
import type { StandingHold } from '../model/state.ts'
import { approvalEntry, holdLabel, isApproved, standingHold } from '../pass/approve.ts'
import { endOf } from '../plan/approvals.ts'
import { openFileStore } from '../store/file.ts'
import { findController } from './control/client.ts'
import { EXIT, noticed } from './exit.ts'
import { oneOf, operator } from './inputs.ts'
import type { Terminal } from './terminal.ts'

/** The options of `approve`. */
export interface ApproveOptions {
  readonly state: string
  readonly output: string
}

/** The version of the result as JSON; the first number grows when a reader could break, the second with additions. */
const FORMAT_VERSION = '1.0'

/**
 * Approves what one digest names, given whole or by its first eight characters or more, and records who did: the next
 * `apply` of exactly that goes through. Where `charter run` holds the state it is asked to, and makes a pass at once. Refused (exit 1) where nothing that stands has that digest, its 24 hours are over,
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
  const client = findController(options.state)
  const mode = client === undefined ? 'existing' : 'readonly'
  const store = openFileStore({ path: options.state, mode, clock, onNotice: noticed(terminal) })
  try {
    const stored = await store.open()
    const found = standingHold(digest, stored, clock.now())
    if ('refusal' in found) return refuse(found.refusal, options, terminal)
    const { hold } = found
    if (client !== undefined) {
      const answer = await client.post('/approve', { digest: hold.digest, by: operator().name })
      if ('refusal' in answer) return refuse(answer.refusal, options, terminal)
    } else if (!isApproved(hold, stored)) {
      await store.append([approvalEntry(hold, clock.now(), operator())], stored.head)
    }
    const next =
      client === undefined ? `charter apply … --state ${options.state}` : `charter status --state ${options.state}`
    terminal.out(output === 'json' ? jsonOf(hold) : textOf(hold, next))
    return EXIT.done
  } finally {
    await store.close()
  }
}

function refuse(refusal: string, { output }: ApproveOptions, terminal: Terminal): number {
  terminal.err(`charter: ${refusal}`)
  if (output === 'json') terminal.out(`${JSON.stringify({ format_version: FORMAT_VERSION, approved: false })}\n`)
  return EXIT.refused
}

function textOf(hold: StandingHold, next: string): string {
  return `approved: ${holdLabel(hold.scope)} (${listed(hold.codes)}), digest ${hold.digest}\nIt counts once, until ${endOf(hold)}, for exactly what was held.\nNext: ${next}\n`
}

function jsonOf(hold: StandingHold): string {
  const { digest, codes, since } = hold
  const value = {
    format_version: FORMAT_VERSION,
    approved: true,
    digest,
    scope: holdLabel(hold.scope),
    codes,
    since,
    until: endOf(hold),
  }
  return `${JSON.stringify(value, null, 2)}\n`
}
