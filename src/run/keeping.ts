import type { AccessKeys } from '../api/authentication/keys.ts'
import type { Config } from '../config.ts'
import { openCluster } from '../kubernetes/cluster.ts'
import type { Log } from '../lib/log.ts'
import type { Clock, Source } from '../model/ports.ts'
import type { Key } from '../model/resource.ts'
import type { State } from '../model/state.ts'
import type { Committed } from '../pass/committing.ts'
import { placeText } from '../pass/handover.ts'
import { type Keeping, openKeeping } from '../pass/keeping.ts'
import type { SecretCluster } from '../secrets/cluster.ts'
import { openSecretCluster } from '../secrets/kubernetes.ts'
import type { KubernetesSource } from '../sources/kubernetes.ts'
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
  /** The sources that are read; Secrets are those of the first cluster among them. */
  readonly sources: readonly Source[]
}

/** Opens what a program remembers of secrets, which are where its configuration says. Throws `StoreError`. */
export function openSecrets(
  { state: { path }, secretsDirectory }: Pick<Config, 'state' | 'secretsDirectory'>,
  { environment, log, sources, ...around }: SecretsAround,
): Secrets {
  const keeping = openKeeping({
    folder: path,
    settings: { directory: secretsDirectory, environment, cluster: clusterAmong(sources, environment) },
    onNotice: (detail) => log.warn('secrets', { detail }),
  })
  return { keeping, keys: createAccessKeys({ ...around, memory: keeping.memory }) }
}

/** The cluster whose Secrets are meant: that of the first source that is one, else the one in which this program runs. */
function clusterAmong(
  sources: readonly Source[],
  environment: SecretsAround['environment'],
): SecretCluster | undefined {
  const source = sources.find((one): one is KubernetesSource => 'cluster' in one)
  if (source !== undefined) return openSecretCluster(source.cluster)
  return (environment.KUBERNETES_SERVICE_HOST ?? '') === '' ? undefined : openSecretCluster(openCluster({}))
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
