import type { OrganizationIndex } from './organization.ts'
import { contains, type Window } from './windows.ts'

/** Why a user has no access at all at a moment. */
export type Absence = 'unknown' | 'inactive' | 'not yet' | 'no longer' | 'revoked'

/** Why a user has no access at all at a moment (milliseconds), whatever was given; `undefined` where the user may have some. */
export function absenceOf(index: OrganizationIndex, user: string, moment: number): Absence | undefined {
  const fact = index.users.get(user)
  if (fact === undefined) return 'unknown'
  if (!fact.isActive) return 'inactive'
  if (moment < fact.window.from) return 'not yet'
  if (moment >= fact.window.until) return 'no longer'
  return isPresentAt(index, user, moment) ? undefined : 'revoked'
}

/** Whether a user has any access at all at a moment: declared, active, inside the window, not revoked. */
export function isPresentAt(index: OrganizationIndex, user: string, moment: number): boolean {
  const fact = index.users.get(user)
  if (fact === undefined || !fact.isActive || !contains(fact.window, moment)) return false
  const revocations = index.revocations.get(user)
  if (revocations === undefined) return true
  for (const end of revocations.values()) if (moment < end) return false
  return true
}

/** When a user may have access: active, inside the window, not revoked; `undefined` where never. */
export function presenceOf(index: OrganizationIndex, user: string): Window | undefined {
  const fact = index.users.get(user)
  if (fact === undefined || !fact.isActive) return undefined
  const ends = [...(index.revocations.get(user)?.values() ?? [])]
  const window = { from: Math.max(fact.window.from, ...ends), until: fact.window.until }
  return window.from < window.until ? window : undefined
}
