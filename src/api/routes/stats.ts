import type { Kind } from '../../model/resource.ts'
import { usageWindow } from '../../usage/buckets.ts'
import { calendarMonth, momentOf, monthsAfter, type Span } from '../../usage/calendar.ts'
import { monthsIn } from '../../usage/consumption.ts'
import {
  type ActiveResources,
  activeResources,
  type ComponentUsage,
  componentUsages,
  type MonthlyComponentUsage,
  monthlyComponentUsages,
  type ProviderCount,
  providerCounts,
} from '../../usage/waldur.ts'
import {
  type Asked,
  badParameter,
  type Endpoint,
  type Listing,
  listEndpoint,
  NOT_FOUND,
  type Trouble,
} from '../endpoint.ts'
import type { Parameter } from '../parameter.ts'
import { COUNT, objectOf, TEXT } from '../schema.ts'
import { resourceCalled } from './heads.ts'
import { seesAll } from './readers.ts'
import { samplesWithin } from './samples.ts'
import { surveyedBy } from './survey.ts'

/** How many months one answer tells of at most: everybody's samples of these are read. */
const MOST_MONTHS = 60

const RESOURCES = objectOf({
  name: { ...TEXT, description: 'what the group is called; empty for organizations that are in none' },
  uid: TEXT,
  count: COUNT,
})

const USAGE = {
  offeringUid: TEXT,
  componentType: TEXT,
  usage: { ...TEXT, description: 'an exact decimal' },
  offeringCountry: TEXT,
  organizationGroupName: { ...TEXT, description: 'a group of the offering, each in a row of its own; empty for none' },
  organizationGroupUid: TEXT,
} as const

const PROVIDED = objectOf({
  serviceProviderUid: TEXT,
  customerUid: TEXT,
  customerName: TEXT,
  customerOrganizationGroupUid: TEXT,
  customerOrganizationGroupName: {
    ...TEXT,
    description: 'a group of the customer, each in a row of its own; empty for none',
  },
  count: COUNT,
})

const WINDOW: readonly Parameter[] = [
  { name: 'start', type: 'time', description: 'from when on; else from the beginning of the calendar month' },
  { name: 'end', type: 'time', description: 'until when, not included; else until the end of the calendar month' },
  { name: 'offering', type: 'text', description: 'an offering: its uid or name' },
  { name: 'group', type: 'text', description: 'a group of offerings: its uid or name' },
]

const USAGE_ORDERS = {
  offering: (row: ComponentUsage) => row.offering_uuid,
  component: (row: ComponentUsage) => row.component_type,
  group: (row: ComponentUsage) => row.organization_group_name,
} as const

/** Numbers about many organizations (api 37 to 39). */
export const STATS_ENDPOINTS: readonly Endpoint[] = [
  listEndpoint<ActiveResources>({
    path: '/stats/active-resources-by-organization-group',
    operation: 'countActiveResources',
    summary: 'workspaces and hosts that are not archived, by group of organizations; for operators and auditors',
    parameters: [
      { name: 'recursive', type: 'boolean', description: 'with the groups below, each organization once (false)' },
    ],
    response: RESOURCES,
    orders: ['name', 'count'],
    isDated: true,
    answer: (asked) => {
      if (!seesAll(asked.viewer)) return NOT_FOUND
      return {
        type: 'list',
        items: activeResources(surveyedBy(asked).survey, asked.query.flag('recursive') ?? false),
        show: ({ name, uuid, count }) => ({ name, uid: uuid, count }),
        name: ({ name }) => name,
        orders: { name: ({ name }) => name, count: ({ count }) => count },
      }
    },
  }),
  listEndpoint<ComponentUsage>({
    path: '/stats/component-usages',
    operation: 'listComponentUsages',
    summary: 'what was used of offerings, for operators and auditors, and for those who provide them',
    parameters: WINDOW,
    response: objectOf(USAGE),
    orders: Object.keys(USAGE_ORDERS),
    tables: ['csv', 'ndjson'],
    isDated: false,
    answer: async (asked) => {
      const span = windowOf(asked, calendarMonth(momentOf(asked.view.instant)))
      if ('type' in span) return span
      return usageListing(asked, componentUsages(await measuredBy(asked, span), span), usageValue)
    },
  }),
  listEndpoint<MonthlyComponentUsage>({
    path: '/stats/component-usages-per-month',
    operation: 'listComponentUsagesPerMonth',
    summary: 'the same by calendar month, oldest first; without dates of this month and the eleven before',
    parameters: WINDOW,
    response: objectOf({ ...USAGE, month: { type: 'integer', minimum: 1, maximum: 12 }, year: COUNT }),
    orders: Object.keys(USAGE_ORDERS),
    tables: ['csv', 'ndjson'],
    isDated: false,
    answer: async (asked) => {
      const { from, until } = calendarMonth(momentOf(asked.view.instant))
      const window = windowOf(asked, { from: monthsAfter(from, -11), until })
      if ('type' in window) return window
      const span = { from: calendarMonth(window.from).from, until: window.until }
      const rows = monthlyComponentUsages(await measuredBy(asked, span), span)
      return usageListing(asked, rows, ({ month, year, ...row }) => ({ ...usageValue(row), month, year }))
    },
  }),
  providedEndpoint('users', 'how many users the customers of providers have'),
  providedEndpoint('projects', 'how many workspaces of type project the customers of providers have'),
]

function providedEndpoint(what: 'users' | 'projects', summary: string): Endpoint {
  return listEndpoint<ProviderCount>({
    path: `/stats/service-provider-${what}`,
    operation: what === 'users' ? 'countProviderUsers' : 'countProviderProjects',
    summary: `${summary}; for operators and auditors, and for those who provide`,
    parameters: [],
    response: PROVIDED,
    orders: ['provider', 'customer', 'group', 'count'],
    isDated: true,
    answer: (asked) => {
      const { survey, isTold } = surveyedBy(asked)
      return {
        type: 'list',
        items: providerCounts(what, survey, isTold),
        show: (row) => ({
          serviceProviderUid: row.service_provider_uuid,
          customerUid: row.customer_uuid,
          customerName: row.customer_name,
          customerOrganizationGroupUid: row.customer_organization_group_uuid,
          customerOrganizationGroupName: row.customer_organization_group_name,
          count: row.count,
        }),
        name: (row) => row.customer_name,
        orders: {
          provider: (row) => row.service_provider_uuid,
          customer: (row) => row.customer_name,
          group: (row) => row.customer_organization_group_name,
          count: (row) => row.count,
        },
      }
    },
  })
}

async function measuredBy(asked: Asked, span: Span) {
  const { survey, isTold, customers } = surveyedBy(asked)
  const organizations = customers.map(({ organization }) => organization)
  return { survey, isTold, samples: organizations.length === 0 ? [] : await samplesWithin(asked, organizations, span) }
}

function usageListing<T extends ComponentUsage>(
  asked: Asked,
  rows: readonly T[],
  show: Listing<T>['show'],
): Listing<T> {
  const called = (parameter: string, kind: Kind) => {
    const word = asked.query.text(parameter)
    return word === undefined ? undefined : { uid: resourceCalled(asked.catalog.of('', kind), word)?.uid }
  }
  const [offering, group] = [called('offering', 'Offering'), called('group', 'OrganizationGroup')]
  return {
    type: 'list',
    items: rows.filter(
      (row) =>
        (offering === undefined || row.offering_uuid === offering.uid) &&
        (group === undefined || row.organization_group_uuid === group.uid),
    ),
    show,
    name: (row) => row.component_type,
    orders: USAGE_ORDERS,
  }
}

function usageValue(row: ComponentUsage) {
  return {
    offeringUid: row.offering_uuid,
    componentType: row.component_type,
    usage: row.usage,
    offeringCountry: row.offering_country,
    organizationGroupName: row.organization_group_name,
    organizationGroupUid: row.organization_group_uuid,
  }
}

function windowOf({ query }: Asked, standard: Span): Span | Trouble {
  const [start, end] = [query.text('start'), query.text('end')]
  const given = { ...(start === undefined ? {} : { start }), ...(end === undefined ? {} : { end }) }
  const window = usageWindow(given, standard)
  if (window.type === 'refused') return badParameter(window.parameter, `is refused: ${window.message}`)
  if (monthsIn(window.span, MOST_MONTHS) !== undefined) return window.span
  return badParameter(
    start === undefined ? 'end' : 'start',
    `is refused: the time has more than ${MOST_MONTHS} months, ask for less at once`,
  )
}
