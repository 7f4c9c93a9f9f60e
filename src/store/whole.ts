import { constants } from 'node:fs'
import type { FileHandle } from 'node:fs/promises'
import { requireLength, writeWhole } from './bytes.ts'
import type { Disk } from './disk.ts'

/** What the name of a file ends in while it is not finished. */
export const UNFINISHED = '.tmp'

const { O_CREAT, O_EXCL, O_NOFOLLOW, O_WRONLY } = constants

/**
 * Puts a file in its place, or of the one before, so that it is there whole, as it was or as it is to be, whatever happens;
 * `fill` writes it and makes it durable. The folder is still to be made durable. Throws what the system says.
 */
export async function placeWhole(disk: Disk, path: string, fill: (file: FileHandle) => Promise<void>): Promise<void> {
  const unfinished = `${path}${UNFINISHED}`
  disk.remove(unfinished)
  const file = await disk.open(unfinished, O_CREAT | O_EXCL | O_WRONLY | O_NOFOLLOW)
  try {
    try {
      await fill(file)
    } finally {
      await disk.close(file)
    }
    disk.rename(unfinished, path)
  } catch (error) {
    discard(disk, unfinished)
    throw error
  }
}

/** Writes all of a new file, piece by piece, and makes it durable. Throws what the system says. */
export async function writeAll(disk: Disk, file: FileHandle, pieces: Iterable<Buffer>): Promise<void> {
  let length = 0
  for (const bytes of pieces) {
    await writeWhole(disk, file, bytes)
    length += bytes.length
  }
  requireLength(file, length)
  await disk.sync(file)
}

/** Takes away what was not finished; where the disk refuses that too, the next start does it. */
export function discard(disk: Disk, path: string): void {
  try {
    disk.remove(path)
  } catch {
    // The first failure is the one to tell.
  }
}
