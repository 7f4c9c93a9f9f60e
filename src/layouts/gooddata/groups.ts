import { ADMIN_GROUP, BUILTIN_GROUPS, isEmptyBuiltin, USERS_GROUP } from '../../access/builtin.ts'
import { isEffective } from '../../access/closure.ts'
import { names, text } from '../../access/fields.ts'
import { by } from '../../lib/compare.ts'
import type { JsonObject, StoredResource } from '../../model/resource.ts'
import { isInhabited, permissionsOf } from './given.ts'
import { type Ground, present } from './ground.ts'

/** A group that a layout has: declared, or built in and declared by nobody. */
export interface LaidGroup {
  readonly name: string
  readonly stored: StoredResource | undefined
}

/** The groups of a layout, sorted by name: those that are declared, and of the built-in ones those that mean something. */
export function groupsIn(ground: Pick<Ground, 'holding' | 'index'>): readonly LaidGroup[] {
  const declared = ground.holding.of('UserGroup').filter((group) => !isEmptyBuiltin(group))
  const known = new Set(declared.map(({ name }) => name))
  const builtin = BUILTIN_GROUPS.filter((name) => !known.has(name) && isUsed(ground, name))
  return [
    ...declared.map((stored) => ({ name: stored.name, stored })),
    ...builtin.map((name) => ({ name, stored: undefined })),
  ].sort(by(({ name }) => name))
}

/** The groups of a layout as GoodData declares them. */
export function userGroupsLayout(ground: Ground): readonly JsonObject[] {
  return groupsIn(ground).map((group) => ({
    id: ground.id('UserGroup', group.name),
    ...present({ name: group.stored && text(group.stored.spec, 'displayName') }),
    parents: parentsOf(ground, group).map((parent) => ({ id: ground.id('UserGroup', parent), type: 'userGroup' })),
    permissions: permissionsOf(ground.given({ type: 'userGroup', name: group.name })),
  }))
}

/** The names of the groups from which a group inherits; none where one of the two grants nothing (model §2 UserGroup). */
export function parentsOf({ index }: Pick<Ground, 'index'>, { name, stored }: LaidGroup): readonly string[] {
  if (stored === undefined || !isEffective(index, name)) return []
  return names(stored.spec, 'parents').filter((parent) => isEffective(index, parent))
}

/** The names of the groups that a user is in, sorted: those that name the user, those that the user names, and `users` where a layout has it. */
export function membershipsOf(ground: Pick<Ground, 'holding' | 'index'>): (user: string) => readonly string[] {
  const { index } = ground
  const laid = new Set(groupsIn(ground).map(({ name }) => name))
  return (user) => {
    const fact = index.users.get(user)
    const everybody = fact?.isActive === true ? [USERS_GROUP] : []
    const all = [...(index.memberships.get(user) ?? []), ...(fact?.groups ?? []), ...everybody]
    return [...new Set(all)].filter((name) => laid.has(name)).sort()
  }
}

function isUsed(ground: Pick<Ground, 'index'>, group: string): boolean {
  const { index } = ground
  const isNamed = index.given.has(`userGroup/${group}`) || (index.children.get(group)?.size ?? 0) > 0
  return isNamed || (group === ADMIN_GROUP && isInhabited(ground, group))
}
