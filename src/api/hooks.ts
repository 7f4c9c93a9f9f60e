import type { FastifyInstance } from 'fastify'
import { createServer, sendProblem } from './server.ts'
import { isSigned } from './signature.ts'

/** The secrets of the sources that may be announced, by name, and what is told when somebody who knows one did. */
export interface Hooks {
  readonly secrets: ReadonlyMap<string, string>
  readonly onHook: (source: string) => void
}

const BODY_BYTES = 1024 * 1024

/**
 * Takes `POST /hooks/<source>`: bytes, of which nothing is parsed. Who proves to know the secret makes the source be read
 * now; whatever the body says is only a hint (api.md §1). Who does not learns nothing, not even which sources there are.
 */
export function createHooks({ secrets, onHook }: Hooks): FastifyInstance {
  const server = createServer({ bodyBytes: BODY_BYTES })
  server.removeAllContentTypeParsers()
  server.addContentTypeParser('*', { parseAs: 'buffer' }, (_, body, done) => done(null, body))
  server.post<{ Params: { source: string } }>('/hooks/:source', (request, reply) => {
    const { source } = request.params
    const body = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0)
    // An unknown source costs what a wrong signature costs.
    const isKnown = isSigned(request.headers, body, secrets.get(source) ?? UNKNOWN) && secrets.has(source)
    if (!isKnown) return sendProblem(reply, { status: 401, title: 'Unauthorized' })
    onHook(source)
    return reply.code(202).send()
  })
  return server
}

const UNKNOWN = 'no source has this name, and no request this secret'
