import { equal } from '../lib/compare.ts'
import type { Resource } from '../model/resource.ts'
import { USERS_GROUP } from './builtin.ts'
import { membersOf } from './closure.ts'
import { type Grant, grantFact, groupFact } from './facts.ts'
import { text } from './fields.ts'
import { workspacesBelow } from './gifts.ts'
import type { Replacement } from './indexed.ts'
import type { OrganizationIndex } from './organization.ts'

/** The users of one side whose access a change may have to do with; found without asking the others. */
class Touched {
  readonly users = new Set<string>()
  readonly #index: OrganizationIndex
  readonly #groups = new Set<string>()

  constructor(index: OrganizationIndex) {
    this.#index = index
  }

  /** Everybody who holds what a group is given: those in it, and in all groups that inherit from it. */
  addGroup(group: string): void {
    if (this.#groups.has(group)) return
    const groups = new Set([group])
    // A set is walked in insertion order and grows while it is walked.
    for (const name of groups) {
      if (this.#groups.has(name)) continue
      this.#groups.add(name)
      for (const user of membersOf(this.#index, name)) this.users.add(user)
      for (const child of this.#index.children.get(name)?.keys() ?? []) groups.add(child)
    }
  }

  addGrants(isConcerned: (grant: Grant) => boolean): void {
    for (const [assignee, grants] of this.#index.given) {
      for (const grant of grants.values()) {
        if (!isConcerned(grant)) continue
        this.addAssignee(grant)
        break
      }
      // Everybody is among them already.
      if (assignee === `userGroup/${USERS_GROUP}` && this.#groups.has(USERS_GROUP)) return
    }
  }

  addAssignee({ to, assignee }: Grant): void {
    if (to === 'user') this.users.add(assignee)
    else this.addGroup(assignee)
  }
}

/** An organization before and after changes. */
export interface Sides<T> {
  readonly before: T
  readonly after: T
}

/** The users, by their names on each side, whose rights some changes may make different; nobody else's are. */
export function usersTouched(
  index: Sides<OrganizationIndex>,
  replacements: readonly Replacement[],
): Sides<ReadonlySet<string>> {
  const before = new Touched(index.before)
  const after = new Touched(index.after)
  const roles = new Set<string>()
  const workspaces = new Set<string>()
  for (const one of replacements) {
    const kind = (one.after ?? one.before)?.kind
    if (kind === 'User') addNames(one, before, after, ({ name }) => name)
    else if (kind === 'Revocation') addNames(one, before, after, ({ spec }) => text(spec, 'user'))
    else if (kind === 'UserGroup') addGroups(one, before, after)
    else if (kind === 'Permission') addGrant(one, before, after)
    else if (kind === 'AccessRole') addAll(one, roles)
    else if (kind === 'Workspace' && !isPlacedAlike(one)) addAll(one, workspaces)
  }
  if (roles.size + workspaces.size > 0) {
    for (const [side, touched] of [[index.before, before] as const, [index.after, after] as const]) {
      touched.addGrants(concernedBy(side, roles, workspaces))
    }
  }
  return { before: before.users, after: after.users }
}

function addNames(
  { before, after }: Replacement,
  was: Touched,
  is: Touched,
  name: (resource: Resource) => string | undefined,
): void {
  const [old, now] = [before && name(before), after && name(after)]
  if (old !== undefined) was.users.add(old)
  if (now !== undefined) is.users.add(now)
}

/** Of a group that stays where it is, only who comes and goes; else everybody in it and below it. */
function addGroups({ before, after }: Replacement, was: Touched, is: Touched): void {
  const [old, now] = [before && groupFact(before), after && groupFact(after)]
  const stays =
    before?.name === after?.name &&
    old?.isSilent === now?.isSilent &&
    equal(old?.parents, now?.parents) &&
    before?.name !== USERS_GROUP
  if (!stays) {
    if (before !== undefined) was.addGroup(before.name)
    if (after !== undefined) is.addGroup(after.name)
    return
  }
  const [had, has] = [new Set(old?.members), new Set(now?.members)]
  for (const user of had) if (!has.has(user)) was.users.add(user)
  for (const user of has) if (!had.has(user)) is.users.add(user)
}

function addGrant({ before, after }: Replacement, was: Touched, is: Touched): void {
  const [old, now] = [before && grantFact(before), after && grantFact(after)]
  if (equal(old, now)) return
  if (old !== undefined) was.addAssignee(old)
  if (now !== undefined) is.addAssignee(now)
}

function addAll({ before, after }: Replacement, names: Set<string>): void {
  if (before !== undefined) names.add(before.name)
  if (after !== undefined) names.add(after.name)
}

function isPlacedAlike({ before, after }: Replacement): boolean {
  if (before === undefined || after === undefined) return false
  return before.name === after.name && text(before.spec, 'parent') === text(after.spec, 'parent')
}

/** Whether a grant gives one of the roles, or anything on the workspaces or what lies below them. */
function concernedBy(
  index: OrganizationIndex,
  roles: ReadonlySet<string>,
  changed: ReadonlySet<string>,
): (grant: Grant) => boolean {
  const workspaces = workspacesBelow(index, changed)
  const above = new Set(changed)
  // A set is walked in insertion order and grows while it is walked.
  for (const name of above) {
    const parent = index.workspaces.get(name) ?? ''
    if (parent !== '') above.add(parent)
  }
  return ({ gives, scope, includesDescendants }) =>
    (gives.type === 'role' && roles.has(gives.name)) ||
    (scope.type === 'workspace' && (workspaces.has(scope.name) || (includesDescendants && above.has(scope.name))))
}
