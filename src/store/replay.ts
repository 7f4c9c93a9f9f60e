import { isUtf8 } from 'node:buffer'
import type { FileHandle } from 'node:fs/promises'
import { visible } from '../lib/text.ts'
import { StoreError } from '../model/errors.ts'
import type { Entry } from '../model/ledger.ts'
import type { State } from '../model/state.ts'
import { type ByteLine, linesIn } from './bytes.ts'
import { createFolding, type Folding } from './fold.ts'
import { HEADER, NEWER } from './line.ts'
import { Reader } from './reader.ts'
import { isTorn } from './torn.ts'

/**
 * What a ledger file holds: the state after its last entry, the byte after that entry, and where each entry begins.
 * `isEnded` is false where only the line end of the last entry is missing. What stands after `end` was never acknowledged.
 */
export interface Replay {
  readonly state: State
  readonly end: number
  readonly isEnded: boolean
  readonly offsets: number[]
}

/** What helps where a ledger has been damaged. */
export const DAMAGED = 'the ledger was changed or damaged after it was written: restore the state folder from a backup'
const DOWNGRADE = 'use that version of Charter or a newer one; going back is not supported'

/**
 * Reads the first `size` bytes of a ledger file, verifies every entry after the state `from` and folds it. Throws
 * `StoreError`, which names file and line, where the ledger is damaged anywhere but in what was never acknowledged.
 */
export async function replay(handle: FileHandle, path: string, size: number, from: State): Promise<Replay> {
  const replayed = new Replayed(path, from)
  for await (const lines of linesIn(handle, 0, size)) {
    for (const line of lines) {
      const flaw = replayed.take(line)
      if (flaw === undefined) continue
      if (await isTorn(line, handle, size)) return replayed.result()
      throw replayed.damage(flaw)
    }
  }
  return replayed.result()
}

class Replayed {
  readonly #path: string
  readonly #folding: Folding
  readonly #reader: Reader
  readonly #offsets: number[] = []
  #line = 0
  #end = 0
  #isEnded = true

  constructor(path: string, from: State) {
    this.#path = path
    this.#folding = createFolding(from)
    this.#reader = new Reader(from.head)
  }

  /** Takes the next line; gives what is wrong with it, if anything. */
  take({ bytes, offset, ended }: ByteLine): string | undefined {
    const text = bytes.toString('utf8')
    this.#line++
    if (this.#line === 1) this.#begin(text, ended)
    else {
      // Decoding turns other bytes into U+FFFD, which may be what the digest was made of.
      if (!isUtf8(bytes)) return 'is not UTF-8'
      const reading = this.#reader.read(text, offset)
      if (reading.type === 'flaw') return reading.message
      if (reading.type === 'part') return undefined
      this.#keep(reading.entry, reading.offset)
    }
    this.#end = offset + bytes.length + (ended ? 1 : 0)
    this.#isEnded = ended
    return undefined
  }

  result(): Replay {
    if (this.#line === 0) throw new StoreError(`the ledger ${visible(this.#path)} is empty`, DAMAGED)
    return { state: this.#folding.state(), end: this.#end, isEnded: this.#isEnded, offsets: this.#offsets }
  }

  damage(flaw: string): StoreError {
    const help = flaw === NEWER.reason ? DOWNGRADE : DAMAGED
    return new StoreError(`line ${this.#line} of ${visible(this.#path)} ${flaw}`, help)
  }

  #begin(text: string, ended: boolean): void {
    if (text === HEADER && ended) return
    const [, format = '1'] = /^\{"format":(\d+),"ledger":"charter"/.exec(text) ?? []
    if (Number(format) > 1) throw this.damage(NEWER.reason)
    throw this.damage('is not the first line of a ledger')
  }

  #keep(entry: Entry, offset: number): void {
    try {
      this.#folding.add(entry)
    } catch (error) {
      throw this.damage(
        `cannot be applied: ${error instanceof StoreError ? error.message : `entry ${entry.seq} is malformed`}`,
      )
    }
    this.#offsets.push(offset)
  }
}
