import { networkText } from '../../lib/network.ts'
import { plural, visible } from '../../lib/text.ts'
import { SourceError } from '../../model/errors.ts'
import type { Address } from './address.ts'
import { refusalOf } from './refusal.ts'

/** Values of a query; what is `undefined` is left out, of a list each stands by itself. */
export type Query = Readonly<Record<string, string | readonly string[] | undefined>>

/** An answer: of which entry of the ledger and instant (RFC 3339 UTC) it is made, and where the next part is. */
export interface Answered<T> {
  readonly value: T
  readonly seq: number
  readonly instant: string
  /** The path and query of what follows, where that is not all. */
  readonly next: string | undefined
}

/** A server that is asked. Everything throws `SourceError`, and `ConfigError` where the server refuses the question. */
export interface Server {
  /** As it was named, without a `/` at its end. */
  readonly base: string
  /** One answer as JSON; `path` stands below `/api/v1`. */
  ask<T>(path: string, query?: Query): Promise<Answered<T>>
  /** A whole list, one record after the other, all of one revision. */
  records(path: string, query?: Query): Promise<Answered<AsyncIterable<string>>>
}

/** How a server is asked; times and sizes are lower in tests alone. */
export interface Limits {
  /** So long nothing may come. */
  readonly silenceMs: number
  readonly bytes: number
  readonly lineBytes: number
}

const LIMITS: Limits = { silenceMs: 30_000, bytes: 512 * 1024 * 1024, lineBytes: 16 * 1024 * 1024 }
const PROBLEM_BYTES = 64 * 1024
const BASE_PATH = '/api/v1'

/** Asks a server with `fetch`. Redirects are not followed: the token is for this address. */
export function createServer(address: Address, limits: Limits = LIMITS): Server {
  const { base } = address
  const call = async (path: string, query: Query, accept: string): Promise<Response> => {
    const response = await send(`${base}${BASE_PATH}${path}${textOf(query)}`, accept, { address, limits })
    const { status, headers } = response
    if (status === 200) return response
    const said = await problemIn(response, { base, limits: { ...limits, bytes: PROBLEM_BYTES } })
    throw refusalOf(status, base, { ...said, retryAfter: headers.get('retry-after') })
  }
  const answered = <T>({ headers }: Response, value: T): Answered<T> => {
    const seq = headers.get('charter-revision') ?? ''
    return { value, seq: Number(seq), instant: headers.get('charter-instant') ?? '', next: nextIn(headers, base) }
  }
  return {
    base,
    async ask<T>(path: string, query: Query = {}) {
      const response = await call(path, query, 'application/json')
      const value = jsonOf(await textIn(response, { base, limits }), base)
      return answered(response, value as T)
    },
    async records(path, query = {}) {
      const response = await call(path, query, 'application/x-ndjson')
      const { headers } = response
      const isOurs = (headers.get('content-type') ?? '').startsWith('application/x-ndjson')
      if (!isOurs || !headers.has('charter-revision')) throw foreign(base)
      return answered(response, linesIn(response, { base, limits }))
    },
  }
}

/** So many items stand on a page at most. */
const PAGE_SIZE = '300'

/**
 * All items of a list that comes in pages. Where it can be asked for moments (`isDated`), the pages after the first are of the
 * revision of the first.
 */
export async function allOf<T>(
  server: Server,
  path: string,
  query: Query,
  isDated: boolean,
): Promise<Answered<readonly T[]>> {
  const first = await server.ask<readonly T[]>(path, { page_size: PAGE_SIZE, ...query })
  const items = [...first.value]
  for (let next = first.next; next !== undefined; ) {
    const search = new URLSearchParams(next.split('?')[1])
    if (isDated && !search.has('at')) search.set('seq', String(first.seq))
    const page = await server.ask<readonly T[]>(`${path}?${search}`)
    items.push(...page.value)
    next = page.next
  }
  return { ...first, value: items, next: undefined }
}

function textOf(query: Query): string {
  const search = new URLSearchParams()
  for (const [name, value] of Object.entries(query)) {
    for (const one of value === undefined ? [] : [value].flat()) search.append(name, one)
  }
  return search.size === 0 ? '' : `?${search}`
}

interface Asking {
  readonly address: Address
  readonly limits: Limits
}

async function send(url: string, accept: string, { address, limits }: Asking): Promise<Response> {
  const { base, token } = address
  const authorization = token === undefined ? {} : { authorization: `Bearer ${token}` }
  const headers = { 'user-agent': 'charter', accept, ...authorization }
  // Only until the answer begins: an answer that goes on may take its time.
  const late = new AbortController()
  const timer = setTimeout(() => late.abort(), limits.silenceMs)
  try {
    return await fetch(url, { headers, redirect: 'manual', signal: late.signal })
  } catch (error) {
    throw unreachable(base, late.signal.aborted ? silence(limits) : networkText(error))
  } finally {
    clearTimeout(timer)
  }
}

interface Reading {
  readonly base: string
  readonly limits: Limits
}

/** The body piece by piece, unpacked; what is left unread when the loop is left is thrown away. */
async function* piecesOf(response: Response, { base, limits }: Reading): AsyncGenerator<Uint8Array> {
  const reader = response.body?.getReader()
  let bytes = 0
  try {
    for (;;) {
      const piece = reader === undefined ? { done: true as const } : await within(limits, reader.read(), base)
      if (piece.done) return
      bytes += piece.value.length
      if (bytes > limits.bytes) {
        throw new SourceError('TooLarge', `the answer of ${visible(base)} has more than ${limits.bytes} bytes`, SMALLER)
      }
      yield piece.value
    }
  } finally {
    await reader?.cancel().catch(() => undefined)
  }
}

const SMALLER = 'ask for less at once: one organization'

async function within<T>(limits: Limits, read: Promise<T>, base: string): Promise<T> {
  const late = Promise.withResolvers<never>()
  const timer = setTimeout(() => late.reject(unreachable(base, silence(limits))), limits.silenceMs)
  try {
    return await Promise.race([read, late.promise])
  } catch (error) {
    throw error instanceof SourceError ? error : unreachable(base, networkText(error))
  } finally {
    clearTimeout(timer)
  }
}

async function textIn(response: Response, reading: Reading): Promise<string> {
  const chunks: Uint8Array[] = []
  for await (const piece of piecesOf(response, reading)) chunks.push(piece)
  return Buffer.concat(chunks).toString('utf8')
}

/** Lines that hold something; the last one is whole, or the answer was cut off. */
async function* linesIn(response: Response, reading: Reading): AsyncGenerator<string> {
  const { base, limits } = reading
  const decoder = new TextDecoder()
  let rest = ''
  for await (const piece of piecesOf(response, reading)) {
    const lines = (rest + decoder.decode(piece, { stream: true })).split('\n')
    rest = lines.pop() ?? ''
    if (rest.length > limits.lineBytes) throw foreign(base)
    yield* lines
  }
  if (rest !== '') throw unreachable(base, 'the connection broke off')
}

/** What a problem says; nothing of an answer that is none of ours. */
async function problemIn(response: Response, reading: Reading): Promise<{ readonly detail?: unknown }> {
  if (!(response.headers.get('content-type') ?? '').startsWith('application/problem+json')) {
    await response.body?.cancel().catch(() => undefined)
    return {}
  }
  const value = jsonOf(await textIn(response, reading), reading.base)
  return typeof value === 'object' && value !== null ? value : {}
}

function jsonOf(text: string, base: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw foreign(base)
  }
}

/** The address that `Link` calls the next one, as its path and query. */
function nextIn(headers: Headers, base: string): string | undefined {
  const links = (headers.get('link') ?? '').split(/,(?=\s*<)/)
  const target = links.map((link) => /^\s*<([^>]*)>;\s*rel="next"\s*$/.exec(link)?.[1]).find((url) => url !== undefined)
  if (target === undefined || !URL.canParse(target, base)) return undefined
  const { pathname, search } = new URL(target, base)
  return `${pathname}${search}`
}

function silence({ silenceMs }: Limits): string {
  return `nothing came for ${plural(Math.round(silenceMs / 1000), 'second')}`
}

function unreachable(base: string, why: string): SourceError {
  return new SourceError(
    'ServerUnavailable',
    `the server ${visible(base)} cannot be reached: ${why}`,
    'check the address, and that `charter run` listens there',
  )
}

/** An answer that no Charter gives. */
export function foreign(base: string): SourceError {
  return new SourceError(
    'ServerUnavailable',
    `what ${visible(base)} answers is not the API of Charter`,
    'name the address below which `/api/v1` stands',
  )
}
