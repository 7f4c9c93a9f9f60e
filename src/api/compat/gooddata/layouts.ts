import { permissionsOf } from '../../../layouts/gooddata/given.ts'
import { type Ground, identifierOf } from '../../../layouts/gooddata/ground.ts'
import { groupsIn, userGroupsLayout } from '../../../layouts/gooddata/groups.ts'
import { organizationLayout, organizationPermissions } from '../../../layouts/gooddata/organization.ts'
import { dataSourcesLayout, identityProvidersLayout } from '../../../layouts/gooddata/sources.ts'
import { usersLayout } from '../../../layouts/gooddata/users.ts'
import {
  workspaceDataFiltersLayout,
  workspaceLayout,
  workspacePermissions,
  workspacesIn,
  workspacesLayout,
} from '../../../layouts/gooddata/workspaces.ts'
import type { StoredResource } from '../../../model/resource.ts'
import type { SystemEndpoint } from '../system.ts'
import { inLayout } from './within.ts'

const PATH = '/api/v1/layout'

type Part = (ground: Ground, id: string) => object | undefined

/** What GoodData tells declaratively: the organization whole, and its parts (systems §3.2). */
const PARTS: Readonly<Record<string, Part>> = {
  organization: organizationLayout,
  'organization/permissions': organizationPermissions,
  dataSources: (ground) => ({ dataSources: dataSourcesLayout(ground) }),
  'dataSources/{id}/permissions': (ground, id) =>
    called(ground.holding.of('DataSource'), id, ({ name }) =>
      permissionsOf(ground.given({ type: 'dataSource', name })),
    ),
  identityProviders: identityProvidersLayout,
  users: (ground) => ({ users: usersLayout(ground) }),
  'users/{id}/permissions': (ground, id) =>
    called(ground.holding.of('User'), id, ({ name }) => permissionsOf(ground.given({ type: 'user', name }))),
  userGroups: (ground) => ({ userGroups: userGroupsLayout(ground) }),
  'userGroups/{id}/permissions': (ground, id) => {
    const found = groupsIn(ground).find(({ name }) => ground.id('UserGroup', name) === id)
    return found && permissionsOf(ground.given({ type: 'userGroup', name: found.name }))
  },
  usersAndUserGroups: (ground) => ({ users: usersLayout(ground), userGroups: userGroupsLayout(ground) }),
  workspaceDataFilters: (ground) => ({ workspaceDataFilters: workspaceDataFiltersLayout(ground) }),
  workspaces: (ground) => ({
    workspaceDataFilters: workspaceDataFiltersLayout(ground),
    workspaces: workspacesLayout(ground),
  }),
  'workspaces/{id}': (ground, id) => called(workspacesIn(ground), id, (one) => workspaceLayout(ground, one)),
  'workspaces/{id}/permissions': (ground, id) =>
    called(workspacesIn(ground), id, ({ name }) => workspacePermissions(ground, name)),
}

/** Layouts, for whoever manages the organization. */
export const GOODDATA_LAYOUT_ENDPOINTS: readonly SystemEndpoint[] = Object.entries(PARTS).map(([path, part]) => ({
  path: `${PATH}/${path}`,
  answer: (asked) => inLayout(asked, (ground) => part(ground, asked.path('id'))),
}))

function called<T>(
  resources: readonly StoredResource[],
  id: string,
  use: (resource: StoredResource) => T,
): T | undefined {
  const found = resources.find((one) => identifierOf(one) === id)
  return found && use(found)
}
