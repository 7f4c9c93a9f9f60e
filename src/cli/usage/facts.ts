import type { Sample } from '../../model/usage.ts'
import { boundsOf } from '../../usage/bounds.ts'
import { defaultSpan, type Interval } from '../../usage/buckets.ts'
import { calendarMonth, momentOf, type Span } from '../../usage/calendar.ts'
import { type Group, totalSeries } from '../../usage/groups.ts'
import { namingOf } from '../../usage/naming.ts'
import { type Measured, measuredOf, metricsIn, type Question } from '../../usage/report.ts'
import { subscriptionOf } from '../../usage/subscriptions.ts'
import type { Stored } from '../stored.ts'

/** Of whom usage is told: an organization, or a group with so many organizations. */
export type Subject =
  | { readonly type: 'organization'; readonly name: string }
  | { readonly type: 'group'; readonly name: string; readonly organizations: readonly string[] }

/** A series, and what limits it in each of its buckets. */
export interface Bounded extends Measured {
  readonly limit?: number
}

/** What is known of the usage of one subject over buckets that follow one another. */
export interface UsageFacts {
  readonly subject: Subject
  readonly buckets: readonly Span[]
  readonly series: readonly Bounded[]
}

/** Reads samples of organizations, under all their names, and gives them under those that they have now. */
export type ReadSamples = (organizations: readonly string[], span: Span) => Promise<readonly Sample[]>

/** What facts are made of. */
export interface Asking {
  readonly stored: Pick<Stored, 'state' | 'instant'>
  readonly question: Question
  readonly interval: Interval
  readonly bucketsOf: (standard: Span) => readonly Span[]
  readonly read: ReadSamples
}

/** The usage of organizations, each in its own current period where no dates are named. */
export async function organizationFacts(names: readonly string[], asking: Asking): Promise<readonly UsageFacts[]> {
  const { stored, question, interval, bucketsOf, read } = asking
  const { state, instant } = stored
  const windows = names.map((name) => ({
    name,
    buckets: bucketsOf(defaultSpan(subscriptionOf(name, state, instant), instant)),
  }))
  const samples = Map.groupBy(
    await read(names, around(windows.flatMap(({ buckets }) => buckets))),
    (one) => one.organization,
  )
  const known = metricsIn(state)
  return windows.map(({ name, buckets }) => {
    const limitOf = boundsOf(name, state, instant)
    const series = measuredOf(samples.get(name) ?? [], buckets, question, known).map((one): Bounded => {
      const limit = interval === 'month' || one.kind === 'gauge' ? limitOf(one) : undefined
      return limit === undefined ? one : { ...one, limit }
    })
    return { subject: { type: 'organization', name }, buckets, series }
  })
}

/** The usage of all organizations of a group and those below it, each once; in the calendar month where no dates are named. */
export async function groupFacts({ name, all }: Group, asking: Asking): Promise<UsageFacts> {
  const { stored, question, bucketsOf, read } = asking
  const { state, instant } = stored
  const buckets = bucketsOf(calendarMonth(momentOf(instant)))
  const samples = Map.groupBy(await read(all, around(buckets)), (one) => one.organization)
  const known = metricsIn(state)
  // Where nobody is in a group, what is asked for by name is told all the same.
  const members = all.length === 0 ? [''] : all
  const each = members.map((member) => measuredOf(samples.get(member) ?? [], buckets, question, known))
  return { subject: { type: 'group', name, organizations: all }, buckets, series: totalSeries(each) }
}

/** Gives the samples of organizations as they are called in a state, from what reads them by the names of their time. */
export function readingOf(
  { state }: Pick<Stored, 'state'>,
  read: (names: ReadonlySet<string>, span: Span) => Promise<readonly Sample[]>,
): ReadSamples {
  const { namesOf, renamed } = namingOf(state)
  return async (organizations, span) => renamed(await read(new Set(organizations.flatMap(namesOf)), span))
}

function around(spans: readonly Span[]): Span {
  return spans.reduce(
    (all, { from, until }) => ({ from: Math.min(all.from, from), until: Math.max(all.until, until) }),
    { from: Number.POSITIVE_INFINITY, until: Number.NEGATIVE_INFINITY },
  )
}
