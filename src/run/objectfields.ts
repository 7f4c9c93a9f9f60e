import { ADMIN_GROUP, MANAGE, USERS_GROUP } from '../access/builtin.ts'
import { flag, text } from '../access/fields.ts'
import { organizationIndex } from '../access/indexed.ts'
import { ORGANIZATION } from '../access/scope.ts'
import { whoCan } from '../access/whocan.ts'
import { momentOf } from '../access/windows.ts'
import { type Catalog, createCatalogs } from '../api/catalog.ts'
import { accessKeyOf, generationOf, isExpired, keyIdOf, keySecretOf } from '../api/routes/accesskey.ts'
import { placesOf } from '../api/routes/grouping.ts'
import type { Passed, Verdict } from '../cluster/verdict.ts'
import { groupBy } from '../lib/compare.ts'
import { shortened } from '../lib/text.ts'
import type { JsonObject, StoredResource } from '../model/resource.ts'
import type { HoldStatus } from '../model/status.ts'
import { withoutEmails } from '../status/plain.ts'
import { foremost, standingsIn } from '../usage/subscriptions.ts'

/** Gives what the status of a stored object says besides what all say (model §2); lists have at most a hundred names. */
export type ObjectFields = (stored: StoredResource, verdict: Verdict) => JsonObject

const MOST_NAMES = 100
const MOST_HOLDS = 10
const MOST_PATH = 4096

/** Makes what gives the fields of objects after a pass, at an instant (RFC 3339); what has not changed since the last one is not looked up anew. */
export function createObjectFields(): (passed: Passed, instant: string) => ObjectFields {
  const catalogs = createCatalogs()
  return (passed, instant) => {
    const catalog = catalogs(passed.state.resources)
    const organizationFields = organizationsAt(passed, catalog, instant)
    return (stored, verdict) => {
      switch (stored.kind) {
        case 'Organization':
          return organizationFields(stored)
        case 'OrganizationGroup':
          return groupFields(stored, catalog)
        case 'AccessKey':
          return keyFields(stored, passed, instant)
        case 'Host':
          return { state: hostState(stored, verdict) }
        case 'UsagePolicy':
          return policyFields(stored, passed)
        case 'Subscription':
          return subscriptionFields(stored, catalog, instant)
        case 'DataSource':
          return dataSourceFields(stored)
      }
      return {}
    }
  }
}

function organizationsAt({ state, status }: Passed, catalog: Catalog, instant: string) {
  const all = catalog.of('', 'Organization')
  const byName = new Map(all.map((one) => [one.name, one]))
  const children = groupBy(all, ({ spec }) => text(spec, 'parent') ?? '')
  const units = groupBy(status.units, ({ organization = '' }) => organization)
  return (organization: StoredResource): JsonObject => {
    const { name } = organization
    const of = (kind: 'Workspace' | 'UserGroup' | 'User' | 'Host' | 'AccessKey') => catalog.of(name, kind)
    const line = lineOf(organization, byName)
    const environments = of('Workspace').filter(({ spec }) => text(spec, 'type') === 'environment')
    const groups = new Set([ADMIN_GROUP, USERS_GROUP, ...of('UserGroup').map((one) => one.name)])
    const question = { permission: MANAGE, scope: ORGANIZATION }
    const own = units.get(name) ?? []
    const path = line.map((one) => text(one.spec, 'displayName') ?? one.name).join(' -> ')
    const key = accessKeyOf(of('AccessKey'))
    const subscription = foremost(standingsIn(catalog.holding(organization, instant)))
    return {
      rootOrganization: line[0]?.name ?? name,
      path: shortened(path, MOST_PATH),
      childrenCount: children.get(name)?.length ?? 0,
      environments: environments.map((one) => one.name).slice(0, MOST_NAMES),
      groups: [...groups].sort().slice(0, MOST_NAMES),
      userCount: of('User').length,
      adminCount: whoCan(organizationIndex(catalog.access, name), question, momentOf(instant)).size,
      hostCount: of('Host').length,
      ...(key === undefined ? {} : { access: accessFields(key, state) }),
      ...(subscription === undefined ? {} : { subscription: subscribed(subscription) }),
      firedPolicies: own.flatMap(({ firedPolicies = [] }) => firedPolicies).slice(0, MOST_NAMES),
      holds: own.flatMap(({ holds }) => holds.map(holdFields)).slice(0, MOST_HOLDS),
    }
  }
}

/** An organization with those above it, the uppermost first; safe in a circle. */
function lineOf(organization: StoredResource, byName: ReadonlyMap<string, StoredResource>): readonly StoredResource[] {
  const line = [organization]
  for (let at = text(organization.spec, 'parent'); at !== undefined; ) {
    const above = byName.get(at)
    if (above === undefined || line.includes(above)) break
    line.push(above)
    at = text(above.spec, 'parent')
  }
  return line.reverse()
}

function holdFields({ code, digest, message, next }: HoldStatus): JsonObject {
  const steps = next.slice(0, 8).map((one) => shortened(withoutEmails(one), 1000))
  return { code, digest, message: withoutEmails(message), next: steps }
}

function accessFields(key: StoredResource, state: Passed['state']): JsonObject {
  const { hasSecret, rotatedAt } = keySecretOf(key, state)
  return { accessKey: keyIdOf(key), hasSecretKey: hasSecret, ...(rotatedAt === undefined ? {} : { rotatedAt }) }
}

function subscribed({ plan, state, selfService, currentPeriod }: NonNullable<ReturnType<typeof foremost>>): JsonObject {
  const period = currentPeriod === undefined ? {} : { periodStart: currentPeriod.start, periodEnd: currentPeriod.end }
  return { plan, state, selfService, ...period }
}

function groupFields({ name }: StoredResource, catalog: Catalog): JsonObject {
  const place = placesOf(catalog).get(name)
  if (place === undefined) return {}
  const { line, direct, all, children } = place
  const parent = line.at(-2)
  const above =
    parent === undefined ? {} : { parentUid: parent.uid, parentName: text(parent.spec, 'displayName') ?? '' }
  return {
    path: shortened(line.map((one) => text(one.spec, 'displayName') ?? one.name).join(' -> '), MOST_PATH),
    depth: line.length - 1,
    ...above,
    organizationsCount: direct.length,
    organizationsCountTotal: all.length,
    childrenCount: children.length,
  }
}

function keyFields(key: StoredResource, { state }: Passed, instant: string): JsonObject {
  const { hasSecret, rotatedAt } = keySecretOf(key, state)
  const made = rotatedAt === undefined ? {} : { rotatedAt }
  const generation = hasSecret
    ? { secretGeneration: state.rotations.get(key.uid)?.generation ?? generationOf(key) }
    : {}
  return { keyId: keyIdOf(key), hasSecret, ...generation, ...made, expired: isExpired(key, instant) }
}

/** Nothing else of a host is known here than how its declaration stands. */
function hostState({ spec }: StoredResource, verdict: Verdict): string {
  if (flag(spec, 'archived')) return 'DEFINED'
  if (verdict.type === 'inForce') return 'READY'
  return verdict.type === 'stalled' && verdict.why === 'held' ? 'UPDATING' : 'ERROR'
}

/** Its values change all the time: the API tells them, not the cluster. */
function policyFields({ name, uid }: StoredResource, { state, status }: Passed): JsonObject {
  const fired = state.policies.get(uid)
  if (fired === undefined) return { fired: false }
  const affected = status.policies?.find((policy) => policy.name === name)?.organizations.length ?? 0
  return { fired: true, firedAt: fired.since, affectedCount: affected }
}

function subscriptionFields({ name, namespace }: StoredResource, catalog: Catalog, instant: string): JsonObject {
  const organization = catalog.organization(namespace)
  if (organization === undefined) return {}
  const one = standingsIn(catalog.holding(organization, instant)).find((standing) => standing.name === name)
  if (one === undefined) return {}
  const { state, effectiveEndDate, currentPeriod, selfService } = one
  return { state, effectiveEndDate, selfService, ...(currentPeriod === undefined ? {} : { currentPeriod }) }
}

function dataSourceFields({ spec }: StoredResource): JsonObject {
  return {
    hasPassword: spec.passwordRef !== undefined,
    hasToken: spec.tokenRef !== undefined,
    hasClientSecret: spec.clientSecretRef !== undefined,
    hasPrivateKey: spec.privateKeyRef !== undefined,
  }
}
