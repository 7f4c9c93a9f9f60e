import { setTimeout as pause } from 'node:timers/promises'
import { networkText } from '../../lib/network.ts'
import type { Address } from './address.ts'
import { type BodyLimits, foreign, linesIn, type Reading, silence, textIn, unreachable } from './body.ts'
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
export interface Limits extends BodyLimits {
  /** So long it waits where a server asks it to come later, so many times. */
  readonly waitMs: number
  readonly waits: number
}

const LIMITS: Limits = {
  silenceMs: 30_000,
  bytes: 512 * 1024 * 1024,
  lineBytes: 16 * 1024 * 1024,
  waitMs: 10_000,
  waits: 20,
}
const PROBLEM_BYTES = 64 * 1024
const BASE_PATH = '/api/v1'

/** Asks a server with `fetch`. Redirects are not followed: the token is for this address. */
export function createServer(address: Address, limits: Limits = LIMITS): Server {
  const { base } = address
  const call = async (path: string, query: Query, accept: string): Promise<Response> => {
    const url = `${base}${BASE_PATH}${path}${textOf(query)}`
    let response = await send(url, accept, { address, limits })
    for (let waits = limits.waits; waits > 0; waits--) {
      const waitMs = waitIn(response)
      if (waitMs === undefined || waitMs > limits.waitMs) break
      await response.body?.cancel().catch(() => undefined)
      await pause(waitMs)
      response = await send(url, accept, { address, limits })
    }
    const { status, headers } = response
    if (status === 200) return response
    const said = await problemIn(response, { base, limits: { ...limits, bytes: PROBLEM_BYTES } })
    const [retryAfter, location] = [headers.get('retry-after'), headers.get('location')]
    throw refusalOf(status, base, { ...said, retryAfter, location, organization: organizationIn(path, query) })
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

/** Which organization is asked about, as it was named. */
function organizationIn(path: string, { organization }: Query): string | undefined {
  const [, named] = /^\/organizations\/([^/?]+)/.exec(path) ?? []
  return named === undefined ? [organization].flat()[0] : decodeURIComponent(named)
}

/** How long a server that is asked too often wants to be left alone; `undefined` of any other answer. */
function waitIn({ status, headers }: Response): number | undefined {
  const seconds = headers.get('retry-after') ?? ''
  return status === 429 && /^\d{1,6}$/.test(seconds) ? Number(seconds) * 1000 : undefined
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
