import type { FastifyInstance, FastifyReply, FastifyRequest, HTTPMethods } from 'fastify'
import type { JsonObject } from '../../model/resource.ts'
import { askedBy, type Mounting, NOTHING_YET, notReadable } from '../mount.ts'
import { reply as answerWith } from '../reply.ts'
import { type HttpProblem, sendProblem } from '../server.ts'
import { originOf } from './address.ts'
import { lenientQuery } from './query.ts'
import type { System, SystemAnswer, SystemAsked, SystemEndpoint } from './system.ts'

/** Below what the addresses of other systems stand. */
export const COMPAT_PATH = '/compat'

/**
 * Puts other systems' addresses on a server, beside `/api/v1` and behind the same door: each response is made of one state at
 * one instant and says which. Whatever goes wrong below an address of a system is told as that system tells it.
 */
export function mountSystems(server: FastifyInstance, systems: readonly System[], mounting: Mounting): void {
  speakFor(server, systems)
  const { onRequest } = mounting
  for (const system of systems) {
    if (system.isClosed) closeBelow(server, system, onRequest)
    refuseWrites(server, system, onRequest)
    for (const endpoint of system.endpoints) {
      const url = urlOf(system, endpoint.path)
      const { body } = endpoint
      const handler = handlerOf(system, endpoint, mounting)
      if (body?.isNeeded !== true) server.get(url, { onRequest }, handler)
      if (body === undefined) continue
      server.post(url, { onRequest, bodyLimit: BODY_BYTES, schema: { body: body.schema } }, handler)
    }
  }
}

/** So much may be sent with a question. */
const BODY_BYTES = 16 * 1024

type Handler = (request: FastifyRequest, reply: FastifyReply) => Promise<FastifyReply>

function handlerOf(system: System, endpoint: SystemEndpoint, mounting: Mounting): Handler {
  const { publication } = mounting
  return async (request, reply) => {
    if (!publication.isReady()) return sendProblem(reply, NOTHING_YET.problem)
    const view = publication.now()
    const origin = originOf(request)
    const asked = {
      ...askedBy(request, { view, query: lenientQuery(request.url) }, mounting),
      ...(request.method === 'POST' ? { body: request.body as JsonObject } : {}),
      base: `${origin}${baseOf(system)}`,
      address: `${origin}${request.url}`,
      agent: request.headers['user-agent'] ?? '',
    }
    const found = await answerOf(endpoint, asked).catch(notReadable)
    if (found.type === 'problem') return sendProblem(reply, found.problem)
    if (found.type === 'redirect') return reply.redirect(`${baseOf(system)}${found.to}`, 302)
    const { value, total = Array.isArray(value) ? value.length : undefined, links = [] } = found
    return answerWith(request, reply, { view, body: value, total, links })
  }
}

/** Lets nobody learn without a token what is there and what is not: a 401 comes before any 404 and 405. */
function closeBelow(server: FastifyInstance, system: System, onRequest: Mounting['onRequest']): void {
  const base = baseOf(system)
  const paths = system.endpoints.map(({ path }) => new RegExp(`^${base}${path.replaceAll(/\{\w+\}/g, '[^/]+')}$`))
  const refuse = async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> => {
    const [path = ''] = request.url.split('?')
    if (!paths.some((one) => one.test(path))) return sendProblem(reply, { status: 404, title: 'Not Found' })
    return notAllowed(request, reply, 'GET, HEAD, OPTIONS')
  }
  server.route({ method: METHODS, url: `${base}/*`, onRequest: [onRequest, refuse], handler: refuse })
}

/** Says of addresses that only change something that nothing is changed here. */
function refuseWrites(server: FastifyInstance, system: System, onRequest: Mounting['onRequest']): void {
  for (const path of system.writes ?? []) {
    // Before the body is looked at: it has nothing to say here.
    const refuse = async (request: FastifyRequest, reply: FastifyReply) => notAllowed(request, reply, 'OPTIONS')
    server.route({ method: METHODS, url: urlOf(system, path), onRequest: [onRequest, refuse], handler: refuse })
  }
}

function notAllowed({ method }: FastifyRequest, reply: FastifyReply, allowed: string): FastifyReply {
  reply.header('allow', allowed)
  if (method === 'OPTIONS') return reply.code(204).send()
  return sendProblem(reply, { status: 405, title: 'Method Not Allowed' })
}

const METHODS: HTTPMethods[] = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']

/** A promise in any case, so that what goes wrong goes one way. */
async function answerOf({ answer }: SystemEndpoint, asked: SystemAsked): Promise<SystemAnswer> {
  return answer(asked)
}

/** Puts every problem of a request to a system into that system's words, be it of the door, the route or the endpoint. */
function speakFor(server: FastifyInstance, systems: readonly System[]): void {
  server.addHook('onSend', ({ url, method, headers }, reply, payload, done) => {
    const system = url.startsWith(COMPAT_PATH) ? systems.find((one) => url.startsWith(`${baseOf(one)}/`)) : undefined
    const isProblem = String(reply.getHeader('content-type')).startsWith('application/problem+json')
    if (system === undefined || typeof payload !== 'string' || !isProblem) return done(null, payload)
    reply.type(`${system.errorType ?? 'application/json'}; charset=utf-8`)
    const told = JSON.parse(payload) as HttpProblem
    const problem = system.isDiscreet && told.status === 403 ? NOT_THERE : told
    reply.code(problem.status)
    return done(null, `${JSON.stringify(system.error(problem, method, headers))}\n`)
  })
}

const NOT_THERE: HttpProblem = { status: 404, title: 'Not Found' }

function urlOf(system: System, path: string): string {
  return `${baseOf(system)}${path.replaceAll(/\{(\w+)\}/g, ':$1')}`
}

function baseOf({ name }: System): string {
  return `${COMPAT_PATH}/${name}`
}
