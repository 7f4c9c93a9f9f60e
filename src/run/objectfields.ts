import { flag, text } from '../access/fields.ts'
import { type Catalog, createCatalogs } from '../api/catalog.ts'
import { placesOf } from '../api/routes/grouping.ts'
import type { Passed, Verdict } from '../cluster/verdict.ts'
import { shortened } from '../lib/text.ts'
import type { JsonObject, StoredResource } from '../model/resource.ts'
import type { HoldStatus } from '../model/status.ts'
import { generationOf, isExpired, keyIdOf, keySecretOf } from '../status/accesskey.ts'
import { organizationStatus, type StandingAt } from '../status/organization.ts'
import { withoutEmails } from '../status/plain.ts'
import { standingsIn } from '../usage/subscriptions.ts'

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
    const standing = { ...passed, instant }
    return (stored, verdict) => {
      switch (stored.kind) {
        case 'Organization':
          return organizationFields(stored, catalog, standing)
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

/** What the API says of an organization, cut to what an object may hold, and without e-mail addresses. */
function organizationFields(stored: StoredResource, catalog: Catalog, standing: StandingAt): JsonObject {
  const whole = organizationStatus(catalog, standing, stored)
  return {
    ...whole,
    path: shortened(whole.path, MOST_PATH),
    environments: whole.environments.slice(0, MOST_NAMES),
    groups: whole.groups.slice(0, MOST_NAMES),
    firedPolicies: whole.firedPolicies.slice(0, MOST_NAMES),
    holds: whole.holds.slice(0, MOST_HOLDS).map(holdFields),
  }
}

function holdFields({
  code,
  digest,
  message,
  next,
}: Pick<HoldStatus, 'code' | 'digest' | 'message' | 'next'>): JsonObject {
  const steps = next.slice(0, 8).map((one) => shortened(withoutEmails(one), 1000))
  return { code, digest, message: withoutEmails(message), next: steps }
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
