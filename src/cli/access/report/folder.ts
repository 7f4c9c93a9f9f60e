import { createHash } from 'node:crypto'
import { closeSync, existsSync, mkdirSync, openSync, readdirSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { visible } from '../../../lib/text.ts'
import { ConfigError } from '../../../model/errors.ts'

/** A file that was written: its name, its size and the SHA-256 of it. */
export interface Written {
  readonly name: string
  readonly bytes: number
  readonly sha256: string
}

/** Makes a folder to write to, for its owner alone; throws `ConfigError` where something is in it already. */
export function makeFolder(path: string): void {
  attempt(path, () => {
    if (existsSync(path) && readdirSync(path).length > 0) {
      throw new ConfigError(`\`${visible(path)}\` is not empty`, 'name a folder that is missing or empty')
    }
    mkdirSync(path, { recursive: true, mode: 0o700 })
  })
}

/** Writes a file that is not there yet, piece by piece, for its owner alone; throws `ConfigError` where it cannot be written. */
export function writeFile(folder: string, name: string, texts: Iterable<string>): Written {
  return attempt(folder, () => {
    const file = openSync(join(folder, name), 'wx', 0o600)
    const hash = createHash('sha256')
    let bytes = 0
    try {
      for (const text of texts) {
        const piece = Buffer.from(text)
        hash.update(piece)
        bytes += piece.length
        for (let at = 0; at < piece.length; ) at += writeSync(file, piece, at)
      }
    } finally {
      closeSync(file)
    }
    return { name, bytes, sha256: hash.digest('hex') }
  })
}

const CAUSES: Readonly<Record<string, string>> = {
  ENOSPC: 'the disk is full',
  EDQUOT: 'the disk quota is used up',
  EROFS: 'the file system is read-only',
  EACCES: 'permission is denied',
  EPERM: 'it is not permitted',
  ENOTDIR: 'a part of the path is not a folder',
  EEXIST: 'something is there already',
  EIO: 'the disk reports an error',
}

function attempt<T>(path: string, work: () => T): T {
  try {
    return work()
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    const cause = code === undefined ? undefined : CAUSES[code]
    if (cause === undefined) throw error
    throw new ConfigError(`cannot write to \`${visible(path)}\`: ${cause}`, 'name another folder, or make room there')
  }
}
