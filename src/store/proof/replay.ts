import { StoreError } from '../../model/errors.ts'
import type { Entry } from '../../model/ledger.ts'
import type { Head, State } from '../../model/state.ts'
import { createFolding, emptyState } from '../fold.ts'
import { stateDigest } from './digest.ts'
import type { Wrong } from './line.ts'

/** A fold of a whole ledger from nothing, entry by entry as they are verified. */
export interface Replaying {
  /** Gives why an entry cannot be applied to what the entries before it made. */
  onEntry(entry: Entry): Wrong | undefined
  /** The state after the last entry. */
  state(): State
}

/** The digest of the state that the entries lead to, and why the one that is read from a state folder is not that state. */
export function compareStates(replayed: State, stored: State): { readonly digest: string; readonly wrong?: Wrong } {
  // Which installation it is, is decided with the first entry.
  const digest = stateDigest(replayed.head.seq > 0 ? replayed : { ...replayed, installation: stored.installation })
  const [expected = '', found = ''] = [textOf(replayed.head, digest), textOf(stored.head, stateDigest(stored))]
  if (expected === found) return { digest }
  return { digest, wrong: { message: 'leads to another state than the one that is stored', expected, found } }
}

function textOf({ seq, hash }: Head, digest: string): string {
  return `state ${digest} after entry ${seq}:${hash}`
}

/**
 * Begins at nothing, where the installation is the one that the first entry names, or at the state of a seal; entries up to
 * that are taken as they are.
 */
export function createReplaying(base = emptyState('')): Replaying {
  const folding = createFolding(base)
  return {
    onEntry(entry) {
      if (entry.seq <= base.head.seq) return undefined
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
