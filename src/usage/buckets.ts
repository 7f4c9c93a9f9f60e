import { instantOf } from '../lib/instant.ts'
import { visible } from '../lib/text.ts'
import { calendarMonth, DAY_MS, midnightOf, momentOf, monthsAfter, type Span } from './calendar.ts'

/** In what steps usage is asked for (api §4). */
export type Interval = 'day' | 'month'

/** What a reader asks for: dates or RFC 3339 times, each of which may be left out. */
export interface UsageQuery {
  readonly start?: string
  readonly end?: string
  readonly interval?: Interval
}

/** The window that is meant, in half-open buckets that tile it; or which parameter is wrong, and how. */
export type UsageWindow =
  | { readonly type: 'window'; readonly span: Span; readonly buckets: readonly Span[] }
  | { readonly type: 'refused'; readonly parameter: 'start' | 'end'; readonly message: string }

/** The most buckets that one answer has (api §4). */
export const MOST_BUCKETS = 400

/** The window of a reader who names no dates: the current period of the subscription, else the calendar month (api §4). */
export function defaultSpan(
  subscription: { readonly currentPeriod?: { readonly start: string; readonly end: string } } | undefined,
  instant: string,
): Span {
  const period = subscription?.currentPeriod
  if (period === undefined) return calendarMonth(momentOf(instant))
  return { from: momentOf(period.start), until: momentOf(period.end) }
}

/** The window that a query means; a date that is left out comes from `standard` (api §4). Months where it names no interval. */
export function usageWindow({ start, end, interval = 'month' }: UsageQuery, standard: Span): UsageWindow {
  const from = start === undefined ? standard.from : instantOf(start)
  if (from === undefined) return unreadable('start', start ?? '')
  const until = end === undefined ? standard.until : instantOf(end)
  if (until === undefined) return unreadable('end', end ?? '')
  if (from >= until) {
    const message = 'the start lies not before the end'
    return { type: 'refused', parameter: start === undefined ? 'end' : 'start', message }
  }
  const buckets = bucketsOf({ from, until }, interval)
  if (buckets === undefined) {
    const message = `the window has more than ${MOST_BUCKETS} ${interval} buckets, ask for less at once`
    return { type: 'refused', parameter: start === undefined ? 'end' : 'start', message }
  }
  return { type: 'window', span: { from, until }, buckets }
}

function unreadable(parameter: 'start' | 'end', text: string): UsageWindow {
  const message = `\`${visible(text.slice(0, 50))}\` is neither a date nor a time with its offset, for example 2026-11-22`
  return { type: 'refused', parameter, message }
}

/**
 * A span in buckets: anniversary months of its start, or days in UTC; the last may be short, and the first day is where the
 * span begins within one. `undefined` where they are more than `MOST_BUCKETS`.
 */
export function bucketsOf(span: Span, interval: Interval): readonly Span[] | undefined {
  const buckets: Span[] = []
  let from = span.from
  while (from < span.until) {
    if (buckets.length === MOST_BUCKETS) return undefined
    const next = nextAfter(span, interval, buckets.length, from)
    buckets.push({ from, until: Math.min(next, span.until) })
    from = next
  }
  return buckets
}

function nextAfter({ from: start }: Span, interval: Interval, index: number, from: number): number {
  switch (interval) {
    case 'day':
      return midnightOf(from) + DAY_MS
    case 'month':
      return monthsAfter(start, index + 1)
  }
}
