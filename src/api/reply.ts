import { hash } from 'node:crypto'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { View } from './endpoint.ts'
import { sendProblem } from './server.ts'

/** What is answered, of which view, and where one goes from it. */
export interface Content {
  readonly view: View
  readonly body: unknown
  /** Of a list, how many there are in all. */
  readonly total?: number
  readonly links?: readonly { readonly rel: string; readonly url: string }[]
}

/**
 * Sends JSON with the head and the instant that it is made of, and a digest by which a reader asks only for what is new
 * (304); `HEAD` has the same headers.
 */
export function reply(
  request: FastifyRequest,
  to: FastifyReply,
  { view, body, total, links = [] }: Content,
): FastifyReply {
  to.header('charter-revision', String(view.state.head.seq))
  to.header('charter-instant', view.instant)
  to.header('vary', 'accept, authorization')
  const count = total ?? (Array.isArray(body) ? body.length : undefined)
  if (count !== undefined) to.header('x-result-count', String(count))
  if (links.length > 0) to.header('link', links.map(({ rel, url }) => `<${url}>; rel="${rel}"`).join(', '))
  if (!accepts(request.headers.accept, 'application/json')) {
    return sendProblem(to, { status: 406, title: 'Not Acceptable', detail: 'this is told as application/json' })
  }
  const text = `${JSON.stringify(body)}\n`
  const etag = `"${hash('sha256', text, 'base64url').slice(0, 32)}"`
  to.header('etag', etag)
  if (isKnown(request.headers['if-none-match'], etag)) return to.code(304).send()
  return to.type('application/json; charset=utf-8').send(text)
}

/** Whether a reader takes a type of content: said so, by a wildcard, or by saying nothing. */
export function accepts(accept: string | undefined, type: string): boolean {
  if (accept === undefined || accept.trim() === '') return true
  const [family] = type.split('/')
  return accept.split(',').some((one) => {
    const [name = '', ...parameters] = one.split(';').map((part) => part.trim().toLowerCase())
    if (parameters.some((parameter) => /^q=0(\.0*)?$/.test(parameter))) return false
    return name === '*/*' || name === `${family}/*` || name === type
  })
}

function isKnown(header: string | undefined, etag: string): boolean {
  if (header === undefined) return false
  return header.split(',').some((one) => one.trim() === '*' || one.trim().replace(/^W\//, '') === etag)
}
