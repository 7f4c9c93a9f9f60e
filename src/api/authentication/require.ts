import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Authenticate, Identity, Refusal } from '../identity.ts'
import { type HttpProblem, sendProblem } from '../server.ts'
import { isRefusal } from './refusal.ts'

const identities = new WeakMap<FastifyRequest, Identity>()
const refusals = new WeakMap<FastifyRequest, Refusal>()

/** Who sent a request of a route that has `requireIdentity`. Throws where it has not: that is a bug. */
export function identityOf(request: FastifyRequest): Identity {
  const identity = identities.get(request)
  if (identity === undefined) throw new Error('a route asks who sent a request before anybody has looked')
  return identity
}

/** Why nobody was let in with a request; `undefined` where somebody was, or nobody has looked. */
export function refusalOf(request: FastifyRequest): Refusal | undefined {
  return refusals.get(request)
}

/**
 * A hook (`onRequest`) that lets only somebody pass, and of these whom `mayPass` takes (absent: all). Others are answered
 * with 401, 400, 503 or 403, always with the same bytes: why stands in the log.
 */
export function requireIdentity(
  authenticate: Authenticate,
  mayPass: (identity: Identity) => boolean = () => true,
): (request: FastifyRequest, reply: FastifyReply) => Promise<unknown> {
  return async (request, reply) => {
    const { headers, raw, url } = request
    const found = await authenticate({ headers, rawHeaders: raw.rawHeaders, url })
    if (isRefusal(found)) {
      refusals.set(request, found)
      return refuse(reply, found)
    }
    if (!mayPass(found)) return sendProblem(reply, FORBIDDEN)
    identities.set(request, found)
    return undefined
  }
}

function refuse(reply: FastifyReply, { type }: Refusal): FastifyReply {
  if (type === 'unauthorized') reply.header('www-authenticate', 'Bearer realm="charter"')
  if (type === 'unavailable') reply.header('retry-after', '5')
  return sendProblem(reply, PROBLEMS[type])
}

const PROBLEMS: Readonly<Record<Refusal['type'], HttpProblem>> = {
  unauthorized: { status: 401, title: 'Unauthorized', detail: 'a token is needed: Authorization: Bearer <token>' },
  malformed: {
    status: 400,
    title: 'Bad Request',
    detail: 'a token goes into one Authorization header, and nowhere else',
  },
  unavailable: { status: 503, title: 'Service Unavailable', detail: 'at the moment nobody can say who asks' },
}

const FORBIDDEN: HttpProblem = { status: 403, title: 'Forbidden', detail: 'this token does not open this' }
