import type { Snapshot } from './document.ts'
import type { Entry, NewEntry } from './ledger.ts'
import type { Outcome } from './outcome.ts'
import type { Head, State } from './state.ts'

/** Gives the revisions of a source that are applied, oldest first (`revisionsOf`). */
export type Since = (source: string) => Promise<readonly string[]>

/**
 * Where declarations come from. `fetch` throws `SourceError` where nothing could be read at all. A source that has a
 * history asks `since` once everything else has been read, and tells what lies between. `poll` gives the revision that
 * `fetch` would read now, for little; `at` gives the same source as it was at an earlier revision.
 */
export interface Source {
  readonly name: string
  fetch(signal?: AbortSignal, since?: Since): Promise<Snapshot>
  poll?(signal?: AbortSignal): Promise<string>
  at?(revision: string): Source
  watch?(onChange: () => void, signal: AbortSignal): Promise<void>
  report?(outcomes: readonly Outcome[]): Promise<void>
}

/**
 * Where the ledger lives. `base` is the state before the oldest entry that `entries` can give: the empty one, or where older
 * entries were sealed and moved away the state at that seal; asking for them throws `StoreError` (`SealedAway`). `append` is compare-and-set on the head: it throws `ConflictError` where somebody else has
 * written, and returns only when the entries are durable. `entries` gives them oldest first, `from` and `to` inclusive.
 */
export interface Store {
  open(): Promise<State>
  append(entries: readonly NewEntry[], head: Head): Promise<State>
  entries(range?: { readonly from?: number; readonly to?: number }): AsyncIterable<Entry>
  base(): Promise<State>
  close(): Promise<void>
}

/** The time: `now` is RFC 3339 UTC with milliseconds, `elapsedMs` never goes back. */
export interface Clock {
  now(): string
  elapsedMs(): number
}
