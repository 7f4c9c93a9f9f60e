import { type Server, type ServerOptions, STATUS_CODES } from 'node:http'
import type { Socket } from 'node:net'
import {
  type FastifyError,
  type FastifyHttpOptions,
  type FastifyInstance,
  type FastifyReply,
  type FastifyRequest,
  fastify,
} from 'fastify'
import type { Certificate } from './certificate.ts'
import { limitConnections } from './connections.ts'
import type { Cors } from './cors.ts'
import type { Hot } from './hot.ts'
import { allowedMethods } from './methods.ts'

/** How long a client may make a server wait, in milliseconds; `answerMs` is how long it may wait itself for an answer (0: for ever). */
export interface Times {
  readonly requestMs: number
  readonly answerMs: number
}

/** How long a connection may take, and how much it may send; fastify's own defaults have no time limit (faults §0.1). */
const TIMES: Times = { requestMs: 10_000, answerMs: 30_000 }
const LIMITS = {
  keepAliveMs: 5_000,
  headerBytes: 16 * 1024,
  connections: 512,
  connectionsEach: 256,
  requests: 1000,
  urlCharacters: 2048,
}

/** A problem as HTTP tells it (RFC 9457). */
export interface HttpProblem {
  readonly status: number
  readonly title: string
  readonly detail?: string
  readonly code?: string
  readonly errors?: readonly { readonly pointer: string; readonly detail: string }[]
}

/** Answers a request before anything else looks at it, where it is not to be answered otherwise. */
export interface Limit {
  (request: FastifyRequest, reply: FastifyReply): FastifyReply | undefined
  /** Counts a request from an address that is answered at once, and gives what its `RateLimit` says then; `undefined`: it may not. */
  readonly left?: (address: string) => string | undefined
}

/** Says to somebody who wants to change something where that is done, where it may be told. */
export type Owner = (request: FastifyRequest) => Promise<string | undefined>

/** What looks at a request before its route does. */
export interface Doors {
  readonly cors?: Cors | undefined
  readonly limit?: Limit
  readonly hot?: Pick<Hot, 'answers'>
  readonly owner?: Owner
}

/** A server without routes, over TLS (1.2 or newer) where it has a certificate: with limits on everything a client can make it wait for, and errors that tell nothing of the inside. */
export function createServer({
  bodyBytes,
  cors,
  limit,
  hot,
  owner,
  certificate,
  ...given
}: { readonly bodyBytes: number; readonly certificate?: Certificate } & Doors & Partial<Times>): FastifyInstance {
  const { requestMs, answerMs } = { ...TIMES, ...given }
  const http = {
    maxHeaderSize: LIMITS.headerBytes,
    headersTimeout: requestMs,
    // Node looks only every 30 seconds whether one of the times is over.
    connectionsCheckingInterval: Math.min(1000, requestMs),
  }
  const options = {
    logger: false,
    bodyLimit: Math.max(bodyBytes, 1),
    requestTimeout: requestMs,
    connectionTimeout: answerMs,
    keepAliveTimeout: LIMITS.keepAliveMs,
    maxRequestsPerSocket: LIMITS.requests,
    routerOptions: { maxParamLength: 256, ignoreTrailingSlash: false },
    // A field that nobody knows is a mistake, and a number is no text.
    ajv: { customOptions: { removeAdditional: false, coerceTypes: false, useDefaults: false } },
    exposeHeadRoutes: true,
    forceCloseConnections: true,
    clientErrorHandler: (error: NodeJS.ErrnoException, socket: Socket) => refuse(error.code, socket),
  }
  const server = started(options, http, certificate)
  server.server.maxConnections = LIMITS.connections
  limitConnections(server.server, LIMITS.connectionsEach, (socket) => refuse('TOO_MANY', socket))
  if (hot !== undefined) answerFirst(server.server, hot)
  const allowed = allowedMethods(server)
  // No promise for what is there: every request comes by here.
  server.addHook('onRequest', (request, reply, done) => {
    reply.headers(HEADERS)
    const isPreflight = cors?.(request, reply) ?? false
    if (limit?.(request, reply) !== undefined) return
    if (request.raw.httpVersionMajor < 1) {
      sendProblem(reply.header('connection', 'close'), {
        status: 400,
        title: 'Bad Request',
        detail: 'a request names its version of HTTP',
      })
      return
    }
    // Before a route wants to know who asks: browsers send no token yet.
    if (isPreflight) reply.code(204).send()
    else if (request.url.length > LIMITS.urlCharacters) sendProblem(reply, { status: 414, title: 'URI Too Long' })
    else if (request.is404) notFound(request, reply).catch((error: unknown) => reply.send(error))
    else done()
  })
  // Before the body is looked at: it has nothing to say here.
  const notFound = async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> => {
    const methods = allowed(request.url)
    if (methods.length === 0) return sendProblem(reply, { status: 404, title: 'Not Found' })
    reply.header('allow', methods.join(', '))
    if (request.method === 'OPTIONS') return reply.code(204).send()
    const detail = await owner?.(request)
    return sendProblem(reply, { status: 405, title: 'Method Not Allowed', ...(detail === undefined ? {} : { detail }) })
  }
  server.setErrorHandler((error: FastifyError, _, reply) => sendProblem(reply, problemOf(error)))
  return server
}

/** Whatever can be answered at once never comes to the framework, which has set up the server otherwise. */
function answerFirst(http: Server, hot: Pick<Hot, 'answers'>): void {
  const usual = http.listeners('request')
  http.removeAllListeners('request')
  http.on('request', (request, response) => {
    // A server that is about to end says so to whoever keeps a connection.
    if (http.listening && hot.answers(request, response)) return
    for (const listener of usual) listener.call(http, request, response)
  })
}

/** The types of fastify tell servers over TLS apart, of which nobody here asks. */
function started(options: FastifyHttpOptions<Server>, http: ServerOptions, certificate?: Certificate): FastifyInstance {
  if (certificate === undefined) return fastify({ ...options, http })
  const https = { ...http, ...certificate, requestCert: certificate.ca !== undefined, minVersion: 'TLSv1.2' }
  return fastify({ ...options, https } as FastifyHttpOptions<Server>)
}

/** Answers with a problem. */
export function sendProblem(reply: FastifyReply, problem: HttpProblem): FastifyReply {
  return reply.code(problem.status).type('application/problem+json').send(textOf(problem))
}

function textOf(problem: HttpProblem): string {
  return JSON.stringify({ type: 'about:blank', ...problem })
}

/** Of the program's own errors nothing is told; of a body that is not as it should be, which field. */
function problemOf({ statusCode = 500, validation }: FastifyError): HttpProblem {
  if (statusCode < 400 || statusCode >= 500) return { status: 500, title: 'Internal Server Error' }
  const problem = { status: statusCode, title: STATUS_CODES[statusCode] ?? 'Bad Request' }
  const [first] = validation ?? []
  if (first === undefined) return problem
  const { keyword, instancePath, params } = first
  if (keyword === 'required') return { ...problem, detail: `the field ${params.missingProperty} is missing` }
  if (keyword === 'additionalProperties') return { ...problem, detail: 'a field is unknown' }
  return { ...problem, detail: instancePath === '' ? 'an object is expected' : `${instancePath.slice(1)} is wrong` }
}

/** What is found wrong before there is a request. */
function refuse(code: string | undefined, socket: Socket): void {
  if (code === 'ECONNRESET' || !socket.writable) {
    socket.destroy()
    return
  }
  const status = REFUSALS[code ?? ''] ?? 400
  const title = STATUS_CODES[status] ?? ''
  const body = textOf({ status, title })
  const headers = {
    ...HEADERS,
    'content-type': 'application/problem+json; charset=utf-8',
    'content-length': body.length,
    connection: 'close',
  }
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`)
  socket.end(`HTTP/1.1 ${status} ${title}\r\n${lines.join('\r\n')}\r\n\r\n${body}`)
  // Whoever does not take the answer holds no place.
  socket.destroySoon()
}

const REFUSALS: Readonly<Record<string, number>> = {
  HPE_HEADER_OVERFLOW: 431,
  ERR_HTTP_REQUEST_TIMEOUT: 408,
  TOO_MANY: 503,
}

const HEADERS = {
  'cache-control': 'no-store',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
}
