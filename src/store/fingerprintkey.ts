import { join } from 'node:path'
import { visible } from '../lib/text.ts'
import { StoreError } from '../model/errors.ts'
import { type Disk, realDisk } from './disk.ts'
import { readOwnFile, writeOwnFile } from './ownfile.ts'

const NAME = 'fingerprint-key'

/** The 32 bytes of the key of fingerprints that lies in a state folder; `undefined` where there is none. Throws `StoreError`. */
export function readFingerprintKey(folder: string): Uint8Array | undefined {
  const path = join(folder, NAME)
  const text = readOwnFile(path)?.trim()
  if (text === undefined) return undefined
  if (/^[0-9a-f]{64}$/.test(text)) return Buffer.from(text, 'hex')
  throw new StoreError(
    'StateForeign',
    `${visible(path)} holds no key of fingerprints`,
    'remove it: a new one is made, and every secret is unknown once',
  )
}

/** Writes a key of fingerprints into a state folder, for its owner alone. Throws `StoreError`. */
export async function writeFingerprintKey(folder: string, bytes: Uint8Array, disk: Disk = realDisk): Promise<void> {
  await writeOwnFile(disk, join(folder, NAME), `${Buffer.from(bytes).toString('hex')}\n`)
}
