import { existsSync } from 'node:fs'
import type { ClusterChoice } from '../kubernetes/credentials.ts'
import { once } from '../lib/once.ts'
import { identityOf } from '../model/resource.ts'
import { type Handed, placeText } from '../pass/handover.ts'
import { createLookUp, type Keeping, openKeeping } from '../pass/keeping.ts'
import type { LookUp } from '../pass/secrets.ts'
import type { SecretCluster } from '../secrets/cluster.ts'
import type { SecretSettings } from '../secrets/resolve.ts'
import { warn } from './comparison.ts'
import { noticed } from './exit.ts'
import { clusterChoice, type SourceOptions } from './inputs.ts'
import type { Terminal } from './terminal.ts'

/** The options by which a command is told where secrets are, and whether to look at them (`withSecrets`). */
export interface SecretOptions {
  readonly secretsDirectory?: string
  readonly secretsKubeconfig?: string
  readonly resolveSecrets?: boolean
}

/**
 * Where the secrets of a command line are: in its environment, below the folder that it, or CHARTER_SECRETS_DIRECTORY, names,
 * and in the cluster of `--secrets-kubeconfig`, else that whose resources it reads, or in which it runs.
 */
export function secretSettingsOf(
  { secretsDirectory, secretsKubeconfig, ...options }: SecretOptions & Partial<SourceOptions>,
  { environment }: Terminal,
): SecretSettings {
  const directory = secretsDirectory ?? environment.CHARTER_SECRETS_DIRECTORY
  const isInside = (environment.KUBERNETES_SERVICE_HOST ?? '') !== ''
  const named = secretsKubeconfig === undefined ? clusterChoice(options) : { kubeconfig: secretsKubeconfig }
  const choice = named ?? (isInside ? {} : undefined)
  return {
    environment,
    ...(directory === undefined || directory === '' ? {} : { directory }),
    ...(choice === undefined ? {} : { cluster: clusterWhenNeeded(choice) }),
  }
}

/** What speaks with clusters is loaded when the first secret of one is named. */
function clusterWhenNeeded(choice: ClusterChoice): SecretCluster {
  const opened = once(async () => {
    const { openCluster } = await import('../kubernetes/cluster.ts')
    const { openSecretCluster } = await import('../secrets/kubernetes.ts')
    return openSecretCluster(openCluster(choice))
  })
  return {
    read: async (place) => (await opened()).read(place),
    handOver: async (place, secret, mark) => (await opened()).handOver(place, secret, mark),
    isHandedOver: async (place, mark) => (await opened()).isHandedOver(place, mark),
  }
}

/** Looks up secrets where that was asked for (`validate`); else nothing is looked at. */
export function lookUpIfAsked(options: SecretOptions & Partial<SourceOptions>, terminal: Terminal): LookUp | undefined {
  return options.resolveSecrets === true ? createLookUp(secretSettingsOf(options, terminal)) : undefined
}

/** What a state folder remembers of secrets, only to be read, where it is there and secrets were asked for (`plan`). */
export function keepingIfAsked(
  folder: string | undefined,
  options: SecretOptions & Partial<SourceOptions>,
  terminal: Terminal,
): Keeping | undefined {
  if (options.resolveSecrets !== true || folder === undefined || !existsSync(folder)) return undefined
  return openKeeping({
    folder,
    settings: secretSettingsOf(options, terminal),
    isReadonly: true,
    onNotice: noticed(terminal),
  })
}

/** What a state folder that is locked remembers of secrets (`apply`). Throws `StoreError`. */
export function keepingOf(
  folder: string,
  options: SecretOptions & Partial<SourceOptions>,
  terminal: Terminal,
): Keeping {
  return openKeeping({ folder, settings: secretSettingsOf(options, terminal), onNotice: noticed(terminal) })
}

/** Says which secrets were handed over, and which could not be and why; never what they are. */
export function tellHanded({ made, troubles }: Handed, isText: boolean, terminal: Terminal): void {
  for (const { key, place } of isText ? made : []) {
    const { namespace, name } = identityOf(key)
    terminal.out(`Handed over: the secret of access key ${namespace}/${name}, to ${placeText(place)}\n`)
  }
  for (const { key, message, help } of troubles) {
    const { namespace, name } = identityOf(key)
    warn([`the secret of access key ${namespace}/${name} is not handed over: ${message}; ${help}`], terminal)
  }
}
