import type { HttpProblem } from '../server.ts'
import type { System } from './system.ts'
import { WALDUR_CUSTOMER_ENDPOINTS } from './waldur/customers.ts'
import { WALDUR_EVENT_ENDPOINTS } from './waldur/events.ts'
import { WALDUR_GROUP_ENDPOINTS } from './waldur/groups.ts'
import { WALDUR_OFFERING_ENDPOINTS } from './waldur/offerings.ts'
import { WALDUR_PLAN_ENDPOINTS } from './waldur/plans.ts'
import { WALDUR_POLICY_ENDPOINTS } from './waldur/policies.ts'
import { WALDUR_STATISTICS_ENDPOINTS } from './waldur/statistics.ts'

/** Which groups something is for is declared (systems §1.1). */
const WRITES: readonly string[] = [
  '/api/customers/{uuid}/update_organization_groups/',
  ...['/api/marketplace-provider-offerings/', '/api/marketplace-plans/'].flatMap((path) =>
    ['update', 'delete'].map((what) => `${path}{uuid}/${what}_organization_groups/`),
  ),
]

/** Waldur's organization groups, customers, offerings and policies, and the statistics by them (systems §1). */
export const WALDUR: System = {
  name: 'waldur',
  endpoints: [
    ...WALDUR_GROUP_ENDPOINTS,
    ...WALDUR_CUSTOMER_ENDPOINTS,
    ...WALDUR_OFFERING_ENDPOINTS,
    ...WALDUR_PLAN_ENDPOINTS,
    ...WALDUR_POLICY_ENDPOINTS,
    ...WALDUR_STATISTICS_ENDPOINTS,
    ...WALDUR_EVENT_ENDPOINTS,
  ],
  writes: WRITES,
  error: waldurError,
}

/** What is wrong with parameters by their names, anything else as `detail` (systems §1.5). */
function waldurError({ status, title, detail = `${title}.`, errors = [] }: HttpProblem, method: string): object {
  if (status === 404 && detail === `${title}.`) return { detail: 'Not found.' }
  if (status === 405) return { detail: `Method "${method}" not allowed.` }
  if (errors.length === 0) return { detail }
  const names = [...new Set(errors.map(({ pointer }) => pointer))]
  const entries = names.map((name) => [
    name.replace(/^query\//, ''),
    errors.filter(({ pointer }) => pointer === name).map((one) => one.detail),
  ])
  return Object.fromEntries(entries)
}
