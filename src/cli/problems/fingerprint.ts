import { sha256 } from '../../lib/digest.ts'
import type { Problem } from '../../model/problem.ts'
import type { Places } from './place.ts'

/**
 * Gives each problem a name of its own, the same in every run: a digest of code, file, field and message, not of the line,
 * so that lines added above do not make it new. Of equal ones the second is told apart by its number. No text of the file
 * is digested: it might hold a secret.
 */
export function createFingerprints(
  places: Places,
): (problem: Problem) => { readonly digest: string; readonly count: number } {
  const seen = new Map<string, number>()
  return ({ code, origin, pointer, message }) => {
    const digest = sha256(JSON.stringify([code, places.path(origin) ?? places.full(origin), pointer, message]))
    const count = (seen.get(digest) ?? 0) + 1
    seen.set(digest, count)
    return { digest, count }
  }
}
