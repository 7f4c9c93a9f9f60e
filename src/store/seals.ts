import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { visible } from '../lib/text.ts'
import { StoreError } from '../model/errors.ts'
import type { Entry } from '../model/ledger.ts'
import type { Seal, State } from '../model/state.ts'
import { readSealed } from './sealfile.ts'
import { segmentNumber, segmentPath } from './segment.ts'
import { attempt } from './trouble.ts'

/** The folder of the states at which a ledger was sealed. */
export function sealsIn(folder: string): string {
  return join(folder, 'seals')
}

/** The path of the state after the last entry of a segment. */
export function sealPath(folder: string, segment: number): string {
  return segmentPath(sealsIn(folder), segment)
}

/** The segments at whose end a state was sealed and still lies there, in order. Throws `StoreError`. */
export function sealedSegments(folder: string): readonly number[] {
  const path = sealsIn(folder)
  if (!existsSync(path)) return []
  const names = attempt('read', path, () => readdirSync(path))
  return names.flatMap((name) => segmentNumber(name) ?? []).sort((left, right) => left - right)
}

/** The seal that an entry records; none for an entry of another type. */
export function sealOf({ type, evidence }: Pick<Entry, 'type' | 'evidence'>): Seal | undefined {
  // Whoever verifies a ledger meets whatever somebody has written there.
  const { segment, seq, hash, until, state } = evidence ?? {}
  if (type !== 'sealed' || typeof segment !== 'number' || typeof seq !== 'number') return undefined
  if (typeof hash !== 'string' || typeof until !== 'string' || typeof state !== 'string') return undefined
  return { segment, seq, hash, until, state }
}

/** Where reading a ledger begins whose segments before `first` are sealed away: the state at the oldest seal that covers them. */
export interface Base {
  readonly state: State
  readonly segment: number
  readonly digest: string
}

/** Reads the state from which a ledger that begins with segment `first` is read. Throws `StoreError` where there is none. */
export async function readBase(folder: string, first: number): Promise<Base> {
  const segment = sealedSegments(folder).find((number) => number >= first - 1)
  if (segment === undefined) throw lacksFirst(join(folder, 'ledger'))
  const { state, digest } = await readSealed(sealPath(folder, segment))
  return { state, segment, digest }
}

/** Throws `StoreError` where no entry of a ledger names the seal from which it was read, or one of the erased bodies in it. */
export function requireSeal({ seals, erasures }: State, base: Base, ledgers: string): void {
  const { seq, hash } = base.state.head
  const isNamed = seals.some(
    (seal) => seal.segment === base.segment && seal.seq === seq && seal.hash === hash && seal.state === base.digest,
  )
  const isErased = [...base.state.erased.keys()].every((uid) => erasures.has(uid))
  if (!isNamed || !isErased) throw lacksFirst(ledgers)
}

/** A ledger that lacks its first segments, and no seal accounts for them. */
export function lacksFirst(ledgers: string): StoreError {
  return new StoreError(
    'LedgerMissing',
    `the ledger ${visible(ledgers)} lacks 000001.ndjson`,
    'restore the whole state folder from one backup, then `charter ledger verify` it',
  )
}

/** That what is asked for stands in segments that were sealed and moved away; entries up to `seq` are. */
export function sealedAway(ledgers: string, seq: number): StoreError {
  return new StoreError(
    'SealedAway',
    `entries up to ${seq} of the ledger ${visible(ledgers)} are sealed away`,
    'bring back its files from 000001.ndjson on, as they were moved away, or ask for a later moment',
  )
}
