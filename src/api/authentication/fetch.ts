import { lookup } from 'node:dns'
import { type IncomingMessage, request as requestHttp } from 'node:http'
import { request as requestHttps } from 'node:https'
import { isIP, type LookupFunction } from 'node:net'
import { networkText } from '../../lib/network.ts'
import { plural } from '../../lib/text.ts'
import { isPrivate } from './private.ts'

/** What an address gave: JSON, or why there is none, in words that name no address. */
export type Fetched =
  | { readonly type: 'json'; readonly value: unknown }
  | { readonly type: 'failed'; readonly reason: string }

/** How an address is asked; `isTrusted`: an operator has named its host, so that it may lie in a private network. */
export interface Fetching {
  readonly isTrusted: boolean
  readonly timeoutMs?: number
  readonly mostBytes?: number
}

const TIMEOUT_MS = 5_000
const MOST_BYTES = 256 * 1024
const PRIVATE = 'EPRIVATE'

/**
 * Asks an http or https address for JSON, once: no redirect is followed, nothing is unpacked, and the answer is whole within
 * its time and size or counts for nothing. Never throws.
 */
export async function fetchJson(url: URL, fetching: Fetching): Promise<Fetched> {
  const { isTrusted, timeoutMs = TIMEOUT_MS, mostBytes = MOST_BYTES } = fetching
  const host = url.hostname.replace(/^\[|\]$/g, '')
  if (!isTrusted && isIP(host) !== 0 && isPrivate(host)) return failed(IN_PRIVATE)
  const late = AbortSignal.timeout(timeoutMs)
  try {
    const answer = await begun(url, late, isTrusted ? undefined : publicLookup)
    const text = await textOf(answer, mostBytes)
    if (text.type === 'failed') answer.destroy()
    return text.type === 'failed' ? text : json(text.text)
  } catch (error) {
    if (late.aborted) return failed(`no whole answer within ${plural(timeoutMs / 1000, 'second')}`)
    return failed((error as NodeJS.ErrnoException).code === PRIVATE ? IN_PRIVATE : networkText({ cause: error }))
  }
}

const IN_PRIVATE = 'the address lies in a private network'

function begun(url: URL, signal: AbortSignal, guard: LookupFunction | undefined): Promise<IncomingMessage> {
  const request = url.protocol === 'https:' ? requestHttps : requestHttp
  const headers = { accept: 'application/json', 'accept-encoding': 'identity', 'user-agent': 'charter' }
  const options = { headers, signal, agent: false, ...(guard === undefined ? {} : { lookup: guard }) } as const
  return new Promise((resolve, reject) => {
    request(url, options, resolve).on('error', reject).end()
  })
}

/** What a name stands for is looked at when it is called: a look before that could see something else. */
const publicLookup: LookupFunction = (hostname, options, callback) => {
  lookup(hostname, options, (error, address, family) => {
    const found = typeof address === 'string' ? [address] : (address ?? []).map((one) => one.address)
    const refused = found.some(isPrivate) ? Object.assign(new Error('private'), { code: PRIVATE }) : null
    callback(error ?? refused, address, family)
  })
}

async function textOf(
  answer: IncomingMessage,
  mostBytes: number,
): Promise<Extract<Fetched, { type: 'failed' }> | { readonly type: 'text'; readonly text: string }> {
  const { statusCode = 0, headers } = answer
  if (statusCode >= 300 && statusCode < 400) return failed(`redirects are not followed (${statusCode})`)
  if (statusCode !== 200) return failed(`it answers ${statusCode}`)
  if (!/^(identity)?$/.test(headers['content-encoding'] ?? '')) return failed('its answer is packed')
  const chunks: Buffer[] = []
  let bytes = 0
  for await (const chunk of answer as AsyncIterable<Buffer>) {
    bytes += chunk.length
    if (bytes > mostBytes) return failed(`its answer has more than ${mostBytes} bytes`)
    chunks.push(chunk)
  }
  return { type: 'text', text: Buffer.concat(chunks).toString('utf8') }
}

function json(text: string): Fetched {
  try {
    return { type: 'json', value: JSON.parse(text) }
  } catch {
    return failed('its answer is no JSON')
  }
}

function failed(reason: string): Extract<Fetched, { type: 'failed' }> {
  return { type: 'failed', reason }
}
