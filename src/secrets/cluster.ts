import type { Secret } from '../lib/secret.ts'
import type { SecretRef, Unresolved } from '../model/secret.ts'
import type { SecretFault } from './resolve.ts'

/** A key of a Secret in a cluster. */
export type ClusterPlace = Extract<SecretRef, { readonly type: 'kubernetes' }>

/**
 * The Secrets of a cluster. Nothing that can be expected throws: a Secret that is missing or not allowed is a fault.
 * `handOver` writes the value of one key and beside it, in the same request, a mark (an annotation) by which `isHandedOver`
 * knows it; it refuses a key that holds a value without a mark.
 */
export interface SecretCluster {
  read(place: ClusterPlace): Promise<Secret | SecretFault>
  handOver(place: ClusterPlace, secret: Secret, mark: string): Promise<Unresolved | undefined>
  isHandedOver(place: ClusterPlace, mark: string): Promise<'done' | 'lost' | Unresolved>
}
