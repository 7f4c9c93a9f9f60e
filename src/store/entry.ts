import { canonical } from '../lib/canonical.ts'
import { sha256 } from '../lib/digest.ts'
import type { Entry, NewEntry, NewRecorded, Recorded } from '../model/ledger.ts'
import type { Head } from '../model/state.ts'
import { jsonOf } from './json.ts'
import { type ChangeText, changeText, coveredText, type EntryText, entryText } from './text.ts'

/** Gives as many random bytes as it is asked for. */
export type Random = (size: number) => Uint8Array

/** An entry with the text that was made of it on the way. */
export interface Sealed {
  readonly entry: Entry
  readonly text: EntryText
}

/** What of an entry does not fit: its place in the chain, a body of its changes, or its own content. */
export type EntryFault = 'seq' | 'previous' | 'digest' | 'hash'

const SALT_BYTES = 16

/** Numbers, salts, digests and chains new entries after `head`, each to the one before it (design §4). */
export function sealEntries(entries: readonly NewEntry[], head: Head, random: Random): readonly Entry[] {
  return sealAll(entries, head, random).map(({ entry }) => entry)
}

/** As `sealEntries`, with the text of each. */
export function sealAll(entries: readonly NewEntry[], head: Head, random: Random): readonly Sealed[] {
  // All salts at once: asking for a few random bytes costs about as much as sealing a small entry.
  const count = entries.reduce((sum, { changes }) => sum + changes.length, 0)
  const salts = Buffer.from(random(SALT_BYTES * count)).toString('hex')
  let last = head
  let used = 0
  return entries.map((entry) => {
    const from = used
    used += 2 * SALT_BYTES * entry.changes.length
    const sealed = sealOne(entry, last, salts.slice(from, used))
    last = headAt(sealed.entry)
    return sealed
  })
}

/** The head of a ledger whose newest entry this is. */
export function headAt({ seq, hash }: Entry): Head {
  return { seq, hash }
}

/**
 * What is wrong with an entry that should follow `head`, or `undefined`: `seq` and `previous` are not the next ones, a
 * change does not match its `digest`, the entry does not match its `hash`.
 */
export function checkEntry(entry: Entry, head: Head): EntryFault | undefined {
  if (entry.seq !== head.seq + 1) return 'seq'
  if (entry.previous !== head.hash) return 'previous'
  if (entry.changes.some(({ digest, salt, body }) => body !== undefined && sha256(salt + canonical(body)) !== digest))
    return 'digest'
  const changes = entry.changes.map((change) => ({ ...change, body: undefined, salt: undefined }))
  const covered = canonical({ ...entry, changes, hash: undefined })
  return sha256(head.hash + covered) === entry.hash ? undefined : 'hash'
}

/** `salts` are the hex digits of as many salts as the entry has changes. */
function sealOne(entry: NewEntry, head: Head, salts: string): Sealed {
  const sealed = entry.changes.map((change, index) =>
    sealChange(change, salts.slice(2 * SALT_BYTES * index, 2 * SALT_BYTES * (index + 1))),
  )
  const changes = sealed.map(({ recorded }) => recorded)
  const unhashed = { ...entry, changes, format: 1 as const, seq: head.seq + 1, previous: head.hash }
  const texts = sealed.map(({ text }) => text)
  const text = entryText(unhashed, texts)
  return { entry: { ...unhashed, hash: sha256(head.hash + coveredText(text)) }, text }
}

function sealChange(change: NewRecorded, salt: string): { readonly recorded: Recorded; readonly text: ChangeText } {
  const body = jsonOf(change.body)
  const recorded = { ...change, digest: sha256(salt + body), salt }
  return { recorded, text: changeText(recorded, body) }
}
