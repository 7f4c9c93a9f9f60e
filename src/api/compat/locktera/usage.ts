import type { StoredResource } from '../../../model/resource.ts'
import { MOST_BUCKETS, usageWindow } from '../../../usage/buckets.ts'
import { calendarMonth, momentOf, type Span } from '../../../usage/calendar.ts'
import { type Consumption, consumptionOf, monthsIn } from '../../../usage/consumption.ts'
import { badParameter, type Trouble } from '../../endpoint.ts'
import { samplesWithin } from '../../routes/samples.ts'
import { inManagedOrganization } from '../../within.ts'
import { recordedPage, TOO_FAR } from '../recorded.ts'
import type { SystemAsked, SystemEndpoint, SystemValue } from '../system.ts'
import { organizationId } from './node.ts'
import { ORGANIZATION } from './nodes.ts'
import { lockteraPage } from './paging.ts'

type Answered = Promise<SystemValue | Trouble>

/** What an organization consumed by calendar month, newest first, of this month where no time is given; and in short (systems §2.1). */
export const LOCKTERA_USAGE_ENDPOINTS: readonly SystemEndpoint[] = [
  {
    path: `${ORGANIZATION}/consumption`,
    answer: (asked) =>
      inManagedOrganization<Answered | Trouble>(asked, (organization) => consumption(asked, organization)),
  },
  {
    path: `${ORGANIZATION}/stats`,
    answer: (asked) => inManagedOrganization<Answered | Trouble>(asked, (organization) => stats(asked, organization)),
  },
]

async function consumption(asked: SystemAsked, organization: StoredResource): Answered {
  const months = monthsOf(asked)
  if ('type' in months) return months
  const span = { from: months[0]?.from ?? 0, until: months.at(-1)?.until ?? 0 }
  const rows = consumptionOf(await samplesWithin(asked, [organization], span), months)
  return lockteraPage(asked, rows, (one) => rowOf(organization, one))
}

/** So many records are counted at most. */
const MOST_RECORDS = 100_000

/** How much is stored, and how many audit records there are of this calendar month. */
async function stats(asked: SystemAsked, organization: StoredResource): Answered {
  const month = calendarMonth(momentOf(asked.view.instant))
  const [now] = consumptionOf(await samplesWithin(asked, [organization], month), [month])
  const time = { start: month.from, end: Number.POSITIVE_INFINITY }
  const page = { skip: 0, limit: MOST_RECORDS }
  const recorded = await recordedPage(asked, page, { organizations: [organization], ...time, isWanted: () => true })
  if ('type' in recorded) return recorded
  if (recorded.hasMore) return TOO_FAR
  return { type: 'value', value: { usage: now?.storageUsed ?? 0, events_count: recorded.found.length } }
}

function rowOf(organization: StoredResource, { month, apiCalls, storageUsed }: Consumption): object {
  const stored = storageUsed === undefined ? {} : { storage_used: storageUsed }
  return { org_id: organizationId(organization), month, api_calls: apiCalls, ...stored }
}

/** The months that `month` (`YYYY-MM`), or `start` and `end`, name. */
function monthsOf({ query, view }: SystemAsked): readonly Span[] | Trouble {
  const [month, start, end] = [query.text('month'), query.text('start'), query.text('end')]
  if (month !== undefined) {
    const from = /^\d{4}-\d{2}$/.test(month) ? momentOf(`${month}-01`) : Number.NaN
    return Number.isNaN(from) ? badParameter('month', 'is a month, YYYY-MM') : [calendarMonth(from)]
  }
  const given = { ...(start === undefined ? {} : { start }), ...(end === undefined ? {} : { end }) }
  const window = usageWindow(given, calendarMonth(momentOf(view.instant)))
  if (window.type === 'refused') return badParameter(window.parameter, `is refused: ${window.message}`)
  const months = monthsIn(window.span, MOST_BUCKETS)
  return months ?? badParameter('start', `is refused: the time has more than ${MOST_BUCKETS} months`)
}
