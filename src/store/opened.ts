import { randomBytes } from 'node:crypto'
import { resolve } from 'node:path'
import { ConflictError } from '../model/errors.ts'
import type { Clock } from '../model/ports.ts'
import type { State } from '../model/state.ts'
import { newInstallation } from './advance.ts'
import { CheckpointFile, readCheckpoint } from './checkpoint.ts'
import { type Disk, realDisk } from './disk.ts'
import type { Random } from './entry.ts'
import { emptyState } from './fold.ts'
import {
  type FolderMode,
  type FolderPaths,
  findFolder,
  folderPaths,
  makeLedger,
  newestSegment,
  removeUnfinished,
} from './folder.ts'
import { CHECKPOINT_BYTES, Keeper } from './keeper.ts'
import { type Ledger, SEGMENT_BYTES } from './ledger.ts'
import { type Lock, takeLock } from './lock.ts'
import { openLedger } from './open.ts'
import { readBase, requireSeal } from './seals.ts'
import { doubtsAbout } from './surroundings.ts'

/**
 * Where a store in a folder lies, and how it is opened: see `FolderMode`. `onNotice` is told what the store could help
 * itself with (a damaged checkpoint) and what is doubtful about its place; on standard error, if nobody listens. `checkpointBytes` is how much the ledger grows
 * by, at least, between two checkpoints, `segmentBytes` the size from which on it goes on in another file.
 */
export interface FileStoreOptions {
  readonly path: string
  readonly mode: FolderMode
  readonly clock: Clock
  readonly random?: Random
  readonly disk?: Disk
  readonly onNotice?: (message: string) => void
  readonly checkpointBytes?: number
  /** Where this process listens to its operator; the lock tells it. */
  readonly socket?: string
  readonly segmentBytes?: number
}

/** A state folder that is open; without a lock it is only read. */
export interface Opened {
  readonly ledger: Ledger
  readonly lock: Lock | undefined
  readonly keeper: Keeper
  readonly paths: FolderPaths
  readonly disk: Disk
  state: State
}

/** Opens a state folder (`FileStore`). Throws `ConflictError` where somebody holds it, `StoreError` where it cannot be read. */
export async function openFolder(options: FileStoreOptions): Promise<Opened> {
  const { mode, clock, disk = realDisk, segmentBytes = SEGMENT_BYTES, random = randomBytes } = options
  const paths = folderPaths(resolve(options.path))
  findFolder(paths, mode, disk)
  const empty = emptyState(newInstallation(random))
  const isReadonly = mode === 'readonly'
  const onNotice = options.onNotice ?? say
  const file = new CheckpointFile({ path: paths.checkpoint, disk, isReadonly, onNotice })
  const read = async (lock: Lock | undefined): Promise<Opened> => {
    // First the checkpoint: meanwhile a writer may only add to the ledger what the checkpoint does not need.
    const checkpoint = await readCheckpoint(file)
    const opened = await openLedger({ paths, disk, isReadonly, checkpoint, empty, segmentBytes })
    const leastBytes = options.checkpointBytes ?? CHECKPOINT_BYTES
    return { ...opened, paths, disk, lock, keeper: new Keeper({ file, checkpoint, leastBytes, onNotice }) }
  }
  if (isReadonly) return read(undefined)
  const lock = takeLock(paths.folder, newestSegment(paths), clock, options.socket)
  try {
    // Looked at again under the lock: whoever held it before may have made the ledger.
    const isNew = findFolder(paths, mode, disk) === 'new'
    if (isNew) await makeLedger(disk, paths)
    removeUnfinished(disk, paths)
    for (const doubt of doubtsAbout(paths.folder, isNew)) onNotice(doubt)
    return await read(lock)
  } catch (error) {
    lock.release()
    throw error
  }
}

/** The state before the oldest entry from which every later one can be folded: empty, or that of a seal. Throws `StoreError`. */
export async function baseOf({ ledger, paths, state }: Opened): Promise<State> {
  if (ledger.first === 1) return emptyState(state.installation)
  const base = await readBase(paths.folder, ledger.first)
  requireSeal(state, base, paths.ledgers)
  return base.state
}

/** Closes a state folder; one whose last write failed (not `isSound`) gets no checkpoint. */
export async function closeFolder(opened: Opened, isSound: boolean): Promise<void> {
  try {
    if (isSound) await keepOnClose(opened)
  } finally {
    await opened.ledger.close().finally(() => opened.lock?.release())
  }
}

/** Who no longer holds the folder leaves its checkpoint alone. */
async function keepOnClose({ ledger, lock, keeper, state }: Opened): Promise<void> {
  try {
    if (lock === undefined) return
    lock.check()
    ledger.check()
  } catch (error) {
    if (error instanceof ConflictError) return
    throw error
  }
  await keeper.keep(state, ledger)
}

function say(message: string): void {
  process.stderr.write(`charter: ${message}\n`)
}
