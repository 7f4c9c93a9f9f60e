import { systemClock } from '../../lib/clock.ts'
import { instantOf } from '../../lib/instant.ts'
import { visible } from '../../lib/text.ts'
import { ConfigError } from '../../model/errors.ts'
import type { Clock } from '../../model/ports.ts'
import { closeFolder, openFolder } from '../../store/opened.ts'
import { type SealOutcome, sealBefore } from '../../store/seal.ts'
import { EXIT } from '../exit.ts'
import { oneOf, operator } from '../inputs.ts'
import type { Terminal } from '../terminal.ts'

/** The options of `ledger seal`. */
export interface SealOptions {
  readonly before: string
  readonly state: string
  readonly output: string
}

const FORMAT_VERSION = '1.0'

/**
 * Seals the files of the ledger in which every entry is older than a moment, so that they may be moved away. Nothing is
 * removed. Where there is no such file that is not sealed yet, nothing is recorded (exit 0).
 */
export async function sealLedger(
  options: SealOptions,
  terminal: Terminal,
  clock: Clock = systemClock,
): Promise<number> {
  const output = oneOf(options.output, ['text', 'json'], '--output')
  const before = momentOf(options.before)
  const opened = await openFolder({ path: options.state, mode: 'existing', clock })
  let isSound = false
  try {
    const outcome = await sealBefore(opened, { before, time: clock.now(), actor: operator() })
    isSound = true
    terminal.out(output === 'json' ? outcomeJson(outcome) : outcomeText(outcome, options))
    return EXIT.done
  } finally {
    await closeFolder(opened, isSound)
  }
}

function momentOf(text: string): number {
  const milliseconds = instantOf(text)
  if (milliseconds !== undefined) return milliseconds
  throw new ConfigError(
    `--before takes a date or a time with its offset, not \`${visible(text)}\``,
    'for example 2026-11-22 (midnight UTC) or 2026-11-22T15:04:05Z',
  )
}

function outcomeText(outcome: SealOutcome, { before, state }: SealOptions): string {
  if (outcome.type === 'nothing') {
    const next = outcome.next === undefined ? '' : `; the next one holds an entry of ${outcome.next}`
    return `Nothing to seal: no further file of the ledger is older than ${visible(before)} as a whole${next}.\n`
  }
  const { segment, seq, until } = outcome.seal
  const last = `${String(segment).padStart(6, '0')}.ndjson`
  const files = segment === 1 ? last : `000001.ndjson to ${last}`
  return `Sealed entries up to ${seq}, of ${until} and before.\nYou may move away ${files} of ${state}/ledger, all of them, and keep them; leave ${state}/seals where it is.\n`
}

function outcomeJson(outcome: SealOutcome): string {
  const sealed = outcome.type === 'sealed' ? { sealed: outcome.seal } : {}
  return `${JSON.stringify({ format_version: FORMAT_VERSION, result: outcome.type, ...sealed }, null, 2)}\n`
}
