import { createHash, timingSafeEqual } from 'node:crypto'
import type { Identity, Role } from '../identity.ts'

/** A token that the configuration names: the SHA-256 of its characters in hex, and what its holder may do (api §2.1). */
export interface StaticToken {
  readonly name: string
  readonly sha256: string
  readonly role: Role
  readonly organizations?: readonly string[]
}

/** The token of a state folder's operator, who may do everything. */
export function operatorOf(token: string): StaticToken {
  return { name: 'operator', sha256: createHash('sha256').update(token).digest('hex'), role: 'operator' }
}

/**
 * Says whose token has this SHA-256. Every configured one is compared, in full, so that the time tells neither which one
 * fits nor how far (faults H02).
 */
export function createTokens(tokens: readonly StaticToken[]): (digest: Buffer) => Identity | undefined {
  const known = tokens.map((token) => ({ digest: Buffer.from(token.sha256, 'hex'), identity: identityOf(token) }))
  return (digest) => {
    let found: Identity | undefined
    for (const one of known) if (timingSafeEqual(one.digest, digest)) found = one.identity
    return found
  }
}

function identityOf({ name, role, organizations }: StaticToken): Identity {
  return { type: 'token', name, role, organizations: organizations === undefined ? undefined : new Set(organizations) }
}
