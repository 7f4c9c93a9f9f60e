import { StoreError } from '../model/errors.ts'
import type { FingerprintKey } from '../model/secret.ts'
import type { PassPlan } from '../plan/pass.ts'
import { fingerprintKey, fingerprintOf, newFingerprintKey } from '../secrets/fingerprint.ts'
import { lookUp } from '../secrets/look.ts'
import type { SecretSettings } from '../secrets/resolve.ts'
import { readFingerprintKey, writeFingerprintKey } from '../store/fingerprintkey.ts'
import { openSecretMemory, type SecretMemory } from '../store/fingerprints.ts'
import { placeOf, printsAfter } from './rotated.ts'
import type { Looked, LookUp } from './secrets.ts'

/** What passes need to know of secrets: where they are, and what a state folder remembers of them. */
export interface Keeping {
  readonly lookUp: LookUp
  readonly memory: SecretMemory
  /** Remembers the secrets with which a pass was made. Where that cannot be written, they are unknown later; nothing is thrown. */
  remember(pass: PassPlan, looked: Looked): Promise<void>
}

/** A state folder, and where secrets are found; `isReadonly`: nothing is written, whatever happens. */
export interface KeepingOptions {
  readonly folder: string
  readonly settings: SecretSettings
  readonly isReadonly?: boolean
  readonly onNotice?: (message: string) => void
}

/** Looks up secrets without a state folder: there is nothing to compare them with. */
export function createLookUp(settings: SecretSettings, keyNow?: () => Promise<FingerprintKey | undefined>): LookUp {
  return async (uses, { installation }) => {
    const key = uses.length === 0 ? undefined : await keyNow?.()
    const prints = new Map<string, string>()
    const unresolved = await lookUp(uses, settings, ({ resource, pointer }, secret) => {
      const place = placeOf(resource, pointer)
      if (key !== undefined) prints.set(place, fingerprintOf(secret, { installation, place }, key))
    })
    return { unresolved, prints }
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
}: KeepingOptions): Keeping {
  const memory = openSecretMemory({ folder, onNotice })
  let key: FingerprintKey | undefined
  const keyNow = async (): Promise<FingerprintKey | undefined> => {
    const bytes = key?.bytes ?? readFingerprintKey(folder)
    if (bytes !== undefined || isReadonly) return bytes === undefined ? undefined : fingerprintKey(bytes)
    const made = newFingerprintKey()
    await writeFingerprintKey(folder, made.bytes)
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
    lookUp: createLookUp(settings, () => quietly(keyNow)),
    memory,
    async remember(pass, looked) {
      if (isReadonly) return
      const { prints, keys } = memory.now()
      const next = printsAfter(pass, looked, prints)
      if (next.size > 0 || prints.size > 0) await quietly(() => memory.save({ prints: next, keys }))
    },
  }
}
