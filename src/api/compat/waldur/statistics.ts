import { calendarMonth, momentOf, monthsAfter, type Span } from '../../../usage/calendar.ts'
import { organizationCounts, providerUsers, resourceLimits, resourcesByOffering } from '../../../usage/marketplace.ts'
import {
  activeResources,
  componentUsages,
  type Measured,
  monthlyComponentUsages,
  providerCounts,
  type Survey,
  type Telling,
} from '../../../usage/waldur.ts'
import type { Trouble } from '../../endpoint.ts'
import { seesAll, sightOf } from '../../routes/readers.ts'
import { samplesWithin } from '../../routes/samples.ts'
import { surveyedBy } from '../../routes/survey.ts'
import type { SystemAsked, SystemEndpoint, SystemValue } from '../system.ts'
import { FORBIDDEN, fieldError } from './fault.ts'
import { waldurPage } from './paging.ts'

const PATH = '/api/marketplace-stats'

/** What Waldur counts by organization groups and for providers (systems §1.4). */
export const WALDUR_STATISTICS_ENDPOINTS: readonly SystemEndpoint[] = [
  {
    path: `${PATH}/count_active_resources_grouped_by_organization_group/`,
    answer: (asked) =>
      seesAll(asked.viewer) ? waldurPage(asked, activeResources(surveyedBy(asked).survey), same) : FORBIDDEN,
  },
  {
    path: `${PATH}/component_usages/`,
    answer: (asked) =>
      forProviders(asked, async (isOwn) => {
        const span = calendarMonth(momentOf(asked.view.instant))
        const rows = componentUsages(await measuredFor(asked, span), span)
        return waldurPage(
          asked,
          rows.filter(({ offering_uuid }) => isOwn(offering_uuid)),
          same,
        )
      }),
  },
  {
    path: `${PATH}/component_usages_per_month/`,
    answer: (asked) =>
      forProviders(asked, async (isOwn) => {
        const span = monthsIn(asked)
        if ('type' in span) return span
        const rows = monthlyComponentUsages(await measuredFor(asked, span), span)
        return waldurPage(
          asked,
          rows.filter(({ offering_uuid }) => isOwn(offering_uuid)),
          same,
        )
      }),
  },
  {
    path: `${PATH}/count_active_resources_grouped_by_offering/`,
    answer: (asked) => surveyFor(asked, resourcesByOffering),
  },
  { path: `${PATH}/resources_limits/`, answer: (asked) => surveyFor(asked, resourceLimits) },
  {
    path: `${PATH}/count_unique_users_connected_with_active_resources_of_service_provider/`,
    answer: (asked) => surveyFor(asked, providerUsers),
  },
  { path: `${PATH}/organization_project_count/`, answer: (asked) => organizationsFor(asked, 'projects') },
  { path: `${PATH}/organization_resource_count/`, answer: (asked) => organizationsFor(asked, 'resources') },
  { path: `${PATH}/count_users_of_service_providers/`, answer: (asked) => countsFor(asked, 'users') },
  { path: `${PATH}/count_projects_of_service_providers/`, answer: (asked) => countsFor(asked, 'projects') },
]

function same<T extends object>(row: T): object {
  return row
}

/** For operators and auditors all rows; for whoever manages a provider those of its offerings; nothing for others. */
function forProviders(
  asked: SystemAsked,
  use: (isOwn: (offering: string) => boolean) => Promise<SystemValue | Trouble>,
): Promise<SystemValue | Trouble> | Trouble {
  if (seesAll(asked.viewer)) return use(() => true)
  const { provides } = sightOf(asked)
  const own = new Set(asked.catalog.of('', 'Offering').flatMap(({ name, uid }) => (provides(name) ? [uid] : [])))
  return own.size === 0 ? FORBIDDEN : use((offering) => own.has(offering))
}

function countsFor(asked: SystemAsked, what: 'users' | 'projects'): Promise<SystemValue | Trouble> | Trouble {
  return forProviders(asked, async () => {
    const { survey, isTold } = surveyedBy(asked)
    return waldurPage(asked, providerCounts(what, survey, isTold), same)
  })
}

/** Rows that are made of what a reader is told of all organizations together. */
function surveyFor<T extends object>(
  asked: SystemAsked,
  rowsOf: (survey: Survey, isTold: Telling) => readonly T[],
): Promise<SystemValue | Trouble> | Trouble {
  return forProviders(asked, async () => {
    const { survey, isTold } = surveyedBy(asked)
    return waldurPage(asked, rowsOf(survey, isTold), same)
  })
}

function organizationsFor(asked: SystemAsked, what: 'projects' | 'resources'): SystemValue | Trouble {
  if (!seesAll(asked.viewer)) return FORBIDDEN
  return waldurPage(asked, organizationCounts(what, surveyedBy(asked).survey), same)
}

async function measuredFor(asked: SystemAsked, span: Span): Promise<Measured> {
  const { survey, isTold } = surveyedBy(asked)
  return { survey, isTold, samples: await samplesWithin(asked, 'all', span) }
}

/** How many months one answer has at most. */
const MOST_MONTHS = 36

/** The calendar months from `start` to `end` (`YYYY-MM`), both included; the last twelve and the present one where they are left out. */
function monthsIn({ query, view }: SystemAsked): Span | Trouble {
  const [start, end] = [query.text('start'), query.text('end')]
  const last = end === undefined ? calendarMonth(momentOf(view.instant)) : monthOf(end)
  if (last === undefined) return fieldError('end', NO_MONTH)
  const first = start === undefined ? { from: monthsAfter(last.from, -12) } : monthOf(start)
  if (first === undefined) return fieldError('start', NO_MONTH)
  if (first.from > last.from) return fieldError('start', 'Start month cannot be after end month.')
  if (monthsAfter(first.from, MOST_MONTHS) < last.until)
    return fieldError('start', `At most ${MOST_MONTHS} months are told at once.`)
  return { from: first.from, until: last.until }
}

const NO_MONTH = 'Enter a valid month in the format YYYY-MM.'

function monthOf(word: string): Span | undefined {
  const moment = /^\d{4}-\d{2}$/.test(word) ? momentOf(`${word}-01`) : Number.NaN
  return Number.isNaN(moment) ? undefined : calendarMonth(moment)
}
