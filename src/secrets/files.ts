import { createHash } from 'node:crypto'
import { constants } from 'node:fs'
import { type FileHandle, lstat, readFile, realpath } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import type { Secret } from '../lib/secret.ts'

/** What handing over does to files; a test may let one of the steps be the last. Each throws what the system says. */
export interface SinkDisk {
  readonly open: (path: string, flags: number) => Promise<FileHandle>
  readonly write: (file: FileHandle, bytes: Buffer, from: number) => number | Promise<number>
  readonly sync: (file: FileHandle) => Promise<void>
  readonly close: (file: FileHandle) => Promise<void>
  readonly rename: (from: string, to: string) => void
  readonly remove: (path: string) => void
  readonly makeFolder: (path: string) => void
  readonly syncFolder: (path: string) => void
}

const { O_CREAT, O_EXCL, O_NOFOLLOW, O_WRONLY } = constants

/** Where a secret waits beside its place: no reference can name a file that begins with a dot. */
export function stagedPath(path: string): string {
  return join(dirname(path), `.${basename(path)}.charter`)
}

/** Makes the folders above a file, each for its owner alone, and gives whether the file then lies below the directory. */
export async function makeFolders(path: string, directory: string, disk: SinkDisk): Promise<boolean> {
  const root = await realpath(directory)
  const parts = dirname(path)
    .split('/')
    .filter((part) => part !== '.')
  let folder = root
  for (const part of parts) {
    const next = join(folder, part)
    if ((await realpath(next).catch(() => undefined)) === undefined) {
      disk.makeFolder(next)
      disk.syncFolder(folder)
    }
    folder = await realpath(next)
    if (!folder.startsWith(root.endsWith('/') ? root : `${root}/`)) return false
  }
  return true
}

/** Writes a secret to where it waits, for its owner alone, so that it is there after a power cut. */
export async function stage(path: string, secret: Secret, disk: SinkDisk): Promise<void> {
  const staged = stagedPath(path)
  disk.remove(staged)
  const file = await disk.open(staged, O_CREAT | O_EXCL | O_WRONLY | O_NOFOLLOW)
  try {
    const bytes = Buffer.from(secret.reveal())
    for (let from = 0; from < bytes.length; ) {
      const taken = await disk.write(file, bytes, from)
      if (taken <= 0) throw Object.assign(new Error('short write'), { code: 'ENOSPC' })
      from += taken
    }
    await disk.sync(file)
  } finally {
    await disk.close(file)
  }
  disk.syncFolder(dirname(path))
}

/** The SHA-256 (hex) of the secret in a file; `nothing` where there is none, `foreign` where something else stands there. */
export async function digestAt(path: string, mostBytes: number): Promise<string> {
  const found = await lstat(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined
    throw error
  })
  if (found === undefined) return 'nothing'
  if (!found.isFile() || found.size > mostBytes) return 'foreign'
  return createHash('sha256')
    .update((await readFile(path, 'utf8')).replace(/\r?\n$/, ''))
    .digest('hex')
}
