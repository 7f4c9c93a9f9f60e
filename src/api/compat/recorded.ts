import { type Occurrence, occurrences, type Wanted } from '../auditing.ts'
import { type Asked, SEALED_AWAY, type Trouble } from '../endpoint.ts'
import type { Want } from '../feed.ts'

/** So often an answer goes on where looking at entries of the ledger has stopped: 2,000 of them each time. */
const MOST_ROUNDS = 25

/** A page of a record: from 0 on `skip` are passed over, and `limit` told. */
export interface RecordPage {
  readonly skip: number
  readonly limit: number
}

/**
 * A page of what was recorded, newest first, for systems that know pages and no cursors, and whether there is more. What
 * lies too far back, or is sealed away, is a problem. Throws `StoreError`.
 */
export async function recordedPage(
  asked: Asked,
  { skip, limit }: RecordPage,
  wanted: Wanted,
): Promise<{ readonly found: readonly Occurrence[]; readonly hasMore: boolean } | Trouble> {
  return asked.recorded.inTurn(async () => {
    const found: Occurrence[] = []
    let want: Want = { limit, skip, place: undefined }
    for (let round = 0; round < MOST_ROUNDS; round++) {
      const part = await occurrences(asked, want, wanted)
      if (part === undefined) return SEALED_AWAY
      found.push(...part.found)
      if (part.next === undefined || found.length === limit) return { found, hasMore: part.next !== undefined }
      want = { limit: limit - found.length, skip: part.next.skip, place: part.next.place }
    }
    return TOO_FAR
  })
}

const TOO_FAR: Trouble = {
  type: 'problem',
  problem: {
    status: 400,
    title: 'Bad Request',
    detail:
      'this lies further back than one answer looks: ask for a shorter time, or read the audit of /api/v1, which is told in parts',
  },
}
