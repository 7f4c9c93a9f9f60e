import type { Period } from '../../model/policy.ts'
import { calendarMonth, momentOf, monthsAfter, type Span } from '../calendar.ts'

const MONTHS: Readonly<Record<Exclude<Period, 'total'>, number>> = { month: 1, quarter: 3, year: 12 }

/**
 * The window of a period at an instant (RFC 3339), in milliseconds: the calendar month (UTC) that it lies in and the 0, 2 or
 * 11 months before, up to and with the instant itself; without a beginning where the period is `total` (systems §1.1).
 */
export function windowOf(period: Period, instant: string): Span {
  const now = momentOf(instant)
  if (period === 'total') return { from: Number.NEGATIVE_INFINITY, until: now + 1 }
  return { from: monthsAfter(calendarMonth(now).from, 1 - MONTHS[period]), until: now + 1 }
}

/** The part of a span that lies in another one; `undefined` where they have nothing in common. */
export function common(left: Span, right: Span): Span | undefined {
  const span = { from: Math.max(left.from, right.from), until: Math.min(left.until, right.until) }
  return span.from < span.until ? span : undefined
}

/** How many calendar months (UTC) a span touches. */
export function monthsTouched({ from, until }: Span): number {
  return monthNumber(until - 1) - monthNumber(from) + 1
}

/** The calendar month (UTC) of a moment, as a number that grows by one from month to month. */
export function monthNumber(moment: number): number {
  const date = new Date(moment)
  return date.getUTCFullYear() * 12 + date.getUTCMonth()
}
