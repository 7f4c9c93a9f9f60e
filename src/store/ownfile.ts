import { closeSync, constants, fstatSync, openSync, readFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { visible } from '../lib/text.ts'
import { StoreError } from '../model/errors.ts'
import type { Disk } from './disk.ts'
import { attempt, attemptAsync, codeOf, storeError } from './trouble.ts'
import { placeWhole, writeAll } from './whole.ts'

const { O_NOFOLLOW, O_NONBLOCK, O_RDONLY } = constants

/**
 * The text of a file of the state folder that nobody but its owner may read; `undefined` where there is none. Throws
 * `StoreError` where others may read it, or it is no file.
 */
export function readOwnFile(path: string): string | undefined {
  let file: number
  try {
    file = openSync(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK)
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined
    throw storeError('read', path, error)
  }
  const shown = visible(path)
  try {
    const found = attempt('read', path, () => fstatSync(file))
    if (!found.isFile()) throw new StoreError('StateForeign', `${shown} is no file`, 'move it away')
    if ((found.mode & 0o077) !== 0) {
      const help = `make it private: chmod 600 ${shown}`
      throw new StoreError('StateNotOwned', `others than its owner may read ${shown}`, help)
    }
    return attempt('read', path, () => readFileSync(file, 'utf8'))
  } finally {
    closeSync(file)
  }
}

/** Writes such a file so that it is there whole, as it was or as it is to be, whatever happens. Throws `StoreError`. */
export async function writeOwnFile(disk: Disk, path: string, text: string): Promise<void> {
  await attemptAsync('write', path, async () => {
    await placeWhole(disk, path, (file) => writeAll(disk, file, [Buffer.from(text)]))
    disk.syncFolder(dirname(path))
  })
}
