import type { AccessKeys } from '../api/authentication/keys.ts'
import type { Config } from '../config.ts'
import type { Log } from '../lib/log.ts'
import type { Clock } from '../model/ports.ts'
import type { Key } from '../model/resource.ts'
import type { State } from '../model/state.ts'
import type { Committed } from '../pass/committing.ts'
import { placeText } from '../pass/handover.ts'
import { type Keeping, openKeeping } from '../pass/keeping.ts'
import { createAccessKeys } from './accesskeys.ts'

/** The secrets of a program: what its passes keep of them, and who holds an access key. */
export interface Secrets {
  readonly keeping: Keeping
  readonly keys: AccessKeys
}

/** What the secrets of a program are opened with. */
export interface SecretsAround {
  readonly environment: Readonly<Record<string, string | undefined>>
  readonly log: Log
  readonly clock: Clock
  readonly state: () => State
}

/** Opens what a program remembers of secrets, which are where its configuration says. Throws `StoreError`. */
export function openSecrets(
  { state: { path }, secretsDirectory }: Pick<Config, 'state' | 'secretsDirectory'>,
  { environment, log, ...around }: SecretsAround,
): Secrets {
  const keeping = openKeeping({
    folder: path,
    settings: { directory: secretsDirectory, environment },
    onNotice: (detail) => log.warn('secrets', { detail }),
  })
  return { keeping, keys: createAccessKeys({ ...around, memory: keeping.memory }) }
}

/**
 * Says in the log which secrets are others than before, which were handed over, and which cannot be: that once for each
 * reason, until it is another one.
 */
export function createSecretTeller(log: Log): (committed: Pick<Committed, 'changed' | 'handed'>) => void {
  let told = new Map<Key, string>()
  return ({ changed, handed: { made, troubles } }) => {
    for (const { key, path } of changed) log.info('a secret has changed', { resource: key, path })
    for (const { key, cause, generation, place } of made) {
      log.info('handed over a secret', { resource: key, cause, generation, place: placeText(place) })
    }
    for (const { key, message, help } of troubles) {
      if (told.get(key) !== message) log.warn('a secret cannot be handed over', { resource: key, error: message, help })
    }
    told = new Map(troubles.map(({ key, message }) => [key, message]))
  }
}
