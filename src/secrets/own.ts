import { type Cluster, openCluster } from '../kubernetes/cluster.ts'
import { isWithPodAccount } from '../kubernetes/credentials.ts'
import { once } from '../lib/once.ts'
import type { Secret } from '../lib/secret.ts'
import { ConfigError, SourceError } from '../model/errors.ts'
import type { SecretRef as DeclaredRef } from '../model/kinds.generated.ts'
import type { SecretCluster } from './cluster.ts'
import { openSecretCluster } from './kubernetes.ts'
import { resolveSecret, type SecretFault, type SecretSettings } from './resolve.ts'

/** The Secrets of the namespace in which this program runs: what belongs to no organization lies there. */
export interface OwnSecrets {
  readonly cluster: SecretCluster
  /** `undefined` where the pod does not say it. Throws `SourceError` and `ConfigError`. */
  namespace(): Promise<string | undefined>
}

/** Where secrets of the installation are looked up; `own` is absent where the program does not run in a cluster. */
export type OwnSettings = Omit<SecretSettings, 'cluster'> & { readonly own?: OwnSecrets | undefined }

/** The Secrets beside this program, where it runs in a pod that has the token of its account; nothing is read before one is asked for. */
export const openOwnSecrets = once((): OwnSecrets | undefined =>
  isWithPodAccount() ? ownSecretsOf(openCluster({})) : undefined,
)

/** The Secrets of the namespace that a cluster calls its client's own. */
export function ownSecretsOf(cluster: Pick<Cluster, 'call' | 'ownNamespace' | 'close'>): OwnSecrets {
  return { cluster: openSecretCluster(cluster), namespace: () => cluster.ownNamespace() }
}

const NOT_INSIDE = 'name an env or a file, or run charter in a pod with the token of its account'

/**
 * The secret that a resource of the installation refers to, which stands in no namespace: `kubernetes` means a Secret beside this
 * program, and no other. Nothing that can be expected throws.
 */
export async function resolveOwnSecret(
  { env, file, kubernetes }: DeclaredRef,
  { own, ...settings }: OwnSettings,
): Promise<Secret | SecretFault> {
  if (env !== undefined) return resolveSecret({ type: 'env', name: env }, settings)
  if (file !== undefined) return resolveSecret({ type: 'file', path: file }, settings)
  if (own === undefined)
    return fault('it stands in the cluster in which charter runs, and charter runs in none', NOT_INSIDE)
  try {
    const namespace = await own.namespace()
    if (namespace === undefined || kubernetes === undefined)
      return fault('the namespace in which charter runs is not known', NOT_INSIDE)
    return await own.cluster.read({ type: 'kubernetes', namespace, ...kubernetes })
  } catch (error) {
    if (!(error instanceof SourceError) && !(error instanceof ConfigError)) throw error
    return fault(error.message, error.help ?? 'it is tried again')
  }
}

function fault(message: string, help: string): SecretFault {
  return { type: 'fault', message, help }
}
