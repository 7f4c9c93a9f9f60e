import { by } from '../../lib/compare.ts'
import { identityOf } from '../../model/resource.ts'
import { isPassed, ownEntitlements } from '../../usage/entitled.ts'
import {
  type DeclaredEntitlement,
  declaredOf,
  type EntitlementSource,
  entitlementsIn,
  type ResolvedEntitlement,
} from '../../usage/entitlements.ts'
import { type Asked, type Endpoint, type Listing, listEndpoint } from '../endpoint.ts'
import type { Parameter } from '../parameter.ts'
import { COUNT, DAY, FLAG, objectOf, TEXT } from '../schema.ts'
import { inOrganization } from '../within.ts'

const ENTITLEMENT = {
  name: TEXT,
  value: TEXT,
  expiry: { ...DAY, description: 'the last day on which it counts (UTC)' },
  public: { ...FLAG, description: 'whether readers without MANAGE see it' },
} as const

const DECLARED = objectOf(
  { ...ENTITLEMENT, passed: { ...FLAG, description: 'whether its last day is over at that instant' } },
  ['value', 'expiry'],
)

const SOURCE = objectOf(
  { type: { type: 'string', enum: ['organization', 'plan', 'license', 'stand-alone'] }, name: TEXT },
  ['name'],
)

const RESOLVED = objectOf(
  {
    ...ENTITLEMENT,
    source: { ...SOURCE, description: 'who gives it: the organization itself, its plan or the license' },
    limit: { ...COUNT, description: 'how much may be used' },
    unlimited: { ...FLAG, description: 'true where there is no limit' },
    used: { ...COUNT, description: 'how much is used, where Charter counts that; told with MANAGE' },
    over: { ...FLAG, description: 'whether more is used than is allowed; told with MANAGE' },
  },
  ['value', 'expiry', 'limit', 'unlimited', 'used', 'over'],
)

const NAMES: readonly Parameter[] = [
  { name: 'name', type: 'text', repeats: true, description: 'the name of an entitlement; several give all of them' },
]

/** What an organization is entitled to: as it is declared on it, and as it counts (api 21, 22). */
export const ENTITLEMENT_ENDPOINTS: readonly Endpoint[] = [
  listEndpoint<DeclaredEntitlement & { readonly passed: boolean }>({
    path: '/organizations/{organization}/entitlements',
    operation: 'listEntitlements',
    summary: 'the entitlements that the organization itself declares; without MANAGE those that are public',
    parameters: NAMES,
    response: DECLARED,
    orders: ['name'],
    isDated: true,
    answer: (asked) =>
      inOrganization(asked, (organization) => {
        const { instant } = asked.view
        const all = ownEntitlements(asked.catalog.holding(organization, instant))
          .map((one) => ({ ...declaredOf(one), passed: isPassed(one, instant) }))
          .sort(by(({ name, expiry = '' }) => `${name}\u0000${expiry}`))
        return listing(asked, organization.name, all, ({ isPublic, ...one }) => ({ ...one, public: isPublic }))
      }),
  }),
  listEndpoint<ResolvedEntitlement>({
    path: '/organizations/{organization}/entitlements/resolved',
    operation: 'resolveEntitlements',
    summary:
      'the entitlements that count, of each matter the first that says something; without MANAGE those that are public',
    parameters: NAMES,
    response: RESOLVED,
    orders: ['name'],
    isDated: true,
    answer: (asked) =>
      inOrganization(asked, (organization) => {
        const { entitlements } = entitlementsIn(asked.catalog.holding(organization, asked.view.instant))
        const isManager = asked.viewer.manages(organization.name)
        return listing(asked, organization.name, entitlements, ({ isPublic, source, allowance, ...one }) => ({
          ...one,
          public: isPublic,
          source: sourceOf(source),
          ...allowanceOf(allowance, isManager),
        }))
      }),
  }),
]

function listing<T extends DeclaredEntitlement>(
  { viewer, query }: Asked,
  organization: string,
  all: readonly T[],
  show: Listing<T>['show'],
): Listing<T> {
  const isManager = viewer.manages(organization)
  const wanted = query.texts('name')
  return {
    type: 'list',
    items: all.filter(
      ({ name, isPublic }) => (isManager || isPublic) && (wanted.length === 0 || wanted.includes(name)),
    ),
    show,
    orders: { name: ({ name }) => name },
  }
}

function sourceOf(source: EntitlementSource) {
  return source.type === 'stand-alone'
    ? { type: source.type }
    : { type: source.type, name: identityOf(source.key).name }
}

function allowanceOf(allowance: ResolvedEntitlement['allowance'], isManager: boolean) {
  if (allowance === undefined) return {}
  const { type, used } = allowance
  const use = isManager ? { used, over: type === 'limited' && allowance.isOver } : {}
  return type === 'limited' ? { limit: allowance.most, ...use } : { unlimited: true, ...use }
}
