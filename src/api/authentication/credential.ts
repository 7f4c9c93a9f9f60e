import { hash } from 'node:crypto'
import type { Authenticate, Refusal } from '../identity.ts'
import { refusal } from './refusal.ts'

/** What a request carries as proof: the token, and the SHA-256 of its characters. */
export interface Credential {
  readonly type: 'credential'
  readonly text: string
  readonly digest: Buffer
}

/** 128 random bits have at least 22 characters; more than any provider gives is not hashed. */
const LENGTH = { least: 22, most: 8192 }
const HEADER = /^(?:bearer|token) +([A-Za-z0-9._~+/=-]+)$/i
/** Names under which other systems take tokens in an address, without `-`, `_` and capitals. */
const IN_QUERY = new Set(
  'accesstoken apikey auth authorization authtoken bearer bearertoken idtoken jwt token xapikey'.split(' '),
)

/** Below the addresses of another system, its own header carries the token as it is (docs/compat.md). */
const OWN_HEADERS = [{ path: '/compat/comodit/', name: 'x-comodit-appkey' }] as const

/**
 * The token of a request, from its one `Authorization` header (`Bearer` or `Token`), or from the header of the system to
 * whose address it goes. Two such headers, and a token in the address, are refused whatever they are: others on the way may
 * read them differently, or write them down (faults T29).
 */
export function credentialOf({ headers, rawHeaders, url }: Parameters<Authenticate>[0]): Credential | Refusal {
  const own = OWN_HEADERS.find(({ path }) => url.startsWith(path))?.name
  const count = ['authorization', own ?? ''].reduce((sum, name) => sum + countOf(name, rawHeaders), 0)
  if (count > 1) return refusal('malformed', 'two Authorization headers')
  if (namesInQuery(url).some((name) => IN_QUERY.has(name))) return refusal('malformed', 'a token in the address')
  const appKey = own === undefined ? undefined : headers[own]
  const authorization = typeof appKey === 'string' ? `token ${appKey}` : headers.authorization
  if (authorization === undefined) return refusal('unauthorized', NO_TOKEN)
  if (typeof authorization !== 'string') return refusal('malformed', 'two Authorization headers')
  if (authorization.length > LENGTH.most) return refusal('unauthorized', 'a token that is too long')
  const text = HEADER.exec(authorization)?.[1]
  if (text === undefined) return refusal('unauthorized', 'an Authorization header without one token')
  if (text.length < LENGTH.least) return refusal('unauthorized', 'a token that is too short')
  return { type: 'credential', text, digest: hash('sha256', text, 'buffer') }
}

/** Why a request without any proof is refused. */
export const NO_TOKEN = 'no token'

function countOf(name: string, rawHeaders: readonly string[]): number {
  return rawHeaders.filter((text, at) => at % 2 === 0 && text.toLowerCase() === name).length
}

function namesInQuery(url: string): readonly string[] {
  const at = url.indexOf('?')
  if (at === -1) return []
  return [...new URLSearchParams(url.slice(at + 1)).keys()].map((name) => name.toLowerCase().replace(/[-_]/g, ''))
}
