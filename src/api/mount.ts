import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { instantOf } from '../lib/instant.ts'
import { once } from '../lib/once.ts'
import { ConflictError, StoreError } from '../model/errors.ts'
import type { Moment, Past } from '../model/past.ts'
import type { JsonObject } from '../model/resource.ts'
import { answer, sendTrouble } from './answer.ts'
import type { Catalogs } from './catalog.ts'
import { createCursors } from './cursor.ts'
import { seenBy } from './dated.ts'
import {
  type Asked,
  badParameter,
  type Endpoint,
  type Recorded,
  SEALED_AWAY,
  type Trouble,
  type View,
} from './endpoint.ts'
import { placesFor } from './feed.ts'
import type { Hot } from './hot.ts'
import type { Identity } from './identity.ts'
import { isFault, type Query, readQuery } from './parameter.ts'
import { parametersOf } from './parameters.ts'
import { createReadies, type Readies, type Ready, watched } from './ready.ts'
import { concernsOf } from './recording.ts'
import { sendReady } from './reply.ts'

/** Where endpoints get what they show. `now` is published whole: nobody sees half a change. */
export interface Publication {
  now(): View
  past(moment: Moment): Promise<Past>
  /** Whether there is anything to show: not before the first pass of a new installation is over. */
  isReady(): boolean
  readonly recorded: Recorded
}

/** What is put around endpoints: who asks was found out before (`identityOf`). */
export interface Mounting {
  /** One for all that is mounted on a server: what is worked out of a state is worked out once. */
  readonly catalogs: Catalogs
  /** The answers that are kept; absent: those of what is mounted alone. */
  readonly readies?: Readies
  /** Learns what is given again; absent: nothing is. */
  readonly hot?: Pick<Hot, 'learn'>
  readonly publication: Publication
  readonly identityOf: (request: FastifyRequest) => Identity
  readonly onRequest: (request: FastifyRequest, reply: FastifyReply) => Promise<unknown>
}

/** Below what every endpoint stands. */
export const BASE_PATH = '/api/v1'

/** One key for all cursors of this program: they are good for as long as it runs. */
const cursors = once(() => createCursors())

/** So much may be sent with a question. */
const BODY_BYTES = 16 * 1024

/** Puts endpoints on a server. Each response is made of one state at one instant, and says which (api §1). */
export function mountEndpoints(server: FastifyInstance, endpoints: readonly Endpoint[], mounting: Mounting): void {
  const ask = createAsk(mounting)
  const { onRequest } = mounting
  for (const endpoint of endpoints) {
    const url = `${BASE_PATH}${endpoint.path.replaceAll(/\{(\w+)\}/g, ':$1')}`
    const { body } = endpoint
    if (body?.isNeeded !== true) server.get(url, { onRequest }, (request, reply) => ask(endpoint, request, reply))
    if (body === undefined) continue
    const limited = { onRequest, bodyLimit: BODY_BYTES, schema: { body: body.schema } }
    // What is sent says what is asked for; the address only when.
    const sent = { ...endpoint, parameters: [] }
    server.post(url, limited, (request, reply) => ask(sent, request, reply))
  }
}

type Ask = (endpoint: Endpoint, request: FastifyRequest, reply: FastifyReply) => Promise<FastifyReply>

function createAsk(mounting: Mounting): Ask {
  const { publication, identityOf, hot, readies = createReadies() } = mounting
  return async (endpoint, request, reply) => {
    if (!publication.isReady()) return sendTrouble(reply, NOTHING_YET)
    const [newest, reader, isSent] = [publication.now(), identityOf(request), request.method === 'POST']
    const ready = isSent ? undefined : readies.find(newest, reader, request)
    if (ready !== undefined) {
      sendReady(request, reply, ready)
      hot?.learn(request, reply, { ready, state: newest.state, reader })
      return reply
    }
    const query = readQuery(request.url, parametersOf(endpoint))
    if (isFault(query)) return sendTrouble(reply, badParameter(query.name, query.detail))
    const view = await viewFor(query, newest, publication)
    if ('type' in view) return sendTrouble(reply, view)
    const sent = endpoint.body !== undefined && isSent ? { body: request.body as JsonObject } : {}
    const { asked, isOfState } = watched({ ...askedBy(request, { view, query, newest }, mounting), ...sent })
    const keep = (made: Ready): void => {
      if (!isSent && isOfState()) readies.keep(newest, reader, request, made)
    }
    return answer(endpoint, { asked, keep }, request, reply).catch((error: unknown) =>
      sendTrouble(reply, notReadable(error)),
    )
  }
}

/** What a request asks, of a view and with a query that are chosen, by whoever sent it; `newest` where that is another view. */
export function askedBy(
  request: FastifyRequest,
  { view, query, newest = view }: Pick<Asked, 'view' | 'query'> & { readonly newest?: View },
  { catalogs, identityOf, publication }: Mounting,
): Asked {
  const { catalog, viewer } = seenBy(identityOf(request), { view, newest }, catalogs)
  const names = request.params as Readonly<Record<string, string>>
  const { recorded } = publication
  const places = placesFor(cursors(), request.url)
  const host = request.hostname.toLowerCase()
  const concerns = concernsOf(request, viewer, view)
  return { view, catalog, viewer, query, recorded, places, host, path: (name) => names[name] ?? '', concerns }
}

/** What is answered where what is recorded cannot be read; throws any other error again. */
export function notReadable(error: unknown): Trouble {
  if (error instanceof StoreError || error instanceof ConflictError) return NOT_NOW
  throw error
}

const NOT_NOW: Trouble = {
  type: 'problem',
  problem: { status: 503, title: 'Service Unavailable', detail: 'what is recorded cannot be read now' },
}

/** Before the first pass of a new installation is over. */
export const NOTHING_YET: Trouble = {
  type: 'problem',
  problem: { status: 503, title: 'Service Unavailable', detail: 'nothing has been reconciled yet' },
}

/** The state and the instant that a query asks for; what it names may be sealed away (410), or not be there yet. */
async function viewFor(query: Query, newest: View, { past }: Publication): Promise<View | Trouble> {
  const [seq, at] = [query.number('seq'), query.text('at')]
  if (seq === undefined && at === undefined) return newest
  if (seq !== undefined && at !== undefined) return badParameter('at', 'and `seq` both name a moment: give one of them')
  const moment = instantOf(at ?? '') ?? 0
  const found = await past(seq === undefined ? { at: moment } : { seq })
  if (!('missing' in found)) return { ...newest, ...found }
  if (found.missing === 'unknown') return badParameter('seq', `names no entry: the newest is ${newest.state.head.seq}`)
  return SEALED_AWAY
}
