import { by } from '../lib/compare.ts'
import type { Grant } from './facts.ts'
import { groundOf, rightsOfRole } from './given.ts'
import type { OrganizationIndex } from './organization.ts'
import type { Ground } from './path.ts'
import { type Question, questionText } from './question.ts'
import type { Scope } from './scope.ts'
import type { Window } from './windows.ts'

/** A permission on something that a user or a group was given: what it is called (`questionText`), on which ground, and when. */
export interface Gift extends Question {
  readonly name: string
  readonly ground: Ground
  readonly window: Window
}

/** Gives what an assignee (`user/ada`, `userGroup/operators`) was given itself: by the name of the Permission, roles taken apart. */
export type Gifts = (assignee: string) => readonly Gift[]

/** So many are remembered: groups that are given much below one workspace would come to the product of both. */
const MOST_REMEMBERED = 100_000

/** Finds what assignees of an index were given; what groups were is found once, for all who are in them. */
export function createGifts(index: OrganizationIndex): Gifts {
  const known = new Map<string, readonly Gift[]>()
  let room = MOST_REMEMBERED
  return (assignee) => {
    const before = known.get(assignee)
    if (before !== undefined) return before
    const gifts = giftsOf(index, assignee)
    if (assignee.startsWith('userGroup/') && gifts.length <= room) {
      room -= gifts.length
      known.set(assignee, gifts)
    }
    return gifts
  }
}

/** Workspaces with all that lie below them, nearest first. */
export function workspacesBelow({ below }: OrganizationIndex, workspaces: Iterable<string>): ReadonlySet<string> {
  const names = new Set(workspaces)
  // A set is walked in insertion order and grows while it is walked.
  for (const name of names) for (const child of below.get(name)?.keys() ?? []) names.add(child)
  return names
}

function giftsOf(index: OrganizationIndex, assignee: string): readonly Gift[] {
  const grants = [...(index.given.get(assignee) ?? [])].sort(by(([name]) => name))
  return grants.flatMap(([, grant]) =>
    rightsOf(index, grant).map(({ permission, scope }) => ({
      permission,
      scope,
      name: questionText({ permission, scope }),
      ground: groundOf(grant, permission),
      window: grant.window,
    })),
  )
}

/** What a grant allows, and on what: by its own name or those of its role, there and on the workspaces below. */
function rightsOf(index: OrganizationIndex, { gives, scope, includesDescendants }: Grant): readonly Question[] {
  const places = scope.type === 'workspace' && includesDescendants ? withBelow(index, scope.name) : [scope]
  if (gives.type === 'right') return places.map((place) => ({ permission: gives.name, scope: place }))
  // A role counts on workspaces only (model §2 Permission).
  const workspaces = places.filter(({ type }) => type === 'workspace')
  return workspaces.flatMap((place) =>
    rightsOfRole(index, gives.name, place.name).map((permission) => ({ permission, scope: place })),
  )
}

function withBelow(index: OrganizationIndex, workspace: string): readonly Scope[] {
  return [...workspacesBelow(index, [workspace])].map((name) => ({ type: 'workspace', name }))
}
