import { type Asked, badParameter, type Endpoint, type Listing, listEndpoint, type Trouble } from '../endpoint.ts'
import type { Parameter } from '../parameter.ts'
import { inManagedOrganization } from '../within.ts'
import { accessChanges } from './accesschanges.ts'
import { population } from './population.ts'
import { REPORT_ROW, type ReportRow } from './reportrow.ts'

const PARAMETERS: readonly Parameter[] = [
  {
    name: 'since',
    type: 'time',
    description: 'tells what was gained and lost after this time, instead of what is held at one',
  },
  { name: 'until', type: 'time', description: 'up to when, that time included (now)' },
  { name: 'net', type: 'boolean', description: 'whether only what is different in the end is told (false)' },
]

/** Who holds what in an organization at a moment, or who gained and lost what in a time (api 48). */
export const ACCESS_REPORT_ENDPOINTS: readonly Endpoint[] = [
  listEndpoint<ReportRow>({
    path: '/organizations/{organization}/access-report',
    operation: 'getAccessReport',
    summary: 'everybody and what each holds at a moment, or with `since` what was gained and lost in a time',
    parameters: PARAMETERS,
    response: REPORT_ROW,
    orders: ['user', 'scope', 'permission'],
    tables: ['csv', 'ndjson'],
    problems: [403],
    isDated: true,
    answer: (asked) =>
      inManagedOrganization<Promise<Listing<ReportRow> | Trouble> | Trouble>(asked, (organization) => {
        const { query } = asked
        if (query.has('since')) {
          return isDated(asked)
            ? badParameter('since', 'names a time, and `at` and `seq` a moment: give one of them')
            : accessChanges(asked, organization)
        }
        const lone = ['until', 'net'].find((name) => query.has(name))
        return lone === undefined ? population(asked, organization) : badParameter(lone, 'stands only beside `since`')
      }),
  }),
]

function isDated({ query }: Asked): boolean {
  return query.has('at') || query.has('seq')
}
