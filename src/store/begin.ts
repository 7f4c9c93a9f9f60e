import { visible } from '../lib/text.ts'
import { StoreError } from '../model/errors.ts'
import type { Head } from '../model/state.ts'
import { linesIn } from './bytes.ts'
import type { Checkpoint } from './checkpoint.ts'
import { DAMAGED, damaged, rolledBack } from './damage.ts'
import { NEWER } from './line.ts'
import { Marks } from './mark.ts'
import type { ReadFrom, SegmentFile } from './replay.ts'
import type { Base } from './seals.ts'
import { readSegmentHeader } from './segment.ts'

/** More than the first line of a segment has. */
const HEADER_BYTES = 4096

/** What a ledger is read after: a checkpoint, the state of a seal, or nothing. */
export interface Start {
  readonly checkpoint: Checkpoint | null
  readonly base: Base | undefined
}

/**
 * Says where the entries of a segment are to be read from: after its first line, after the entry of the checkpoint where
 * that stands here, at its end where the checkpoint stands in a later one. `head` is the newest entry that has been read.
 * Throws `StoreError` where the segment does not go on from there, or does not hold the checkpoint's entry.
 */
export async function beginSegment(file: SegmentFile, { checkpoint, base }: Start, head: Head): Promise<ReadFrom> {
  const { after, end } = await readFirstLine(file)
  const first = { before: after.seq, offset: end }
  const { number, size } = file
  const start = checkpoint?.position.segment ?? (base?.segment ?? 0) + 1
  if (number < start) return { place: { line: 0, end: size, lines: 0 }, marks: new Marks(first) }
  if (checkpoint !== null && number === start) {
    const { position, state } = checkpoint
    // Where no entry had come into the segment yet, its first line names the checkpoint's entry.
    const isBegun = position.lines > 1
    const isHere = isBegun ? await holdsEntry(file, checkpoint) : position.end === end && isSame(after, state.head)
    if (!isHere) throw rolledBack(file.path, state.head)
    const marks = isBegun ? new Marks(first, { before: state.head.seq, offset: position.end }) : new Marks(first)
    return { place: position, marks }
  }
  if (isSame(after, head)) return { place: { line: 0, end, lines: 1 }, marks: new Marks(first) }
  throw damaged(file.path, 1, `goes on after entry ${after.seq}, where entry ${head.seq} is the last before it`)
}

async function readFirstLine(file: SegmentFile): Promise<{ readonly after: Head; readonly end: number }> {
  const { handle, path, size } = file
  if (size === 0) throw new StoreError('StateCorrupt', `the ledger ${visible(path)} is empty`, DAMAGED)
  for await (const [line] of linesIn(handle, 0, Math.min(size, HEADER_BYTES))) {
    const text = line?.bytes.toString('utf8') ?? ''
    const [, format = '1'] = /^\{"format":(\d+),"ledger":"charter"/.exec(text) ?? []
    if (Number(format) > 1) throw damaged(path, 1, NEWER.reason)
    const after = line?.ended ? readSegmentHeader(text) : undefined
    if (after !== undefined) return { after, end: text.length + 1 }
    break
  }
  throw damaged(path, 1, 'is not the first line of a ledger')
}

function isSame(left: Head, right: Head): boolean {
  return left.seq === right.seq && left.hash === right.hash
}

/** Whether the line stands there that closes the entry of a checkpoint; only the hash of an entry stands between tabs. */
async function holdsEntry({ handle, size }: SegmentFile, { position, state }: Checkpoint): Promise<boolean> {
  if (size < position.end) return false
  for await (const [line] of linesIn(handle, position.line, position.end)) {
    if (line === undefined) continue
    const isAll = line.ended && line.offset + line.bytes.length + 1 === position.end
    return isAll && line.bytes.includes(`\t"hash":"${state.head.hash}",`)
  }
  return false
}
