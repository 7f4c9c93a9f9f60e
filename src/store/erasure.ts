import { visible } from '../lib/text.ts'
import { StoreError } from '../model/errors.ts'
import type { Entry } from '../model/ledger.ts'
import { DAMAGED } from './damage.ts'

/** The uids whose bodies an entry says were erased; none for an entry of another type. */
export function erasedUids({ type, evidence }: Pick<Entry, 'type' | 'evidence'>): readonly string[] {
  // Whoever verifies a ledger meets whatever somebody has written there.
  const { uids } = evidence ?? {}
  if (type !== 'erased' || !Array.isArray(uids)) return []
  return uids.filter((uid) => typeof uid === 'string')
}

/** Throws `StoreError` where an entry lacks a body that no entry of type `erased` accounts for. */
export function requireErasures({ seq, changes }: Entry, erasures: ReadonlySet<string>): void {
  const lacking = changes.find(({ uid, body }) => body === undefined && !erasures.has(uid))
  if (lacking !== undefined) throw unexplained(seq, lacking.uid)
}

/** A body that is gone, and nothing in the ledger says that it was erased. */
export function unexplained(seq: number, uid: string): StoreError {
  return new StoreError(
    'StateCorrupt',
    `entry ${seq} lacks a body of ${visible(uid)}, which no later entry says was erased`,
    DAMAGED,
  )
}
