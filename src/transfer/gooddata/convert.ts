import type { JsonObject } from '../../model/resource.ts'
import { below, type Reading, type Spot } from '../reading/reading.ts'
import type { Imported } from './ground.ts'
import type { List } from './layout.ts'
import type { PermissionList } from './permission.ts'
import { providerAt } from './provider.ts'
import { type Conversion, dataSourceAt, groupAt, userAt, workspaceAt } from './thing.ts'

/** The lists of a layout whose items become declarations of their own, in the order in which these are written. */
export const THINGS = ['users', 'userGroups', 'workspaces', 'identityProviders', 'dataSources'] as const
export type Things = Extract<List, (typeof THINGS)[number]>

/** What the items of a list become: their kind, and the file for them. */
export const BECOMES: Readonly<Record<Things, { readonly kind: Imported; readonly file: string }>> = {
  users: { kind: 'User', file: 'users' },
  userGroups: { kind: 'UserGroup', file: 'user-groups' },
  workspaces: { kind: 'Workspace', file: 'workspaces' },
  identityProviders: { kind: 'IdentityProvider', file: 'identity-providers' },
  dataSources: { kind: 'DataSource', file: 'data-sources' },
}

/** The declaration that an item of a list becomes. */
export function* convert(list: Things, spot: Spot, conversion: Conversion): Reading<JsonObject> {
  switch (list) {
    case 'users':
      return yield* userAt(spot, conversion)
    case 'userGroups':
      return yield* groupAt(spot, conversion)
    case 'workspaces':
      return yield* workspaceAt(spot, conversion)
    case 'identityProviders':
      return providerAt(spot, conversion)
    case 'dataSources':
      return dataSourceAt(spot, conversion)
  }
}

/** The lists of permissions that an item of a list has. */
export function permissionListsOf(list: Things, spot: Spot, name: string): readonly PermissionList[] {
  const own = (field: 'workspace' | 'dataSource' | 'user' | 'userGroup'): PermissionList => ({
    spot: below(spot, 'permissions'),
    scope: { field, name },
    isHierarchical: false,
  })
  switch (list) {
    case 'users':
      return [own('user')]
    case 'userGroups':
      return [own('userGroup')]
    case 'workspaces':
      return [
        own('workspace'),
        { ...own('workspace'), spot: below(spot, 'hierarchyPermissions'), isHierarchical: true },
      ]
    case 'identityProviders':
      return []
    case 'dataSources':
      return [own('dataSource')]
  }
}
