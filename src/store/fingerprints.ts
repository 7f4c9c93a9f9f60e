import { join } from 'node:path'
import { visible } from '../lib/text.ts'
import type { KeyMemory } from '../model/accesskey.ts'
import type { Fingerprints } from '../model/secret.ts'
import { type Disk, realDisk } from './disk.ts'
import { readOwnFile, writeOwnFile } from './ownfile.ts'

/** Where a state folder remembers secrets; `onNotice` hears that what was there is lost. */
export interface MemoryOptions {
  readonly folder: string
  readonly disk?: Disk
  readonly onNotice?: (message: string) => void
}

/** What is remembered of secrets: fingerprints by place, and of generated AccessKeys by uid what tells their values. */
export interface Remembered {
  readonly prints: Fingerprints
  readonly keys: ReadonlyMap<string, KeyMemory>
}

/** What a state folder remembers of secrets (design §5); none of it is in the ledger, the checkpoint, an answer or an export. */
export interface SecretMemory {
  now(): Remembered
  /** Makes something else durable in place of it; throws `StoreError`, and then nothing has changed. */
  save(next: Remembered): Promise<void>
}

const NAME = 'fingerprints.json'
const FORMAT = 1

/**
 * Opens what a state folder remembers of secrets, in a file for its owner alone; nothing where there is none. What is
 * damaged counts as lost: secrets are unknown then, not changed. Throws `StoreError` where others may read it.
 */
export function openSecretMemory({ folder, disk = realDisk, onNotice = () => undefined }: MemoryOptions): SecretMemory {
  const path = join(folder, NAME)
  const text = readOwnFile(path)
  const read = text === undefined ? NOTHING : remembered(text)
  if (read === undefined) {
    onNotice(
      `${visible(path)} is damaged or of another version: no secret is known, and generated keys log in after their next rotation`,
    )
  }
  let now = read ?? NOTHING
  let isWritten = text !== undefined && read !== undefined
  return {
    now: () => now,
    async save(next) {
      const [before, after] = [textOf(now), textOf(next)]
      if (!isWritten || before !== after) await writeOwnFile(disk, path, after)
      isWritten = true
      now = next
    },
  }
}

const NOTHING: Remembered = { prints: new Map(), keys: new Map() }

/** Names stand in order, so that equal memories are equal texts. */
function textOf({ prints, keys }: Remembered): string {
  return `${JSON.stringify({ format: FORMAT, prints: sorted(prints), keys: sorted(keys) })}\n`
}

function sorted<V>(map: ReadonlyMap<string, V>): readonly (readonly [string, V])[] {
  return [...map.keys()].sort().flatMap((name) => {
    const value = map.get(name)
    return value === undefined ? [] : [[name, value] as const]
  })
}

function remembered(text: string): Remembered | undefined {
  try {
    const { format, prints, keys } = JSON.parse(text) as { format: unknown; prints: unknown; keys: unknown }
    if (format !== FORMAT || !isPairs(prints, (value) => typeof value === 'string') || !isPairs(keys, isKeyMemory)) {
      return undefined
    }
    return { prints: new Map(prints as [string, string][]), keys: new Map(keys as [string, KeyMemory][]) }
  } catch {
    return undefined
  }
}

function isPairs(value: unknown, isValue: (value: unknown) => boolean): boolean {
  return (
    Array.isArray(value) &&
    value.every((pair) => Array.isArray(pair) && pair.length === 2 && typeof pair[0] === 'string' && isValue(pair[1]))
  )
}

const DIGEST = /^[0-9a-f]{64}$/

function isKeyMemory(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false
  const { sha256, pending } = value as Partial<Record<keyof KeyMemory, unknown>>
  if (sha256 !== undefined && !DIGEST.test(String(sha256))) return false
  return pending === undefined || isPending(pending)
}

function isPending(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false
  const { sha256, count, generation, cause, place } = value as Record<string, unknown>
  const isNumbered = Number.isSafeInteger(count) && Number.isSafeInteger(generation)
  const isPlaced = typeof place === 'object' && place !== null && 'type' in place
  return DIGEST.test(String(sha256)) && isNumbered && typeof cause === 'string' && isPlaced
}
