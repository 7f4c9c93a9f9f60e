import { type Occurrence, occurrences, type Wanted } from '../auditing.ts'
import { type Asked, SEALED_AWAY, type Trouble } from '../endpoint.ts'
import type { Next, Want } from '../feed.ts'

/** So often an answer goes on where looking has stopped: after 2,000 entries of the ledger, or 16 MiB of the access log. */
const MOST_ROUNDS = 25

/** A page of a record: from 0 on `skip` are passed over, and `limit` told. */
export interface RecordPage {
  readonly skip: number
  readonly limit: number
}

/** A page of a record, and whether there is more, or may be: what lies further back than one answer looks is not on it. */
export interface Recorded<T> {
  readonly found: readonly T[]
  readonly hasMore: boolean
}

/**
 * A page of what was done, newest first, for systems that know pages and no cursors. What lies too far back, or is sealed away, is a
 * problem. Throws `StoreError`.
 */
export async function recordedPage(
  asked: Asked,
  page: RecordPage,
  wanted: Wanted,
): Promise<Recorded<Occurrence> | Trouble> {
  return asked.recorded.inTurn(() => pageThrough(page, (want) => occurrences(asked, want, wanted)))
}

/** A page of a record that is read in parts, each of which looks only so far; `undefined` of a part: that is sealed away. */
export async function pageThrough<T>(
  { skip, limit }: RecordPage,
  read: (want: Want) => Promise<{ readonly found: readonly T[]; readonly next: Next | undefined } | undefined>,
): Promise<Recorded<T> | Trouble> {
  const found: T[] = []
  let want: Want = { limit, skip, place: undefined }
  for (let round = 0; round < MOST_ROUNDS; round++) {
    const part = await read(want)
    if (part === undefined) return SEALED_AWAY
    found.push(...part.found)
    if (part.next === undefined || found.length === limit) return { found, hasMore: part.next !== undefined }
    want = { limit: limit - found.length, skip: part.next.skip, place: part.next.place }
  }
  // What was found is told; only a page that lies behind that is not.
  return found.length > 0 ? { found, hasMore: true } : TOO_FAR
}

/** What lies further back than one answer looks. */
export const TOO_FAR: Trouble = {
  type: 'problem',
  problem: {
    status: 400,
    title: 'Bad Request',
    detail:
      'this lies further back than one answer looks: ask for a shorter time, or read /api/v1, where it is told in parts',
  },
}
