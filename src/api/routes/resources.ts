import type { StoredResource } from '../../model/resource.ts'
import { momentOf, monthsAfter } from '../../usage/calendar.ts'
import { countsIn } from '../../usage/counts.ts'
import { type ResourceCounts, resourceCounts } from '../../usage/resources.ts'
import { type Asked, type Endpoint, valueEndpoint } from '../endpoint.ts'
import { COUNT, NUMBER, objectOf } from '../schema.ts'
import { inOrganization } from '../within.ts'
import { samplesWithin } from './samples.ts'

/** A gauge that was told longer ago says nothing of now. */
const MONTHS_BACK = -2

const MEASURED = { ...NUMBER, description: 'the latest gauge of that name, not older than two months; else 0' }

const RESOURCES = objectOf({
  projects: { ...COUNT, description: 'workspaces of type project' },
  users: { ...COUNT, description: 'users who are active at that instant, the bootstrap user among them' },
  deployments: MEASURED,
  deployment_versions: MEASURED,
  pipelines: MEASURED,
  pipeline_versions: MEASURED,
  buckets: MEASURED,
  environments: { ...COUNT, description: 'workspaces of type environment' },
})

/** How many of each sort of object an organization has (api 24, §4.6). */
export const RESOURCE_ENDPOINTS: readonly Endpoint[] = [
  valueEndpoint({
    path: '/organizations/{organization}/resources',
    operation: 'countResources',
    summary: 'how many objects there are: what is declared is counted, of the rest the latest gauge',
    parameters: [],
    response: RESOURCES,
    isDated: true,
    answer: (asked) =>
      inOrganization(asked, async (organization) => ({ type: 'value', value: await resourcesOf(asked, organization) })),
  }),
]

/** How many of each sort of object an organization has at the instant of the view. Throws `StoreError`. */
export async function resourcesOf(asked: Asked, organization: StoredResource): Promise<ResourceCounts> {
  const { instant } = asked.view
  const until = momentOf(instant) + 1
  const samples = await samplesWithin(asked, [organization], { from: monthsAfter(until, MONTHS_BACK), until })
  return resourceCounts(countsIn(asked.catalog.holding(organization, instant)), samples)
}
