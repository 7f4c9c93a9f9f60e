import type { SecretRef } from './secret.ts'

/** Why the value of an AccessKey is made: it has none yet, its generation was raised, or it is older than `maxAge`. */
export type RotationCause = 'created' | 'generation' | 'age'

/**
 * What the ledger tells of the value of a generated AccessKey: for which generation it was made, the how manieth it is, and
 * when it was handed over (RFC 3339 UTC).
 */
export interface Rotation {
  readonly generation: number
  readonly count: number
  readonly at: string
}

/**
 * What is remembered of the value of a generated AccessKey beside the ledger. Digests are SHA-256 (lower-case hex) of 256
 * random bits, from which nobody finds the value; `pending` is one that is being handed over.
 */
export interface KeyMemory {
  readonly sha256?: string
  readonly pending?: PendingKey
}

/** A value that is being handed over, as the how manieth, and where. */
export interface PendingKey {
  readonly sha256: string
  readonly count: number
  readonly generation: number
  readonly cause: RotationCause
  readonly place: SecretRef
}
