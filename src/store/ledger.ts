import type { Entry } from '../model/ledger.ts'
import type { Disk } from './disk.ts'
import { entriesIn, type Range, type Segment } from './entries.ts'
import type { Sealed } from './entry.ts'
import type { Position } from './position.ts'
import type { Tail } from './tail.ts'

/** A ledger that has been read: its segments but for the last, the last, and how many bytes of entries were read. */
export interface ReadLedger {
  readonly earlier: readonly Segment[]
  readonly tail: Tail
  readonly bytes: number
}

/** The open ledger of a state folder: what has been made durable in it, and nothing else, is read back. */
export class Ledger {
  readonly #disk: Disk
  #read: ReadLedger

  constructor(disk: Disk, read: ReadLedger) {
    this.#disk = disk
    this.#read = read
  }

  /** The end of the newest entry. */
  get position(): Position {
    const { earlier, tail } = this.#read
    return { ...tail.place, segment: earlier.length + 1 }
  }

  /** How many bytes of entries have been read by opening, and written since. */
  get bytes(): number {
    return this.#read.bytes
  }

  /** Throws `ConflictError` where the last segment is no longer as this process left it. */
  check(): void {
    this.#read.tail.check()
  }

  /** Writes entries and returns when they are durable. After it has thrown, nothing is known of the ledger's end. */
  async append(sealed: readonly Sealed[]): Promise<void> {
    const { tail, bytes } = this.#read
    const before = tail.length
    await tail.append(sealed)
    this.#read = { ...this.#read, bytes: bytes + tail.length - before }
  }

  /** The entries in a range, oldest first, verified again as they are read. Throws `StoreError` where one has been damaged. */
  entries(range: Range): AsyncGenerator<Entry, undefined> {
    const { earlier, tail } = this.#read
    return entriesIn(this.#disk, [...earlier, tail], range)
  }

  async close(): Promise<void> {
    await this.#read.tail.close()
  }
}
