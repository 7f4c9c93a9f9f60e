import { networkText } from '../lib/network.ts'
import type { Request } from './request.ts'

/** The `fetch` of the platform, or what a test puts in its place. */
export type Fetch = (url: string, init: RequestInit) => Promise<Response>

/**
 * What became of a call. `retry`: it may go well later, not before `afterMs` where the receiver says so. `why` holds neither
 * the address nor anything that the receiver has said.
 */
export type Answer =
  | { readonly type: 'delivered'; readonly status: number }
  | { readonly type: 'retry'; readonly why: string; readonly afterMs?: number }
  | { readonly type: 'refused'; readonly why: string }

/** How a call is made; `now` is RFC 3339 UTC, for answers that name a time. */
export interface Sending {
  readonly fetch: Fetch
  readonly signal: AbortSignal
  readonly now: string
}

const TIMEOUT_MS = 10_000
const MOST_BYTES = 64 * 1024

/** Makes one call, in at most ten seconds; no redirect is followed, and of the answer only the beginning is taken in. */
export async function send({ url, headers, body }: Request, { fetch, signal, now }: Sending): Promise<Answer> {
  const late = AbortSignal.timeout(TIMEOUT_MS)
  const what = body === undefined ? { method: 'GET' } : { method: 'POST', body }
  const init = { ...what, headers, redirect: 'manual', signal: AbortSignal.any([signal, late]) } as const
  try {
    const response = await fetch(url, init)
    // The status has said it all; an answer that breaks off changes nothing.
    await drain(response).catch(() => undefined)
    return answerOf(response, now)
  } catch (error) {
    if (signal.aborted) return { type: 'retry', why: 'charter stops' }
    if (late.aborted) return { type: 'retry', why: 'no answer within 10 seconds' }
    return { type: 'retry', why: networkText(error) }
  }
}

/** What is read makes the connection free for the next call; what is too long is cut off. */
async function drain({ body }: Response): Promise<void> {
  if (body === null) return
  let bytes = 0
  // Leaving the loop cancels the rest.
  for await (const chunk of body) {
    bytes += (chunk as Uint8Array).length
    if (bytes > MOST_BYTES) break
  }
}

function answerOf({ status, headers }: Response, now: string): Answer {
  if (status >= 200 && status < 300) return { type: 'delivered', status }
  if (status >= 300 && status < 400) return { type: 'refused', why: `redirects are not followed (${status})` }
  if (PASSING.has(status) || status >= 500) {
    const afterMs = retryAfterMs(headers.get('retry-after'), now)
    return { type: 'retry', why: statusText(status), ...(afterMs === undefined ? {} : { afterMs }) }
  }
  return { type: 'refused', why: statusText(status) }
}

/** What an operator can put right while the letter waits (a token, a right), or what passes by itself. */
const PASSING = new Set([401, 403, 407, 408, 423, 425, 429])

function statusText(status: number): string {
  switch (status) {
    case 401:
      return 'the receiver does not take the token (401)'
    case 403:
      return 'the receiver forbids it, or is called too often (403)'
    case 404:
      return 'there is nothing at this address, or the token may not see it (404)'
    case 429:
      return 'the receiver is called too often (429)'
  }
  return `the receiver answered ${status}`
}

/** Seconds, or a date; what is neither does not count. */
function retryAfterMs(text: string | null, now: string): number | undefined {
  if (text === null) return undefined
  if (/^\d{1,9}$/.test(text.trim())) return Number(text) * 1000
  const at = Date.parse(text)
  return Number.isNaN(at) ? undefined : Math.max(0, at - Date.parse(now))
}
