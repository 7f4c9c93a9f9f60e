import { visible } from '../lib/text.ts'
import { StoreError } from '../model/errors.ts'
import type { Head } from '../model/state.ts'
import { NEWER } from './line.ts'

/** What helps where a ledger has been damaged. */
export const DAMAGED =
  'it was changed or damaged after it was written: `charter ledger verify` says up to where the ledger is intact; restore the state folder from a backup'
/** What helps where a newer version has written to a state folder. */
export const DOWNGRADE = 'use that version of Charter or a newer one; going back is not supported'

/** A line of a segment that is not as it was written, and the number of the entry that should stand there. */
export function damaged(path: string, line: number, flaw: string, seq?: number): StoreError {
  const message = `line ${line} of ${visible(path)}${seq === undefined ? '' : ` (entry ${seq})`} ${flaw}`
  if (flaw === NEWER.reason) return new StoreError('StateNewer', message, DOWNGRADE)
  return new StoreError('StateCorrupt', message, DAMAGED)
}

/** A ledger that does not hold the entry of which there is a checkpoint. */
export function rolledBack(path: string, { seq }: Head): StoreError {
  return new StoreError(
    'StateRollback',
    `${visible(path)} does not hold entry ${seq} as the checkpoint beside it has it`,
    'the ledger was cut, or replaced by another or an older one: restore ledger and checkpoint from one backup; where this ledger is the right one (`charter ledger verify --head`), remove checkpoint.ndjson',
  )
}

/** A recorded change that does not fit the state which the entries before it made. */
export function misfit(message: string): StoreError {
  return new StoreError('StateCorrupt', message, '`charter ledger verify --replay` folds every entry from nothing')
}
