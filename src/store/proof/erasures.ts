import type { Entry } from '../../model/ledger.ts'
import { erasedUids } from '../erasure.ts'
import type { Flaw } from './line.ts'

/** The bodies that a ledger lacks: each has to be named by a later entry of type `erased`. */
export class Erasures {
  /** By uid, the first change that nothing accounts for yet; in the order of the entries. */
  readonly #lacking = new Map<string, Required<Pick<Flaw, 'seq' | 'file' | 'line'>>>()
  #count = 0

  /** How many changes have no body. */
  get count(): number {
    return this.#count
  }

  /** Takes the next entry, the uids of its changes that lack a body, and where it stands. */
  take(
    entry: Pick<Entry, 'seq' | 'type' | 'evidence'>,
    lacking: readonly string[],
    place: { readonly file: string; readonly line: number },
  ): void {
    for (const uid of lacking) {
      this.#count++
      if (!this.#lacking.has(uid)) this.#lacking.set(uid, { seq: entry.seq, ...place })
    }
    for (const uid of erasedUids(entry)) this.#lacking.delete(uid)
  }

  /** The first body that is gone without an entry that says it was erased. */
  flaw(): Flaw | undefined {
    const [first] = this.#lacking.values()
    return first && { ...first, message: 'lacks a body, and no later entry says that it was erased' }
  }
}
