import { entries, flag, names, text } from '../../access/fields.ts'
import type { JsonObject, Kind, StoredResource } from '../../model/resource.ts'
import {
  type Asked,
  badParameter,
  type Endpoint,
  type Listing,
  listEndpoint,
  type Trouble,
  valueEndpoint,
} from '../endpoint.ts'
import type { Parameter } from '../parameter.ts'
import { objectOf } from '../schema.ts'
import { organizationCalled } from '../within.ts'
import { HEAD, HEAD_ORDERS, headOf, resourcesShown, withResource } from './heads.ts'
import { specProperties } from './kinds.ts'
import { isOffered, isOpenTo, sightOf } from './readers.ts'

const OFFERING_STATES = ['draft', 'active', 'paused', 'archived'] as const

const FILTERS: readonly Parameter[] = [
  { name: 'organization', type: 'text', description: 'uid, name or id of an organization to which it is open' },
  {
    name: 'organization_group_uuid',
    type: 'text',
    repeats: true,
    description: 'the uid of a group that it names; several give all of them',
  },
  { name: 'archived', type: 'boolean', description: 'whether it is archived; for `organization` it is not (false)' },
]

const OFFERING = schemaOf('Offering', ['shared', 'state', 'organizationGroups', 'components'])
const PLAN = schemaOf('SubscriptionPlan', ['archived', 'hidden', 'selfService', 'organizationGroups'])

/** Offerings and plans, as far as they are there for the reader (api 36). */
export const OFFERING_ENDPOINTS: readonly Endpoint[] = [
  listEndpoint<StoredResource>({
    path: '/offerings',
    operation: 'listOfferings',
    summary: 'the offerings that the reader sees, or those of them that are open to one organization',
    parameters: [
      ...FILTERS,
      { name: 'state', type: 'one', of: OFFERING_STATES, description: 'the state of the offering' },
    ],
    response: OFFERING,
    orders: Object.keys(HEAD_ORDERS),
    hasLabels: true,
    isDated: true,
    answer: (asked) => {
      const state = asked.query.text('state')
      const seen = asked.catalog.of('', 'Offering').filter(sightOf(asked).offering)
      const wanted = seen.filter((one) => state === undefined || offeringState(one) === state)
      return listing(asked, wanted, { show: offeringValue, isShown: isOffered, isArchived: isArchivedOffering })
    },
  }),
  valueEndpoint({
    path: '/offerings/{offering}',
    operation: 'getOffering',
    summary: 'one offering, by uid or name',
    parameters: [],
    response: OFFERING,
    isDated: true,
    answer: (asked) =>
      withResource(asked.catalog.of('', 'Offering').filter(sightOf(asked).offering), asked.path('offering'), (one) => ({
        type: 'value',
        value: offeringValue(one),
      })),
  }),
  listEndpoint<StoredResource>({
    path: '/subscription-plans',
    operation: 'listPlans',
    summary: 'the plans that the reader sees, or those of them to which one organization may subscribe',
    parameters: [...FILTERS, { name: 'offering', type: 'text', description: 'the name of the offering it belongs to' }],
    response: PLAN,
    orders: Object.keys(HEAD_ORDERS),
    hasLabels: true,
    isDated: true,
    answer: (asked) => {
      const offering = asked.query.text('offering')
      const seen = asked.catalog.of('', 'SubscriptionPlan').filter(sightOf(asked).plan)
      const wanted = seen.filter(({ spec }) => offering === undefined || text(spec, 'offering') === offering)
      return listing(asked, wanted, { show: planValue, isShown: isShownPlan, isArchived: isArchivedPlan })
    },
  }),
  valueEndpoint({
    path: '/subscription-plans/{plan}',
    operation: 'getPlan',
    summary: 'one plan, by uid or name',
    parameters: [],
    response: PLAN,
    isDated: true,
    answer: (asked) =>
      withResource(asked.catalog.of('', 'SubscriptionPlan').filter(sightOf(asked).plan), asked.path('plan'), (one) => ({
        type: 'value',
        value: planValue(one),
      })),
  }),
]

/** What offerings and plans have in common: how they are told, and whether they are shown to organizations or put away. */
interface Way {
  readonly show: (one: StoredResource) => Readonly<Record<string, unknown>>
  readonly isShown: (one: StoredResource) => boolean
  readonly isArchived: (one: StoredResource) => boolean
}

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i

function listing(
  asked: Asked,
  seen: readonly StoredResource[],
  { show, isShown, isArchived }: Way,
): Listing<StoredResource> | Trouble {
  const { query, catalog, viewer } = asked
  const uids = query.texts('organization_group_uuid')
  if (uids.some((uid) => !UUID.test(uid))) return badParameter('organization_group_uuid', 'is a uuid')
  const wanted = new Set(uids.map((uid) => uid.toLowerCase()))
  const named = catalog.of('', 'OrganizationGroup').flatMap(({ uid, name }) => (wanted.has(uid) ? [name] : []))
  const word = query.text('organization')
  const archived = query.flag('archived') ?? (word === undefined ? undefined : false)
  const found = word === undefined ? undefined : organizationCalled(asked, word)
  const organization = found !== undefined && viewer.sees(found.name) ? found : undefined
  const own = new Set(organization === undefined ? [] : names(organization.spec, 'organizationGroups'))
  const isWanted = (one: StoredResource): boolean =>
    (uids.length === 0 || names(one.spec, 'organizationGroups').some((group) => named.includes(group))) &&
    (archived === undefined || isArchived(one) === archived) &&
    (word === undefined || (organization !== undefined && isShown(one) && isOpenTo(one, own)))
  return resourcesShown(seen.filter(isWanted), show)
}

function offeringState({ spec }: StoredResource): string {
  return text(spec, 'state') ?? 'active'
}

function isArchivedOffering(offering: StoredResource): boolean {
  return offeringState(offering) === 'archived'
}

function isArchivedPlan({ spec }: StoredResource): boolean {
  return flag(spec, 'archived')
}

function isShownPlan({ spec }: StoredResource): boolean {
  return !flag(spec, 'hidden')
}

function offeringValue(offering: StoredResource): Readonly<Record<string, unknown>> {
  const { spec } = offering
  const components = entries(spec, 'components').map(({ item }) => ({ billingType: 'usage', ...item }))
  const groups = names(spec, 'organizationGroups')
  return { ...headOf(offering), shared: true, state: 'active', ...spec, organizationGroups: groups, components }
}

function planValue(plan: StoredResource): Readonly<Record<string, unknown>> {
  const { spec } = plan
  const groups = names(spec, 'organizationGroups')
  return { ...headOf(plan), archived: false, hidden: false, selfService: false, ...spec, organizationGroups: groups }
}

/** What a kind declares, with its head; the `filled` fields are told by their default where nobody declares them. */
function schemaOf(kind: Kind, filled: readonly string[]): JsonObject {
  const spec = specProperties(kind)
  const always = ['displayName', ...filled]
  return objectOf(
    { ...HEAD, ...spec },
    Object.keys(spec).filter((name) => !always.includes(name)),
  )
}
