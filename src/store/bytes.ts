import { fstatSync } from 'node:fs'
import type { FileHandle } from 'node:fs/promises'
import type { Disk } from './disk.ts'
import { refusal } from './trouble.ts'

/** A line of a file: its bytes without the line end, where it starts, and whether a line end follows. */
export interface ByteLine {
  readonly offset: number
  readonly bytes: Buffer
  readonly ended: boolean
}

const CHUNK_BYTES = 8 * 1024 * 1024
const LINE_END = 0x0a

/**
 * The lines of a file between two offsets, in batches as they are read; stops early where the file is shorter. Zeros at the
 * end of a last line that has no line end do not belong to it: the file had grown, and its data never came.
 */
export async function* linesIn(handle: FileHandle, from: number, to: number): AsyncGenerator<readonly ByteLine[]> {
  let offset = from
  let rest: Buffer = Buffer.alloc(0)
  while (offset + rest.length < to) {
    const position = offset + rest.length
    const data = Buffer.allocUnsafe(rest.length + Math.min(CHUNK_BYTES, to - position))
    rest.copy(data)
    const { bytesRead } = await handle.read(data, rest.length, data.length - rest.length, position)
    if (bytesRead === 0) break
    const read = data.subarray(0, rest.length + bytesRead)
    const lines = endedLines(read, offset)
    const last = lines.at(-1)
    const next = last === undefined ? offset : last.offset + last.bytes.length + 1
    rest = read.subarray(next - offset)
    offset = next
    yield lines
  }
  if (rest.length > 0) yield [{ offset, bytes: withoutZeros(rest), ended: false }]
}

function withoutZeros(bytes: Buffer): Buffer {
  let length = bytes.length
  while (length > 0 && bytes[length - 1] === 0) length--
  return bytes.subarray(0, length)
}

function endedLines(data: Buffer, offset: number): ByteLine[] {
  const lines: ByteLine[] = []
  let start = 0
  for (let end = data.indexOf(LINE_END); end !== -1; end = data.indexOf(LINE_END, start)) {
    lines.push({ offset: offset + start, bytes: data.subarray(start, end), ended: true })
    start = end + 1
  }
  return lines
}

/**
 * Appends lines, each with a line end, and makes them durable; gives the length of the file after. A write may take fewer
 * bytes than it was given and report no error, so it is repeated until all are taken, and the length of the file is
 * asked for before `fdatasync`. Where writing fails, what was written is taken back, if the disk allows it; after a failed
 * `fdatasync` nobody knows what the file holds, and it is left as it is.
 */
export async function appendDurably(
  disk: Disk,
  handle: FileHandle,
  lines: Iterable<string>,
  length: number,
): Promise<number> {
  let expected = length
  let most = length
  try {
    for (const bytes of batched(lines)) {
      most += bytes.length
      await writeWhole(disk, handle, bytes)
      expected = most
    }
    requireLength(handle, expected)
  } catch (error) {
    await cutBack(disk, handle, { length, most })
    throw error
  }
  await disk.datasync(handle)
  return expected
}

/**
 * Takes back what a failed append has written. A file that is longer than that could make it has been written to by
 * somebody else, and stays as it is; where the disk refuses, the next start cuts.
 */
async function cutBack(
  disk: Disk,
  handle: FileHandle,
  { length, most }: { readonly length: number; readonly most: number },
): Promise<void> {
  try {
    const { size } = fstatSync(handle.fd)
    if (size > length && size <= most) await disk.truncate(handle, length)
  } catch {
    // The first failure is the one to tell.
  }
}

/** Writes bytes at a place of a file, or at its end; throws, as the system does, where the disk takes no more of them. */
export async function writeWhole(disk: Disk, handle: FileHandle, bytes: Buffer, at?: number): Promise<void> {
  for (let taken = 0; taken < bytes.length; ) {
    const more = await disk.write(handle, bytes, taken, at === undefined ? undefined : at + taken)
    if (more === 0) throw refusal('TAKEN', `it took ${taken} of ${bytes.length} bytes`)
    taken += more
  }
}

/** Throws, as the system does, where a file is not as long as what has been written to it: a write may have been said to be done and was not. */
export function requireLength(handle: FileHandle, expected: number): void {
  const { size } = fstatSync(handle.fd)
  if (size !== expected) throw refusal('LENGTH', `it has ${size} bytes where ${expected} were written`)
}

/** Joins short lines, so that many are few writes, and keeps long ones apart, so that no buffer grows without end. */
export function* batched(lines: Iterable<string>, limit = CHUNK_BYTES): Generator<Buffer, undefined> {
  let batch = ''
  for (const line of lines) {
    batch += `${line}\n`
    if (batch.length < limit) continue
    yield Buffer.from(batch)
    batch = ''
  }
  if (batch !== '') yield Buffer.from(batch)
}
