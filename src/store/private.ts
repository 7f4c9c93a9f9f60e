import { lstatSync, type Stats } from 'node:fs'
import type { FileHandle } from 'node:fs/promises'
import { visible } from '../lib/text.ts'
import { StoreError } from '../model/errors.ts'
import { attempt } from './trouble.ts'

/** A part of a state folder that is open: `name` is what messages call it. */
export interface OpenPart {
  readonly handle: FileHandle
  readonly path: string
  readonly name: 'ledger' | 'checkpoint' | 'samples' | 'access log'
}

/**
 * Gives the size of an open file; throws `StoreError` where it is none, or, for writing, where other users of the machine
 * may read it, or it belongs to another one who has not opened it to a group: what this user wrote beside it, that one
 * could no longer read.
 */
export async function sizeOf({ handle, path, name }: OpenPart, isReadonly: boolean): Promise<number> {
  const stats = await handle.stat()
  const shown = visible(path)
  if (!stats.isFile()) {
    throw new StoreError('StateForeign', `the ${name} ${shown} is not a file`, 'restore the state folder from a backup')
  }
  if (isReadonly) return stats.size
  if ((stats.mode & 0o007) !== 0) {
    throw new StoreError(
      'StateNotOwned',
      `other users of this machine may read the ${name} ${shown}`,
      `\`chmod 600 ${shown}\`, then run the same command again`,
    )
  }
  requireOwner(stats, name, shown)
  return stats.size
}

const GROUP_MAY_WRITE = 0o020

function requireOwner({ uid, mode }: Stats, name: string, shown: string): void {
  const own = process.geteuid?.()
  if (own === undefined || uid === own || (mode & GROUP_MAY_WRITE) !== 0) return
  throw new StoreError(
    'StateNotOwned',
    `the ${name} ${shown} belongs to user ${uid}, and this is user ${own}`,
    `run as that user (\`sudo -u '#${uid}' charter …\`), or give the whole state folder to this one (\`chown -R ${own}\`)`,
  )
}

/** Throws `StoreError` where something else stands in the place of a folder, or nothing. */
export function requireFolder(folder: string): void {
  const found = attempt('read', folder, () => lstatSync(folder))
  if (found.isDirectory()) return
  const shown = visible(folder)
  throw found.isSymbolicLink()
    ? new StoreError('StateSymlink', `${shown} is a symbolic link`, 'put the folder itself there')
    : new StoreError('StateForeign', `${shown} is not a folder`, 'move it away')
}
