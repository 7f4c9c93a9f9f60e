import { text } from '../../access/fields.ts'
import { type Key, keyOf, type StoredResource } from '../../model/resource.ts'
import {
  foremost,
  type RemovedSubscription,
  type SubscriptionStanding,
  standingsIn,
} from '../../usage/subscriptions.ts'
import { type Asked, type Endpoint, listEndpoint, NOT_FOUND, valueEndpoint } from '../endpoint.ts'
import { DAY, FLAG, objectOf, TEXT, UID } from '../schema.ts'
import { inOrganization } from '../within.ts'
import { removedSubscriptions } from './removed.ts'

const STATES = ['scheduled', 'active', 'expired', 'cancelled'] as const

const END = { ...TEXT, description: 'a day, with whose beginning it ends; or `never`' }

const SUBSCRIPTION = objectOf(
  {
    uid: UID,
    name: TEXT,
    plan: TEXT,
    state: {
      type: 'string',
      enum: STATES,
      description: 'at that instant; `cancelled` where it was removed before its end',
    },
    startDate: DAY,
    endDate: { ...END, description: 'the end that is declared; absent where the plan has a fixed term' },
    effectiveEndDate: { ...END, description: 'when it ends, or with a fixed term the term that runs; or `never`' },
    fixedTerm: { ...TEXT, description: 'how long each term lasts, as an ISO 8601 duration' },
    currentPeriod: {
      ...objectOf({ start: DAY, end: END }),
      description: 'the anniversary month that runs, of an active subscription',
    },
    selfService: FLAG,
    overage: FLAG,
  },
  ['endDate', 'fixedTerm', 'currentPeriod'],
)

const ORDERS = {
  start_date: ({ startDate }: SubscriptionStanding) => startDate,
  name: ({ name }: SubscriptionStanding) => name,
  plan: ({ plan }: SubscriptionStanding) => plan,
} as const

/** The subscription of an organization, and all that it has and had (api 20). */
export const SUBSCRIPTION_ENDPOINTS: readonly Endpoint[] = [
  valueEndpoint({
    path: '/organizations/{organization}/subscription',
    operation: 'getSubscription',
    summary: 'the subscription that runs, else the next to begin, else the last to have ended; 404 where there is none',
    parameters: [],
    response: SUBSCRIPTION,
    isDated: true,
    answer: (asked) =>
      inOrganization(asked, (organization) => {
        const current = foremost(standingsIn(asked.catalog.holding(organization, asked.view.instant)))
        if (current === undefined) return NOT_FOUND
        return { type: 'value', value: shownOf(asked, organization)(current) }
      }),
  }),
  listEndpoint<SubscriptionStanding>({
    path: '/organizations/{organization}/subscriptions',
    operation: 'listSubscriptions',
    summary: 'all subscriptions by first day, those that were removed among them as far as the ledger is not sealed',
    parameters: [{ name: 'state', type: 'one', of: STATES, description: 'where it stands at that instant' }],
    response: SUBSCRIPTION,
    orders: Object.keys(ORDERS),
    isDated: true,
    answer: (asked) =>
      inOrganization(asked, async (organization) => {
        const removed = await asked.recorded.inTurn(() => removedSubscriptions(asked, organization))
        const wanted = asked.query.text('state')
        return {
          type: 'list',
          items: standingsIn(asked.catalog.holding(organization, asked.view.instant), removed).filter(
            ({ state }) => wanted === undefined || state === wanted,
          ),
          show: shownOf(asked, organization, removed),
          name: ({ name }) => name,
          orders: ORDERS,
        }
      }),
  }),
]

/** A standing with what of its declaration it does not say. */
function shownOf(
  { catalog }: Asked,
  { name }: StoredResource,
  removed: readonly RemovedSubscription[] = [],
): (standing: SubscriptionStanding) => Readonly<Record<string, unknown>> {
  const declared = new Map<Key, RemovedSubscription['resource'] | StoredResource>()
  for (const { resource } of removed) declared.set(keyOf(resource), resource)
  for (const one of catalog.of(name, 'Subscription')) declared.set(keyOf(one), one)
  return ({ key, ...standing }) => {
    const resource = declared.get(key)
    if (resource === undefined) return standing
    const uid = 'uid' in resource ? resource.uid : undefined
    return { uid, ...standing, endDate: text(resource.spec, 'endDate') }
  }
}
