import { BUILTIN_RIGHTS, MANAGE } from './builtin.ts'
import type { Grant } from './facts.ts'
import { type OrganizationIndex, rightKey } from './organization.ts'
import type { Ground } from './path.ts'
import { type Scope, scopeText } from './scope.ts'
import { NOTHING, type Table } from './table.ts'
import { contains } from './windows.ts'

/** Who was given what allows a permission on a scope, itself or `above` it: then only what includes descendants counts. */
export interface Given {
  readonly users: Table<readonly Grant[]>
  readonly groups: Table<readonly Grant[]>
  readonly isAbove: boolean
}

/** Everything that allows a permission on a scope: given by its name or by a role, there or on a workspace above; nearest first. */
export function givenOn(index: OrganizationIndex, permission: string, scope: Scope): readonly Given[] {
  const found: Given[] = []
  const add = (key: string, isAbove: boolean): void => {
    const users = index.toUsers.get(key) ?? NOTHING
    const groups = index.toGroups.get(key) ?? NOTHING
    if (users.size + groups.size > 0) found.push({ users, groups, isAbove })
  }
  const roles = scope.type === 'workspace' ? rolesAllowing(index, permission, scope.name) : []
  for (const [distance, place] of placesOf(index, scope).entries()) {
    const name = scopeText(place)
    add(rightKey(name, { type: 'right', name: permission }), distance > 0)
    for (const role of roles) add(rightKey(name, { type: 'role', name: role }), distance > 0)
  }
  return found
}

/** A scope and, for a workspace, those above it, nearest first; safe in a cycle. */
export function placesOf({ workspaces }: OrganizationIndex, scope: Scope): readonly Scope[] {
  if (scope.type !== 'workspace') return [scope]
  const names = new Set([scope.name])
  // A set is walked in insertion order and grows while it is walked.
  for (const name of names) {
    const parent = workspaces.get(name) ?? ''
    if (parent !== '') names.add(parent)
  }
  return [...names].map((name) => ({ type: 'workspace', name }))
}

/** What a role allows on a workspace: nothing where it is unknown, or for another workspace only (model §2 AccessRole); sorted. */
export function rightsOfRole({ roles }: OrganizationIndex, role: string, workspace: string): readonly string[] {
  const fact = roles.get(role)
  if (fact === undefined) return BUILTIN_RIGHTS.get(role) ?? []
  return fact.workspace === undefined || fact.workspace === workspace ? fact.permissions : []
}

/** Whether a grant counts at a moment, on what it is about or on what lies below that. */
export function isCounted(grant: Grant, isAbove: boolean, moment: number): boolean {
  return (!isAbove || grant.includesDescendants) && contains(grant.window, moment)
}

/** Whether being an admin answers the question: every effective admin holds MANAGE on the organization (model §3 LastAdmin). */
export function isAdministration(permission: string, scope: Scope): boolean {
  return permission === MANAGE && scope.type === 'organization'
}

/** A grant as the ground of a path to a permission. */
export function groundOf({ permission, gives, scope }: Grant, right: string): Ground {
  const ground = { type: 'permission', permission, right, scope } as const
  return gives.type === 'role' ? { ...ground, role: gives.name } : ground
}

function rolesAllowing(index: OrganizationIndex, permission: string, workspace: string): readonly string[] {
  const declared = [...(index.rolesWith.get(permission)?.keys() ?? [])]
  const builtin = ROLES_WITH.get(permission) ?? []
  return [...declared, ...builtin.filter((role) => !index.roles.has(role))]
    .filter((role) => rightsOfRole(index, role, workspace).includes(permission))
    .sort()
}

const ROLES_WITH: ReadonlyMap<string, readonly string[]> = new Map(
  [...new Set([...BUILTIN_RIGHTS.values()].flat())].map((permission) => [
    permission,
    [...BUILTIN_RIGHTS.keys()].filter((role) => BUILTIN_RIGHTS.get(role)?.includes(permission)),
  ]),
)
