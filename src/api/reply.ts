import { hash } from 'node:crypto'
import { Readable } from 'node:stream'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { writeDocuments } from '../documents/write.ts'
import type { JsonObject } from '../model/resource.ts'
import { lineTexts } from '../plan/render/json-text.ts'
import type { View } from './endpoint.ts'
import { type Format, MEDIA_TYPES, type Table } from './format.ts'
import { type Ready, untilOf } from './ready.ts'
import { tableTexts } from './rows.ts'
import type { Tabled } from './table.ts'

/** So many characters are sent whole. */
const MOST_WHOLE = 16 * 1024 * 1024

/** What is answered, of which view, and where one goes from it. */
export interface Content {
  readonly view: View
  readonly body: unknown
  /** Of a list, how many there are in all, where that is known. */
  readonly total?: number | undefined
  readonly links?: readonly { readonly rel: string; readonly url: string }[]
  /** Is given what is sent, for whoever asks the same again. */
  readonly keep?: (ready: Ready) => void
}

/** What is answered as a table: its columns, and its records, which are made as they are sent. */
export interface TableContent extends Omit<Content, 'body' | 'keep'>, Tabled {
  readonly table: Table
}

/**
 * Sends JSON with the head and the instant that it is made of, and a digest by which a reader asks only for what is new
 * (304); `HEAD` has the same headers.
 */
export function reply(request: FastifyRequest, to: FastifyReply, content: Content): FastifyReply {
  echo(request, to)
  return sendMade(request, to, content, 'json', `${JSON.stringify(content.body)}\n`)
}

/** The same for what may be longer than a text can be: from some length on it is sent piece by piece, without a digest. */
export function replyLong(request: FastifyRequest, to: FastifyReply, content: Content): FastifyReply {
  const texts = lineTexts(content.body)[Symbol.iterator]()
  let begun = ''
  while (begun.length <= MOST_WHOLE) {
    const next = texts.next()
    if (next.done === true) return sendMade(request, to, content, 'json', `${begun}\n`)
    begun += next.value
  }
  addHeaders(to, { ...headersOf(content), 'content-type': `${MEDIA_TYPES.json}; charset=utf-8` })
  return request.method === 'HEAD' ? to.send() : to.send(Readable.from(goneOn(begun, texts)))
}

/** What was begun, and the rest of it, as it is made. */
function* goneOn(begun: string, texts: Iterator<string>): Generator<string, undefined> {
  yield begun
  for (let next = texts.next(); next.done !== true; next = texts.next()) yield next.value
  yield '\n'
}

/** The same for documents as YAML: the body is a list of them, or one. */
export function replyYaml(request: FastifyRequest, to: FastifyReply, content: Content): FastifyReply {
  return sendMade(request, to, content, 'yaml', writeDocuments([content.body].flat() as readonly JsonObject[]))
}

/** Sends a text with a digest of it, to whoever has it only that it is the same. */
export function sendText(
  request: FastifyRequest,
  to: FastifyReply,
  { headers, type, text }: { readonly headers: Ready['headers']; readonly type: string; readonly text: string },
): FastifyReply {
  const etag = etagOf(text)
  return sendReady(request, to, { headers: { ...headers, etag, 'content-type': type }, etag, body: Buffer.from(text) })
}

function etagOf(text: string): string {
  return `"${hash('sha256', text, 'base64url').slice(0, 32)}"`
}

/** Sends an answer that is made already; to whoever has it, only that it is the same. */
export function sendReady(
  request: FastifyRequest,
  to: FastifyReply,
  { headers, etag, body }: Pick<Ready, 'headers' | 'etag' | 'body'>,
): FastifyReply {
  addHeaders(to, headers)
  if (request.method !== 'POST' && isKnown(request.headers['if-none-match'], etag)) {
    return to.removeHeader('content-type').code(304).send()
  }
  return to.send(body)
}

function sendMade(
  request: FastifyRequest,
  to: FastifyReply,
  content: Content,
  format: Format,
  text: string,
): FastifyReply {
  const etag = etagOf(text)
  const headers = { ...headersOf(content), etag, 'content-type': `${MEDIA_TYPES[format]}; charset=utf-8` }
  const { instant } = content.view
  const ready = { instant, until: untilOf(instant), headers, etag, body: Buffer.from(text) }
  content.keep?.(ready)
  return sendReady(request, to, ready)
}

/** Sends a table piece by piece; it has no digest, because that would be known at its end. */
export function replyTable(request: FastifyRequest, to: FastifyReply, content: TableContent): FastifyReply {
  addHeaders(to, headersOf(content))
  const { table, columns, records } = content
  const type = `${MEDIA_TYPES[table]}; charset=utf-8${table === 'csv' ? '; header=present' : ''}`
  // Nothing is made for somebody who only wants to know how many there are.
  if (request.method === 'HEAD') return to.type(type).send()
  return to.type(type).send(Readable.from(tableTexts(table, columns, records)))
}

function headersOf({ view, total, links = [] }: Omit<Content, 'body'>): Ready['headers'] {
  const link = links.map(({ rel, url }) => `<${url}>; rel="${rel}"`).join(', ')
  return {
    'charter-revision': String(view.state.head.seq),
    'charter-instant': view.instant,
    vary: 'accept, authorization',
    ...(total === undefined ? {} : { 'x-result-count': String(total) }),
    ...(links.length === 0 ? {} : { link }),
  }
}

/** Others may have said before of what else an answer is made. */
function addHeaders(to: FastifyReply, headers: Ready['headers']): void {
  const before = to.getHeader('vary')
  to.headers(before === undefined ? headers : { ...headers, vary: `${before}, ${headers.vary}` })
}

/** Whoever asks other services with one identifier finds it again (AuthZEN 1.0). */
function echo({ method, headers }: FastifyRequest, to: FastifyReply): void {
  const id = headers['x-request-id']
  if (method === 'POST' && typeof id === 'string' && /^[\w.:-]{1,128}$/.test(id)) to.header('x-request-id', id)
}

function isKnown(header: string | undefined, etag: string): boolean {
  if (header === undefined) return false
  return header.split(',').some((one) => one.trim() === '*' || one.trim().replace(/^W\//, '') === etag)
}
