import { systemClock } from '../lib/clock.ts'
import { instantOf } from '../lib/instant.ts'
import { plural, visible } from '../lib/text.ts'
import { ConfigError } from '../model/errors.ts'
import type { Entry } from '../model/ledger.ts'
import type { Store } from '../model/ports.ts'
import type { State } from '../model/state.ts'
import { openFileStore } from '../store/file.ts'
import { createFolding, emptyState } from '../store/fold.ts'

/** Which state a command reads: of which folder, and at which moment (`withMoment`); without a moment, the newest. */
export interface StoredAt {
  readonly state: string
  readonly at?: string
  readonly seq?: string
}

/** A stored state, the instant it speaks of (RFC 3339 UTC), and the entries that made it, oldest first. */
export interface Stored {
  readonly state: State
  readonly instant: string
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
    const { state, instant } = await stateAt(store, newest, moment)
    return await use({ state, instant, entries: () => store.entries({ to: state.head.seq }) })
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

type Dated = Pick<Stored, 'state' | 'instant'>

async function stateAt(store: Store, newest: State, moment: Moment): Promise<Dated> {
  switch (moment.type) {
    case 'newest':
      return { state: newest, instant: systemClock.now() }
    case 'seq':
      return stateAfter(store, newest, moment.seq)
    case 'at':
      return { state: await stateBy(store, newest, moment.milliseconds), instant: isoOf(moment.milliseconds) }
  }
}

async function stateAfter(store: Store, newest: State, seq: number): Promise<Dated> {
  if (seq > newest.head.seq) throw noSuchEntry(seq, newest)
  const folding = createFolding(emptyState(newest.installation))
  let instant = systemClock.now()
  // Where no entry is wanted, `to: 0` gives none.
  for await (const entry of store.entries({ to: seq })) {
    folding.add(entry)
    instant = entry.time
  }
  return { state: folding.state(), instant }
}

/** The state after the last entry that is not younger; a clock that was set back leaves older entries behind younger ones. */
async function stateBy(store: Store, newest: State, milliseconds: number): Promise<State> {
  const folding = createFolding(emptyState(newest.installation))
  let younger: Entry[] = []
  for await (const entry of store.entries()) {
    younger.push(entry)
    if (Date.parse(entry.time) > milliseconds) continue
    for (const each of younger) folding.add(each)
    younger = []
  }
  return folding.state()
}

function isoOf(milliseconds: number): string {
  return new Date(milliseconds).toISOString()
}
