import type { FastifyReply, FastifyRequest } from 'fastify'

/** Says to browsers which pages may read an answer; gives whether that is all that is asked, by a browser that asks before it reads. */
export type Cors = (request: FastifyRequest, reply: FastifyReply) => boolean

/** What a page may read of an answer besides its body. */
const EXPOSED = [
  'Charter-Revision',
  'Charter-Instant',
  'ETag',
  'Link',
  'X-Result-Count',
  'RateLimit',
  'RateLimit-Policy',
  'Retry-After',
  'X-RateLimit-Reset',
].join(', ')
const METHODS = 'GET, HEAD, OPTIONS'
const SENT = 'Authorization, If-None-Match, Last-Event-ID'
/** So many seconds a browser remembers what it was told. */
const MAX_AGE = '600'

/**
 * Lets pages of these origins, if there are any, read (Fetch Standard, CORS protocol); to others nothing is said, and their browsers keep the answer from
 * them. A token is sent by the page itself: browsers add nothing, so that there is nothing to allow them.
 */
export function createCors(origins: readonly string[] = []): Cors | undefined {
  if (origins.length === 0) return undefined
  const known = new Set(origins)
  return ({ method, headers }, reply) => {
    reply.header('vary', 'origin')
    const { origin } = headers
    if (typeof origin !== 'string' || !known.has(origin)) return false
    reply.header('access-control-allow-origin', origin).header('access-control-expose-headers', EXPOSED)
    if (method !== 'OPTIONS' || headers['access-control-request-method'] === undefined) return false
    reply
      .header('access-control-allow-methods', METHODS)
      .header('access-control-allow-headers', SENT)
      .header('access-control-max-age', MAX_AGE)
    return true
  }
}
