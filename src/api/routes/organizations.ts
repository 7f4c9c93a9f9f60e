import { flag, names, text } from '../../access/fields.ts'
import type { StoredResource } from '../../model/resource.ts'
import { type Asked, type Endpoint, type Listing, listEndpoint, NOT_FOUND, valueEndpoint } from '../endpoint.ts'
import type { Parameter } from '../parameter.ts'
import { FLAG, objectOf, TEXT, TIME, UID } from '../schema.ts'
import { inOrganization } from '../within.ts'
import { HEAD, HEAD_ORDERS, headOf } from './heads.ts'
import { specProperties, statusSchema } from './kinds.ts'
import { organizationState, organizationStatus, STATES } from './organization.ts'
import { SETTINGS, settingsSeen, sightOf } from './sight.ts'

/** An organization in a list. */
export const ORGANIZATION_SUMMARY = objectOf({
  uid: UID,
  id: TEXT,
  name: TEXT,
  displayName: TEXT,
  createdAt: TIME,
  state: { type: 'string', enum: STATES },
  twoFactorRequired: FLAG,
})

/** What orders lists of organizations know. */
export const ORGANIZATION_ORDERS: readonly string[] = [...Object.keys(HEAD_ORDERS), 'user_count']

const { settings: _settings, ...SPEC } = specProperties('Organization')

const WHOLE = objectOf(
  {
    ...HEAD,
    state: { type: 'string', enum: STATES },
    ...SPEC,
    settings: SETTINGS,
    status: statusSchema('Organization'),
  },
  [...Object.keys(SPEC), 'settings'],
)

const FILTERS: readonly Parameter[] = [
  { name: 'group', type: 'text', description: 'the name or uid of an OrganizationGroup that the organization names' },
  { name: 'group_name', type: 'text', description: 'what the display name of such a group contains' },
  { name: 'parent', type: 'text', description: 'the organization above: its uid, name or id' },
  { name: 'plan', type: 'text', description: 'the plan of the subscription that is in force' },
  { name: 'state', type: 'one', of: STATES, description: 'whether the organization is archived or suspended' },
]

/** `/organizations`, one of them, that of the reader, and those below one (api 1 to 4). */
export const ORGANIZATION_ENDPOINTS: readonly Endpoint[] = [
  listEndpoint<StoredResource>({
    path: '/organizations',
    operation: 'listOrganizations',
    summary: 'the organizations that the reader sees',
    parameters: FILTERS,
    response: ORGANIZATION_SUMMARY,
    orders: ORGANIZATION_ORDERS,
    hasLabels: true,
    isDated: true,
    answer: (asked) => organizationListing(asked, asked.catalog.of('', 'Organization').filter(isWanted(asked))),
  }),
  valueEndpoint({
    path: '/organizations/{organization}',
    operation: 'getOrganization',
    summary: 'one organization, by uid, name or id',
    parameters: [],
    response: WHOLE,
    isDated: true,
    answer: (asked) =>
      inOrganization(asked, (organization) => ({ type: 'value', value: organizationValue(asked, organization) })),
  }),
  valueEndpoint({
    path: '/organization',
    operation: 'getOwnOrganization',
    summary:
      'the organization whose host name the request was sent to, else the only one that the token or the person belongs to',
    parameters: [],
    response: WHOLE,
    isDated: true,
    answer(asked) {
      const organization = ownOrganization(asked)
      if (organization === undefined) return NOT_FOUND
      asked.concerns(organization)
      return { type: 'value', value: organizationValue(asked, organization) }
    },
  }),
  listEndpoint<StoredResource>({
    path: '/organizations/{organization}/children',
    operation: 'listChildren',
    summary: 'the organizations that name this one as their parent, as far as the reader sees them',
    parameters: [],
    response: ORGANIZATION_SUMMARY,
    orders: ORGANIZATION_ORDERS,
    hasLabels: true,
    isDated: true,
    answer: (asked) =>
      inOrganization(asked, ({ name }) => {
        const all = asked.catalog.of('', 'Organization')
        return organizationListing(
          asked,
          all.filter((one) => text(one.spec, 'parent') === name && asked.viewer.sees(one.name)),
        )
      }),
  }),
]

/** Organizations as a list, as far as the reader sees them. */
export function organizationListing(asked: Asked, items: readonly StoredResource[]): Listing<StoredResource> {
  return {
    type: 'list',
    items: items.filter(({ name }) => asked.viewer.sees(name)),
    organization: ({ name }) => name,
    show: (one) => ({
      ...headOf(one),
      displayName: one.spec.displayName,
      state: organizationState(one, asked.view.instant),
      twoFactorRequired: flag(one.spec, 'twoFactorRequired'),
    }),
    name: ({ name }) => name,
    labels: ({ labels }) => labels,
    orders: { ...HEAD_ORDERS, user_count: ({ name }) => asked.catalog.of(name, 'User').length },
  }
}

/** By the host name that is declared, where the reader sees it; else by what the reader belongs to, where that is one. */
export function ownOrganization({ catalog, viewer, host }: Asked): StoredResource | undefined {
  const seen = catalog.of('', 'Organization').filter(({ name }) => viewer.sees(name))
  const named = seen.find(({ spec }) => text(spec, 'hostname')?.toLowerCase() === host)
  if (named !== undefined) return named
  const { identity } = viewer
  return !isForAll(identity) && seen.length === 1 ? seen[0] : undefined
}

function isForAll(identity: Asked['viewer']['identity']): boolean {
  switch (identity.type) {
    case 'token':
      return identity.organizations === undefined
    case 'kubernetes':
      return identity.sees === undefined
    case 'person':
    case 'user':
      return false
  }
}

function isWanted(asked: Asked): (organization: StoredResource) => boolean {
  const { query, catalog, view } = asked
  const [group, groupName, parent, plan, state] = ['group', 'group_name', 'parent', 'plan', 'state'].map(query.text)
  const groups = catalog
    .of('', 'OrganizationGroup')
    .filter(
      ({ uid, name, spec }) =>
        (group === undefined || uid === group || name === group) &&
        (groupName === undefined || (text(spec, 'displayName') ?? '').toLowerCase().includes(groupName.toLowerCase())),
    )
  const groupNames = new Set(groups.map(({ name }) => name))
  const above = parent === undefined ? undefined : (catalog.organization(parent)?.name ?? '')
  return (one) =>
    ((group === undefined && groupName === undefined) ||
      names(one.spec, 'organizationGroups').some((name) => groupNames.has(name))) &&
    (above === undefined || text(one.spec, 'parent') === above) &&
    (state === undefined || organizationState(one, view.instant) === state) &&
    (plan === undefined || organizationStatus(asked, one).subscription?.plan === plan)
}

function organizationValue(asked: Asked, organization: StoredResource): object {
  const { settings: _, ...spec } = organization.spec
  return {
    ...headOf(organization),
    ...spec,
    settings: settingsSeen(organization.spec, sightOf(asked, organization.name)),
    state: organizationState(organization, asked.view.instant),
    status: organizationStatus(asked, organization),
  }
}
