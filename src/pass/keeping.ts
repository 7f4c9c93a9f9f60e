import { StoreError } from '../model/errors.ts'
import type { FingerprintKey } from '../model/secret.ts'
import type { State } from '../model/state.ts'
import type { PassPlan } from '../plan/pass.ts'
import { fingerprintKey, fingerprintOf, newFingerprintKey } from '../secrets/fingerprint.ts'
import { lookUp } from '../secrets/look.ts'
import type { SecretSettings } from '../secrets/resolve.ts'
import { createSink } from '../secrets/sink.ts'
import { type Disk, realDisk } from '../store/disk.ts'
import { readFingerprintKey, writeFingerprintKey } from '../store/fingerprintkey.ts'
import { openSecretMemory, type SecretMemory } from '../store/fingerprints.ts'
import { type Handed, type Handing, handOver } from './handover.ts'
import { createKeyIndex, type DueKey, dueKeys } from './keys.ts'
import { placeOf, printsAfter } from './rotated.ts'
import type { Looked, LookUp } from './secrets.ts'
import { takenSinks } from './sinks.ts'

/** What passes need to know of secrets: where they are, and what a state folder remembers of them. */
export interface Keeping {
  readonly lookUp: LookUp
  readonly memory: SecretMemory
  /** The values of AccessKeys that a pass would make and hand over, and did not yet. */
  due(state: State, instant: string): readonly DueKey[]
  /** Makes and hands over what is due (`handOver`). Throws as the store does. */
  handOver(state: State, by: Pick<Handing, 'store' | 'clock' | 'actor'>): Promise<Handed>
  /** Remembers the secrets with which a pass was made. Where that cannot be written, they are unknown later; nothing is thrown. */
  remember(pass: PassPlan, looked: Looked): Promise<void>
}

/** A state folder, and where secrets are found; `isReadonly`: nothing is written, whatever happens. */
export interface KeepingOptions {
  readonly folder: string
  readonly settings: SecretSettings
  readonly isReadonly?: boolean
  readonly onNotice?: (message: string) => void
  readonly disk?: Disk
}

interface Kept {
  readonly memory?: SecretMemory
  readonly keyNow?: () => Promise<FingerprintKey | undefined>
}

/** Looks up secrets without a state folder: there is nothing to compare them with. */
export function createLookUp(settings: SecretSettings, kept: Kept = {}): LookUp {
  const { memory, keyNow } = kept
  return async (uses, stored) => {
    const { installation } = stored
    const key = uses.length === 0 ? undefined : await keyNow?.()
    const prints = new Map<string, string>()
    const unresolved = await lookUp(uses, settings, ({ resource, pointer }, secret) => {
      const place = placeOf(resource, pointer)
      if (key !== undefined) prints.set(place, fingerprintOf(secret, { installation, place }, key))
    })
    const taken = await takenSinks(uses, stored, memory, settings)
    return { unresolved: new Map([...unresolved, ...taken]), prints }
  }
}

/**
 * Opens what a state folder remembers of secrets. The key of fingerprints is made when the first secret is looked up.
 * Throws `StoreError` where others may read what is for the owner alone.
 */
export function openKeeping({
  folder,
  settings,
  isReadonly = false,
  onNotice = () => undefined,
  disk = realDisk,
}: KeepingOptions): Keeping {
  const memory = openSecretMemory({ folder, onNotice, disk })
  const sink = createSink(settings, disk)
  const keysIn = createKeyIndex()
  let key: FingerprintKey | undefined
  const keyNow = async (): Promise<FingerprintKey | undefined> => {
    const bytes = key?.bytes ?? readFingerprintKey(folder)
    if (bytes !== undefined || isReadonly) return bytes === undefined ? undefined : fingerprintKey(bytes)
    const made = newFingerprintKey()
    await writeFingerprintKey(folder, made.bytes, disk)
    key = made
    return made
  }
  const quietly = async <T>(step: () => Promise<T>): Promise<T | undefined> => {
    try {
      return await step()
    } catch (error) {
      if (!(error instanceof StoreError)) throw error
      onNotice(`${error.message}; secrets that change meanwhile are not noticed: ${error.help}`)
      return undefined
    }
  }
  return {
    lookUp: createLookUp(settings, { memory, keyNow: () => quietly(keyNow) }),
    memory,
    due: (state, instant) => dueKeys(keysIn(state.resources), state, instant),
    handOver: (state, by) => handOver({ ...by, state, keys: keysIn(state.resources), memory, sink }),
    async remember(pass, looked) {
      if (isReadonly) return
      const { prints, keys } = memory.now()
      const next = printsAfter(pass, looked, prints)
      if (next.size > 0 || prints.size > 0) await quietly(() => memory.save({ prints: next, keys }))
    },
  }
}
