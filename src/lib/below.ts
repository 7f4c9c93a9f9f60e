import { constants } from 'node:fs'
import { type FileHandle, open, realpath } from 'node:fs/promises'
import { join, sep } from 'node:path'

/** Why a file below a folder is not read: it is not there, lies outside, is none, is too large, or the system refuses it. */
export type Unread = 'gone' | 'outside' | 'nofile' | 'large' | 'denied' | 'broken'

/** What a file held, and the rights on it. */
export interface ReadFile {
  readonly bytes: Buffer
  readonly mode: number
}

/**
 * Reads a file by its path below a folder, at most so many bytes. Links are followed inside the folder, and one that leads
 * out is refused. Nothing that can be expected throws.
 */
export async function readBelow(path: string, directory: string, mostBytes: number): Promise<ReadFile | Unread> {
  let file: FileHandle | undefined
  try {
    const root = await realpath(directory)
    const target = await realpath(join(root, path))
    if (!target.startsWith(root === sep ? sep : root + sep)) return 'outside'
    file = await open(target, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK)
    return await contentOf(file, mostBytes)
  } catch (error) {
    return reasonOf(error)
  } finally {
    await file?.close()
  }
}

async function contentOf(file: FileHandle, mostBytes: number): Promise<ReadFile | Unread> {
  const status = await file.stat()
  if (!status.isFile()) return 'nofile'
  if (status.size > mostBytes) return 'large'
  // One byte more than is known of, since a file may grow while it is read.
  let buffer = Buffer.alloc(status.size + 1)
  let filled = 0
  for (;;) {
    const { bytesRead } = await file.read(buffer, filled, buffer.length - filled, filled)
    filled += bytesRead
    if (filled > mostBytes) return 'large'
    if (bytesRead === 0) return { bytes: buffer.subarray(0, filled), mode: status.mode }
    if (filled === buffer.length) buffer = Buffer.concat([buffer], Math.min(filled * 2, mostBytes + 1))
  }
}

function reasonOf(error: unknown): Unread {
  switch ((error as NodeJS.ErrnoException).code) {
    case 'ENOENT':
    case 'ENOTDIR':
      return 'gone'
    case 'EACCES':
    case 'EPERM':
      return 'denied'
    case 'ELOOP':
      return 'outside'
  }
  return 'broken'
}
