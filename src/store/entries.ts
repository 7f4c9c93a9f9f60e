import { isUtf8 } from 'node:buffer'
import { visible } from '../lib/text.ts'
import { StoreError } from '../model/errors.ts'
import type { Entry } from '../model/ledger.ts'
import { linesIn } from './bytes.ts'
import { DAMAGED } from './damage.ts'
import type { Disk } from './disk.ts'
import type { Marks } from './mark.ts'
import { Reader } from './reader.ts'
import { openSegment } from './segment.ts'
import { attemptAsync, storeError } from './trouble.ts'

/** A segment whose first `length` bytes hold whole entries, and where in it they stand. */
export interface Segment {
  readonly path: string
  readonly marks: Marks
  readonly length: number
}

/** Entries by their numbers, both inclusive. */
export interface Range {
  readonly from: number
  readonly to: number
}

/** The entries of consecutive segments in a range, oldest first, verified as they are read. Throws `StoreError` where one has been damaged. */
export async function* entriesIn(
  disk: Disk,
  segments: readonly Segment[],
  range: Range,
): AsyncGenerator<Entry, undefined> {
  if (range.from > range.to) return
  for (const [index, segment] of segments.entries()) {
    const next = segments[index + 1]
    if (segment.marks.before >= range.to) return
    if (next === undefined || next.marks.before >= range.from) yield* entriesOf(disk, segment, range)
  }
}

async function* entriesOf(disk: Disk, segment: Segment, { from, to }: Range): AsyncGenerator<Entry, undefined> {
  const { path, length, marks } = segment
  const handle = await openSegment(disk, path, true)
  try {
    const reader = new Reader()
    for await (const lines of linesIn(handle, marks.offsetBefore(from), length)) {
      for (const { bytes, offset } of lines) {
        if (!isUtf8(bytes)) throw corrupt(path, offset, 'is not UTF-8')
        const reading = reader.read(bytes.toString('utf8'), offset)
        if (reading.type === 'flaw') throw corrupt(path, offset, reading.message)
        if (reading.type !== 'entry' || reading.entry.seq < from) continue
        yield reading.entry
        if (reading.entry.seq === to) return
      }
    }
  } catch (error) {
    throw storeError('read', path, error)
  } finally {
    await attemptAsync('close', path, () => disk.close(handle))
  }
}

function corrupt(path: string, offset: number, flaw: string): StoreError {
  return new StoreError('StateCorrupt', `the line at byte ${offset} of ${visible(path)} ${flaw}`, DAMAGED)
}
