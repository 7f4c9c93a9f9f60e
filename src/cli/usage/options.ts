import { visible } from '../../lib/text.ts'
import { ConfigError } from '../../model/errors.ts'
import { type Interval, usageWindow } from '../../usage/buckets.ts'
import { calendarMonth, type Span } from '../../usage/calendar.ts'
import { monthsIn } from '../../usage/consumption.ts'
import type { PlacedAt } from '../remote/placed.ts'

/** The options of `usage`. */
export interface UsageOptions extends PlacedAt {
  readonly output: string
  readonly metric?: readonly string[]
  readonly objectType?: string
  readonly interval?: string
  readonly from?: string
  readonly to?: string
  readonly group?: string
  readonly byProject?: boolean
  readonly counts?: boolean
  readonly consumption?: boolean
  readonly month?: string
}

const MOST_MONTHS = 400

/** Throws `ConfigError` where options are given that do not go together. */
export function checkTogether(organization: string | undefined, options: UsageOptions): void {
  const { group, byProject, counts, consumption, month, metric, objectType, interval, from, to } = options
  const named = (flags: Readonly<Record<string, unknown>>): readonly string[] =>
    Object.entries(flags).flatMap(([flag, value]) => (value === undefined ? [] : [flag]))
  const series = named({
    '--metric': metric,
    '--object-type': objectType,
    '--interval': interval,
    '--by-project': byProject,
  })
  const dates = named({ '--from': from, '--to': to })
  const refuse = (one: string, others: readonly string[]): void => {
    const [other] = others
    if (other !== undefined) throw new ConfigError(`${one} and ${other} do not go together`, 'leave one of them out')
  }
  if (group !== undefined) {
    refuse('--group', [...named({ 'an organization': organization, '--by-project': byProject, '--counts': counts })])
    refuse('--group', named({ '--consumption': consumption }))
  }
  if (counts === true) refuse('--counts', [...series, ...dates, ...named({ '--consumption': consumption })])
  if (consumption === true) refuse('--consumption', series)
  if (month === undefined) return
  if (consumption !== true) throw new ConfigError('--month goes with --consumption', 'name dates with --from and --to')
  refuse('--month', dates)
}

/** The buckets that the options mean, where `standard` is the time of somebody who names no dates; throws `ConfigError`. */
export function bucketsOf({ from, to }: UsageOptions, interval: Interval, standard: Span): readonly Span[] {
  const given = { ...(from === undefined ? {} : { start: from }), ...(to === undefined ? {} : { end: to }) }
  const window = usageWindow({ ...given, interval }, standard)
  switch (window.type) {
    case 'window':
      return window.buckets
    case 'refused':
      throw new ConfigError(
        `--${window.parameter === 'start' ? 'from' : 'to'}: ${window.message}`,
        'dates are days in UTC, the last one does not belong to the time',
      )
  }
}

/** The calendar months that the options mean: one, those of the dates, or the one that runs; throws `ConfigError`. */
export function consumptionMonths(options: UsageOptions, now: number): readonly Span[] {
  const { month } = options
  if (month !== undefined) return [monthNamed(month)]
  const buckets = bucketsOf(options, 'month', calendarMonth(now))
  const months = monthsIn({ from: buckets[0]?.from ?? now, until: buckets.at(-1)?.until ?? now }, MOST_MONTHS)
  if (months === undefined)
    throw new ConfigError(`the time has more than ${MOST_MONTHS} months`, 'ask for less at once')
  return months
}

function monthNamed(text: string): Span {
  const from = /^\d{4}-\d{2}$/.test(text) ? Date.parse(`${text}-01T00:00:00Z`) : Number.NaN
  if (Number.isNaN(from))
    throw new ConfigError(`--month takes a month, not \`${visible(text.slice(0, 50))}\``, 'for example 2026-11')
  return calendarMonth(from)
}
