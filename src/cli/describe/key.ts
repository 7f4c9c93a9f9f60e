import type { StoredResource } from '../../model/resource.ts'
import type { State } from '../../model/state.ts'
import { isExpired, keyIdOf, keySecretOf } from '../../status/accesskey.ts'

/** What Charter says of an AccessKey besides what is declared (model §2 AccessKey, status); never its secret. */
export interface KeyStanding {
  readonly keyId: string
  readonly hasSecret: boolean
  /** For which generation, and when, the secret was made and handed over, where Charter makes it. */
  readonly secretGeneration?: number
  readonly rotatedAt?: string
  readonly expired: boolean
}

/** The standing of a stored AccessKey at an instant (RFC 3339). */
export function keyStanding(key: StoredResource, state: State, instant: string): KeyStanding {
  const { hasSecret, rotatedAt, secretGeneration } = keySecretOf(key, state)
  return {
    keyId: keyIdOf(key),
    hasSecret,
    ...(secretGeneration === undefined ? {} : { secretGeneration }),
    ...(rotatedAt === undefined ? {} : { rotatedAt }),
    expired: isExpired(key, instant),
  }
}

/** The same as labels and words for a person. */
export function keyRows(standing: KeyStanding): readonly (readonly [string, string])[] {
  return [
    ['key id', standing.keyId],
    ['secret', secretText(standing)],
    ['expired', standing.expired ? 'yes' : 'no'],
  ]
}

function secretText({ hasSecret, rotatedAt, secretGeneration }: KeyStanding): string {
  if (rotatedAt !== undefined) return `handed over ${rotatedAt}, made for generation ${secretGeneration ?? 1}`
  return hasSecret ? 'stands where secretRef says' : 'not handed over yet'
}
