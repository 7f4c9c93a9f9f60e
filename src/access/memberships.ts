import { by } from '../lib/compare.ts'
import { declaredMembers } from './groups.ts'
import type { AccessView } from './view.ts'

/** One user in one group. */
export interface Membership {
  readonly user: string
  readonly group: string
}

/**
 * Every declared membership once, whichever way it is declared, sorted by group, then user: what the removal class
 * `Membership` counts (model §4). Being one of the built-in `users` is not a membership.
 */
export function membershipsOf(view: AccessView): readonly Membership[] {
  return [...declaredMembers(view)]
    .sort(by(([group]) => group))
    .flatMap(([group, users]) => [...users].sort().map((user) => ({ user, group })))
}
