import { listed } from '../../lib/text.ts'
import type { StoredResource } from '../../model/resource.ts'
import { boundsIn } from '../../usage/bounds.ts'
import { defaultSpan, usageWindow } from '../../usage/buckets.ts'
import type { Span } from '../../usage/calendar.ts'
import { type Measured, measuredOf, metricsAmong } from '../../usage/report.ts'
import { foremost, standingsIn } from '../../usage/subscriptions.ts'
import { type Asked, badParameter, type Endpoint, type Listing, listEndpoint, type Trouble } from '../endpoint.ts'
import type { Parameter } from '../parameter.ts'
import { listOf, NUMBER, objectOf, TEXT, TIME } from '../schema.ts'
import { inManagedOrganization } from '../within.ts'
import { samplesWithin } from './samples.ts'

const POINT = objectOf({ start: TIME, end: TIME, value: NUMBER })

const SERIES = objectOf(
  {
    objectType: { ...TEXT, description: 'what sort of object is measured; empty where nobody says' },
    metric: TEXT,
    kind: {
      type: 'string',
      enum: ['delta', 'gauge'],
      description: 'values of a delta add up, of a gauge the last counts',
    },
    component: { ...TEXT, description: 'the component of an offering that it counts for' },
    project: { ...TEXT, description: 'with `group_by=project`: of which; empty for what is of none' },
    limit: { ...NUMBER, description: 'what may be used in one bucket, where the plan or its offering says so' },
    usage: listOf(POINT),
  },
  ['component', 'project', 'limit'],
)

const PARAMETERS: readonly Parameter[] = [
  { name: 'start_date', type: 'time', description: 'from when on; else from the beginning of the current period' },
  { name: 'end_date', type: 'time', description: 'until when, not included; else until the end of the current period' },
  {
    name: 'interval',
    type: 'one',
    of: ['day', 'month'],
    description: 'days in UTC, or months of the first day (month)',
  },
  { name: 'metric', type: 'text', repeats: true, description: 'a metric; several give all of them' },
  { name: 'object_type', type: 'text', description: 'what sort of object is measured' },
  { name: 'project', type: 'text', description: 'what was measured in one project' },
  { name: 'group_by', type: 'one', of: ['project'], description: 'a series for each project' },
]

/** What an organization used over time (api 25, §4). */
export const USAGE_ENDPOINTS: readonly Endpoint[] = [
  listEndpoint<Measured>({
    path: '/organizations/{organization}/usage',
    operation: 'getUsage',
    summary: 'what was used, in the period of the subscription that runs where no dates are given; needs MANAGE',
    parameters: PARAMETERS,
    response: SERIES,
    orders: ['object_type', 'metric', 'project'],
    tables: ['csv', 'ndjson'],
    problems: [403],
    isDated: false,
    answer: (asked) => inManagedOrganization(asked, (organization) => usageListing(asked, organization)),
  }),
]

async function usageListing(asked: Asked, organization: StoredResource): Promise<Listing<Measured> | Trouble> {
  const { query, catalog, view } = asked
  const holding = catalog.holding(organization, view.instant)
  const buckets = bucketsOf(asked, defaultSpan(foremost(standingsIn(holding)), view.instant))
  if ('type' in buckets) return buckets
  const known = metricsAmong(catalog.of('', 'UsageSource'))
  const project = query.text('project')
  const [first, last] = [buckets[0], buckets.at(-1)]
  const span = { from: first?.from ?? 0, until: last?.until ?? 0 }
  const samples = await samplesWithin(asked, [organization], span)
  const objectType = query.text('object_type')
  const items = measuredOf(
    project === undefined ? samples : samples.filter((sample) => sample.project === project),
    buckets,
    {
      metrics: query.texts('metric'),
      isByProject: query.has('group_by'),
      ...(objectType === undefined ? {} : { objectType }),
    },
    known,
  )
  const measured = new Set([...known, ...samples].map(({ metric }) => metric))
  // Zeros for a metric that is misspelt would look like no use.
  if (query.texts('metric').some((metric) => !measured.has(metric))) {
    return badParameter('metric', `names what is measured: ${listed([...measured].sort(), 20)}`)
  }
  return shown(items, boundsIn(holding), query.text('interval') ?? 'month')
}

function shown(items: readonly Measured[], limitOf: ReturnType<typeof boundsIn>, interval: string): Listing<Measured> {
  return {
    type: 'list',
    items,
    unfold: 'usage',
    show: (series) => ({
      ...series,
      limit: interval === 'month' || series.kind === 'gauge' ? limitOf(series) : undefined,
    }),
    name: ({ metric }) => metric,
    orders: {
      object_type: ({ objectType }) => objectType,
      metric: ({ metric }) => metric,
      project: ({ project = '' }) => project,
    },
  }
}

function bucketsOf({ query }: Asked, standard: Span): readonly Span[] | Trouble {
  const [start, end] = [query.text('start_date'), query.text('end_date')]
  const given = { ...(start === undefined ? {} : { start }), ...(end === undefined ? {} : { end }) }
  const interval = query.text('interval') === 'day' ? 'day' : 'month'
  const window = usageWindow({ ...given, interval }, standard)
  switch (window.type) {
    case 'window':
      return window.buckets
    case 'refused':
      return badParameter(`${window.parameter}_date`, `is refused: ${window.message}`)
  }
}
