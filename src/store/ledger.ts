import { lstatSync } from 'node:fs'
import { visible } from '../lib/text.ts'
import type { Entry } from '../model/ledger.ts'
import type { Head } from '../model/state.ts'
import type { Disk } from './disk.ts'
import { entriesIn, type Range, type Segment } from './entries.ts'
import type { Sealed } from './entry.ts'
import { type FolderPaths, syncNames } from './folder.ts'
import { Marks } from './mark.ts'
import type { Position } from './position.ts'
import { eraseIn } from './rewrite.ts'
import { sealedAway } from './seals.ts'
import { createSegment, openSegment, segmentHeader, segmentPath } from './segment.ts'
import { fenced, Tail } from './tail.ts'
import { attempt, attemptAsync } from './trouble.ts'

/** The size from which on a segment takes no further append (64 MiB). */
export const SEGMENT_BYTES = 64 * 1024 * 1024

/** A ledger that has been read: its segments but for the last, the last, and how many bytes of entries were read. */
export interface ReadLedger {
  /** How many segments before `earlier` are sealed away. */
  readonly before: number
  readonly earlier: readonly Segment[]
  readonly tail: Tail
  readonly bytes: number
}

/** Where a ledger lies, and the size from which on a segment takes no further append. */
export interface LedgerPlace {
  readonly paths: FolderPaths
  readonly disk: Disk
  readonly segmentBytes: number
}

/** The open ledger of a state folder: what has been made durable in it, and nothing else, is read back. */
export class Ledger {
  readonly #place: LedgerPlace
  #read: ReadLedger

  constructor(place: LedgerPlace, read: ReadLedger) {
    this.#place = place
    this.#read = read
  }

  /** The end of the newest entry. */
  get position(): Position {
    const { before, earlier, tail } = this.#read
    return { ...tail.place, segment: before + earlier.length + 1 }
  }

  /** The number of the entry before the oldest that is there; 0 where none is sealed away. */
  get after(): number {
    const { earlier, tail } = this.#read
    return (earlier[0] ?? tail).marks.before
  }

  /** The number of the first segment that is there. */
  get first(): number {
    return this.#read.before + 1
  }

  /** The segments that take no more entries, by number, and the last entry of each. */
  ended(): readonly { readonly segment: number; readonly seq: number }[] {
    const { before, earlier, tail } = this.#read
    return earlier.map((_, index) => ({
      segment: before + index + 1,
      seq: (earlier[index + 1] ?? tail).marks.before,
    }))
  }

  /** How many bytes of entries have been read by opening, and written since. */
  get bytes(): number {
    return this.#read.bytes
  }

  /** Throws `ConflictError` where the last segment is no longer the last, or not as this process left it. */
  check(): void {
    this.#read.tail.check()
    const next = this.#nextPath()
    if (attempt('read', next, () => lstatSync(next, { throwIfNoEntry: false })) === undefined) return
    throw fenced(`the ledger ${visible(this.#place.paths.ledgers)} has been continued by somebody else`)
  }

  /**
   * Writes entries after `head`, the newest one, and returns when they are durable: all in one segment, which is a new one
   * where the last has grown to its size. After it has thrown, nothing is known of the ledger's end.
   */
  async append(sealed: readonly Sealed[], head: Head): Promise<void> {
    const { place } = this.#read.tail
    if (place.end >= this.#place.segmentBytes) await this.end(head)
    const { tail, bytes } = this.#read
    const before = tail.length
    await tail.append(sealed)
    this.#read = { ...this.#read, bytes: bytes + tail.length - before }
  }

  /** The entries in a range, oldest first, verified again as they are read. Throws `StoreError` where one has been damaged. */
  entries(range: Range): AsyncGenerator<Entry, undefined> {
    const { earlier, tail } = this.#read
    if (this.after > 0 && range.from <= this.after) throw sealedAway(this.#place.paths.ledgers, this.after)
    return entriesIn(this.#place.disk, [...earlier, tail], range)
  }

  /** Ends the last segment after `head`, the newest entry, unless it holds none; what is appended goes into another. */
  async end(head: Head): Promise<void> {
    if (this.#read.tail.place.lines > 1) await this.#rotate(head)
  }

  /** Takes the bodies and salts of resources out of all segments but the last, in which there must be none. */
  async erase(uids: ReadonlySet<string>): Promise<void> {
    const { disk, paths } = this.#place
    for (const { path, length } of this.#read.earlier) await eraseIn({ disk, paths, path, length }, uids)
  }

  async close(): Promise<void> {
    await this.#read.tail.close()
  }

  #nextPath(): string {
    return segmentPath(this.#place.paths.ledgers, this.#read.before + this.#read.earlier.length + 2)
  }

  /** Goes on in a new segment. The last one is whole and durable: every append to it was. */
  async #rotate(head: Head): Promise<void> {
    const { disk, paths } = this.#place
    const { earlier, tail } = this.#read
    const path = this.#nextPath()
    await attemptAsync('create', path, () => createSegment(disk, path, head))
    syncNames(disk, paths, false)
    await tail.close()
    const end = Buffer.byteLength(segmentHeader(head)) + 1
    const next = { path, marks: new Marks({ before: head.seq, offset: end }), place: { line: 0, end, lines: 1 } }
    this.#read = {
      ...this.#read,
      earlier: [...earlier, { path: tail.path, marks: tail.marks, length: tail.length }],
      tail: new Tail(disk, await openSegment(disk, path, false), next),
    }
  }
}
