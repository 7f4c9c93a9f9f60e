import { join } from 'node:path'
import { systemClock } from '../lib/clock.ts'
import { instantOf } from '../lib/instant.ts'
import { plural, visible } from '../lib/text.ts'
import { ConfigError, type StoreError } from '../model/errors.ts'
import type { Entry } from '../model/ledger.ts'
import type { Store } from '../model/ports.ts'
import type { State } from '../model/state.ts'
import { openFileStore } from '../store/file.ts'
import { stateOfPast } from '../store/past.ts'
import { sealedAway } from '../store/seals.ts'

/** Which state a command reads: of which folder, and at which moment (`withMoment`); without a moment, the newest. */
export interface StoredAt {
  readonly state: string
  readonly at?: string
  readonly seq?: string
}

/**
 * A stored state, the instant it speaks of (RFC 3339 UTC), and the entries that made it of `base`, oldest first: of the empty
 * state, or of that at a seal.
 */
export interface Stored {
  readonly state: State
  readonly instant: string
  readonly base: State
  /** Whether entries are not shown to whoever asks. */
  readonly isLedgerHidden?: boolean
  entries(): AsyncIterable<Entry>
}

/**
 * Reads a state folder, which has to be there, without a lock, and gives what `use` makes of it while it is open. Throws
 * `ConfigError` where the moment is none of the ledger's, `StoreError` where the folder cannot be read.
 */
export async function withStoredState<T>(options: StoredAt, use: (stored: Stored) => Promise<T>): Promise<T> {
  const moment = momentOf(options)
  const store = openFileStore({ path: options.state, mode: 'readonly', clock: systemClock })
  try {
    const newest = await store.open()
    const { state, instant } = await stateAt({ store, newest, folder: options.state }, moment)
    const [base, entries] = [await store.base(), entriesAfterBase(store)]
    return await use({ state, instant, base, entries: () => entries(state.head.seq) })
  } finally {
    await store.close()
  }
}

/** The stored state alone. */
export function readStoredState(options: StoredAt): Promise<State> {
  return withStoredState(options, async ({ state }) => state)
}

/** An entry's number as a command line gives it; throws `ConfigError` where it is none. */
export function seqOf(word: string): number {
  if (!/^\d{1,15}$/.test(word)) {
    throw new ConfigError(
      `--seq takes the number of a ledger entry, not \`${visible(word)}\``,
      'charter history lists them',
    )
  }
  return Number(word)
}

/** Says that the ledger has no entry of this number. */
export function noSuchEntry(seq: number, { head }: State): ConfigError {
  return new ConfigError(
    `the ledger has no entry ${seq}: it has ${plural(head.seq, 'entry', 'entries')}`,
    'charter history lists them',
  )
}

type Moment =
  | { readonly type: 'newest' }
  | { readonly type: 'seq'; readonly seq: number }
  | { readonly type: 'at'; readonly milliseconds: number }

function momentOf({ at, seq }: StoredAt): Moment {
  if (at !== undefined && seq !== undefined) {
    throw new ConfigError('--at and --seq are both given', 'name one moment: a time, or the number of a ledger entry')
  }
  if (seq !== undefined) return { type: 'seq', seq: seqOf(seq) }
  if (at === undefined) return { type: 'newest' }
  const milliseconds = instantOf(at)
  if (milliseconds !== undefined) return { type: 'at', milliseconds }
  throw new ConfigError(
    `--at takes a date or a time with its offset, not \`${visible(at)}\``,
    'for example 2026-11-22 (midnight UTC) or 2026-11-22T15:04:05Z',
  )
}

/** An open store with its newest state. */
interface Opened {
  readonly store: Store
  readonly newest: State
  readonly folder: string
}

function entriesAfterBase(store: Store): (to?: number) => AsyncIterable<Entry> {
  return async function* entries(to) {
    const { head } = await store.base()
    yield* store.entries({ from: head.seq + 1, ...(to === undefined ? {} : { to }) })
  }
}

/** Says that a moment lies before the seal from which a ledger is read. */
export function beforeSeal(folder: string, { head }: State): StoreError {
  return sealedAway(join(folder, 'ledger'), head.seq)
}

type Dated = Pick<Stored, 'state' | 'instant'>

async function stateAt({ store, newest, folder }: Opened, moment: Moment): Promise<Dated> {
  if (moment.type === 'newest') return { state: newest, instant: systemClock.now() }
  const asked = moment.type === 'seq' ? { seq: moment.seq } : { at: moment.milliseconds }
  const past = await stateOfPast({ newest, store }, asked)
  if (!('missing' in past)) {
    // Before the first entry there is no time of an entry.
    return past.state.head.seq === 0 && moment.type === 'seq' ? { ...past, instant: systemClock.now() } : past
  }
  if (past.missing === 'unknown') throw noSuchEntry(moment.type === 'seq' ? moment.seq : 0, newest)
  throw beforeSeal(folder, await store.base())
}
