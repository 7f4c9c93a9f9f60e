import type { Sample } from '../model/usage.ts'
import { calendarMonth, momentOf, type Span } from './calendar.ts'
import { seriesOf } from './series.ts'

/** What an organization consumed in a calendar month (systems §2.1); `storageUsed` is absent where nobody told it. */
export interface Consumption {
  readonly month: string
  readonly apiCalls: number
  readonly storageUsed?: number
}

/** The consumption of one organization in calendar months that follow one another, newest first (api §3, endpoint 26). */
export function consumptionOf(samples: readonly Sample[], months: readonly Span[]): readonly Consumption[] {
  const valuesOf = (metric: string, kind: Sample['kind']): ReadonlyMap<number, number> => {
    const own = samples.filter((sample) => sample.metric === metric && sample.kind === kind)
    const values = new Map<number, number>()
    for (const { usage } of seriesOf(own, months)) {
      for (const { start, value } of usage) values.set(momentOf(start), (values.get(momentOf(start)) ?? 0) + value)
    }
    return values
  }
  const [calls, storage] = [valuesOf('api_calls', 'delta'), valuesOf('storage_used', 'gauge')]
  return months
    .map(({ from }) => {
      const stored = storage.get(from)
      const month = new Date(from).toISOString().slice(0, 7)
      return { month, apiCalls: calls.get(from) ?? 0, ...(stored === undefined ? {} : { storageUsed: stored }) }
    })
    .reverse()
}

/** The calendar months (UTC) that a span touches, oldest first; `undefined` where they are more than `most`. */
export function monthsIn({ from, until }: Span, most: number): readonly Span[] | undefined {
  const months: Span[] = []
  for (let month = calendarMonth(from); month.from < until; month = calendarMonth(month.until)) {
    if (months.length === most) return undefined
    months.push(month)
  }
  return months
}
