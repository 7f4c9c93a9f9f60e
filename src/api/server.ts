import { type FastifyInstance, type FastifyReply, fastify } from 'fastify'

/** How long a connection may take, and how much it may send; fastify's own defaults have no time limit (faults §0.1). */
const LIMITS = {
  requestTimeout: 10_000,
  connectionTimeout: 30_000,
  keepAliveTimeout: 5_000,
  headersTimeout: 10_000,
  headerBytes: 16 * 1024,
  connections: 512,
  urlCharacters: 2048,
}

/** A problem as HTTP tells it (RFC 9457). */
export interface HttpProblem {
  readonly status: number
  readonly title: string
  readonly detail?: string
  readonly code?: string
}

/** A server without routes: with limits on everything a client can make it wait for, and errors that tell nothing of the inside. */
export function createServer({ bodyBytes }: { readonly bodyBytes: number }): FastifyInstance {
  const server = fastify({
    logger: false,
    bodyLimit: Math.max(bodyBytes, 1),
    requestTimeout: LIMITS.requestTimeout,
    connectionTimeout: LIMITS.connectionTimeout,
    keepAliveTimeout: LIMITS.keepAliveTimeout,
    http: { maxHeaderSize: LIMITS.headerBytes, headersTimeout: LIMITS.headersTimeout },
    routerOptions: { maxParamLength: 256, ignoreTrailingSlash: false },
    exposeHeadRoutes: true,
    forceCloseConnections: true,
  })
  server.server.maxConnections = LIMITS.connections
  server.addHook('onRequest', async (request, reply) => {
    for (const [name, value] of Object.entries(HEADERS)) reply.header(name, value)
    if (request.url.length > LIMITS.urlCharacters) return sendProblem(reply, { status: 414, title: 'URI Too Long' })
  })
  server.setNotFoundHandler((_, reply) => sendProblem(reply, { status: 404, title: 'Not Found' }))
  server.setErrorHandler((error: { readonly statusCode?: number }, _, reply) => {
    const status = error.statusCode ?? 500
    const isClient = status >= 400 && status < 500
    return sendProblem(reply, {
      status: isClient ? status : 500,
      title: TITLES[status] ?? (isClient ? 'Bad Request' : 'Internal Server Error'),
    })
  })
  return server
}

/** Answers with a problem. */
export function sendProblem(reply: FastifyReply, problem: HttpProblem): FastifyReply {
  return reply
    .code(problem.status)
    .type('application/problem+json')
    .send(JSON.stringify({ type: 'about:blank', ...problem }))
}

const TITLES: Readonly<Record<number, string>> = {
  400: 'Bad Request',
  408: 'Request Timeout',
  413: 'Content Too Large',
  415: 'Unsupported Media Type',
}

const HEADERS = {
  'cache-control': 'no-store',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
}
