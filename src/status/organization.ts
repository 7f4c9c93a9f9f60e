import { ADMIN_GROUP, MANAGE, USERS_GROUP } from '../access/builtin.ts'
import { text } from '../access/fields.ts'
import { type AccessIndex, organizationIndex } from '../access/indexed.ts'
import { ORGANIZATION } from '../access/scope.ts'
import { whoCan } from '../access/whocan.ts'
import { momentOf } from '../access/windows.ts'
import { groupBy } from '../lib/compare.ts'
import { onceEach } from '../lib/once.ts'
import type { Kind, StoredResource } from '../model/resource.ts'
import type { State } from '../model/state.ts'
import type { HoldStatus, Status } from '../model/status.ts'
import { isAffected, scopeOf } from '../usage/policies/scope.ts'
import { isOf, specOf } from '../usage/spec.ts'
import type { StoredHolding } from '../usage/stored.ts'
import { foremost, type SubscriptionStanding, standingsIn } from '../usage/subscriptions.ts'
import { accessKeyOf, keyIdOf, keySecretOf } from './accesskey.ts'

/** Where resources are looked up by organization and kind, sorted by name; what it gives twice is the same list. */
export interface Lookup {
  of(organization: string, kind: Kind): readonly StoredResource[]
  readonly access: AccessIndex
  holding(organization: StoredResource, instant: string): StoredHolding
}

/** How everything stands at an instant (RFC 3339). */
export interface StandingAt {
  readonly state: Pick<State, 'policies' | 'rotations'>
  readonly status: Pick<Status, 'units'>
  readonly instant: string
}

/** What Charter says of an organization besides what is declared (model §2 Organization, status), whole: whoever shows it cuts it. */
export function organizationStatus(lookup: Lookup, { state, status, instant }: StandingAt, stored: StoredResource) {
  const { name } = stored
  const line = ancestorsOf(stored, lookup)
  const question = { permission: MANAGE, scope: ORGANIZATION }
  const admins = whoCan(organizationIndex(lookup.access, name), question, momentOf(instant))
  const holding = lookup.holding(stored, instant)
  const subscription = foremost(standingsIn(holding))
  const key = accessKeyOf(lookup.of(name, 'AccessKey'))
  const environments = lookup.of(name, 'Workspace').filter(({ spec }) => text(spec, 'type') === 'environment')
  const groups = new Set([ADMIN_GROUP, USERS_GROUP, ...lookup.of(name, 'UserGroup').map((one) => one.name)])
  return {
    rootOrganization: line[0]?.name ?? name,
    path: line.map(({ spec, name: own }) => text(spec, 'displayName') ?? own).join(' -> '),
    childrenCount: treeOf(lookup.of('', 'Organization')).children.get(name)?.length ?? 0,
    environments: environments.map((one) => one.name),
    groups: [...groups].sort(),
    userCount: lookup.of(name, 'User').length,
    adminCount: admins.size,
    hostCount: lookup.of(name, 'Host').length,
    ...(key === undefined ? {} : { access: accessOf(key, state) }),
    ...(subscription === undefined ? {} : { subscription: subscriptionValue(subscription) }),
    firedPolicies: firedPolicies(holding, state),
    holds: (unitsOf(status.units).get(name) ?? []).flatMap(({ holds }) => holds.map(holdValue)),
  }
}

function accessOf(key: StoredResource, state: StandingAt['state']) {
  const { hasSecret, rotatedAt } = keySecretOf(key, state)
  return { accessKey: keyIdOf(key), hasSecretKey: hasSecret, ...(rotatedAt === undefined ? {} : { rotatedAt }) }
}

function subscriptionValue({ plan, state, selfService, currentPeriod }: SubscriptionStanding) {
  const period = currentPeriod === undefined ? {} : { periodStart: currentPeriod.start, periodEnd: currentPeriod.end }
  return { plan, state, selfService, ...period }
}

function holdValue({ code, digest, message, next }: HoldStatus) {
  return { code, digest, message, next }
}

/** The names of the policies that have fired and concern an organization. */
function firedPolicies(holding: StoredHolding, { policies }: StandingAt['state']): readonly string[] {
  if (policies.size === 0) return []
  return policiesOf(holding.installation)
    .filter((policy) => 'uid' in policy && policies.has(String(policy.uid)))
    .filter((policy) => isAffected(scopeOf(specOf(policy), holding.installation), holding, momentOf(holding.instant)))
    .map(({ name }) => name)
    .sort()
}

/** An organization with those above it, the uppermost first; safe in a circle. */
export function ancestorsOf(organization: StoredResource, lookup: Pick<Lookup, 'of'>): readonly StoredResource[] {
  const { byName } = treeOf(lookup.of('', 'Organization'))
  const line = [organization]
  for (let one = organization; ; ) {
    const parent = text(one.spec, 'parent')
    const above = parent === undefined ? undefined : byName.get(parent)
    if (above === undefined || line.includes(above)) return line.reverse()
    line.push(above)
    one = above
  }
}

const treeOf = onceEach((organizations: readonly StoredResource[]) => ({
  byName: new Map(organizations.map((one) => [one.name, one])),
  children: groupBy(organizations, ({ spec }) => text(spec, 'parent') ?? ''),
}))

const policiesOf = onceEach((installation: StoredHolding['installation']) =>
  [...installation.values()].filter(isOf('UsagePolicy')),
)

const unitsOf = onceEach((units: Status['units']) => groupBy(units, ({ organization = '' }) => organization))
