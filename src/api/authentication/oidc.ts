import { decodeProtectedHeader, errors, type JWTPayload, jwtVerify } from 'jose'
import type { Identity, Refusal } from '../identity.ts'
import type { Around, Ways } from './authenticate.ts'
import { claimFault, emailOf, headerFault, LEEWAY_SECONDS, type TokenRules } from './claims.ts'
import { discoverKeys, type FetchJson } from './discover.ts'
import { createKeyring, type KeyFound } from './keyring.ts'
import { createMemory } from './memory.ts'
import { refusal } from './refusal.ts'

/** An identity provider, and which of its tokens count (api §2.2). */
export interface OidcSettings extends TokenRules {
  readonly cacheSeconds: number
  readonly maxStaleSeconds: number
}

/**
 * Makes what says for whom an identity provider vouches: a signed token (RFC 7519) of exactly this issuer, for exactly this
 * audience, with an e-mail address. Nothing is asked of the provider before the first such token comes.
 */
export function createOidc(
  settings: OidcSettings,
  { log, clock, fetch }: Around & { readonly fetch?: FetchJson },
): NonNullable<Ways['oidc']> {
  const { cacheSeconds, maxStaleSeconds, ...rules } = settings
  const keeping = { cacheMs: cacheSeconds * 1000, maxStaleMs: maxStaleSeconds * 1000 }
  const keyOf = createKeyring(() => discoverKeys(rules.issuer, fetch), keeping, { log, clock })
  const memory = createMemory(clock)
  return async ({ text, digest }) => {
    const id = digest.toString('base64url')
    const known = memory.get(id)
    if (known !== undefined) return known
    const header = headerOf(text)
    if (header === undefined) return refusal('unauthorized', UNREADABLE)
    const fault = headerFault(header, rules)
    if (fault !== undefined) return refusal('unauthorized', fault)
    const key = await keyOf(header)
    if (key.type === 'unavailable') return refusal('unavailable', 'the identity provider cannot be asked')
    if (key.type === 'unknown') return refusal('unauthorized', 'a token of an unknown key')
    const found = await verified(text, key, rules, new Date(clock.now()))
    if ('reason' in found) return found
    memory.put(id, found.identity, found.endSeconds)
    return found.identity
  }
}

const UNREADABLE = 'a token that cannot be read'

function headerOf(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    return { ...decodeProtectedHeader(text) }
  } catch {
    return undefined
  }
}

interface Proved {
  readonly identity: Identity
  readonly endSeconds: number
}

async function verified(
  text: string,
  { key }: Extract<KeyFound, { type: 'key' }>,
  rules: TokenRules,
  currentDate: Date,
): Promise<Proved | Refusal> {
  const { issuer, audience, algorithms } = rules
  const options = { issuer, audience, algorithms: [...algorithms], clockTolerance: LEEWAY_SECONDS, currentDate }
  let payload: JWTPayload
  try {
    payload = (await jwtVerify(text, key, { ...options, requiredClaims: ['exp'] })).payload
  } catch (error) {
    if (error instanceof errors.JOSEError) return refusal('unauthorized', reasonOf(error))
    throw error
  }
  const fault = claimFault(payload, rules, currentDate.getTime() / 1000)
  if (fault !== undefined) return refusal('unauthorized', fault)
  const email = emailOf(payload, rules)
  if (email === undefined) return refusal('unauthorized', 'a token without an e-mail address that counts')
  return { identity: { type: 'person', name: email, email }, endSeconds: payload.exp ?? 0 }
}

/** Reasons are the program's own words: a library's could quote the token. */
function reasonOf(error: errors.JOSEError): string {
  if (error instanceof errors.JWTExpired) return 'a token that is over'
  if (error instanceof errors.JWSSignatureVerificationFailed) return 'a token with a wrong signature'
  if (error instanceof errors.JWTClaimValidationFailed) return CLAIMS[error.claim] ?? UNREADABLE
  return UNREADABLE
}

const CLAIMS: Readonly<Record<string, string>> = {
  iss: 'a token of another issuer',
  aud: 'a token for another audience',
  exp: 'a token without an end',
  nbf: 'a token that does not count yet',
  iat: 'a token from no time',
}
