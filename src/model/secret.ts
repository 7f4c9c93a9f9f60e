import type { RotationCause } from './accesskey.ts'
import type { Key } from './resource.ts'

/**
 * Where a secret is found: a variable of the environment, a file below the secrets directory (`path` relative to it, with
 * `/`), or a key of a Secret in a cluster. The secret itself stands in no configuration and no declaration.
 */
export type SecretRef =
  | { readonly type: 'env'; readonly name: string }
  | { readonly type: 'file'; readonly path: string }
  | { readonly type: 'kubernetes'; readonly namespace: string; readonly name: string; readonly key: string }

/** What a resource does with the place that it names: its secret stands there, or one that is made for it goes there. */
export type SecretPurpose = 'read' | 'write'

/** A place that a resource names for a secret, and where in the resource it is named. */
export interface SecretUse {
  readonly pointer: string
  readonly purpose: SecretPurpose
  readonly ref: SecretRef
}

/** Why a secret cannot be had, or handed over, with the fix; neither holds any part of it. */
export interface Unresolved {
  readonly message: string
  readonly help: string
}

/** What could not be resolved in a pass, by `secretId`; what is not among it could. */
export type UnresolvedSecrets = ReadonlyMap<string, Unresolved>

/**
 * A use of a place by one text: the same for every resource that uses the same place in the same way; with the key of a
 * resource for that one alone.
 */
export function secretId({ purpose, ref }: Pick<SecretUse, 'purpose' | 'ref'>, holder?: Key): string {
  const of = typeof holder === 'string' ? ` of ${holder}` : ''
  switch (ref.type) {
    case 'env':
      return `${purpose} env ${ref.name}${of}`
    case 'file':
      return `${purpose} file ${ref.path}${of}`
    case 'kubernetes':
      return `${purpose} kubernetes ${ref.namespace}/${ref.name}/${ref.key}${of}`
  }
}

/** The key of fingerprints: 256 random bits, and the id by which a fingerprint says which key made it. */
export interface FingerprintKey {
  readonly id: string
  readonly bytes: Uint8Array
}

/** Fingerprints of secrets by the places that name them (`placeOf`); each tells nothing without the key that made it. */
export type Fingerprints = ReadonlyMap<string, string>

/** A secret that is another one than when its organization was last applied; `path` is where it is named (`/spec/passwordRef`). */
export interface ChangedSecret {
  readonly type: 'changed'
  readonly key: Key
  readonly path: string
}

/** A secret that is made for an AccessKey and handed over once it is stored: why, for which generation, and where. */
export interface MadeSecret {
  readonly type: 'made'
  readonly key: Key
  readonly cause: RotationCause
  readonly generation: number
  readonly place: SecretRef
}

/** What a pass does about secrets besides its plans. */
export type SecretNote = ChangedSecret | MadeSecret
