import { visible } from '../lib/text.ts'
import { StoreError } from '../model/errors.ts'
import type { Head } from '../model/state.ts'
import { NEWER } from './line.ts'

/** What helps where a ledger has been damaged. */
export const DAMAGED = 'the ledger was changed or damaged after it was written: restore the state folder from a backup'
/** What helps where a newer version has written to a state folder. */
export const DOWNGRADE = 'use that version of Charter or a newer one; going back is not supported'

/** A line of a segment that is not as it was written. */
export function damaged(path: string, line: number, flaw: string): StoreError {
  return new StoreError(`line ${line} of ${visible(path)} ${flaw}`, flaw === NEWER.reason ? DOWNGRADE : DAMAGED)
}

/** A ledger that does not hold the entry of which there is a checkpoint. */
export function rolledBack(path: string, { seq }: Head): StoreError {
  return new StoreError(
    `${visible(path)} does not hold entry ${seq} as the checkpoint beside it has it (StateRollback)`,
    'the ledger was cut, or replaced by another or an older one: restore ledger and checkpoint from one backup; where this ledger is the right one, remove checkpoint.ndjson',
  )
}
