import type { Entry } from '../../model/ledger.ts'
import type { Head } from '../../model/state.ts'
import { sealOf } from '../seals.ts'
import type { Flaw, Wrong } from './line.ts'

/** The seals of a ledger, held against where its files begin; where the first ones are missing, a seal has to account for them. */
export class Seals {
  /** By number, the hash of the last entry before each file. */
  readonly #starts = new Map<number, string>()
  #isCut = false
  #start = 0
  #covered = 0

  /** The number of the last entry that is not there, 0 where all are. */
  get start(): number {
    return this.#start
  }

  /** Takes the entry after which a file goes on, and whether files before it are missing. */
  begin({ seq, hash }: Head, isCut: boolean): void {
    if (this.#starts.size === 0) this.#start = seq
    this.#isCut ||= isCut
    this.#starts.set(seq, hash)
  }

  /** Takes the next entry; gives what is wrong with it where it seals an end that no file has. */
  take(entry: Entry): Wrong | undefined {
    const seal = sealOf(entry)
    if (seal === undefined || seal.seq < this.#start) return undefined
    const found = this.#starts.get(seal.seq)
    if (found === undefined || found !== seal.hash)
      return { message: 'seals an entry with which no file ends', expected: seal.hash, found: found ?? 'none' }
    this.#covered = seal.seq
    return undefined
  }

  /** Files that are missing without a seal. */
  flaw(): Flaw | undefined {
    if (!this.#isCut || (this.#start > 0 && this.#covered >= this.#start)) return undefined
    return {
      seq: 1,
      file: '000001.ndjson',
      line: 1,
      message: 'is missing, and no entry of type sealed accounts for it',
    }
  }
}
