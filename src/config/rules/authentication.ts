import type { Fault } from '../../schemas/decoded.ts'
import { listenOf } from '../units.ts'
import { below, items, misplaced, type Part, stands, textOf, wrong } from './fault.ts'

const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|::1)$/i

/** What is wrong with who may ask over HTTP, beyond its schema (api.md §2). */
export function authenticationFaults(whole: Part): Fault[] {
  const authentication = below(whole, 'authentication')
  if (!stands(authentication)) return openFaults(below(below(whole, 'http'), 'listen'))
  const tokens = items(below(authentication, 'tokens'))
  return [
    ...nobodyFaults(authentication),
    ...tokens.flatMap(roleFaults),
    ...sameFaults(tokens),
    ...providerFaults(below(authentication, 'oidc')),
  ]
}

/** The operator's token is made for this machine: whoever reads the state folder has it, and nobody can take it from one person alone. */
function openFaults(part: Part): Fault[] {
  const listen = listenOf(textOf(part) ?? 'off')
  if (listen === undefined || listen === 'off' || LOOPBACK.test(listen.host)) return []
  const message = 'others than this machine could ask, but nobody is configured who may: `authentication` is missing'
  const help = 'set `authentication` (`charter token new` makes a token), or listen at 127.0.0.1'
  return [wrong(part, message, help)]
}

function nobodyFaults(authentication: Part): Fault[] {
  if (['tokens', 'oidc', 'kubernetes'].some((way) => stands(below(authentication, way)))) return []
  return [
    misplaced(
      authentication,
      '`authentication` lets nobody in',
      'name `tokens`, `oidc` or `kubernetes`, or take it away',
    ),
  ]
}

function roleFaults(token: Part): Fault[] {
  const organizations = below(token, 'organizations')
  if (textOf(below(token, 'role')) !== 'metrics' || !stands(organizations)) return []
  const help = 'take `organizations` away, or give another role'
  return [misplaced(organizations, 'metrics tell of all organizations, so that `metrics` cannot be for some', help)]
}

/** Two names for one token: who used it could not be told from the access log. */
function sameFaults(tokens: readonly Part[]): Fault[] {
  const digests = tokens.map((token) => below(token, 'sha256'))
  return digests.flatMap((digest, at) => {
    const text = textOf(digest)
    const isFirst = digests.findIndex((other) => textOf(other) === text) === at
    if (text === undefined || isFirst) return []
    return [wrong(digest, 'this is the SHA-256 of another token here', 'make one for each: charter token new')]
  })
}

function providerFaults(oidc: Part): Fault[] {
  const [cache, stale] = ['cacheSeconds', 'maxStaleSeconds'].map((name) => below(oidc, name).value)
  const isShort = (typeof stale === 'number' ? stale : 3600) < (typeof cache === 'number' ? cache : 300)
  const message = '`maxStaleSeconds` must not be less than `cacheSeconds`'
  const part = below(oidc, stands(below(oidc, 'maxStaleSeconds')) ? 'maxStaleSeconds' : 'cacheSeconds')
  return [...issuerFaults(below(oidc, 'issuer')), ...(isShort ? [wrong(part, message)] : [])]
}

/** Keys are fetched from there: whoever can put something between can be everybody. */
function issuerFaults(issuer: Part): Fault[] {
  const text = textOf(issuer)
  if (text === undefined) return []
  const url = URL.canParse(text) ? new URL(text) : undefined
  const help = 'for example `https://login.example`, character for character as tokens have it in `iss`'
  if (url === undefined) return [wrong(issuer, '`issuer` is not a URL', help)]
  if (/[?#@]/.test(text)) return [wrong(issuer, '`issuer` holds user info, a query or a fragment', help)]
  const isRight = url.protocol === 'https:' || (url.protocol === 'http:' && LOOPBACK.test(hostOf(url)))
  return isRight ? [] : [wrong(issuer, '`issuer` must begin with https://', 'http:// is taken for this machine only')]
}

function hostOf({ hostname }: URL): string {
  return hostname.replace(/^\[|\]$/g, '')
}
