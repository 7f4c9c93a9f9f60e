import { fstatSync, lstatSync } from 'node:fs'
import type { FileHandle } from 'node:fs/promises'
import { visible } from '../lib/text.ts'
import { ConflictError } from '../model/errors.ts'
import { appendDurably } from './bytes.ts'
import type { Disk } from './disk.ts'
import type { Segment } from './entries.ts'
import type { Sealed } from './entry.ts'
import { linesOf } from './line.ts'
import type { Marks } from './mark.ts'
import type { Place } from './position.ts'
import { attempt, attemptAsync } from './trouble.ts'

/** A ledger that is no longer as this process left it. */
export function fenced(message: string): ConflictError {
  return new ConflictError('Fenced', message, 'nothing was written; find out who else writes there, then start again')
}

/** The last segment of a ledger, open; all of it that `place` covers has been made durable. */
export class Tail implements Segment {
  readonly path: string
  readonly marks: Marks
  readonly #disk: Disk
  readonly #handle: FileHandle
  #place: Place

  constructor(disk: Disk, handle: FileHandle, segment: { path: string; marks: Marks; place: Place }) {
    this.path = segment.path
    this.marks = segment.marks
    this.#disk = disk
    this.#handle = handle
    this.#place = segment.place
  }

  /** The end of the newest entry. */
  get place(): Place {
    return this.#place
  }

  get length(): number {
    return this.#place.end
  }

  /** Throws `ConflictError` where the file is no longer the one, or no longer as long, as this process left it. */
  check(): void {
    const [own, found] = attempt('read', this.path, () => [
      fstatSync(this.#handle.fd),
      lstatSync(this.path, { throwIfNoEntry: false }),
    ])
    if (found?.ino === own.ino && found.dev === own.dev && found.size === this.length) return
    throw fenced(`the ledger ${visible(this.path)} has been changed by somebody else`)
  }

  /** Writes entries and returns when they are durable, all with one `fdatasync`. After it has thrown, nothing is known of the file's end. */
  async append(sealed: readonly Sealed[]): Promise<void> {
    const writing = new Writing(this.#place)
    const lines = writing.linesOf(sealed)
    await attemptAsync('write', this.path, () => appendDurably(this.#disk, this.#handle, lines, this.length))
    writing.starts.forEach((offset, index) => {
      this.marks.add({ before: (sealed[index]?.entry.seq ?? 1) - 1, offset })
    })
    this.#place = writing.place
  }

  async close(): Promise<void> {
    await attemptAsync('close', this.path, () => this.#disk.close(this.#handle))
  }
}

/** Makes the lines of entries as they are needed, so that not all of them are held at once, and says where they go. */
class Writing {
  readonly starts: number[] = []
  place: Place

  constructor(from: Place) {
    this.place = from
  }

  *linesOf(sealed: readonly Sealed[]): Generator<string, undefined> {
    const group = sealed[0]?.entry.seq
    for (const one of sealed) {
      this.starts.push(this.place.end)
      for (const line of linesOf(one, this.starts.length === 1 ? undefined : group)) {
        const { end, lines } = this.place
        this.place = { line: end, end: end + Buffer.byteLength(line) + 1, lines: lines + 1 }
        yield line
      }
    }
  }
}
