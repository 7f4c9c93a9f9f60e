import { randomBytes } from 'node:crypto'
import { visible } from '../lib/text.ts'
import { StoreError } from '../model/errors.ts'
import type { Entry, NewEntry } from '../model/ledger.ts'
import type { Store } from '../model/ports.ts'
import type { Head, State } from '../model/state.ts'
import { advanced } from './advance.ts'
import type { Random } from './entry.ts'
import { requireErasures } from './erasure.ts'
import { baseOf, closeFolder, type FileStoreOptions, type Opened, openFolder } from './opened.ts'

/**
 * A store in a folder of this machine (design §5): a ledger file that one process at a time writes, behind a lock. Its
 * methods throw `ConflictError` where somebody else holds or has changed it, and `StoreError` where it cannot be read or
 * written; after a failed write every further call does.
 */
export function openFileStore(options: FileStoreOptions): Store {
  return new FileStore(options)
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
      this.#opened ??= await openFolder({ ...this.#options, random: this.#random })
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
    for await (const entry of ledger.entries({ from, to: Math.min(to ?? state.head.seq, state.head.seq) })) {
      requireErasures(entry, state.erasures)
      yield entry
    }
  }

  async base(): Promise<State> {
    return baseOf(this.#ready())
  }

  close(): Promise<void> {
    return this.#inTurn(async () => {
      const opened = this.#opened
      const isSound = this.#refusal === undefined
      this.#opened = undefined
      this.#refusal ??= misused('is closed', this.#options)
      if (opened !== undefined) await closeFolder(opened, isSound)
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

/** A call that its caller should not have made. */
function misused(what: string, { path }: FileStoreOptions): StoreError {
  return new StoreError('StoreFailed', `the state folder ${visible(path)} ${what}`, 'open it again')
}
