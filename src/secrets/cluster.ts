import type { Secret } from '../lib/secret.ts'
import type { SecretRef } from '../model/secret.ts'
import type { SecretFault } from './resolve.ts'

/** A key of a Secret in a cluster. */
export type ClusterPlace = Extract<SecretRef, { readonly type: 'kubernetes' }>

/** The Secrets of a cluster. Nothing that can be expected throws: a Secret that is missing or not allowed is a fault. */
export interface SecretCluster {
  read(place: ClusterPlace): Promise<Secret | SecretFault>
}
