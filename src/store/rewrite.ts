import { constants } from 'node:fs'
import type { FileHandle } from 'node:fs/promises'
import { linesIn, requireLength, writeWhole } from './bytes.ts'
import type { Disk } from './disk.ts'
import { type FolderPaths, syncNames } from './folder.ts'
import { withoutBodies } from './line.ts'
import { openSegment } from './segment.ts'
import { attemptAsync } from './trouble.ts'
import { discard, UNFINISHED } from './whole.ts'

/** A segment that takes no more entries: its first `length` bytes are whole entries, which have been verified. */
interface Ended {
  readonly disk: Disk
  readonly paths: FolderPaths
  readonly path: string
  readonly length: number
}

const { O_CREAT, O_EXCL, O_NOFOLLOW, O_WRONLY } = constants

/**
 * Puts in the place of a segment one without the bodies and salts of these resources, whole and durable; does nothing where
 * it holds none. A crash leaves the one or the other. Throws `StoreError`.
 */
export async function eraseIn({ disk, paths, path, length }: Ended, uids: ReadonlySet<string>): Promise<void> {
  const unfinished = `${path}${UNFINISHED}`
  const segment = await openSegment(disk, path, true)
  try {
    await attemptAsync('write', path, async () => {
      if (!(await holdsAny(segment, length, uids))) return
      disk.remove(unfinished)
      try {
        await writeErased(disk, unfinished, { segment, length, uids })
        disk.rename(unfinished, path)
      } catch (error) {
        discard(disk, unfinished)
        throw error
      }
      syncNames(disk, paths, false)
    })
  } finally {
    await attemptAsync('close', path, () => disk.close(segment))
  }
}

interface Rewriting {
  readonly segment: FileHandle
  readonly length: number
  readonly uids: ReadonlySet<string>
}

async function writeErased(disk: Disk, path: string, { segment, length, uids }: Rewriting): Promise<void> {
  const file = await disk.open(path, O_CREAT | O_EXCL | O_WRONLY | O_NOFOLLOW)
  try {
    let written = 0
    for await (const lines of linesIn(segment, 0, length)) {
      const bytes = Buffer.concat(lines.flatMap((line) => [erased(line.bytes, uids) ?? line.bytes, LINE_END]))
      await writeWhole(disk, file, bytes)
      written += bytes.length
    }
    requireLength(file, written)
    await disk.sync(file)
  } finally {
    await disk.close(file)
  }
}

const LINE_END = Buffer.from('\n')

async function holdsAny(segment: FileHandle, length: number, uids: ReadonlySet<string>): Promise<boolean> {
  for await (const lines of linesIn(segment, 0, length)) {
    if (lines.some(({ bytes }) => erased(bytes, uids) !== undefined)) return true
  }
  return false
}

/** The line without the bodies of these resources; `undefined` where it holds none of them. */
function erased(bytes: Buffer, uids: ReadonlySet<string>): Buffer | undefined {
  if (![...uids].some((uid) => bytes.includes(JSON.stringify(uid)))) return undefined
  const text = bytes.toString('utf8')
  if (!text.includes('\t')) return undefined
  const without = withoutBodies(text, uids)
  return without === text ? undefined : Buffer.from(without)
}
