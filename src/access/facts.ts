import type { Resource } from '../model/resource.ts'
import { USERS_GROUP } from './builtin.ts'
import { flag, names, part, text } from './fields.ts'
import { isActive, isSilent } from './groups.ts'
import { type Scope, scopeOf } from './scope.ts'
import { ALWAYS, type Window, windowOf } from './windows.ts'

/** What of a User decides about access; `groups` are those that the user itself names. */
export interface UserFact {
  readonly isActive: boolean
  readonly window: Window
  readonly admin: 'flag' | 'role' | undefined
  readonly groups: readonly string[]
}

/** What of a UserGroup decides about access; members and maintainers are one, sorted. */
export interface GroupFact {
  readonly members: readonly string[]
  readonly parents: readonly string[]
  readonly isSilent: boolean
}

/** What of a Permission decides about access: what it gives, on what, to whom, when; `permission` is its name. */
export interface Grant {
  readonly permission: string
  readonly gives: { readonly type: 'right' | 'role'; readonly name: string }
  readonly scope: Scope
  readonly includesDescendants: boolean
  readonly to: 'user' | 'userGroup'
  readonly assignee: string
  readonly window: Window
}

/** What of an AccessRole decides about access; `workspace` is the only one on which it counts, where there is one. */
export interface RoleFact {
  readonly permissions: readonly string[]
  readonly workspace: string | undefined
}

// Most users are like this, and share it.
const ORDINARY: UserFact = { isActive: true, window: ALWAYS, admin: undefined, groups: [] }

/** The fact of a User. */
export function userFact(user: Resource): UserFact {
  const { spec } = user
  const groups = names(spec, 'userGroups')
  const admin = flag(spec, 'admin') ? 'flag' : text(spec, 'role') === 'org_admin' ? 'role' : undefined
  const isBounded = spec.from !== undefined || spec.until !== undefined
  if (isActive(user) && admin === undefined && groups.length === 0 && !isBounded) return ORDINARY
  return { isActive: isActive(user), window: windowOf(user), admin, groups }
}

/** The fact of a UserGroup. Who is in `users` is not declared. */
export function groupFact(group: Resource): GroupFact {
  const members = names(group.spec, 'members')
  const maintainers = names(group.spec, 'maintainers')
  const all = maintainers.length === 0 ? members : [...new Set([...members, ...maintainers])].sort()
  const isBuiltin = group.name === USERS_GROUP
  return { members: isBuiltin ? [] : all, parents: names(group.spec, 'parents'), isSilent: isSilent(group) }
}

/** The fact of a Permission; `undefined` where it gives nothing to a person: to an access key, or what cannot be read. */
export function grantFact(permission: Resource): Grant | undefined {
  const { spec } = permission
  const assignee = part(spec, 'assignee')
  const user = text(assignee, 'user')
  const name = user ?? text(assignee, 'userGroup')
  const right = text(spec, 'permission')
  const given = right ?? text(spec, 'role')
  const scope = scopeOf(permission)
  if (name === undefined || given === undefined || scope === undefined) return undefined
  return {
    permission: permission.name,
    gives: { type: right === undefined ? 'role' : 'right', name: given },
    scope,
    includesDescendants: flag(spec, 'includeDescendants'),
    to: user === undefined ? 'userGroup' : 'user',
    assignee: name,
    window: windowOf(permission),
  }
}

/** The fact of an AccessRole. */
export function roleFact({ spec }: Resource): RoleFact {
  return { permissions: names(spec, 'permissions'), workspace: text(spec, 'workspace') }
}
