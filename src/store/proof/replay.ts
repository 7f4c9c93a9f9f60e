import { StoreError } from '../../model/errors.ts'
import type { Entry } from '../../model/ledger.ts'
import type { State } from '../../model/state.ts'
import { createFolding, emptyState } from '../fold.ts'
import type { Wrong } from './line.ts'

/** A fold of a whole ledger from nothing, entry by entry as they are verified. */
export interface Replaying {
  /** Gives why an entry cannot be applied to what the entries before it made. */
  onEntry(entry: Entry): Wrong | undefined
  /** The state after the last entry. */
  state(): State
}

/** Begins at nothing; the installation is the one that the first entry names. */
export function createReplaying(): Replaying {
  const folding = createFolding(emptyState(''))
  return {
    onEntry(entry) {
      try {
        folding.add(entry)
        return undefined
      } catch (error) {
        return { message: `cannot be applied: ${error instanceof StoreError ? error.message : 'it is malformed'}` }
      }
    },
    state: () => folding.state(),
  }
}
