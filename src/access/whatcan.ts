import { by } from '../lib/compare.ts'
import type { Gifts } from './gifts.ts'
import { groundsOf } from './grounds.ts'
import type { OrganizationIndex } from './organization.ts'
import type { AccessPath } from './path.ts'
import { isPresentAt } from './presence.ts'
import type { Question } from './question.ts'
import { contains, type Window } from './windows.ts'

/** A permission that a user holds on something, with one shortest path to it. */
export interface Held extends Question {
  readonly path: AccessPath
}

/**
 * Everything that a user holds at a moment (milliseconds), each permission on each thing once, roles taken apart and
 * workspaces below named one by one; sorted by scope (the organization first), then permission. Who asks for many users passes
 * the same `gifts` of the index each time.
 */
export function whatCan(index: OrganizationIndex, user: string, moment: number, gifts?: Gifts): readonly Held[] {
  if (!isPresentAt(index, user, moment)) return []
  const held = new Map<string, Held>()
  const isNow = (window: Window): boolean => contains(window, moment)
  for (const { permission, scope, name, ground, via } of groundsOf(index, user, isNow, gifts)) {
    if (!held.has(name)) held.set(name, { permission, scope, path: { user, via, ground } })
  }
  return [...held].sort(by(([name]) => name)).map(([, one]) => one)
}
