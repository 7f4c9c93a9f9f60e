import type { StoredResource } from '../../../model/resource.ts'
import { defaultSpan, usageWindow } from '../../../usage/buckets.ts'
import type { Span } from '../../../usage/calendar.ts'
import { seriesOf } from '../../../usage/series.ts'
import { foremost, standingsIn } from '../../../usage/subscriptions.ts'
import { badParameter, type Trouble } from '../../endpoint.ts'
import { samplesWithin } from '../../routes/samples.ts'
import type { SystemAsked, SystemEndpoint, SystemValue } from '../system.ts'
import { inManaged, ORGANIZATION } from './within.ts'

/** What UbiOps measures. */
const OBJECT_TYPES: readonly string[] = ['deployment_version', 'pipeline_version']

/** What an organization used, in the period of its subscription where no dates are given (api §4). */
export const UBIOPS_USAGE_ENDPOINTS: readonly SystemEndpoint[] = [
  {
    path: `${ORGANIZATION}/usage`,
    answer: (asked) => inManaged(asked, (organization) => usageOf(asked, organization)),
  },
]

async function usageOf(asked: SystemAsked, organization: StoredResource): Promise<SystemValue | Trouble> {
  const buckets = bucketsIn(asked, organization)
  if ('type' in buckets) return buckets
  const span = { from: buckets[0]?.from ?? 0, until: buckets.at(-1)?.until ?? 0 }
  const samples = await samplesWithin(asked, [organization], span)
  const series = seriesOf(
    samples.filter(({ objectType }) => OBJECT_TYPES.includes(objectType)),
    buckets,
  )
  const value = series.map(({ objectType, metric, usage }) => ({
    object_type: objectType,
    metric,
    usage: usage.map(({ start, end, value }) => ({ start_date: start, end_date: end, value })),
  }))
  return { type: 'value', value }
}

function bucketsIn({ query, catalog, view }: SystemAsked, organization: StoredResource): readonly Span[] | Trouble {
  const interval = query.text('interval') ?? 'month'
  if (interval !== 'day' && interval !== 'month') return badParameter('interval', 'is one of day, month')
  const [start, end] = [query.text('start_date'), query.text('end_date')].map(inUtc)
  const given = { ...(start === undefined ? {} : { start }), ...(end === undefined ? {} : { end }) }
  const current = foremost(standingsIn(catalog.holding(organization, view.instant)))
  const window = usageWindow({ ...given, interval }, defaultSpan(current, view.instant))
  switch (window.type) {
    case 'window':
      return window.buckets
    case 'refused':
      return badParameter(`${window.parameter}_date`, `is refused: ${window.message}`)
  }
}

/** A time without an offset, as Python writes one that has no zone, is UTC to UbiOps. */
function inUtc(time: string | undefined): string | undefined {
  return time !== undefined && /T\d{2}:\d{2}:\d{2}(\.\d+)?$/.test(time) ? `${time}Z` : time
}
