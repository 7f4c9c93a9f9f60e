import type { Grant, GroupFact, RoleFact, UserFact } from './facts.ts'
import { NOTHING, type Table } from './table.ts'

/**
 * What access in one organization is answered from, for every instant: facts of its users, groups, roles, workspaces and
 * revocations by name, and the ways from one to another. It never changes; a newer one shares what stayed. Rights are by
 * what is given and where: `organization MANAGE`, `workspace/plant role:release-manager`.
 */
export interface OrganizationIndex {
  readonly users: Table<UserFact>
  readonly groups: Table<GroupFact>
  readonly roles: Table<RoleFact>
  /** Workspaces with the name of their parent, empty where there is none. */
  readonly workspaces: Table<string>
  /** Admins by a field of their own. */
  readonly admins: Table<'flag' | 'role'>
  /** By user, the groups that name the user as a member or maintainer, sorted. */
  readonly memberships: Table<readonly string[]>
  /** By group, the users who name it themselves. */
  readonly joined: Table<Table<true>>
  /** By group, the groups that name it as a parent. */
  readonly children: Table<Table<true>>
  /** By user, the ends of the user's revocations by their names. */
  readonly revocations: Table<Table<number>>
  /** By right, what users and groups were given of it. */
  readonly toUsers: Table<Table<readonly Grant[]>>
  readonly toGroups: Table<Table<readonly Grant[]>>
  /** By assignee (`user/ada`, `userGroup/operators`), what it was given, by the name of the Permission. */
  readonly given: Table<Table<Grant>>
  /** By permission, the declared roles that hold it. */
  readonly rolesWith: Table<Table<true>>
  /** By workspace, those whose parent it is. */
  readonly below: Table<Table<true>>
  /** What groups inherit from, remembered as it is asked for; shared for as long as no group changes its place. */
  readonly above: Map<string, readonly string[]>
}

/** The index of an organization in which there is nothing. */
export const EMPTY_ORGANIZATION: OrganizationIndex = {
  users: NOTHING,
  groups: NOTHING,
  roles: NOTHING,
  workspaces: NOTHING,
  admins: NOTHING,
  memberships: NOTHING,
  joined: NOTHING,
  children: NOTHING,
  revocations: NOTHING,
  toUsers: NOTHING,
  toGroups: NOTHING,
  given: NOTHING,
  rolesWith: NOTHING,
  below: NOTHING,
  above: new Map(),
}

/** Whether an organization's index holds nothing at all. */
export function isEmptyIndex({ users, groups, roles, workspaces, given, revocations }: OrganizationIndex): boolean {
  return [users, groups, roles, workspaces, given, revocations].every(({ size }) => size === 0)
}

/** The name by which a right is indexed. */
export function rightKey(scope: string, { type, name }: Grant['gives']): string {
  return type === 'right' ? `${scope} ${name}` : `${scope} role:${name}`
}
