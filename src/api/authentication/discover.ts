import { createLocalJWKSet, type JSONWebKeySet, type LocalJWKSet } from 'jose'
import { type Fetched, type Fetching, fetchJson } from './fetch.ts'

/** The keys of an issuer, or why they cannot be had. */
export type Discovered =
  | { readonly type: 'keys'; readonly keys: LocalJWKSet }
  | Extract<Fetched, { readonly type: 'failed' }>

/** Asks an address for JSON. */
export type FetchJson = (url: URL, fetching: Fetching) => Promise<Fetched>

const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/
const MOST_KEYS = 100

/**
 * Reads an issuer's keys from where its discovery document says (OpenID Connect Discovery 1.0, §4). The document has to name
 * exactly this issuer, and an address that is https, or http where the issuer is of this machine too. Never throws.
 */
export async function discoverKeys(issuer: string, fetch: FetchJson = fetchJson): Promise<Discovered> {
  const address = new URL(`${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`)
  const document = await fetch(address, { isTrusted: true })
  if (document.type === 'failed') return failed(`its configuration: ${document.reason}`)
  const { issuer: named, jwks_uri: place } = fieldsOf(document.value)
  if (named !== issuer) return failed('its configuration is that of another issuer')
  const url = typeof place === 'string' && URL.canParse(place) ? new URL(place) : undefined
  if (url === undefined || !isAllowed(url, address)) return failed('its configuration names no allowed address of keys')
  const keys = await fetch(url, { isTrusted: url.hostname === address.hostname })
  return keys.type === 'failed' ? failed(`its keys: ${keys.reason}`) : keySet(keys.value)
}

function isAllowed(url: URL, issuer: URL): boolean {
  if (url.username !== '' || url.password !== '') return false
  if (url.protocol === 'https:') return true
  return url.protocol === 'http:' && issuer.protocol === 'http:' && LOOPBACK.test(url.hostname)
}

function keySet(value: unknown): Discovered {
  const { keys } = fieldsOf(value)
  if (!Array.isArray(keys) || keys.length > MOST_KEYS) return failed(`its keys: no list of at most ${MOST_KEYS}`)
  try {
    return { type: 'keys', keys: createLocalJWKSet(value as JSONWebKeySet) }
  } catch {
    return failed('its keys: not of the form of RFC 7517')
  }
}

function fieldsOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>) : {}
}

function failed(reason: string): Extract<Discovered, { type: 'failed' }> {
  return { type: 'failed', reason }
}
