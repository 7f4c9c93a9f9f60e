import { text } from '../../access/fields.ts'
import type { JsonObject, StoredResource } from '../../model/resource.ts'
import { type Asked, type Endpoint, listEndpoint, NOT_FOUND, type Trouble, valueEndpoint } from '../endpoint.ts'
import { COUNT, listOf, objectOf, TEXT } from '../schema.ts'
import { type Place, placesOf } from './grouping.ts'
import { HEAD, HEAD_ORDERS, headOf, resourceCalled } from './heads.ts'
import { ORGANIZATION_ORDERS, ORGANIZATION_SUMMARY, organizationListing } from './organizations.ts'
import { isReader } from './readers.ts'

const ABOUT = {
  displayName: TEXT,
  type: TEXT,
  organizationsCount: { ...COUNT, description: 'how many organizations name the group itself' },
  organizationsCountTotal: { ...COUNT, description: 'how many name it or a group below it, each once' },
  childrenCount: { ...COUNT, description: 'how many groups are right below it' },
} as const

const GROUP = objectOf(
  {
    ...HEAD,
    ...ABOUT,
    parent: { ...TEXT, description: 'the name of the group above' },
    parentUid: TEXT,
    parentName: { ...TEXT, description: 'what the group above is called' },
    path: { ...TEXT, description: 'what it and the groups above are called, from the top' },
    depth: { ...COUNT, description: '0 where no group is above' },
  },
  ['type', 'parent', 'parentUid', 'parentName'],
)

/** How deep groups are nested at most (model §2 OrganizationGroup). */
const MOST_DEPTH = 32

/** The operations on organization groups (api 31 to 34). */
export const ORGANIZATION_GROUP_ENDPOINTS: readonly Endpoint[] = [
  listEndpoint<Place>({
    path: '/organization-groups',
    operation: 'listOrganizationGroups',
    summary: 'the groups of organizations',
    parameters: [
      { name: 'parent', type: 'text', description: 'the group above: its uid or name' },
      { name: 'type', type: 'text', description: 'the type that is declared' },
    ],
    response: GROUP,
    orders: [...Object.keys(HEAD_ORDERS), 'organizations_count'],
    hasLabels: true,
    isDated: true,
    answer: (asked) => ({
      type: 'list',
      items: wantedGroups(asked),
      show: groupValue,
      name: ({ name }) => name,
      labels: ({ resource }) => resource.labels,
      orders: {
        name: ({ name }) => name,
        created_at: ({ resource }) => resource.createdAt,
        updated_at: ({ resource }) => resource.updatedAt,
        organizations_count: ({ direct }) => direct.length,
      },
    }),
  }),
  // Before `{group}`: a group that is called `tree` is told by its uid.
  valueEndpoint({
    path: '/organization-groups/tree',
    operation: 'getOrganizationGroupTree',
    summary: 'all groups of organizations, each with those below it',
    parameters: [],
    response: listOf(branchSchema(MOST_DEPTH)),
    isDated: true,
    answer: (asked) => {
      const places = isReader(asked) ? placesOf(asked.catalog) : new Map<string, Place>()
      const roots = [...places.values()].filter(({ line }) => line.length === 1)
      return { type: 'value', value: roots.map((root) => branchValue(root, places)) }
    },
  }),
  valueEndpoint({
    path: '/organization-groups/{group}',
    operation: 'getOrganizationGroup',
    summary: 'one group of organizations, by uid or name',
    parameters: [],
    response: GROUP,
    isDated: true,
    answer: (asked) => inGroup(asked, (place) => ({ type: 'value', value: groupValue(place) })),
  }),
  listEndpoint<StoredResource>({
    path: '/organization-groups/{group}/organizations',
    operation: 'listOrganizationsOfGroup',
    summary: 'the organizations of a group, as far as the reader sees them',
    parameters: [{ name: 'recursive', type: 'boolean', description: 'with those of the groups below (false)' }],
    response: ORGANIZATION_SUMMARY,
    orders: ORGANIZATION_ORDERS,
    hasLabels: true,
    isDated: true,
    answer: (asked) =>
      inGroup(asked, ({ direct, all }) => {
        const members = new Set(asked.query.flag('recursive') === true ? all : direct)
        return organizationListing(
          asked,
          asked.catalog.of('', 'Organization').filter(({ name }) => members.has(name)),
        )
      }),
  }),
]

/** The organization group that an address names (`{group}`), for whoever sees any organization; else what is not there. */
export function inGroup<T>(asked: Asked, use: (place: Place) => T): T | Trouble {
  const groups = isReader(asked) ? asked.catalog.of('', 'OrganizationGroup') : []
  const found = resourceCalled(groups, asked.path('group'))
  const place = found === undefined ? undefined : placesOf(asked.catalog).get(found.name)
  return place === undefined ? NOT_FOUND : use(place)
}

function wantedGroups(asked: Asked): readonly Place[] {
  if (!isReader(asked)) return []
  const { query, catalog } = asked
  const [parent, type] = [query.text('parent'), query.text('type')]
  const above = parent === undefined ? undefined : resourceCalled(catalog.of('', 'OrganizationGroup'), parent)
  return [...placesOf(catalog).values()].filter(
    ({ resource: { spec } }) =>
      (parent === undefined || (above !== undefined && text(spec, 'parent') === above.name)) &&
      (type === undefined || text(spec, 'type') === type),
  )
}

function aboutOf({ resource, displayName, direct, all, children }: Place) {
  return {
    displayName,
    type: text(resource.spec, 'type'),
    organizationsCount: direct.length,
    organizationsCountTotal: all.length,
    childrenCount: children.length,
  }
}

function groupValue(place: Place): Readonly<Record<string, unknown>> {
  const { resource, line } = place
  const parent = line.at(-2)
  return {
    ...headOf(resource),
    ...aboutOf(place),
    parent: parent?.name,
    parentUid: parent?.uid,
    parentName: parent === undefined ? undefined : text(parent.spec, 'displayName'),
    path: line.map(({ name, spec }) => text(spec, 'displayName') ?? name).join(' -> '),
    depth: line.length - 1,
  }
}

function branchValue(place: Place, places: ReadonlyMap<string, Place>): object {
  const children = place.children.flatMap(({ name }) => places.get(name) ?? [])
  const below = children.map((child) => branchValue(child, places))
  return { uid: place.uid, name: place.name, ...aboutOf(place), children: below }
}

/** A group with those below it, so many levels deep: every object of a response is closed, so none may name itself. */
function branchSchema(levels: number): JsonObject {
  const own = { uid: TEXT, name: TEXT, ...ABOUT }
  return objectOf(levels === 0 ? own : { ...own, children: listOf(branchSchema(levels - 1)) }, ['type', 'children'])
}
