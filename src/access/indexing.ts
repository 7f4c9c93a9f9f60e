import { equal } from '../lib/compare.ts'
import type { Resource } from '../model/resource.ts'
import { type Grant, type GroupFact, grantFact, groupFact, roleFact, userFact } from './facts.ts'
import { text } from './fields.ts'
import { EMPTY_ORGANIZATION, type OrganizationIndex, rightKey } from './organization.ts'
import { endOf } from './revocations.ts'
import { scopeText } from './scope.ts'
import { TableDraft, TablesDraft } from './table.ts'

type Side<T> = T | undefined

/**
 * An organization's index being written. `replace` takes one resource as it was and as it is, either of which may be
 * missing, and costs what differs between the two: of a group, the members who came or went.
 */
export class OrganizationDraft {
  readonly #base: OrganizationIndex
  readonly #users
  readonly #groups
  readonly #roles
  readonly #workspaces
  readonly #admins
  readonly #memberships
  readonly #joined
  readonly #children
  readonly #revocations
  readonly #toUsers
  readonly #toGroups
  readonly #given
  readonly #rolesWith
  readonly #below
  #isMoved = false

  constructor(base: OrganizationIndex = EMPTY_ORGANIZATION) {
    this.#base = base
    this.#users = new TableDraft(base.users)
    this.#groups = new TableDraft(base.groups)
    this.#roles = new TableDraft(base.roles)
    this.#workspaces = new TableDraft(base.workspaces)
    this.#admins = new TableDraft(base.admins)
    this.#memberships = new TableDraft(base.memberships)
    this.#joined = new TablesDraft(base.joined)
    this.#children = new TablesDraft(base.children)
    this.#revocations = new TablesDraft(base.revocations)
    this.#toUsers = new TablesDraft(base.toUsers)
    this.#toGroups = new TablesDraft(base.toGroups)
    this.#given = new TablesDraft(base.given)
    this.#rolesWith = new TablesDraft(base.rolesWith)
    this.#below = new TablesDraft(base.below)
  }

  replace(before: Side<Resource>, after: Side<Resource>): void {
    const one = after ?? before
    if (one === undefined) return
    if (one.kind === 'User') this.#replaceUser(one.name, before, after)
    else if (one.kind === 'UserGroup') this.#replaceGroup(one.name, before, after)
    else if (one.kind === 'Permission') this.#replaceGrant(before && grantFact(before), after && grantFact(after))
    else if (one.kind === 'AccessRole') this.#replaceRole(one.name, before, after)
    else if (one.kind === 'Workspace') this.#replaceWorkspace(one.name, before, after)
    else if (one.kind === 'Revocation') this.#replaceRevocation(one.name, before, after)
  }

  /** What has been written; the draft is not used any more. */
  finish(): OrganizationIndex {
    return {
      users: this.#users.finish(),
      groups: this.#groups.finish(),
      roles: this.#roles.finish(),
      workspaces: this.#workspaces.finish(),
      admins: this.#admins.finish(),
      memberships: this.#memberships.finish(),
      joined: this.#joined.finish(),
      children: this.#children.finish(),
      revocations: this.#revocations.finish(),
      toUsers: this.#toUsers.finish(),
      toGroups: this.#toGroups.finish(),
      given: this.#given.finish(),
      rolesWith: this.#rolesWith.finish(),
      below: this.#below.finish(),
      above: this.#isMoved || this.#base === EMPTY_ORGANIZATION ? new Map() : this.#base.above,
    }
  }

  #replaceUser(name: string, before: Side<Resource>, after: Side<Resource>): void {
    const was = before && userFact(before)
    const is = after && userFact(after)
    put(this.#users, name, is)
    put(this.#admins, name, is?.admin)
    renamed(this.#joined, name, was?.groups, is?.groups)
  }

  #replaceGroup(name: string, before: Side<Resource>, after: Side<Resource>): void {
    const was = before && groupFact(before)
    const is = after && groupFact(after)
    put(this.#groups, name, is)
    renamed(this.#children, name, was?.parents, is?.parents)
    const { gone, come } = differences(was?.members, is?.members)
    for (const user of gone) this.#setMemberships(user, (groups) => groups.filter((group) => group !== name))
    for (const user of come) this.#setMemberships(user, (groups) => [...groups, name].sort())
    if (!isPlacedAlike(was, is)) this.#isMoved = true
  }

  #setMemberships(user: string, change: (groups: readonly string[]) => readonly string[]): void {
    const groups = change(this.#memberships.get(user) ?? [])
    put(this.#memberships, user, groups.length === 0 ? undefined : groups)
  }

  #replaceGrant(before: Side<Grant>, after: Side<Grant>): void {
    for (const grant of [before, after]) {
      if (grant === undefined) continue
      const { permission, to, assignee, scope, gives } = grant
      const isGone = grant !== after
      put(this.#given.at(`${to}/${assignee}`), permission, isGone ? undefined : grant)
      const table = (to === 'user' ? this.#toUsers : this.#toGroups).at(rightKey(scopeText(scope), gives))
      const others = (table.get(assignee) ?? []).filter((other) => other.permission !== permission)
      const all = isGone ? others : [...others, grant].sort(byPermission)
      put(table, assignee, all.length === 0 ? undefined : all)
    }
  }

  #replaceRole(name: string, before: Side<Resource>, after: Side<Resource>): void {
    const was = before && roleFact(before)
    const is = after && roleFact(after)
    put(this.#roles, name, is)
    renamed(this.#rolesWith, name, was?.permissions, is?.permissions)
  }

  #replaceWorkspace(name: string, before: Side<Resource>, after: Side<Resource>): void {
    const was = before && (text(before.spec, 'parent') ?? '')
    const is = after && (text(after.spec, 'parent') ?? '')
    put(this.#workspaces, name, is)
    renamed(this.#below, name, listOf(was), listOf(is))
  }

  #replaceRevocation(name: string, before: Side<Resource>, after: Side<Resource>): void {
    const was = before && text(before.spec, 'user')
    const is = after && text(after.spec, 'user')
    if (was !== undefined) this.#revocations.at(was).delete(name)
    if (is !== undefined && after !== undefined) this.#revocations.at(is).set(name, endOf(after))
  }
}

function put<V>(table: TableDraft<V>, name: string, value: V | undefined): void {
  if (value === undefined) table.delete(name)
  else table.set(name, value)
}

/** Takes `name` out of the tables of what it no longer names, and puts it into those of what it names now. */
function renamed(tables: TablesDraft<true>, name: string, before: Side<readonly string[]>, after: typeof before): void {
  const { gone, come } = differences(before, after)
  for (const other of gone) tables.at(other).delete(name)
  for (const other of come) tables.at(other).set(name, true)
}

function differences(before: readonly string[] = [], after: readonly string[] = []) {
  if (before.length === 0 || after.length === 0) return { gone: before, come: after }
  const was = new Set(before)
  const is = new Set(after)
  return { gone: before.filter((name) => !is.has(name)), come: after.filter((name) => !was.has(name)) }
}

function isPlacedAlike(before: Side<GroupFact>, after: Side<GroupFact>): boolean {
  if (before === undefined || after === undefined) return before === after
  return before.isSilent === after.isSilent && equal(before.parents, after.parents)
}

function byPermission(left: Grant, right: Grant): number {
  return left.permission < right.permission ? -1 : 1
}

function listOf(parent: Side<string>): readonly string[] {
  return parent === undefined || parent === '' ? [] : [parent]
}
