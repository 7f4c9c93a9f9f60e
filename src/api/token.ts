import { createHash, timingSafeEqual } from 'node:crypto'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { sendProblem } from './server.ts'

/** Whether a request carries a token; what is compared are digests, so that the time tells nothing of it. */
export function carries(request: Pick<FastifyRequest, 'headers'>, token: string): boolean {
  const { authorization = '' } = request.headers
  const [scheme, given, ...others] = authorization.split(' ')
  const isScheme = scheme?.toLowerCase() === 'bearer' || scheme?.toLowerCase() === 'token'
  if (!isScheme || given === undefined || others.length > 0) return false
  return timingSafeEqual(digest(given), digest(token))
}

/** Refuses requests that do not carry the token. */
export function requireToken(token: string): (request: FastifyRequest, reply: FastifyReply) => Promise<unknown> {
  return async (request, reply) => {
    if (carries(request, token)) return undefined
    reply.header('www-authenticate', 'Bearer realm="charter"')
    return sendProblem(reply, {
      status: 401,
      title: 'Unauthorized',
      detail: 'a token is needed: Authorization: Bearer <token>',
    })
  }
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest()
}
