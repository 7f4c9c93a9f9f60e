import { type Grounded, groundsOf } from '../../access/grounds.ts'
import { organizationIndex } from '../../access/indexed.ts'
import { isPresentAt } from '../../access/presence.ts'
import { type Scope, scopeText } from '../../access/scope.ts'
import { contains, momentOf } from '../../access/windows.ts'
import { by } from '../../lib/compare.ts'
import type { StoredResource } from '../../model/resource.ts'
import { type Asked, type Endpoint, listEndpoint } from '../endpoint.ts'
import { listOf, objectOf, TEXT } from '../schema.ts'
import { inOrganization } from '../within.ts'
import { withResource } from './heads.ts'

const SOURCES = ['DIRECT', 'GROUP', 'HIERARCHY'] as const

/** What a user holds on something, in one of the ways that there are. */
interface Holding {
  readonly scope: Scope
  readonly source: (typeof SOURCES)[number]
  readonly permissions: readonly string[]
}

const HOLDING = objectOf({
  scope: {
    ...TEXT,
    description: 'what it is on: the organization, a workspace, a data source, a user or a user group',
  },
  name: { ...TEXT, description: 'the name of that' },
  permissions: listOf(TEXT),
  accessSource: {
    type: 'string',
    enum: SOURCES,
    description: 'whether it is given to the user, to a group of theirs, or on a workspace above',
  },
})

/** What a user may do in an organization, and why (api 9). */
export const HOLDING_ENDPOINTS: readonly Endpoint[] = [
  listEndpoint<Holding>({
    path: '/organizations/{organization}/users/{user}/permissions',
    operation: 'listUserPermissions',
    summary: 'what a user holds at that instant, roles taken apart; nothing where the user has no access',
    parameters: [
      {
        name: 'include_inherited',
        type: 'boolean',
        description: 'whether what groups and workspaces above give is told too (false)',
      },
    ],
    response: HOLDING,
    orders: ['scope', 'name'],
    tables: ['csv', 'ndjson'],
    isDated: true,
    answer: (asked) =>
      inOrganization(asked, (organization) =>
        withResource(asked.catalog.of(organization.name, 'User'), asked.path('user'), (user) => {
          const nameOf = ({ type, name }: Scope): string => (type === 'organization' ? organization.name : name)
          return {
            type: 'list',
            items: holdingsOf(asked, user),
            show: ({ scope, source, permissions }) => ({
              scope: scope.type,
              name: nameOf(scope),
              permissions,
              accessSource: source,
            }),
            name: ({ scope }) => nameOf(scope),
            orders: { scope: ({ scope }) => placeOf(scope), name: ({ scope }) => nameOf(scope) },
          }
        }),
      ),
  }),
]

/** By what it is on, the organization first, then by how it is held. */
function holdingsOf({ catalog, view, query }: Asked, { namespace, name }: StoredResource): readonly Holding[] {
  const index = organizationIndex(catalog.access, namespace)
  const moment = momentOf(view.instant)
  if (!isPresentAt(index, name, moment)) return []
  const isInherited = query.flag('include_inherited') ?? false
  const found = new Map<string, Holding & { readonly permissions: string[] }>()
  const told = new Set<string>()
  for (const grounded of groundsOf(index, name, (window) => contains(window, moment))) {
    const { scope, permission } = grounded
    const source = sourceOf(grounded)
    if (!isInherited && source !== 'DIRECT') continue
    const place = `${placeOf(scope)} ${SOURCES.indexOf(source)}`
    if (told.has(`${place} ${permission}`)) continue
    told.add(`${place} ${permission}`)
    const holding = found.get(place)
    if (holding === undefined) found.set(place, { scope, source, permissions: [permission] })
    else holding.permissions.push(permission)
  }
  return [...found]
    .sort(by(([place]) => place))
    .map(([, holding]) => ({ ...holding, permissions: holding.permissions.sort() }))
}

function placeOf(scope: Scope): string {
  return scope.type === 'organization' ? '' : scopeText(scope)
}

function sourceOf({ scope, ground, via }: Grounded): Holding['source'] {
  if (ground.type === 'permission' && ground.scope !== undefined && scopeText(ground.scope) !== scopeText(scope)) {
    return 'HIERARCHY'
  }
  return via === undefined ? 'DIRECT' : 'GROUP'
}
