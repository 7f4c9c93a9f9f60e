import type { Gifts } from './gifts.ts'
import { type Grounded, groundsOf } from './grounds.ts'
import type { OrganizationIndex } from './organization.ts'
import type { AccessPath } from './path.ts'
import { presenceOf } from './presence.ts'
import type { Question } from './question.ts'
import { overlap } from './spans.ts'
import type { Window } from './windows.ts'

/** A permission that a user holds now or will hold, with every path to it and when that counts, nearest first. */
export interface Lasting extends Question {
  readonly ways: readonly Way[]
}

/** A path and the time in which it counts; what counts already has no beginning. */
export interface Way {
  readonly path: AccessPath
  readonly window: Window
}

/** Everything that a user holds at a moment (milliseconds) or at a later one, by `questionText`. */
export function lastingRights(
  index: OrganizationIndex,
  user: string,
  moment: number,
  gifts?: Gifts,
): ReadonlyMap<string, Lasting> {
  const presence = presenceOf(index, user)
  if (presence === undefined || presence.until <= moment) return new Map()
  const found = new Map<string, Question & { readonly ways: Way[] }>()
  const isAhead = ({ until }: Window): boolean => until > moment
  for (const grounded of groundsOf(index, user, isAhead, gifts)) {
    const way = wayOf(user, grounded, presence, moment)
    if (way === undefined) continue
    const { permission, scope, name } = grounded
    const known = found.get(name)
    if (known === undefined) found.set(name, { permission, scope, ways: [way] })
    else known.ways.push(way)
  }
  return found
}

function wayOf(user: string, { ground, via, window }: Grounded, presence: Window, moment: number): Way | undefined {
  const shared = overlap(window, presence)
  if (shared === undefined || shared.until <= moment) return undefined
  const from = shared.from <= moment ? Number.NEGATIVE_INFINITY : shared.from
  return { path: { user, via, ground }, window: { from, until: shared.until } }
}
