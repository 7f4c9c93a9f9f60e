import { visible } from '../lib/text.ts'

/** What a right rests on in the end: a field of the user, the built-in group `admin`, or a Permission. */
export type Ground =
  | { readonly type: 'flag' }
  | { readonly type: 'role' }
  | { readonly type: 'group' }
  | { readonly type: 'permission'; readonly permission: string; readonly right: string }

/** A group on the way from a user to a ground; chains share their ends, so that deep nesting costs nothing. */
export interface Step {
  readonly group: string
  readonly next: Step | undefined
}

/** Why a user holds a right: through which groups, nearest first, on which ground. */
export interface AccessPath {
  readonly user: string
  readonly via: Step | undefined
  readonly ground: Ground
}

/** The groups of a chain, nearest to the user first. */
export function groupsAlong(step: Step | undefined): readonly string[] {
  const groups: string[] = []
  for (let current = step; current !== undefined; current = current.next) groups.push(current.group)
  return groups
}

const MOST_SHOWN = 8

/** A path in words: `ada → group operators → group platform → MANAGE`; very long ones are shortened in the middle. */
export function shownPath(path: AccessPath): string {
  const groups = groupsAlong(path.via)
  const shown = groups.map((group) => `group ${group}`)
  if (groups.length > MOST_SHOWN) {
    const half = MOST_SHOWN / 2
    shown.splice(half, groups.length - MOST_SHOWN, `${groups.length - MOST_SHOWN} more groups`)
  }
  return visible([path.user, ...shown, ...shownGround(path.ground)].join(' → '))
}

function shownGround(ground: Ground): readonly string[] {
  switch (ground.type) {
    case 'flag':
      return ['admin: true']
    case 'role':
      return ['role: org_admin']
    case 'group':
      // The last group of the chain is the ground itself and stands there already.
      return []
    case 'permission':
      return [ground.right]
  }
}
