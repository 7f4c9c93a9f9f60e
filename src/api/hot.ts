import type { OutgoingHttpHeaders } from 'node:http'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Authenticate } from './identity.ts'
import type { Publication } from './mount.ts'
import type { Readies } from './ready.ts'
import type { TakeDown } from './recording.ts'

/** Answers a request at once where its answer was made a moment ago; gives whether it did. */
export type Hot = (request: FastifyRequest, reply: FastifyReply) => boolean

/** What is needed for that: who asks, what is kept, and where reads are taken down. */
export interface HotParts {
  readonly authenticate: Authenticate
  readonly publication: Pick<Publication, 'now' | 'isReady'>
  readonly readies: Readies
  readonly record: TakeDown | undefined
}

/**
 * Sends answers that are kept past everything that would find the same again: who asks is known without waiting, the answer
 * was made for them, and it is taken down like every other one. Whatever is not plainly so goes the usual way.
 */
export function createHot({ authenticate, publication, readies, record }: HotParts): Hot {
  return (request, reply) => {
    const { method, headers, raw, url } = request
    if (method !== 'GET' || headers['if-none-match'] !== undefined || !publication.isReady()) return false
    const reader = authenticate.now?.({ headers, rawHeaders: raw.rawHeaders, url })
    const ready = reader === undefined ? undefined : readies.find(publication.now(), reader, request)
    if (ready === undefined) return false
    reply.headers(ready.headers)
    record?.(request, reply)
    reply.hijack()
    const length = { 'content-length': Buffer.byteLength(ready.text) }
    reply.raw.writeHead(200, { ...reply.getHeaders(), ...length } as OutgoingHttpHeaders)
    reply.raw.end(ready.text)
    return true
  }
}
