import { present } from '../../../layouts/gooddata/ground.ts'
import { by } from '../../../lib/compare.ts'
import { countsIn } from '../../../usage/counts.ts'
import { ownEntitlements } from '../../../usage/entitled.ts'
import { type DeclaredEntitlement, declaredOf, entitlementsIn } from '../../../usage/entitlements.ts'
import type { StoredHolding } from '../../../usage/stored.ts'
import type { SystemAsked, SystemEndpoint } from '../system.ts'
import { listBody, namedIn } from './body.ts'
import type { Entities } from './jsonapi.ts'
import { inManaged, inOwn } from './within.ts'

/** The entitlements that the organization itself declares, of one name that which counts longest; without MANAGE those that are public. */
export const ENTITLEMENTS: Entities<DeclaredEntitlement> = {
  type: 'entitlement',
  path: 'entitlements',
  attributes: ['expiry', 'value'],
  relations: {},
  of({ ground, viewer }) {
    const all = ownEntitlements(ground.holding).map(declaredOf).filter(isToldTo(viewer, ground.holding.name))
    const lasting = all.toSorted(by(({ expiry = '9999' }) => expiry))
    return [...new Map(lasting.map((one) => [one.name, one])).values()]
  },
  id: ({ name }) => name,
  attributesOf: ({ value, expiry }) => present({ value, expiry }),
}

/** The entitlements that count, and what counts against them; of both those that a body names, else all (systems §3.2). */
export const GOODDATA_ACTION_ENDPOINTS: readonly SystemEndpoint[] = [
  {
    path: '/api/v1/actions/resolveEntitlements',
    body: listBody('entitlementsName'),
    answer: (asked) =>
      inOwn(asked, ({ holding }) => {
        const isAsked = namedIn(asked, 'entitlementsName')
        return { type: 'value', value: toldEntitlements(asked, holding).filter(({ name }) => isAsked(name)) }
      }),
  },
  {
    path: '/api/v1/actions/collectUsage',
    body: listBody('usageItemNames'),
    answer: (asked) =>
      inManaged(asked, ({ holding }) => {
        const isAsked = namedIn(asked, 'usageItemNames')
        const counts = Object.entries(countsIn(holding).platform).filter(([name]) => isAsked(name))
        return { type: 'value', value: counts.map(([name, count]) => ({ name, count })).sort(by(({ name }) => name)) }
      }),
  },
]

/** The entitlements that count for an organization, as far as whoever asks may know them, by name. */
export function toldEntitlements({ viewer }: SystemAsked, holding: StoredHolding) {
  const told = entitlementsIn(holding).entitlements.filter(isToldTo(viewer, holding.name))
  return told
    .map(({ name, value, expiry }) => ({
      name,
      ...(value === undefined ? {} : { value }),
      ...(expiry === undefined ? {} : { expiry }),
    }))
    .sort(by(({ name }) => name))
}

function isToldTo(
  viewer: SystemAsked['viewer'],
  organization: string,
): (one: Pick<DeclaredEntitlement, 'isPublic'>) => boolean {
  const isManager = viewer.manages(organization)
  return ({ isPublic }) => isManager || isPublic
}
