import { by } from '../../lib/compare.ts'
import { countsIn } from '../../usage/counts.ts'
import { COUNTED } from '../../usage/matters.ts'
import { type Endpoint, listEndpoint } from '../endpoint.ts'
import { COUNT, objectOf, TEXT } from '../schema.ts'
import { inManagedOrganization } from '../within.ts'

const NAMES = COUNTED.map(({ count }) => count).sort()

interface Item {
  readonly name: string
  readonly count: number
}

/** How much of the platform an organization uses (api 23). */
export const PLATFORM_ENDPOINTS: readonly Endpoint[] = [
  listEndpoint<Item>({
    path: '/organizations/{organization}/platform-usage',
    operation: 'getPlatformUsage',
    summary: 'what counts against entitlements: declared users but the bootstrap user, and workspaces; needs MANAGE',
    parameters: [
      { name: 'name', type: 'one', of: NAMES, repeats: true, description: 'what is counted; several give all of them' },
    ],
    response: objectOf({ name: TEXT, count: COUNT }),
    orders: ['name', 'count'],
    problems: [403],
    isDated: true,
    answer: (asked) =>
      inManagedOrganization(asked, (organization) => {
        const { platform } = countsIn(asked.catalog.holding(organization, asked.view.instant))
        const wanted = asked.query.texts('name')
        return {
          type: 'list',
          items: Object.entries(platform)
            .map(([name, count]) => ({ name, count }))
            .filter(({ name }) => wanted.length === 0 || wanted.includes(name))
            .sort(by(({ name }) => name)),
          show: (item) => ({ ...item }),
          orders: { name: ({ name }) => name, count: ({ count }) => count },
        }
      }),
  }),
]
