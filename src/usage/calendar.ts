import { instantOf } from '../lib/instant.ts'

/** A span of time in milliseconds since 1970, half-open: `from` belongs to it, `until` does not. */
export interface Span {
  readonly from: number
  readonly until: number
}

/** The length of a day in UTC, in milliseconds. */
export const DAY_MS = 86_400_000

/** The first moment after the years that a date `YYYY-MM-DD` can name. */
const END_OF_DATES = Date.UTC(10_000, 0, 1)

/**
 * A moment so many months later, at the same time of day (UTC); a day that its month lacks becomes that month's last. Count
 * from one start and never from the month before: 31 Jan, 28 Feb, 31 Mar (api §4).
 */
export function monthsAfter(start: number, months: number): number {
  const begin = new Date(start)
  const year = begin.getUTCFullYear()
  const month = begin.getUTCMonth() + months
  const last = new Date(start)
  last.setUTCFullYear(year, month + 1, 0)
  const moved = new Date(start)
  moved.setUTCFullYear(year, month, Math.min(begin.getUTCDate(), last.getUTCDate()))
  return moved.getTime()
}

/** The anniversary month, counted from a start, that a moment lies in; `undefined` before the start. */
export function monthAround(start: number, moment: number): Span | undefined {
  if (!(start <= moment)) return undefined
  const begin = new Date(start)
  const now = new Date(moment)
  const months = (now.getUTCFullYear() - begin.getUTCFullYear()) * 12 + now.getUTCMonth() - begin.getUTCMonth()
  const index = monthsAfter(start, months) <= moment ? months : months - 1
  return { from: monthsAfter(start, index), until: monthsAfter(start, index + 1) }
}

/** The calendar month (UTC) that a moment lies in. */
export function calendarMonth(moment: number): Span {
  const now = new Date(moment)
  const from = midnightOf(moment) - (now.getUTCDate() - 1) * DAY_MS
  return { from, until: monthsAfter(from, 1) }
}

/** The midnight (UTC) with which the day of a moment begins. */
export function midnightOf(moment: number): number {
  return Math.floor(moment / DAY_MS) * DAY_MS
}

/** The length of a fixed term: months and days are added to the start one after the other. */
export interface Term {
  readonly months: number
  readonly days: number
}

const DURATION = /^P(?:(\d{1,4})Y)?(?:(\d{1,4})M)?(?:(\d{1,4})W)?(?:(\d{1,5})D)?$/

/** The term that an ISO 8601 duration of years, months, weeks or days names; `undefined` for none, or an empty one. */
export function termOf(duration: string): Term | undefined {
  const match = DURATION.exec(duration)
  if (match === null) return undefined
  const [years = 0, months = 0, weeks = 0, days = 0] = match.slice(1).map((digits) => Number(digits ?? 0))
  const term = { months: years * 12 + months, days: weeks * 7 + days }
  return term.months + term.days === 0 ? undefined : term
}

/** The end of the term, one after another from a start, that a moment lies in; of the first where it lies before the start. */
export function termEnd(start: number, { months, days }: Term, moment: number): number {
  const endOf = (index: number): number => monthsAfter(start, months * index) + days * index * DAY_MS
  const longest = (months * 31 + days) * DAY_MS
  let index = Math.max(1, Math.floor((moment - start) / longest))
  while (endOf(index) <= moment) index++
  return endOf(index)
}

/** A moment as a date `YYYY-MM-DD` (UTC), or `never` where no such date names it. */
export function dateOf(moment: number): string {
  return moment < END_OF_DATES ? new Date(moment).toISOString().slice(0, 10) : 'never'
}

/** A moment as RFC 3339 UTC, without a fraction where it is none: `2019-08-01T00:00:00Z`. */
export function timeOf(moment: number): string {
  return new Date(moment).toISOString().replace('.000Z', 'Z')
}

/** Milliseconds of a date that a schema has checked; NaN, which is neither before nor after anything, where it is none. */
export function momentOf(text: string): number {
  return instantOf(text) ?? Number.NaN
}
