import { BUILTIN_GROUPS, USERS_GROUP } from './builtin.ts'
import type { OrganizationIndex } from './organization.ts'
import type { Nesting } from './reach.ts'

/** Longer answers are found again each time: to keep them of all groups of a deep tree would take its square. */
const MOST_REMEMBERED = 64

/** Whether a group is there, and neither `readonly` nor `none`: it holds what it is given and passes it on (model §2). */
export function isEffective({ groups }: OrganizationIndex, group: string): boolean {
  const fact = groups.get(group)
  return fact === undefined ? BUILTIN_GROUPS.includes(group) : !fact.isSilent
}

/** A group and all it inherits from, through all its parents, nearest first, then by name; nothing where it holds nothing. */
export function groupsAbove(index: OrganizationIndex, group: string): readonly string[] {
  const known = index.above.get(group)
  if (known !== undefined) return known
  const found = new Set<string>()
  let level = [group].filter((name) => isEffective(index, name))
  while (level.length > 0) {
    for (const name of level) found.add(name)
    const further = level.flatMap((name) => index.groups.get(name)?.parents ?? [])
    level = [...new Set(further)].filter((name) => !found.has(name) && isEffective(index, name)).sort()
  }
  const all = [...found]
  if (all.length <= MOST_REMEMBERED) index.above.set(group, all)
  return all
}

/** The groups that a user is in by a declaration, or by being a user, and that hold something; sorted. */
export function groupsOfUser(index: OrganizationIndex, user: string): readonly string[] {
  const named = index.users.get(user)?.groups ?? []
  const groups = new Set([...(index.memberships.get(user) ?? []), ...named, USERS_GROUP])
  return [...groups].filter((group) => isEffective(index, group)).sort()
}

/** The users who are in a group itself, present or not; in no order. */
export function* membersOf(index: OrganizationIndex, group: string): Generator<string, undefined> {
  if (group === USERS_GROUP) yield* index.users.keys()
  else {
    yield* index.groups.get(group)?.members ?? []
    yield* index.joined.get(group)?.keys() ?? []
  }
}

/** The groups of an index for walking downwards. */
export function nestingOf(index: OrganizationIndex): Nesting {
  return {
    // Sorted, because of paths of one length the first that is found is kept.
    children: { get: (group) => [...(index.children.get(group)?.keys() ?? [])].sort() },
    silent: { has: (group) => !isEffective(index, group) },
  }
}
