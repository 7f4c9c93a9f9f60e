import { randomBytes } from 'node:crypto'
import { StoreError } from '../model/errors.ts'
import type { Entry, NewEntry } from '../model/ledger.ts'
import type { Store } from '../model/ports.ts'
import type { Head, State } from '../model/state.ts'
import { advanced, newInstallation } from './advance.ts'
import { checkEntry, headAt, type Random } from './entry.ts'
import { requireErasures } from './erasure.ts'
import { emptyState, foldAll } from './fold.ts'

/** What a store in memory begins with: the entries of a ledger, none by default. */
export interface MemoryStoreOptions {
  readonly entries?: readonly Entry[]
  readonly random?: Random
}

/** A store that lives as long as the process: the same entries and states as a file gives, and nothing durable. */
export function createMemoryStore({ entries = [], random = randomBytes }: MemoryStoreOptions = {}): Store {
  return new MemoryStore(entries, random)
}

class MemoryStore implements Store {
  readonly #entries: Entry[]
  readonly #random: Random
  #state: State | undefined
  #isClosed = false

  constructor(entries: readonly Entry[], random: Random) {
    this.#entries = [...entries]
    this.#random = random
  }

  async open(): Promise<State> {
    this.#refuseClosed()
    this.#state ??= replayed(this.#entries, emptyState(newInstallation(this.#random)))
    return this.#state
  }

  async append(entries: readonly NewEntry[], head: Head): Promise<State> {
    const { sealed, state } = advanced(this.#ready(), entries, head, this.#random)
    for (const { entry } of sealed) this.#entries.push(entry)
    this.#state = state
    return state
  }

  async *entries({ from = 1, to }: { readonly from?: number; readonly to?: number } = {}): AsyncGenerator<Entry> {
    const { head } = this.#ready()
    yield* this.#entries.slice(Math.max(from, 1) - 1, Math.min(to ?? head.seq, head.seq))
  }

  async base(): Promise<State> {
    return emptyState(this.#ready().installation)
  }

  async close(): Promise<void> {
    this.#isClosed = true
  }

  #ready(): State {
    this.#refuseClosed()
    if (this.#state === undefined) throw misused('is not open')
    return this.#state
  }

  #refuseClosed(): void {
    if (this.#isClosed) throw misused('is closed')
  }
}

/** A call that its caller should not have made. */
function misused(what: string): StoreError {
  return new StoreError('StoreFailed', `the store in memory ${what}`, 'open another')
}

function replayed(entries: readonly Entry[], from: State): State {
  let head = from.head
  for (const entry of entries) {
    const wrong = checkEntry(entry, head)
    if (wrong !== undefined)
      throw new StoreError(
        'StateCorrupt',
        `entry ${entry.seq} does not stand in the chain: its ${wrong} is wrong`,
        'give the entries as they were recorded',
      )
    head = headAt(entry)
  }
  const state = foldAll(from, entries)
  for (const entry of entries) requireErasures(entry, state.erasures)
  return state
}
