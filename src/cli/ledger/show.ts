import { canonical } from '../../lib/canonical.ts'
import { systemClock } from '../../lib/clock.ts'
import { visible } from '../../lib/text.ts'
import { ConfigError } from '../../model/errors.ts'
import { jsonText } from '../../plan/render/json-text.ts'
import { openFileStore } from '../../store/file.ts'
import { EXIT } from '../exit.ts'
import { oneOf } from '../inputs.ts'
import type { Terminal } from '../terminal.ts'

/** The options of `ledger show`. */
export interface ShowOptions {
  readonly state: string
  readonly output: string
  readonly from?: string
  readonly to?: string
}

/**
 * Prints entries as they are, oldest first: a JSON array, or one entry a line in canonical JSON (`ndjson`). An entry that
 * is not there is refused, and so is one that is sealed away; without `--from` the oldest that is there comes first.
 */
export async function showLedger(seq: string | undefined, options: ShowOptions, terminal: Terminal): Promise<number> {
  const output = oneOf(options.output, ['json', 'ndjson'], '--output')
  const range = rangeOf(seq, options)
  const store = openFileStore({ path: options.state, mode: 'readonly', clock: systemClock })
  try {
    const { head } = await store.open()
    const asked = range.from ?? 0
    if (asked > head.seq) {
      terminal.err(`charter: there is no entry ${asked}, the newest is entry ${head.seq}\n`)
      return EXIT.refused
    }
    let between = '['
    const { head: base } = await store.base()
    for await (const entry of store.entries({ from: base.seq + 1, ...range })) {
      if (output === 'ndjson') terminal.out(`${canonical(entry)}\n`)
      else terminal.out(`${between}\n${indented(jsonText(entry))}`)
      between = ','
    }
    if (output === 'json') terminal.out(between === '[' ? '[]\n' : '\n]\n')
    return EXIT.done
  } finally {
    await store.close()
  }
}

function rangeOf(seq: string | undefined, { from, to }: ShowOptions): { readonly from?: number; readonly to?: number } {
  if (seq !== undefined && (from !== undefined || to !== undefined))
    throw new ConfigError('an entry and a range are both named', 'name one of them')
  const first = numberOf(seq ?? from, seq === undefined ? '--from' : 'the entry')
  const last = numberOf(seq ?? to, '--to')
  if (first !== undefined && last !== undefined && first > last)
    throw new ConfigError(`--from ${first} stands after --to ${last}`, 'give the lower number to --from')
  return { ...(first === undefined ? {} : { from: first }), ...(last === undefined ? {} : { to: last }) }
}

function numberOf(text: string | undefined, what: string): number | undefined {
  if (text === undefined) return undefined
  if (/^[1-9]\d{0,14}$/.test(text)) return Number(text)
  throw new ConfigError(`${what} is the number of an entry, from 1 on, not \`${visible(text)}\``)
}

function indented(text: string): string {
  return text.trimEnd().replaceAll(/^/gm, '  ')
}
