import type { StoredResource } from '../../model/resource.ts'
import { MOST_BUCKETS, usageWindow } from '../../usage/buckets.ts'
import { calendarMonth, momentOf, type Span } from '../../usage/calendar.ts'
import { type Consumption, consumptionOf, monthsIn } from '../../usage/consumption.ts'
import { type Asked, badParameter, type Endpoint, type Listing, listEndpoint, type Trouble } from '../endpoint.ts'
import type { Parameter } from '../parameter.ts'
import { NUMBER, objectOf, TEXT } from '../schema.ts'
import { inManagedOrganization } from '../within.ts'
import { samplesWithin } from './samples.ts'

const CONSUMPTION = objectOf(
  {
    organization: TEXT,
    month: { ...TEXT, description: 'a calendar month (UTC), YYYY-MM' },
    apiCalls: { ...NUMBER, description: 'the sum of the deltas `api_calls`' },
    storageUsed: { ...NUMBER, description: 'the last value of the gauge `storage_used`; absent where nobody told it' },
  },
  ['storageUsed'],
)

const PARAMETERS: readonly Parameter[] = [
  { name: 'month', type: 'text', description: 'a calendar month, YYYY-MM' },
  { name: 'from', type: 'time', description: 'from the month in which this is' },
  { name: 'to', type: 'time', description: 'up to the month that this ends or in which it is' },
]

/** What an organization consumed by calendar month (api 26). */
export const CONSUMPTION_ENDPOINTS: readonly Endpoint[] = [
  listEndpoint<Consumption>({
    path: '/organizations/{organization}/consumption',
    operation: 'getConsumption',
    summary: 'API calls and storage by calendar month, newest first; the current month without dates; needs MANAGE',
    parameters: PARAMETERS,
    response: CONSUMPTION,
    orders: ['month'],
    tables: ['csv', 'ndjson'],
    problems: [403],
    isDated: false,
    answer: (asked) => inManagedOrganization(asked, (organization) => consumptionListing(asked, organization)),
  }),
]

async function consumptionListing(asked: Asked, organization: StoredResource): Promise<Listing<Consumption> | Trouble> {
  const months = monthsOf(asked)
  if ('type' in months) return months
  const [first, last] = [months[0], months.at(-1)]
  const span = { from: first?.from ?? 0, until: last?.until ?? 0 }
  return {
    type: 'list',
    items: consumptionOf(await samplesWithin(asked, [organization], span), months),
    show: (one) => ({ organization: organization.name, ...one }),
    name: ({ month }) => month,
    orders: { month: ({ month }) => month },
  }
}

function monthsOf({ query, view }: Asked): readonly Span[] | Trouble {
  const [month, start, end] = [query.text('month'), query.text('from'), query.text('to')]
  if (month !== undefined) {
    if (start !== undefined || end !== undefined) {
      return badParameter('month', 'and `from` or `to` both name a time: give one of them')
    }
    const from = /^\d{4}-\d{2}$/.test(month) ? momentOf(`${month}-01`) : Number.NaN
    return Number.isNaN(from) ? badParameter('month', 'is a month, YYYY-MM') : [calendarMonth(from)]
  }
  const given = { ...(start === undefined ? {} : { start }), ...(end === undefined ? {} : { end }) }
  const window = usageWindow(given, calendarMonth(momentOf(view.instant)))
  if (window.type === 'refused') {
    return badParameter(window.parameter === 'start' ? 'from' : 'to', `is refused: ${window.message}`)
  }
  const months = monthsIn(window.span, MOST_BUCKETS)
  return (
    months ?? badParameter('from', `is refused: the time has more than ${MOST_BUCKETS} months, ask for less at once`)
  )
}
