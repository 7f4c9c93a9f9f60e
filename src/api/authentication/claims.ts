import type { JWTPayload } from 'jose'
import { folded, visible } from '../../lib/text.ts'

/** Which tokens of an identity provider count, and for whom. */
export interface TokenRules {
  readonly issuer: string
  readonly audience: string
  readonly algorithms: readonly string[]
  readonly clientId?: string
  readonly emailClaim: string
  readonly requireVerifiedEmail: boolean
}

/** How far two clocks may be apart, in seconds. */
export const LEEWAY_SECONDS = 60
/** The end of the year 9999: no honest token ends later. */
const LAST_SECOND = 253_402_300_799
const LONGEST_KID = 256
const LONGEST_EMAIL = 254
const TYPES = new Set(['jwt', 'at+jwt'])

/**
 * Why the header of a token is refused, before any key is looked for; `undefined` where it is not. `jwk`, `jku`, `x5c` and
 * `x5u` are never looked at: keys come from the issuer alone (faults H06–H08).
 */
export function headerFault(header: Readonly<Record<string, unknown>>, rules: TokenRules): string | undefined {
  const { alg, kid, typ, crit } = header
  if (typeof alg !== 'string' || !rules.algorithms.includes(alg)) return 'a token of an algorithm that is not allowed'
  if (crit !== undefined) return 'a token that demands what nobody here knows'
  if (kid !== undefined && (typeof kid !== 'string' || kid.length > LONGEST_KID)) return 'a token whose key has no name'
  if (typ === undefined) return undefined
  const type = typeof typ === 'string' ? typ.toLowerCase().replace(/^application\//, '') : ''
  return TYPES.has(type) ? undefined : 'a token that is none for access'
}

/** Why the claims of a token are refused whose signature, issuer, audience and times are right; `undefined` where they are not. */
export function claimFault(payload: JWTPayload, rules: TokenRules, nowSeconds: number): string | undefined {
  const { exp = Number.POSITIVE_INFINITY, iat } = payload
  if (exp > LAST_SECOND) return 'a token that never ends'
  if (iat !== undefined && iat > nowSeconds + LEEWAY_SECONDS) return 'a token from the future'
  // Who only holds it has not shown to be the one that it was made for (RFC 9449 §7.2, RFC 8705 §3).
  if (payload.cnf !== undefined) return 'a token that is bound to a key'
  return purposeFault(payload, rules) ?? clientFault(payload, rules)
}

/** What says to a client who its user is, and what says that a session is over, opens nothing, unless tokens for the client itself are taken. */
function purposeFault(payload: JWTPayload, { audience, clientId }: TokenRules): string | undefined {
  if (payload.events !== undefined) return 'a token that is none for access'
  const isForClient =
    ['at_hash', 'c_hash', 's_hash'].some((name) => Object.hasOwn(payload, name)) || payload.typ === 'ID'
  return isForClient && audience !== clientId ? 'an ID token' : undefined
}

/** OpenID Connect Core 1.0 §2 (`azp`) and RFC 9068 §2.2 (`client_id`) name who asked for a token. */
function clientFault({ aud, azp, client_id: client }: JWTPayload, { clientId }: TokenRules): string | undefined {
  if (clientId === undefined) {
    return Array.isArray(aud) && aud.length > 1 ? 'a token for several, with no client configured' : undefined
  }
  const named = [azp, client].filter((one) => one !== undefined)
  return named.length > 0 && named.every((one) => one === clientId) ? undefined : 'a token of another client'
}

/** The address that a provider vouches for, as it stands in the token; `undefined` where it does not. */
export function emailOf(payload: JWTPayload, { emailClaim, requireVerifiedEmail }: TokenRules): string | undefined {
  const email = Object.hasOwn(payload, emailClaim) ? payload[emailClaim] : undefined
  if (typeof email !== 'string' || email.length > LONGEST_EMAIL) return undefined
  if (!/^[^\s@]+@[^\s@]+$/.test(email) || visible(email) !== email) return undefined
  // Compared in lower case, letters from elsewhere become others' (the Kelvin sign a `k`): another mailbox, the same user.
  if (!/^[ -~]+$/.test(email) && email !== folded(email)) return undefined
  return requireVerifiedEmail && payload.email_verified !== true ? undefined : email
}
