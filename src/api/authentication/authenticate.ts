import { decodeJwt } from 'jose'
import type { Log } from '../../lib/log.ts'
import type { Clock } from '../../model/ports.ts'
import type { Authenticate, Identity, Refusal } from '../identity.ts'
import { type Credential, credentialOf } from './credential.ts'
import { type AccessKeys, keyIdentity } from './keys.ts'
import { isRefusal, refusal } from './refusal.ts'
import { createRefused } from './refused.ts'
import { createTokens, type StaticToken } from './tokens.ts'

/** The ways to be somebody (api §2): `oidc` and `kubernetes` say for whom an identity provider and an API server vouch; where both do, tokens of `issuer` are the provider's alone. */
export interface Ways {
  readonly tokens: readonly StaticToken[]
  readonly keys?: AccessKeys
  readonly oidc?: (credential: Credential) => Promise<Identity | Refusal>
  readonly issuer?: string
  readonly kubernetes?: (credential: Credential) => Promise<Identity | Refusal>
}

/** What authentication needs from outside: `log` learns why somebody is refused, and never with what. */
export interface Around {
  readonly log: Log
  readonly clock: Clock
}

/**
 * Makes what says who sends a request: the holder of a configured token, of an access key, or whom the identity provider
 * or the API server vouches for. Trouble of any kind refuses; there is no anonymous way in (faults D15).
 */
export function createAuthenticate({ tokens, keys, ...vouching }: Ways, { log, clock }: Around): Authenticate {
  const tokenOf = createTokens(tokens)
  const refused = createRefused(log, clock)
  const prove = async (credential: Credential): Promise<Identity | Refusal> => {
    const token = tokenOf(credential.digest)
    if (token !== undefined) return token
    const holder = keys?.(credential.digest.toString('hex'))
    if (holder !== undefined) return keyIdentity(holder)
    const voucher = voucherOf(credential, vouching)
    return voucher === undefined ? refusal('unauthorized', 'an unknown token') : await voucher(credential)
  }
  return async (request) => {
    const found = await proved(request, prove)
    if (isRefusal(found)) refused(found)
    return found
  }
}

/** Who is asked about a token that nobody here knows: a token is shown to one of them, by what it says of itself. */
function voucherOf({ text }: Credential, { oidc, issuer, kubernetes }: Omit<Ways, 'tokens' | 'keys'>): Ways['oidc'] {
  const isJwt = text.split('.').length === 3
  if (oidc === undefined || !isJwt) return kubernetes
  return kubernetes === undefined || issuerIn(text) === issuer ? oidc : kubernetes
}

function issuerIn(token: string): string | undefined {
  try {
    return decodeJwt(token).iss
  } catch {
    return undefined
  }
}

async function proved(
  request: Parameters<Authenticate>[0],
  prove: (credential: Credential) => Promise<Identity | Refusal>,
): Promise<Identity | Refusal> {
  try {
    const credential = credentialOf(request)
    return credential.type === 'credential' ? await prove(credential) : credential
  } catch {
    return refusal('unavailable', 'a bug in charter; please report it')
  }
}
