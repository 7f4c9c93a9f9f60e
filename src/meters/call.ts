import { networkText } from '../lib/network.ts'
import { plural } from '../lib/text.ts'
import { SourceError } from '../model/errors.ts'
import { meterError } from './failure.ts'
import { MOST_BYTES, TIMEOUT_MS } from './limits.ts'

/** The `fetch` of the platform, or what a test puts in its place. */
export type Fetch = (url: string, init: RequestInit) => Promise<Response>

/** How a call is made; `timeoutMs` and `mostBytes` are lower in tests alone. */
export interface Calling {
  readonly fetch: Fetch
  readonly signal: AbortSignal
  readonly token?: string | undefined
  readonly timeoutMs?: number
  readonly mostBytes?: number
}

/** An answer with a status from 200 to 299, or one that a caller can read all the same. */
export interface Called {
  readonly status: number
  readonly bytes: Buffer
}

/**
 * Asks an address once: no redirect is followed, and the answer ends within its time and size or counts for nothing. `reads` says
 * whether an answer with another status is one to read. Throws `SourceError`; nothing that the server says is in it.
 */
export async function call(url: URL, calling: Calling, reads = (_: number): boolean => false): Promise<Called> {
  const { fetch, signal, token, timeoutMs = TIMEOUT_MS, mostBytes = MOST_BYTES } = calling
  const late = AbortSignal.timeout(timeoutMs)
  const authorization = token === undefined ? {} : { authorization: `Bearer ${token}` }
  const headers = { 'user-agent': 'charter', accept: '*/*', ...authorization }
  const init = { method: 'GET', headers, redirect: 'manual', signal: AbortSignal.any([signal, late]) } as const
  try {
    const response = await fetch(url.href, init)
    const { status } = response
    if ((status < 200 || status >= 300) && !reads(status)) {
      await response.body?.cancel().catch(() => undefined)
      throw refusal(status, token !== undefined)
    }
    return { status, bytes: await bytesOf(response, mostBytes) }
  } catch (error) {
    if (error instanceof SourceError) throw error
    if (signal.aborted) throw meterError('MeterUnavailable', 'charter stops')
    if (late.aborted)
      throw meterError('MeterUnavailable', `no whole answer within ${plural(timeoutMs / 1000, 'second')}`)
    throw meterError('MeterUnavailable', networkText(error), 'check the address, and that the server runs')
  }
}

async function bytesOf({ body }: Response, mostBytes: number): Promise<Buffer> {
  const chunks: Uint8Array[] = []
  let bytes = 0
  // Leaving the loop cancels the rest. What is counted is what was unpacked.
  for await (const chunk of body ?? []) {
    bytes += (chunk as Uint8Array).length
    if (bytes > mostBytes) {
      throw meterError(
        'MeterTooLarge',
        `its answer has more than ${mostBytes} bytes`,
        'let it give less at once: fewer organizations, or a shorter time',
      )
    }
    chunks.push(chunk as Uint8Array)
  }
  return Buffer.concat(chunks)
}

function refusal(status: number, hasToken: boolean): SourceError {
  switch (status) {
    case 401:
    case 403:
      return hasToken
        ? meterError(
            'MeterRefused',
            `the server does not take the token (${status})`,
            'renew the token of authSecretRef',
          )
        : meterError('MeterRefused', `the server wants to know who asks (${status})`, 'set authSecretRef')
    case 404:
    case 410:
      return meterError('MeterRefused', `there is nothing at its address (${status})`, 'correct `url`')
    case 408:
    case 425:
    case 429:
      return meterError('MeterUnavailable', `the server asks to come later (${status})`)
  }
  if (status >= 500) return meterError('MeterUnavailable', `the server answered ${status}`)
  if (status >= 300 && status < 400) {
    const help = 'name the address that it leads to, if usage is to be read from there'
    return meterError('MeterRefused', `redirects are not followed (${status})`, help)
  }
  return meterError('MeterRefused', `the server answered ${status}`, 'correct `url`')
}
