import { StoreError } from '../../model/errors.ts'
import type { Head } from '../../model/state.ts'
import { CheckpointFile, readCheckpoint } from '../checkpoint.ts'
import { realDisk } from '../disk.ts'
import { folderPaths } from '../folder.ts'

/**
 * The entry after which the checkpoint beside a ledger was made: a witness of how far the ledger once reached. `undefined`
 * where there is none, or one that is broken or of another version, which witnesses nothing. Throws `StoreError` where the
 * file cannot be read.
 */
export async function witnessedHead(folder: string): Promise<Head | undefined> {
  const path = folderPaths(folder).checkpoint
  const file = new CheckpointFile({ path, disk: realDisk, isReadonly: true, onNotice: () => undefined })
  try {
    return (await readCheckpoint(file))?.state.head
  } catch (error) {
    if (error instanceof StoreError && error.code === 'StateNewer') return undefined
    throw error
  }
}
