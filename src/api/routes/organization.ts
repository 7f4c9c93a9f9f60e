import { ADMIN_GROUP, MANAGE, USERS_GROUP } from '../../access/builtin.ts'
import { flag, part, text } from '../../access/fields.ts'
import { organizationIndex } from '../../access/indexed.ts'
import { ORGANIZATION } from '../../access/scope.ts'
import { whoCan } from '../../access/whocan.ts'
import { momentOf } from '../../access/windows.ts'
import { hasCome } from '../../lib/instant.ts'
import type { StoredResource } from '../../model/resource.ts'
import type { State } from '../../model/state.ts'
import { isAffected, scopeOf } from '../../usage/policies/scope.ts'
import { isOf, specOf } from '../../usage/spec.ts'
import type { StoredHolding } from '../../usage/stored.ts'
import { foremost, type SubscriptionStanding, standingsIn } from '../../usage/subscriptions.ts'
import type { Catalog } from '../catalog.ts'
import type { Asked } from '../endpoint.ts'
import { accessKeyOf, keyIdOf, keySecretOf } from './accesskey.ts'

/** What an organization is at an instant: archived, suspended by its declaration, or neither. */
export const STATES = ['active', 'suspended', 'archived'] as const

/** The state of an organization at an instant (RFC 3339). */
export function organizationState({ spec }: StoredResource, instant: string): (typeof STATES)[number] {
  if (flag(spec, 'archived')) return 'archived'
  const until = text(part(spec, 'suspended'), 'until')
  return until !== undefined && !hasCome(until, instant) ? 'suspended' : 'active'
}

/** What Charter says of an organization besides what is declared (model §2 Organization, status). */
export function organizationStatus({ catalog, view }: Asked, organization: StoredResource) {
  const { name } = organization
  const line = ancestorsOf(organization, catalog)
  const workspaces = catalog.of(name, 'Workspace')
  const admins = whoCan(
    organizationIndex(catalog.access, name),
    { permission: MANAGE, scope: ORGANIZATION },
    momentOf(view.instant),
  )
  const holding = catalog.holding(organization, view.instant)
  const subscription = foremost(standingsIn(holding))
  const key = accessKeyOf(catalog.of(name, 'AccessKey'))
  return {
    rootOrganization: line[0]?.name ?? name,
    path: line.map(({ spec, name: own }) => text(spec, 'displayName') ?? own).join(' -> '),
    childrenCount: catalog.of('', 'Organization').filter(({ spec }) => text(spec, 'parent') === name).length,
    environments: workspaces.filter(({ spec }) => text(spec, 'type') === 'environment').map((one) => one.name),
    groups: [...new Set([ADMIN_GROUP, USERS_GROUP, ...catalog.of(name, 'UserGroup').map((one) => one.name)])].sort(),
    userCount: catalog.of(name, 'User').length,
    adminCount: admins.size,
    hostCount: catalog.of(name, 'Host').length,
    ...(key === undefined ? {} : { access: accessOf(key, view.state) }),
    ...(subscription === undefined ? {} : { subscription: subscriptionValue(subscription) }),
    firedPolicies: firedPolicies(holding, view.state),
    holds: view.status.units
      .filter((unit) => unit.organization === name)
      .flatMap(({ holds }) => holds.map(({ code, digest, message, next }) => ({ code, digest, message, next }))),
  }
}

function accessOf(key: StoredResource, state: State) {
  const { hasSecret, rotatedAt } = keySecretOf(key, state)
  return { accessKey: keyIdOf(key), hasSecretKey: hasSecret, ...(rotatedAt === undefined ? {} : { rotatedAt }) }
}

function subscriptionValue({ plan, state, selfService, currentPeriod }: SubscriptionStanding) {
  const period = currentPeriod === undefined ? {} : { periodStart: currentPeriod.start, periodEnd: currentPeriod.end }
  return { plan, state, selfService, ...period }
}

/** The names of the policies that have fired and concern an organization. */
function firedPolicies(holding: StoredHolding, { policies }: State): readonly string[] {
  if (policies.size === 0) return []
  return [...holding.installation.values()]
    .filter(isOf('UsagePolicy'))
    .filter((policy) => 'uid' in policy && policies.has(String(policy.uid)))
    .filter((policy) => isAffected(scopeOf(specOf(policy), holding.installation), holding, momentOf(holding.instant)))
    .map(({ name }) => name)
    .sort()
}

/** An organization with those above it, the uppermost first; safe in a circle. */
export function ancestorsOf(organization: StoredResource, catalog: Catalog): readonly StoredResource[] {
  const line = [organization]
  for (let one = organization; ; ) {
    const parent = text(one.spec, 'parent')
    const above = parent === undefined ? undefined : catalog.of('', 'Organization').find(({ name }) => name === parent)
    if (above === undefined || line.includes(above)) return line.reverse()
    line.push(above)
    one = above
  }
}
