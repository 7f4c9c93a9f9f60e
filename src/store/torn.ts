import type { FileHandle } from 'node:fs/promises'
import { type ByteLine, linesIn } from './bytes.ts'
import { groupOf, readLine } from './line.ts'

/** The smallest block in which a file system loses or keeps what was written. */
const BLOCK_BYTES = 512

/**
 * Whether a line that cannot be read, and all that follows it, was never acknowledged: the machine or the program stopped
 * while it was being written. So it is where the file ends within the line, or where blocks of it were never written and
 * every line after it belongs to the same append. A line that was damaged later is not torn: the ledger is refused.
 */
export async function isTorn(line: ByteLine, handle: FileHandle, end: number): Promise<boolean> {
  if (!line.ended) return hasUnwrittenBlock(line) || !isWholeButForItsEnd(line.bytes)
  return hasUnwrittenBlock(line) && (await isLastAppend(handle, line.offset + line.bytes.length + 1, end))
}

/** A line that lacks only its line end, which a zero or something else stands for, has been damaged. */
function isWholeButForItsEnd(bytes: Buffer): boolean {
  const zero = bytes.indexOf(0)
  return readLine(bytes.toString('utf8', 0, zero === -1 ? bytes.length - 1 : zero)).type !== 'broken'
}

/** Zeros that reach from the line's beginning or a block's to a block's end: a file that grew before its data came. */
function hasUnwrittenBlock({ offset, bytes, ended }: ByteLine): boolean {
  for (let start = bytes.indexOf(0); start !== -1; ) {
    let stop = start
    while (bytes[stop] === 0) stop++
    const isStart = start === 0 || (offset + start) % BLOCK_BYTES === 0
    const isStop = (stop === bytes.length && !ended) || (offset + stop) % BLOCK_BYTES === 0
    if (isStart && isStop) return true
    start = bytes.indexOf(0, stop)
  }
  return false
}

async function isLastAppend(handle: FileHandle, from: number, to: number): Promise<boolean> {
  for await (const lines of linesIn(handle, from, to)) {
    for (const line of lines) {
      if (line.ended && groupOf(line.bytes.toString('utf8')) === undefined && !hasUnwrittenBlock(line)) return false
    }
  }
  return true
}
