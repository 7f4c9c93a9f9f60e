import { byText } from '../lib/compare.ts'
import type { Resource } from '../model/resource.ts'
import { BUILTIN_GROUPS, USERS_GROUP } from './builtin.ts'
import { flag, names, text } from './fields.ts'
import { remembered } from './remember.ts'
import type { AccessView } from './view.ts'

/**
 * The groups of an organization as a graph (model §2 UserGroup), the built-in ones among them. Parents and children
 * that nothing declares are left out; members are sorted. `silent` groups (level readonly or none) grant nothing:
 * neither what is theirs nor what they inherit.
 */
export interface Groups {
  readonly names: readonly string[]
  readonly members: ReadonlyMap<string, readonly string[]>
  readonly parents: ReadonlyMap<string, readonly string[]>
  readonly children: ReadonlyMap<string, readonly string[]>
  readonly silent: ReadonlySet<string>
}

/** The groups of a view; computed once for each view. */
export const groupsOf: (view: AccessView) => Groups = remembered((view) => {
  const declared = view.of('UserGroup')
  const all = [...new Set([...BUILTIN_GROUPS, ...declared.map((group) => group.name)])].sort()
  const known = new Set(all)
  const parents = new Map(
    declared.map((group) => [group.name, names(group.spec, 'parents').filter((name) => known.has(name))]),
  )
  return {
    names: all,
    members: membersOf(view, all),
    parents,
    children: childrenOf(parents),
    silent: new Set(declared.filter(isSilent).map((group) => group.name)),
  }
})

/**
 * Who is declared to be in which group: `members`, `maintainers` and `User.userGroups` together (model §2), by group.
 * The built-in group `users`, which nobody declares, is not in it.
 */
export const declaredMembers: (view: AccessView) => ReadonlyMap<string, ReadonlySet<string>> = remembered((view) => {
  const members = new Map<string, Set<string>>()
  const add = (group: string, user: string): void => {
    const known = members.get(group)
    if (known === undefined) members.set(group, new Set([user]))
    else known.add(user)
  }
  for (const group of view.of('UserGroup')) {
    for (const user of names(group.spec, 'members')) add(group.name, user)
    for (const user of names(group.spec, 'maintainers')) add(group.name, user)
  }
  for (const user of view.of('User')) for (const group of names(user.spec, 'userGroups')) add(group, user.name)
  members.delete(USERS_GROUP)
  return members
})

/** Whether a user is active (model §2 User; absent = active). */
export function isActive(user: Resource): boolean {
  return flag(user.spec, 'active', true)
}

/** A group and everything above it that it inherits from, through all its parents, sorted; safe in a cycle. */
export function withAncestors(groups: Groups, name: string): readonly string[] {
  return walked(groups.parents, name)
}

/** A group and everything below it that inherits from it, sorted; safe in a cycle. */
export function withDescendants(groups: Groups, name: string): readonly string[] {
  return walked(groups.children, name)
}

function membersOf(view: AccessView, all: readonly string[]): ReadonlyMap<string, readonly string[]> {
  const declared = declaredMembers(view)
  const members = new Map(all.map((group) => [group, [...(declared.get(group) ?? [])].sort()]))
  const active = view.of('User').filter(isActive)
  return members.set(
    USERS_GROUP,
    active.map((user) => user.name),
  )
}

function childrenOf(parents: ReadonlyMap<string, readonly string[]>): ReadonlyMap<string, readonly string[]> {
  const children = new Map<string, string[]>()
  for (const [child, above] of [...parents].sort(([left], [right]) => byText(left, right))) {
    for (const parent of above) {
      const known = children.get(parent)
      if (known === undefined) children.set(parent, [child])
      else known.push(child)
    }
  }
  return children
}

/** Whether a group grants nothing, neither what is its own nor what it inherits (model §2 UserGroup, `level`). */
export function isSilent(group: Resource): boolean {
  const level = text(group.spec, 'level')
  return level === 'readonly' || level === 'none'
}

function walked(next: ReadonlyMap<string, readonly string[]>, start: string): readonly string[] {
  const seen = new Set([start])
  // A set is walked in insertion order and grows while it is walked: this is the queue.
  for (const name of seen) for (const further of next.get(name) ?? []) seen.add(further)
  return [...seen].sort()
}
