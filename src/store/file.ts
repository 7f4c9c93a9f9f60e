import { randomBytes } from 'node:crypto'
import { resolve } from 'node:path'
import { visible } from '../lib/text.ts'
import { ConflictError, StoreError } from '../model/errors.ts'
import type { Entry, NewEntry } from '../model/ledger.ts'
import type { Clock, Store } from '../model/ports.ts'
import type { Head, State } from '../model/state.ts'
import { advanced, newInstallation } from './advance.ts'
import { CheckpointFile, readCheckpoint } from './checkpoint.ts'
import { type Disk, realDisk } from './disk.ts'
import type { Random } from './entry.ts'
import { emptyState } from './fold.ts'
import { type FolderMode, findFolder, folderPaths, makeLedger, newestSegment, removeUnfinished } from './folder.ts'
import { CHECKPOINT_BYTES, Keeper } from './keeper.ts'
import { type Ledger, SEGMENT_BYTES } from './ledger.ts'
import { type Lock, takeLock } from './lock.ts'
import { openLedger } from './open.ts'
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

/**
 * A store in a folder of this machine (design §5): a ledger file that one process at a time writes, behind a lock. Its
 * methods throw `ConflictError` where somebody else holds or has changed it, and `StoreError` where it cannot be read or
 * written; after a failed write every further call does.
 */
export function openFileStore(options: FileStoreOptions): Store {
  return new FileStore(options)
}

interface Opened {
  readonly ledger: Ledger
  readonly lock: Lock | undefined
  readonly keeper: Keeper
  state: State
}

class FileStore implements Store {
  readonly #options: FileStoreOptions
  readonly #random: Random
  #opened: Opened | undefined
  #refusal: StoreError | undefined
  #turn: Promise<unknown> = Promise.resolve()

  constructor(options: FileStoreOptions) {
    this.#options = options
    this.#random = options.random ?? randomBytes
  }

  open(): Promise<State> {
    return this.#inTurn(async () => {
      if (this.#refusal !== undefined) throw this.#refusal
      this.#opened ??= await openFolder(this.#options, this.#random)
      return this.#opened.state
    })
  }

  append(entries: readonly NewEntry[], head: Head): Promise<State> {
    return this.#inTurn(async () => {
      const opened = this.#ready()
      const { ledger, lock } = opened
      if (lock === undefined) throw misused('is open for reading only', this.#options)
      const { sealed, state } = advanced(opened.state, entries, head, this.#random)
      if (sealed.length === 0) return state
      lock.check()
      ledger.check()
      try {
        await ledger.append(sealed, head)
      } catch (error) {
        this.#refusal = error as StoreError
        throw error
      }
      opened.state = state
      if (opened.keeper.isDue(ledger)) void this.#inTurn(() => opened.keeper.keep(opened.state, ledger))
      return state
    })
  }

  async *entries({ from = 1, to }: { readonly from?: number; readonly to?: number } = {}): AsyncGenerator<Entry> {
    const { ledger, state } = this.#ready()
    yield* ledger.entries({ from, to: Math.min(to ?? state.head.seq, state.head.seq) })
  }

  close(): Promise<void> {
    return this.#inTurn(async () => {
      const opened = this.#opened
      const isSound = this.#refusal === undefined
      this.#opened = undefined
      this.#refusal ??= misused('is closed', this.#options)
      try {
        if (opened !== undefined && isSound) await keepOnClose(opened)
      } finally {
        await opened?.ledger.close().finally(() => opened.lock?.release())
      }
    })
  }

  #ready(): Opened {
    if (this.#refusal !== undefined) throw this.#refusal
    if (this.#opened === undefined) throw misused('is not open', this.#options)
    return this.#opened
  }

  /** Calls take turns: what one of them writes is finished before the next begins. */
  #inTurn<T>(step: () => Promise<T>): Promise<T> {
    const turn = this.#turn.then(step)
    this.#turn = turn.catch(() => undefined)
    return turn
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

async function openFolder(options: FileStoreOptions, random: Random): Promise<Opened> {
  const { mode, clock, disk = realDisk, segmentBytes = SEGMENT_BYTES } = options
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
    return { ...opened, lock, keeper: new Keeper({ file, checkpoint, leastBytes, onNotice }) }
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

/** A call that its caller should not have made. */
function misused(what: string, { path }: FileStoreOptions): StoreError {
  return new StoreError('StoreFailed', `the state folder ${visible(path)} ${what}`, 'open it again')
}

function say(message: string): void {
  process.stderr.write(`charter: ${message}\n`)
}
