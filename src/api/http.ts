import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Status } from '../model/status.ts'
import { sendTrouble } from './answer.ts'
import { identityOf, requireIdentity } from './authentication/require.ts'
import { hasRole } from './authentication/role.ts'
import { mountMetadata } from './authzen.ts'
import { createCatalogs } from './catalog.ts'
import { mountSystems } from './compat/mount.ts'
import { SYSTEMS } from './compat/systems.ts'
import type { Cors } from './cors.ts'
import { mountDocument } from './document.ts'
import { badParameter } from './endpoint.ts'
import { ENDPOINTS } from './endpoints.ts'
import { mountEvents } from './events/mount.ts'
import { createHot } from './hot.ts'
import type { Authenticate, Role } from './identity.ts'
import { mountEndpoints, type Publication } from './mount.ts'
import { createOwners } from './owner.ts'
import { isFault, readQuery } from './parameter.ts'
import { createReadies } from './ready.ts'
import { createRecorder, type Recording, recordReads } from './recording.ts'
import { sendText } from './reply.ts'
import { createServer, type Limit } from './server.ts'
import { statusJson } from './status.ts'

/** What the HTTP server of the long-running program shows: whether it works, numbers, the status, and what is published. */
export interface Shown {
  readonly status: () => Status
  readonly metrics: () => Promise<{ readonly type: string; readonly text: string }>
  /** Whether the program still does its work; an orchestrator restarts it where not. */
  readonly isAlive: () => boolean
  readonly authenticate: Authenticate
  readonly limit: Limit
  /** Absent: no page of another origin reads anything. */
  readonly cors?: Cors | undefined
  readonly publication: Publication
  /** Where reads are taken down; absent: nowhere. */
  readonly recording?: Recording
  /** Of the program. */
  readonly version: string
}

/**
 * The HTTP server: `/healthz` and `/readyz` are open and tell nothing but yes or no; `/metrics` and `/api/v1/status` ask for
 * a token of a role that may see them (api.md §2); everything else below `/api/v1` asks who wants to know.
 */
export function createHttp(shown: Shown): FastifyInstance {
  const { status, metrics, isAlive, authenticate, limit, cors, publication, version } = shown
  const catalogs = createCatalogs()
  const owner = createOwners({ endpoints: ENDPOINTS, publication, authenticate, catalogs })
  const readies = createReadies()
  const recorder = shown.recording && createRecorder(shown.recording)
  const hot = createHot({ publication, limit, recorder })
  const server = createServer({ bodyBytes: 0, cors, limit, hot, owner })
  if (recorder !== undefined) recordReads(server, recorder)
  server.get('/healthz', (_, reply) =>
    reply
      .code(isAlive() ? 200 : 503)
      .type('text/plain')
      .send(isAlive() ? 'ok\n' : 'stuck\n'),
  )
  server.get('/readyz', (_, reply) => {
    const { isReady } = status()
    return reply
      .code(isReady ? 200 : 503)
      .type('text/plain')
      .send(isReady ? 'ok\n' : 'not ready\n')
  })
  const onRequest = (...roles: readonly Role[]) => requireIdentity(authenticate, hasRole(...roles))
  server.get('/metrics', { onRequest: onRequest('operator', 'metrics') }, async (_, reply) => {
    const { type, text } = await metrics()
    return reply.type(type).send(text)
  })
  server.get('/api/v1/status', { onRequest: onRequest('operator', 'auditor') }, (request, reply) =>
    sendStatus(request, reply, status()),
  )
  mountDocument(server, ENDPOINTS, version)
  mountMetadata(server)
  const mounting = { catalogs, readies, hot, publication, identityOf, onRequest: requireIdentity(authenticate) }
  mountEndpoints(server, ENDPOINTS, mounting)
  mountSystems(server, SYSTEMS, mounting)
  mountEvents(server, { ...mounting, authenticate })
  return server
}

/** Tells the status, as what is stored: by the entry that it is of, and to whoever has it only that it is the same. */
function sendStatus(request: FastifyRequest, reply: FastifyReply, status: Status): FastifyReply {
  const query = readQuery(request.url, [])
  if (isFault(query)) return sendTrouble(reply, badParameter(query.name, query.detail))
  const headers = { 'charter-revision': String(status.seq), vary: 'authorization' }
  return sendText(request, reply, { headers, type: 'application/json; charset=utf-8', text: statusJson(status) })
}
