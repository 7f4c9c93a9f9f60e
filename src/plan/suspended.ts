import { hasCome } from '../lib/instant.ts'

/** Why a source is not read, by whose word, and until when (a date or an RFC 3339 time). */
export interface Suspension {
  readonly reason: string
  readonly owner: string
  readonly until: string
}

/** Whether a source is left unread at an instant (RFC 3339): from now on until `until`, when it resumes by itself. */
export function isSuspended(suspension: Suspension | undefined, instant: string): boolean {
  return suspension !== undefined && !hasCome(suspension.until, instant)
}
