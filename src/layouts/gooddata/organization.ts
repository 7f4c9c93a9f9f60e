import { entries, items, text } from '../../access/fields.ts'
import { ORGANIZATION } from '../../access/scope.ts'
import type { Json, JsonObject } from '../../model/resource.ts'
import type { Given } from './given.ts'
import { type Ground, identifierOf, present } from './ground.ts'
import { groupsIn, userGroupsLayout } from './groups.ts'
import { settingsIn } from './settings.ts'
import { dataSourcesLayout, identityProvidersLayout, ownProvider, ownProviderLink } from './sources.ts'
import { usersLayout } from './users.ts'
import { workspaceDataFiltersLayout, workspacesLayout } from './workspaces.ts'

/**
 * An organization whole, as GoodData declares one (systems §3.2): no secret is in it, and nothing of where one stands. What is given in windows
 * is as it is at the moment of the ground. Every list is sorted by name, permissions by theirs and by whom they are given to.
 */
export function organizationLayout(ground: Ground): JsonObject {
  return Object.fromEntries(layoutSections(ground).map(([name, section]) => [name, section()]))
}

/** The parts of a layout by the names under which it has them; each is made when it is asked for. */
export function layoutSections(ground: Ground): readonly (readonly [name: string, section: () => Json])[] {
  return [
    ['dataSources', () => dataSourcesLayout(ground)],
    ['identityProviders', () => identityProvidersLayout(ground)],
    ['organization', () => organizationInfo(ground)],
    ['users', () => usersLayout(ground)],
    ['userGroups', () => userGroupsLayout(ground)],
    ['workspaceDataFilters', () => workspaceDataFiltersLayout(ground)],
    ['workspaces', () => workspacesLayout(ground)],
  ]
}

/** How many things a layout has, by which it is told whether it is too large: counted, not made. */
export function layoutSize({ holding }: Pick<Ground, 'holding'>): number {
  const kinds = ['User', 'UserGroup', 'Permission', 'Workspace', 'DataSource', 'IdentityProvider'] as const
  return kinds.reduce((sum, kind) => sum + holding.of(kind).length, 1)
}

/** The organization itself: its name, where it is reached, who may do what, and how it looks. */
export function organizationInfo(ground: Ground): JsonObject {
  const { organization } = ground.holding
  const { spec, name } = organization
  return {
    hostname: text(spec, 'hostname') ?? '',
    name: text(spec, 'displayName') ?? name,
    id: identifierOf(organization),
    ...ownProvider(ground),
    permissions: organizationPermissions(ground),
    ...present({
      allowedOrigins: items(spec, 'allowedOrigins'),
      cspDirectives: entries(spec, 'cspDirectives').map(({ item }) => item),
      colorPalettes: entries(spec, 'colorPalettes').map(({ item }) => item),
      themes: entries(spec, 'themes').map(({ item }) => item),
      settings: settingsIn(spec),
      earlyAccessValues: items(spec, 'earlyAccess'),
      identityProvider: ownProviderLink(ground),
    }),
  }
}

/** Who may do what on the organization; as GoodData's document has it, with what they are called. */
export function organizationPermissions(ground: Ground): readonly JsonObject[] {
  const labels = labelsIn(ground)
  return ground.given(ORGANIZATION).map(({ name, assignee: { id, type } }: Given) => ({
    name,
    assignee: { id, ...present({ name: labels.get(`${type} ${id}`) }), type },
  }))
}

function labelsIn(ground: Ground): ReadonlyMap<string, string> {
  const groups = groupsIn(ground).map(
    ({ name, stored }) =>
      [`userGroup ${ground.id('UserGroup', name)}`, (stored && text(stored.spec, 'displayName')) ?? name] as const,
  )
  const users = ground.holding.of('User').map((user) => [`user ${identifierOf(user)}`, fullName(user.spec)] as const)
  return new Map([...groups, ...users.filter(([, name]) => name !== '')])
}

/** What somebody is called; empty where that is not declared. */
export function fullName(spec: JsonObject): string {
  return [text(spec, 'firstName'), text(spec, 'lastName')].filter((one) => one !== undefined).join(' ')
}
