import { ConflictError } from '../model/errors.ts'
import type { NewEntry } from '../model/ledger.ts'
import type { Head, State } from '../model/state.ts'
import { type Random, type Sealed, sealAll } from './entry.ts'
import { foldAll } from './fold.ts'

/**
 * What an append would make of a state, before anything is written: the sealed entries and the state after them. The
 * first entry of all says under which UUID the installation makes its uids. Throws `ConflictError` where `head` is not
 * the state's, `StoreError` where an entry does not fit the state.
 */
export function advanced(
  state: State,
  entries: readonly NewEntry[],
  head: Head,
  random: Random,
): { readonly sealed: readonly Sealed[]; readonly state: State } {
  if (head.seq !== state.head.seq || head.hash !== state.head.hash) {
    throw new ConflictError(
      'Fenced',
      `the ledger is at entry ${state.head.seq} by now; the change was made for entry ${head.seq}`,
      'plan again',
    )
  }
  const { installation } = state
  const numbered = entries.map((entry, index) => (head.seq === 0 && index === 0 ? { installation, ...entry } : entry))
  const sealed = sealAll(numbered, head, random)
  return {
    sealed,
    state: foldAll(
      state,
      sealed.map(({ entry }) => entry),
    ),
  }
}

/** A random UUID (RFC 9562, version 4), for a new installation. */
export function newInstallation(random: Random): string {
  const bytes = Buffer.from(random(16))
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x40
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80
  const hex = bytes.toString('hex')
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-')
}
