import type { FileHandle } from 'node:fs/promises'

/** So many bytes of a file are read at once. */
const BLOCK_BYTES = 256 * 1024
const LINE_END = 0x0a

/** Whole lines of a file, each with its end, and where they begin in it. */
export interface Block {
  readonly offset: number
  readonly bytes: Buffer
}

/**
 * The lines of a file that end at an offset or before it, in blocks, the last one first. What has no line end counts for
 * nothing, nor does a line that is longer than a block: nobody has written it.
 */
export async function* blocksBefore(handle: FileHandle, end: number): AsyncGenerator<Block, undefined> {
  for (let to = end; to > 0; ) {
    const from = Math.max(0, to - BLOCK_BYTES)
    const bytes = await bytesOf(handle, from, to)
    const last = bytes.lastIndexOf(LINE_END) + 1
    const first = from === 0 ? 0 : bytes.indexOf(LINE_END) + 1
    if (first < last) yield { offset: from + first, bytes: bytes.subarray(first, last) }
    to = first > 0 && from + first < to ? from + first : from
  }
}

/** Where the last whole line of a file of a size ends; 0 where there is none. */
export async function endOfLines(handle: FileHandle, size: number): Promise<number> {
  for await (const { offset, bytes } of blocksBefore(handle, size)) return offset + bytes.length
  return 0
}

/** A line in a block that holds a text: without its end, and where the next one begins in the file. */
export interface Line {
  readonly text: string
  readonly end: number
}

/** The lines of a block that hold a text, the last one first; others are not looked at. */
export function* linesWith(needle: Buffer, { offset, bytes }: Block): Generator<Line, undefined> {
  for (let at = bytes.length; at > 0; ) {
    const hit = bytes.lastIndexOf(needle, at - 1)
    if (hit < 0) return
    const end = bytes.indexOf(LINE_END, hit)
    at = bytes.lastIndexOf(LINE_END, hit) + 1
    yield { text: bytes.toString('utf8', at, end), end: offset + end + 1 }
  }
}

async function bytesOf(handle: FileHandle, from: number, to: number): Promise<Buffer> {
  const bytes = Buffer.allocUnsafe(to - from)
  let length = 0
  while (length < bytes.length) {
    const { bytesRead } = await handle.read(bytes, length, bytes.length - length, from + length)
    if (bytesRead === 0) break
    length += bytesRead
  }
  return bytes.subarray(0, length)
}
