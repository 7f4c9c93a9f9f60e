import { effectiveAdmins } from '../../access/admins.ts'
import { groupsOf, withAncestors, withDescendants } from '../../access/groups.ts'
import { shownPath } from '../../access/path.ts'
import type { AccessView } from '../../access/view.ts'
import { byText } from '../../lib/compare.ts'
import type { Resource } from '../../model/resource.ts'

/** A group that a user is in: `through` are the direct groups that inherit from it, none where it is one of them. */
export interface GroupOfUser {
  readonly group: string
  readonly through: readonly string[]
}

/** What a user is part of: groups by name, and why the user is an admin, where that is so at the view's instant. */
export interface UserStanding {
  readonly groups: readonly GroupOfUser[]
  readonly admin?: string
}

/** The groups of a user, direct and inherited, and the path to being an effective admin (model §3 LastAdmin). */
export function userStanding({ name }: Resource, view: AccessView): UserStanding {
  const groups = groupsOf(view)
  const direct = groups.names.filter((group) => groups.members.get(group)?.includes(name))
  const through = new Map<string, string[]>(direct.map((group) => [group, []]))
  for (const group of direct) {
    for (const above of withAncestors(groups, group)) {
      if (direct.includes(above)) continue
      through.set(above, [...(through.get(above) ?? []), group])
    }
  }
  const path = effectiveAdmins(view, view.instant).get(name)
  return {
    groups: [...through].map(([group, by]) => ({ group, through: by })).sort((a, b) => byText(a.group, b.group)),
    ...(path === undefined ? {} : { admin: shownPath(path) }),
  }
}

/** What a group holds and inherits from: members (declared on either side), the groups above and below; each sorted. */
export interface GroupStanding {
  readonly members: readonly string[]
  readonly ancestors: readonly string[]
  readonly descendants: readonly string[]
}

/** The members of a group, the groups it inherits from at any distance, and those that inherit from it. */
export function groupStanding({ name }: Resource, view: AccessView): GroupStanding {
  const groups = groupsOf(view)
  const others = (names: readonly string[]): readonly string[] => names.filter((other) => other !== name)
  return {
    members: groups.members.get(name) ?? [],
    ancestors: others(withAncestors(groups, name)),
    descendants: others(withDescendants(groups, name)),
  }
}
