import { systemClock } from '../../../lib/clock.ts'
import { instantOf } from '../../../lib/instant.ts'
import { visible } from '../../../lib/text.ts'
import { ConfigError } from '../../../model/errors.ts'
import type { State } from '../../../model/state.ts'
import { type Stored, withStoredState } from '../../stored.ts'

/** Which time of which state folder a report is of: after `since`, up to `until`, itself included. */
export interface RangeOptions {
  readonly state: string
  readonly since?: string
  readonly until?: string
}

/** A time (milliseconds and RFC 3339 UTC), the state before it, and what is stored at its end. */
export interface Range {
  readonly since: number
  readonly until: number
  readonly from: State
  readonly stored: Stored
}

/**
 * Reads a state folder for a report on a time: without `since` it begins before the first entry, without `until` it ends with the
 * newest one, so that the same ledger gives the same. Throws `ConfigError` where it is none or not over, `StoreError` where the folder
 * cannot be read, or what was before its beginning is sealed away.
 */
export async function withRange<T>(options: RangeOptions, use: (range: Range) => Promise<T>): Promise<T> {
  const given = { since: momentIn(options.since, '--since'), until: momentIn(options.until, '--until') }
  const { oldest, newest } = await extent(options.state)
  const until = given.until ?? Math.max(newest, given.since ?? newest)
  const since = given.since ?? Math.min(oldest, until)
  if (since > until) throw new ConfigError('--since is later than --until', 'name the earlier time with --since')
  if (until > Date.parse(systemClock.now())) {
    throw new ConfigError('what is asked for is not over yet', 'name a time for --until that has passed')
  }
  return withStoredState({ state: options.state, at: isoOf(since) }, ({ state: from }) =>
    withStoredState({ state: options.state, at: isoOf(until) }, (stored) => use({ since, until, from, stored })),
  )
}

/** RFC 3339 UTC of milliseconds. */
export function isoOf(milliseconds: number): string {
  return new Date(milliseconds).toISOString()
}

function momentIn(word: string | undefined, option: string): number | undefined {
  if (word === undefined) return undefined
  const moment = instantOf(word)
  if (moment !== undefined) return moment
  throw new ConfigError(
    `${option} takes a date or a time with its offset, not \`${visible(word)}\``,
    'for example 2026-11-22 (midnight UTC) or 2026-11-22T15:04:05Z',
  )
}

/** The moment before the entries that are there, and the newest time of them; 1970 where there are none. */
function extent(state: string): Promise<{ readonly oldest: number; readonly newest: number }> {
  return withStoredState({ state }, async ({ base, state: { seals }, entries }) => {
    let first = Number.POSITIVE_INFINITY
    let newest = Number.NEGATIVE_INFINITY
    for await (const { time } of entries()) {
      first = Math.min(first, Date.parse(time))
      newest = Math.max(newest, Date.parse(time))
    }
    if (newest < first) return { oldest: 0, newest: 0 }
    const sealed = seals.find(({ seq }) => seq === base.head.seq)?.until
    return { oldest: sealed === undefined ? first - 1 : Date.parse(sealed), newest }
  })
}
