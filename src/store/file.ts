import { randomBytes } from 'node:crypto'
import { resolve } from 'node:path'
import { StoreError } from '../model/errors.ts'
import type { Entry, NewEntry } from '../model/ledger.ts'
import type { Clock, Store } from '../model/ports.ts'
import type { Head, State } from '../model/state.ts'
import { advanced, newInstallation } from './advance.ts'
import type { Random } from './entry.ts'
import { emptyState } from './fold.ts'
import { type FolderMode, findFolder, folderPaths, makeLedger } from './folder.ts'
import { type LedgerFile, openLedger } from './ledger.ts'
import { type Lock, takeLock } from './lock.ts'

/** Where a store in a folder lies, and how it is opened: see `FolderMode`. */
export interface FileStoreOptions {
  readonly path: string
  readonly mode: FolderMode
  readonly clock: Clock
  readonly random?: Random
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
  readonly ledger: LedgerFile
  readonly lock: Lock | undefined
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
      if (lock === undefined) throw new StoreError('the state folder is open for reading only')
      const { sealed, state } = advanced(opened.state, entries, head, this.#random)
      if (sealed.length === 0) return state
      lock.check()
      ledger.check()
      try {
        await ledger.append(sealed)
      } catch (error) {
        this.#refusal = error as StoreError
        throw error
      }
      opened.state = state
      return state
    })
  }

  async *entries({ from = 1, to }: { readonly from?: number; readonly to?: number } = {}): AsyncGenerator<Entry> {
    const { ledger, state } = this.#ready()
    yield* ledger.entries(from, Math.min(to ?? state.head.seq, state.head.seq))
  }

  close(): Promise<void> {
    return this.#inTurn(async () => {
      const opened = this.#opened
      this.#opened = undefined
      this.#refusal ??= new StoreError('the store is closed')
      try {
        await opened?.ledger.close()
      } finally {
        opened?.lock?.release()
      }
    })
  }

  #ready(): Opened {
    if (this.#refusal !== undefined) throw this.#refusal
    if (this.#opened === undefined) throw new StoreError('the store is not open')
    return this.#opened
  }

  /** Calls take turns: what one of them writes is finished before the next begins. */
  #inTurn<T>(step: () => Promise<T>): Promise<T> {
    const turn = this.#turn.then(step)
    this.#turn = turn.catch(() => undefined)
    return turn
  }
}

async function openFolder({ path, mode, clock }: FileStoreOptions, random: Random): Promise<Opened> {
  const paths = folderPaths(resolve(path))
  const from = emptyState(newInstallation(random))
  findFolder(paths, mode)
  if (mode === 'readonly') {
    return { ...(await openLedger({ path: paths.ledger, isReadonly: true, from })), lock: undefined }
  }
  const lock = takeLock(paths.folder, paths.ledger, clock)
  try {
    // Looked at again under the lock: whoever held it before may have made the ledger.
    if (findFolder(paths, mode) === 'new') makeLedger(paths)
    return { ...(await openLedger({ path: paths.ledger, isReadonly: false, from })), lock }
  } catch (error) {
    lock.release()
    throw error
  }
}
