import type { StoredResource } from '../../../model/resource.ts'
import type { Sample } from '../../../model/usage.ts'
import { defaultSpan, usageWindow } from '../../../usage/buckets.ts'
import type { Span } from '../../../usage/calendar.ts'
import { type Point, seriesOf } from '../../../usage/series.ts'
import { foremost, standingsIn } from '../../../usage/subscriptions.ts'
import { badParameter, type Trouble } from '../../endpoint.ts'
import { samplesWithin } from '../../routes/samples.ts'
import type { SystemAsked } from '../system.ts'

/** What UbiOps measures. */
const OBJECT_TYPES: readonly string[] = ['deployment_version', 'pipeline_version']

/** What was measured of an organization, and the buckets in which it is told. */
export interface MeasuredTime {
  readonly interval: 'day' | 'month'
  readonly buckets: readonly Span[]
  readonly samples: readonly Sample[]
}

/** What was measured in the time that is asked for, else in the current period of the subscription. Throws `StoreError`. */
export async function measuredIn(asked: SystemAsked, organization: StoredResource): Promise<MeasuredTime | Trouble> {
  const time = bucketsIn(asked, organization)
  if ('type' in time) return time
  const span = { from: time.buckets[0]?.from ?? 0, until: time.buckets.at(-1)?.until ?? 0 }
  const samples = await samplesWithin(asked, [organization], span)
  return { ...time, samples: samples.filter(({ objectType }) => OBJECT_TYPES.includes(objectType)) }
}

/** A series for each metric, as the document has it. */
export function seriesIn({ samples, buckets }: MeasuredTime): readonly object[] {
  return seriesOf(samples, buckets).map(({ objectType, metric, usage }) => ({
    object_type: objectType,
    metric,
    usage: usage.map(pointOf),
  }))
}

/** The credits that some of it used, in every bucket. */
export function creditsIn({ samples, buckets }: MeasuredTime, isMeant: (sample: Sample) => boolean): readonly object[] {
  const own = samples.filter((sample) => isCredits(sample) && isMeant(sample))
  return seriesOf(own, buckets, [CREDITS]).flatMap(({ usage }) => usage.map(pointOf))
}

const CREDITS = { objectType: 'deployment_version', metric: 'credits', kind: 'delta' } as const

function isCredits({ objectType, metric, kind }: Sample): boolean {
  return objectType === CREDITS.objectType && metric === CREDITS.metric && kind === CREDITS.kind
}

function pointOf({ start, end, value }: Point): object {
  return { start_date: start, end_date: end, value }
}

function bucketsIn(
  { query, catalog, view }: SystemAsked,
  organization: StoredResource,
): Pick<MeasuredTime, 'interval' | 'buckets'> | Trouble {
  const interval = query.text('interval') ?? 'month'
  if (interval !== 'day' && interval !== 'month') return badParameter('interval', 'is one of day, month')
  const [start, end] = [query.text('start_date'), query.text('end_date')].map(inUtc)
  const given = { ...(start === undefined ? {} : { start }), ...(end === undefined ? {} : { end }) }
  const current = foremost(standingsIn(catalog.holding(organization, view.instant)))
  const window = usageWindow({ ...given, interval }, defaultSpan(current, view.instant))
  switch (window.type) {
    case 'window':
      return { interval, buckets: window.buckets }
    case 'refused':
      return badParameter(`${window.parameter}_date`, `is refused: ${window.message}`)
  }
}

/** A time without an offset, as Python writes one that has no zone, is UTC to UbiOps. */
function inUtc(time: string | undefined): string | undefined {
  return time !== undefined && /T\d{2}:\d{2}:\d{2}(\.\d+)?$/.test(time) ? `${time}Z` : time
}
