import type { FileHandle } from 'node:fs/promises'
import { visible } from '../lib/text.ts'
import { StoreError } from '../model/errors.ts'

/** A part of a state folder that is open: `name` is what messages call it. */
export interface OpenPart {
  readonly handle: FileHandle
  readonly path: string
  readonly name: 'ledger' | 'checkpoint'
}

/** Gives the size of an open file; throws `StoreError` where it is none, or, for writing, where other users of the machine may read it. */
export async function sizeOf({ handle, path, name }: OpenPart, isReadonly: boolean): Promise<number> {
  const stats = await handle.stat()
  const shown = visible(path)
  if (!stats.isFile()) throw new StoreError(`the ${name} ${shown} is not a file`)
  if (isReadonly || (stats.mode & 0o007) === 0) return stats.size
  throw new StoreError(`other users of this machine may read the ${name} ${shown}`, `chmod 600 ${shown}`)
}
