import { fstatSync } from 'node:fs'
import type { FileHandle } from 'node:fs/promises'
import type { State } from '../model/state.ts'
import { beginSegment, type Start } from './begin.ts'
import { appendDurably } from './bytes.ts'
import type { Checkpoint } from './checkpoint.ts'
import { rolledBack } from './damage.ts'
import type { Disk } from './disk.ts'
import type { Segment } from './entries.ts'
import { type FolderPaths, segmentsIn, syncNames } from './folder.ts'
import { Ledger } from './ledger.ts'
import type { Place } from './position.ts'
import { sizeOf } from './private.ts'
import { Replay, type SegmentEnd, type SegmentFile } from './replay.ts'
import { lacksFirst, readBase, requireSeal } from './seals.ts'
import { openSegment, segmentPath } from './segment.ts'
import { Tail } from './tail.ts'
import { attemptAsync } from './trouble.ts'

/** What a ledger is opened with: `isReadonly` leaves it as it is; without a checkpoint it is read from the state `empty` on. */
export interface OpenLedger {
  readonly paths: FolderPaths
  readonly disk: Disk
  readonly isReadonly: boolean
  readonly checkpoint: Checkpoint | null
  readonly empty: State
  readonly segmentBytes: number
}

/**
 * Opens a ledger and reads what stands after the checkpoint. For writing, what was never acknowledged is cut off its end,
 * and what is read is made durable before anybody is told. Throws `StoreError` where the ledger is damaged, is not the one
 * of the checkpoint, or is open to other users of the machine.
 */
export async function openLedger(opening: OpenLedger): Promise<{ ledger: Ledger; state: State }> {
  const { paths, checkpoint } = opening
  const { first, last } = segmentsIn(paths)
  if (checkpoint !== null && last < checkpoint.position.segment) throw rolledBack(paths.ledgers, checkpoint.state.head)
  const sealed = first === 1 ? undefined : await readBase(paths.folder, first)
  if (sealed !== undefined && last <= sealed.segment) throw lacksFirst(paths.ledgers)
  const isUsable = checkpoint !== null && checkpoint.position.segment > (sealed?.segment ?? 0)
  const reading = { ...opening, checkpoint: isUsable ? checkpoint : null, base: sealed }
  const replay = new Replay(isUsable ? checkpoint.state : (sealed?.state ?? opening.empty))
  const earlier: Segment[] = []
  for (let number = first; number < last; number++) earlier.push(await readEarlier(reading, number, replay))
  const tail = await openTail(reading, last, replay)
  try {
    const state = replay.state()
    if (sealed !== undefined) requireSeal(state, sealed, paths.ledgers)
    return { ledger: new Ledger(opening, { before: first - 1, earlier, tail, bytes: replay.bytes }), state }
  } catch (error) {
    await tail.close()
    throw error
  }
}

type Reading = OpenLedger & Start

async function readEarlier({ paths, disk, ...how }: Reading, number: number, replay: Replay): Promise<Segment> {
  const path = segmentPath(paths.ledgers, number)
  const handle = await openSegment(disk, path, true)
  try {
    const { place, marks } = await readSegment({ handle, path, number, isLast: false }, how, replay)
    return { path, marks, length: place.end }
  } finally {
    await attemptAsync('close', path, () => disk.close(handle))
  }
}

async function openTail({ paths, disk, ...how }: Reading, number: number, replay: Replay): Promise<Tail> {
  const path = segmentPath(paths.ledgers, number)
  const handle = await openSegment(disk, path, how.isReadonly)
  try {
    const found = await readSegment({ handle, path, number, isLast: true }, how, replay)
    const { marks } = found
    if (how.isReadonly) return new Tail(disk, handle, { path, marks, place: found.place })
    const place = await attemptAsync('write', path, () => mend(disk, handle, found))
    // As long as a segment holds no entry, its name may not have been made durable by who made it.
    if (place.lines === 1) syncNames(disk, paths, number === 1)
    return new Tail(disk, handle, { path, marks, place })
  } catch (error) {
    await handle.close()
    throw error
  }
}

/** Reads what of a segment stands after the checkpoint; of one that stands before it, only the first line. */
async function readSegment(
  segment: Omit<SegmentFile, 'size'>,
  { isReadonly, ...start }: Start & Pick<OpenLedger, 'isReadonly'>,
  replay: Replay,
): Promise<SegmentEnd> {
  return attemptAsync('read', segment.path, async () => {
    const file = { ...segment, size: await sizeOf({ ...segment, name: 'ledger' }, isReadonly) }
    return replay.read(file, await beginSegment(file, start, replay.head))
  })
}

/** Gives the last segment its end: cuts what was never acknowledged, or adds the line end that the last entry lacks. */
async function mend(disk: Disk, handle: FileHandle, { place, isEnded }: SegmentEnd): Promise<Place> {
  if (fstatSync(handle.fd).size > place.end) await disk.truncate(handle, place.end)
  if (!isEnded) return { ...place, end: await appendDurably(disk, handle, [''], place.end) }
  await disk.sync(handle)
  return place
}
