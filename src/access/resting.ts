import { type Key, type Kind, keyOf } from '../model/resource.ts'
import { placesOf } from './given.ts'
import type { OrganizationIndex } from './organization.ts'
import { type AccessPath, groupsAlong } from './path.ts'
import type { Question } from './question.ts'

/**
 * The resources that a path to a permission rests on, nearest to the user first: the user, the groups, the Permission and
 * its role, and the workspaces from the one that is asked for up to the one that is granted. Built-in groups and roles, which
 * nothing declares, are among them by name.
 */
export function restingOn(
  index: OrganizationIndex,
  organization: string,
  { scope }: Question,
  { user, via, ground }: AccessPath,
): readonly Key[] {
  const key = (kind: Kind) => (name: string) => keyOf({ kind, namespace: organization, name })
  const keys = [key('User')(user), ...groupsAlong(via).map(key('UserGroup'))]
  if (ground.type !== 'permission') return keys
  const { permission, role, scope: granted = scope } = ground
  const places = placesOf(index, scope).map(({ name }) => name)
  const between = scope.type === 'workspace' ? places.slice(0, places.indexOf(granted.name) + 1) : []
  return [
    ...keys,
    key('Permission')(permission),
    ...(role === undefined ? [] : [key('AccessRole')(role)]),
    ...between.map(key('Workspace')),
  ]
}

/** The resource that gives what a path leads to: the Permission, the user for a field of its own, or the group `admin`. */
export function groundKey(organization: string, { user, via, ground }: AccessPath): Key {
  const key = (kind: Kind, name: string) => keyOf({ kind, namespace: organization, name })
  switch (ground.type) {
    case 'flag':
    case 'role':
      return key('User', user)
    case 'group':
      return key('UserGroup', groupsAlong(via).at(-1) ?? '')
    case 'permission':
      return key('Permission', ground.permission)
  }
}
