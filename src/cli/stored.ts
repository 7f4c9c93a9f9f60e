import { join } from 'node:path'
import { systemClock } from '../lib/clock.ts'
import { instantOf } from '../lib/instant.ts'
import { plural, visible } from '../lib/text.ts'
import { ConfigError, type StoreError } from '../model/errors.ts'
import type { Entry } from '../model/ledger.ts'
import type { Store } from '../model/ports.ts'
import type { State } from '../model/state.ts'
import { openFileStore } from '../store/file.ts'
import { createFolding } from '../store/fold.ts'
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
    const past = { newest, base: await store.base(), folder: options.state, entries: entriesAfterBase(store) }
    const { state, instant } = await stateAt(past, moment)
    const { base, entries } = past
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

/** What a state of the past is made of. */
interface Past {
  readonly newest: State
  readonly base: State
  readonly folder: string
  /** The entries after the base, up to one. */
  readonly entries: (to?: number) => AsyncIterable<Entry>
}

function entriesAfterBase(store: Store): Past['entries'] {
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

async function stateAt(past: Past, moment: Moment): Promise<Dated> {
  switch (moment.type) {
    case 'newest':
      return { state: past.newest, instant: systemClock.now() }
    case 'seq':
      return stateAfter(past, moment.seq)
    case 'at':
      return { state: await stateBy(past, moment.milliseconds), instant: isoOf(moment.milliseconds) }
  }
}

async function stateAfter({ newest, base, folder, entries }: Past, seq: number): Promise<Dated> {
  if (seq > newest.head.seq) throw noSuchEntry(seq, newest)
  if (seq < base.head.seq) throw beforeSeal(folder, base)
  const folding = createFolding(base)
  let instant = newest.seals.find((seal) => seal.seq === base.head.seq)?.until ?? systemClock.now()
  // Where no entry is wanted, `to: 0` gives none.
  for await (const entry of entries(seq)) {
    folding.add(entry)
    instant = entry.time
  }
  return { state: folding.state(), instant }
}

/** The state after the last entry that is not younger; a clock that was set back leaves older entries behind younger ones. */
async function stateBy({ newest, base, folder, entries }: Past, milliseconds: number): Promise<State> {
  const folding = createFolding(base)
  let younger: Entry[] = []
  for await (const entry of entries()) {
    younger.push(entry)
    if (Date.parse(entry.time) > milliseconds) continue
    for (const each of younger) folding.add(each)
    younger = []
  }
  const state = folding.state()
  const until = newest.seals.find(({ seq }) => seq === base.head.seq)?.until
  if (until !== undefined && state.head.seq === base.head.seq && Date.parse(until) > milliseconds)
    throw beforeSeal(folder, base)
  return state
}

function isoOf(milliseconds: number): string {
  return new Date(milliseconds).toISOString()
}
