import { isUtf8 } from 'node:buffer'
import type { FileHandle } from 'node:fs/promises'
import { StoreError } from '../model/errors.ts'
import type { Entry } from '../model/ledger.ts'
import type { Head, State } from '../model/state.ts'
import { type ByteLine, linesIn } from './bytes.ts'
import { damaged } from './damage.ts'
import { headAt } from './entry.ts'
import { erasedUids, unexplained } from './erasure.ts'
import { createFolding, type Folding } from './fold.ts'
import type { Marks } from './mark.ts'
import type { Place } from './position.ts'
import { Reader } from './reader.ts'
import { isTorn } from './torn.ts'

/** A segment to read: its number, its open file and size; only in the last may something stand that was never acknowledged. */
export interface SegmentFile {
  readonly number: number
  readonly handle: FileHandle
  readonly path: string
  readonly size: number
  readonly isLast: boolean
}

/**
 * How far a segment holds: the end of its last whole entry, and the marks up to there. `isEnded` is false where only the
 * line end of that entry is missing. What stands after it was never acknowledged.
 */
export interface SegmentEnd extends ReadFrom {
  readonly isEnded: boolean
}

/** After which line of a segment reading begins or ended, and the marks before that. */
export interface ReadFrom {
  readonly place: Place
  readonly marks: Marks
}

/** A state that grows as the segments of a ledger are read one after the other. */
export class Replay {
  readonly #from: State
  #folding: Folding | undefined
  #head: Head
  #bytes = 0
  /** By uid, the first entry that lacks a body of it, until an entry says that it was erased. */
  readonly #lacking = new Map<string, number>()

  constructor(from: State) {
    this.#from = from
    this.#head = from.head
  }

  /** The newest entry that has been read. */
  get head(): Head {
    return this.#head
  }

  /** How many bytes of entries have been read. */
  get bytes(): number {
    return this.#bytes
  }

  /** The state after all that has been read. Throws `StoreError` where a body is gone that no entry says was erased. */
  state(): State {
    for (const [uid, seq] of this.#lacking) throw unexplained(seq, uid)
    return this.#folding?.state() ?? this.#from
  }

  /**
   * Reads the rest of a segment, verifies every entry and folds it. Throws `StoreError`, which names file and line, where
   * it is damaged anywhere but in what was never acknowledged.
   */
  async read(file: SegmentFile, from: ReadFrom): Promise<SegmentEnd> {
    const reading = new Reading(file.path, this.#head, from)
    for await (const lines of linesIn(file.handle, from.place.end, file.size)) {
      for (const line of lines) {
        const flaw = reading.take(line, (entry) => this.#add(entry))
        if (flaw === undefined) continue
        if (!file.isLast || !(await isTorn(line, file.handle, file.size))) throw reading.damage(flaw, this.#head)
        return this.#read(reading.end(), from)
      }
    }
    const end = reading.end()
    if (!file.isLast && (!end.isEnded || end.place.end < file.size)) throw reading.damage('is not whole', this.#head)
    return this.#read(end, from)
  }

  #read(end: SegmentEnd, from: ReadFrom): SegmentEnd {
    this.#bytes += end.place.end - from.place.end
    return end
  }

  /** Gives what is wrong with an entry, if anything. */
  #add(entry: Entry): string | undefined {
    try {
      this.#folding ??= createFolding(this.#from)
      this.#folding.add(entry)
    } catch (error) {
      return `cannot be applied: ${error instanceof StoreError ? error.message : `entry ${entry.seq} is malformed`}`
    }
    this.#head = headAt(entry)
    for (const { uid, body } of entry.changes) {
      if (body === undefined && !this.#lacking.has(uid)) this.#lacking.set(uid, entry.seq)
    }
    for (const uid of erasedUids(entry)) this.#lacking.delete(uid)
    return undefined
  }
}

class Reading {
  readonly #path: string
  readonly #reader: Reader
  readonly #marks: Marks
  #line: number
  #place: Place
  #isEnded = true

  constructor(path: string, head: Head, { place, marks }: ReadFrom) {
    this.#path = path
    this.#reader = new Reader(head)
    this.#marks = marks
    this.#line = place.lines
    this.#place = place
  }

  /** Takes the next line; gives what is wrong with it, if anything. An entry that could not be added is damage at once. */
  take({ bytes, offset, ended }: ByteLine, add: (entry: Entry) => string | undefined): string | undefined {
    this.#line++
    // Decoding turns other bytes into U+FFFD, which may be what the digest was made of.
    if (!isUtf8(bytes)) return 'is not UTF-8'
    const reading = this.#reader.read(bytes.toString('utf8'), offset)
    if (reading.type === 'flaw') return reading.message
    if (reading.type === 'part') return undefined
    const flaw = add(reading.entry)
    if (flaw !== undefined) throw damaged(this.#path, this.#line, flaw)
    this.#marks.add({ before: reading.entry.seq - 1, offset: reading.offset })
    this.#place = { line: offset, end: offset + bytes.length + (ended ? 1 : 0), lines: this.#line }
    this.#isEnded = ended
    return undefined
  }

  end(): SegmentEnd {
    return { place: this.#place, marks: this.#marks, isEnded: this.#isEnded }
  }

  /** The last line is not what should follow `head`. */
  damage(flaw: string, { seq }: Head): StoreError {
    return damaged(this.#path, this.#line, flaw, seq + 1)
  }
}
