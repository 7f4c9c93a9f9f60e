import { by } from '../lib/compare.ts'
import { ADMIN_GROUP } from './builtin.ts'
import { membersOf, nestingOf } from './closure.ts'
import type { Grant } from './facts.ts'
import { givenOn, groundOf, isAdministration, isCounted } from './given.ts'
import type { Holders } from './holders.ts'
import type { OrganizationIndex } from './organization.ts'
import type { AccessPath, Ground } from './path.ts'
import { isPresentAt } from './presence.ts'
import type { Question } from './question.ts'
import { reachedFrom, type Seed } from './reach.ts'

/** Who holds a permission on something at a moment (milliseconds): users by name, each with one shortest path. */
export function whoCan(index: OrganizationIndex, question: Question, moment: number): Holders {
  const { people, seeds } = basesOf(index, question, moment)
  const found = new Map<string, AccessPath>()
  for (const [user, ground] of people) {
    if (isPresentAt(index, user, moment)) found.set(user, { user, via: undefined, ground })
  }
  // Nearest groups come first, so the first path found for a user is a shortest one.
  for (const [group, { step, ground }] of reachedFrom(nestingOf(index), seeds)) {
    for (const user of membersOf(index, group)) {
      if (!found.has(user) && isPresentAt(index, user, moment)) found.set(user, { user, via: step, ground })
    }
  }
  return new Map([...found].sort(by(([user]) => user)))
}

/** Who holds what a group is given, at a moment: those in it and in the groups that inherit from it; sorted. */
export function peopleIn(index: OrganizationIndex, group: string, moment: number): readonly string[] {
  const found = new Set<string>()
  for (const name of reachedFrom(nestingOf(index), [{ group, ground: { type: 'group' } }]).keys()) {
    for (const user of membersOf(index, name)) if (isPresentAt(index, user, moment)) found.add(user)
  }
  return [...found].sort()
}

/** What a permission rests on at a moment: the people who have it by themselves, and the groups that were given it. */
function basesOf(
  index: OrganizationIndex,
  { permission, scope }: Question,
  moment: number,
): { readonly people: ReadonlyMap<string, Ground>; readonly seeds: readonly Seed[] } {
  const people = new Map<string, Ground>()
  const seeds: Seed[] = []
  if (isAdministration(permission, scope)) {
    for (const [user, type] of index.admins) people.set(user, { type })
    seeds.push({ group: ADMIN_GROUP, ground: { type: 'group' } })
  }
  for (const { users, groups, isAbove } of givenOn(index, permission, scope)) {
    const first = (grants: readonly Grant[]): Grant | undefined =>
      grants.find((grant) => isCounted(grant, isAbove, moment))
    for (const [user, grants] of users) {
      const grant = first(grants)
      if (grant !== undefined && !people.has(user)) people.set(user, groundOf(grant, permission))
    }
    for (const [group, grants] of groups) {
      const grant = first(grants)
      if (grant !== undefined) seeds.push({ group, ground: groundOf(grant, permission) })
    }
  }
  return { people, seeds }
}
