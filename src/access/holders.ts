import { by } from '../lib/compare.ts'
import { type Grant, grantsOf } from './grants.ts'
import { groupsOf, isActive } from './groups.ts'
import type { AccessPath, Ground } from './path.ts'
import { type Reached, reachedFrom, type Seed } from './reach.ts'
import { isRevoked } from './revocations.ts'
import type { AccessView } from './view.ts'
import { contains, isInForce, momentOf } from './windows.ts'

/** People by name, each with one shortest path; sorted by name. */
export type Holders = ReadonlyMap<string, AccessPath>

/** Whether a user has any access at all at a moment: declared, active, inside the window, not revoked. */
export function isPresent(view: AccessView, user: string, moment: number): boolean {
  const resource = view.get('User', user)
  if (resource === undefined || !isActive(resource)) return false
  return isInForce(resource, moment) && !isRevoked(view, user, moment)
}

/** Who holds a right on the organization at an instant through Permissions, directly or by way of groups. */
export function holdersOf(view: AccessView, right: string, instant: string): Holders {
  const moment = momentOf(instant)
  const { people, seeds } = groundsAt(grantsOf(view, right), moment)
  return peopleOn(view, moment, people, reachedFrom(groupsOf(view), seeds))
}

/** What grants rest on at a moment: the people they name, and the groups they are given to. */
export function groundsAt(
  grants: readonly Grant[],
  moment: number,
): { people: ReadonlyMap<string, Ground>; seeds: readonly Seed[] } {
  const people = new Map<string, Ground>()
  const seeds: Seed[] = []
  for (const { permission, right, to, assignee, window } of grants) {
    if (!contains(window, moment)) continue
    const ground: Ground = { type: 'permission', permission, right }
    if (to === 'userGroup') seeds.push({ group: assignee, ground })
    else if (!people.has(assignee)) people.set(assignee, ground)
  }
  return { people, seeds }
}

/**
 * The people who hold something at a moment, directly or as members of the groups that hold it, each with one shortest
 * path; who has no access at that moment is left out.
 */
export function peopleOn(
  view: AccessView,
  moment: number,
  direct: ReadonlyMap<string, Ground>,
  reached: ReadonlyMap<string, Reached>,
): Holders {
  const members = groupsOf(view).members
  const found = new Map<string, AccessPath>()
  for (const [user, ground] of direct) {
    if (isPresent(view, user, moment)) found.set(user, { user, via: undefined, ground })
  }
  // Nearest groups come first, so the first path found for a user is a shortest one.
  for (const [group, { step, ground }] of reached) {
    for (const user of members.get(group) ?? []) {
      if (!found.has(user) && isPresent(view, user, moment)) found.set(user, { user, via: step, ground })
    }
  }
  return new Map([...found].sort(by(([user]) => user)))
}
