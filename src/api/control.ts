import type { FastifyInstance, FastifyReply } from 'fastify'
import type { Controls, Done } from '../model/control.ts'
import { createServer, sendProblem } from './server.ts'
import { statusJson } from './status.ts'

const BODY_BYTES = 64 * 1024

/**
 * What an operator may ask of the running program, over a socket that only its own user can open: who can write to the
 * state folder can already do all of it.
 */
export function createControl(controls: Controls): FastifyInstance {
  // A pass over much takes as long as it takes; who asked for it is of this machine.
  const server = createServer({ bodyBytes: BODY_BYTES, answerMs: 0 })
  server.get('/status', (_, reply) => reply.type('application/json').send(statusJson(controls.status())))
  server.post('/reconcile', { schema: { body: RECONCILE } }, async ({ body }, reply) => {
    const { sources } = body as { readonly sources?: readonly string[] }
    return answer(reply, await controls.reconcile(sources))
  })
  server.post('/approve', { schema: { body: APPROVE } }, async ({ body }, reply) => {
    const { digest, by } = body as { readonly digest: string; readonly by: string }
    return answer(reply, await controls.approve(digest, by))
  })
  server.post('/suspend', { schema: { body: SUSPEND } }, async ({ body }, reply) =>
    answer(reply, await controls.suspend(body as Parameters<Controls['suspend']>[0])),
  )
  server.post('/resume', { schema: { body: RESUME } }, async ({ body }, reply) =>
    answer(reply, await controls.resume(body as Parameters<Controls['resume']>[0])),
  )
  return server
}

function answer(reply: FastifyReply, done: Done): FastifyReply {
  if ('refusal' in done) return sendProblem(reply, { status: 409, title: 'Refused', detail: done.refusal })
  return reply.type('application/json').send(JSON.stringify(done))
}

const TEXT = { type: 'string', minLength: 1, maxLength: 1000 } as const
const TARGET = {
  type: 'string',
  pattern: '^(source|organization)/[a-z0-9]([-a-z0-9.]*[a-z0-9])?$',
  maxLength: 300,
} as const

const RECONCILE = object({ sources: { type: 'array', items: TEXT, maxItems: 1000 } }, [])
const APPROVE = object({ digest: { type: 'string', pattern: '^[0-9a-f]{8,64}$' }, by: TEXT }, ['digest', 'by'])
const SUSPEND = object({ target: TARGET, reason: TEXT, until: TEXT, by: TEXT }, ['target', 'reason', 'until', 'by'])
const RESUME = object({ target: TARGET, by: TEXT }, ['target', 'by'])

function object(properties: Record<string, unknown>, required: readonly string[]) {
  return { type: 'object', additionalProperties: false, properties, required }
}
