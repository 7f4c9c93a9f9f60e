import { fstatSync, writeSync } from 'node:fs'
import type { FileHandle } from 'node:fs/promises'
import { StoreError } from '../model/errors.ts'

/** A line of a file: its bytes without the line end, where it starts, and whether a line end follows. */
export interface ByteLine {
  readonly offset: number
  readonly bytes: Buffer
  readonly ended: boolean
}

const CHUNK_BYTES = 8 * 1024 * 1024
const LINE_END = 0x0a

/** Up to this size a write is done sooner than a thread has been woken for it: the bytes only go to the page cache. */
const QUICK_BYTES = 64 * 1024

/** The lines of a file between two offsets, in batches as they are read; stops early where the file is shorter. */
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
  if (rest.length > 0) yield [{ offset, bytes: rest, ended: false }]
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
 * asked for before `fdatasync`. Whatever is thrown, the file may end in a part of the lines.
 */
export async function appendDurably(handle: FileHandle, lines: Iterable<string>, length: number): Promise<number> {
  let expected = length
  for (const text of batched(lines)) {
    const bytes = Buffer.from(text)
    await writeWhole(handle, bytes)
    expected += bytes.length
  }
  const { size } = fstatSync(handle.fd)
  if (size !== expected) throw new StoreError(`the ledger has ${size} bytes where ${expected} were written`)
  await handle.datasync()
  return size
}

async function writeWhole(handle: FileHandle, bytes: Buffer): Promise<void> {
  const isQuick = bytes.length <= QUICK_BYTES
  for (let taken = 0; taken < bytes.length; ) {
    const bytesWritten = isQuick ? writeSync(handle.fd, bytes, taken) : (await handle.write(bytes, taken)).bytesWritten
    if (bytesWritten === 0) throw new StoreError(`the ledger took ${taken} of ${bytes.length} bytes`)
    taken += bytesWritten
  }
}

/** Joins short lines, so that many entries are few writes, and keeps long ones apart, so that no buffer grows without end. */
function* batched(lines: Iterable<string>): Generator<string, undefined> {
  let batch = ''
  for (const line of lines) {
    batch += `${line}\n`
    if (batch.length < CHUNK_BYTES) continue
    yield batch
    batch = ''
  }
  if (batch !== '') yield batch
}
