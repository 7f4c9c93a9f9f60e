import { instantOf } from '../lib/instant.ts'
import type { Resource } from '../model/resource.ts'
import { text } from './fields.ts'
import { remembered } from './remember.ts'
import type { AccessView } from './view.ts'

/**
 * Revoked users with the moment at which their access comes back, infinite where no end is declared. Of several
 * revocations the last to end counts; an end that cannot be read never comes (model §2 Revocation).
 */
export const revocationsOf: (view: AccessView) => ReadonlyMap<string, number> = remembered((view) => {
  const ends = new Map<string, number>()
  for (const revocation of view.of('Revocation')) {
    const user = text(revocation.spec, 'user')
    if (user !== undefined) ends.set(user, Math.max(endOf(revocation), ends.get(user) ?? Number.NEGATIVE_INFINITY))
  }
  return ends
})

/** Whether a user's access is revoked at a moment. */
export function isRevoked(view: AccessView, user: string, moment: number): boolean {
  const end = revocationsOf(view).get(user)
  return end !== undefined && moment < end
}

/** The users whose access is revoked at a moment, sorted. */
export function revokedAt(view: AccessView, moment: number): ReadonlySet<string> {
  return new Set([...revocationsOf(view).keys()].filter((user) => isRevoked(view, user, moment)).sort())
}

/** The moment at which a revocation ends, infinite where no end is declared or it cannot be read. */
export function endOf(revocation: Resource): number {
  const until = text(revocation.spec, 'until')
  return (until === undefined ? undefined : instantOf(until)) ?? Number.POSITIVE_INFINITY
}
