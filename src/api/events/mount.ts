import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { momentOf } from '../../access/windows.ts'
import { notAcceptable } from '../answer.ts'
import { badParameter, type Trouble } from '../endpoint.ts'
import { formatFor, MEDIA_TYPES } from '../format.ts'
import type { Authenticate } from '../identity.ts'
import { BASE_PATH, type Mounting, NOTHING_YET } from '../mount.ts'
import { isFault, type Parameter, readQuery } from '../parameter.ts'
import { concernsOf } from '../recording.ts'
import { sendProblem } from '../server.ts'
import { viewerOf } from '../viewer.ts'
import { FORBIDDEN } from '../within.ts'
import { createHub, type Rhythm } from './hub.ts'
import { createOutlet } from './outlet.ts'
import { followed, mayFollow } from './sight.ts'

/** Where events are told. */
export const EVENTS_PATH = `${BASE_PATH}/events`

/** What is asked of events: where to go on, for who cannot send the header `Last-Event-ID`, which counts before it. */
export const EVENT_PARAMETERS: readonly Parameter[] = [
  {
    name: 'last_event_id',
    type: 'integer',
    least: 0,
    most: Number.MAX_SAFE_INTEGER,
    description: 'the entry of the ledger after which to begin (the newest)',
  },
]

const FORMATS = ['events'] as const
/** In how many seconds somebody who found no place may try again. */
const AGAIN = '10'

/** Puts the stream of events on a server (api 51). It ends when the server closes. */
export function mountEvents(
  server: FastifyInstance,
  { authenticate, ...mounting }: Mounting & { readonly authenticate: Authenticate },
  rhythm?: Rhythm,
): void {
  const hub = createHub({ ...mounting, authenticate }, rhythm)
  const { publication, catalogs, identityOf, onRequest } = mounting
  server.addHook('preClose', async () => hub.close())
  server.get(EVENTS_PATH, { onRequest }, async (request, reply) => {
    if (!publication.isReady()) return sendProblem(reply, NOTHING_YET.problem)
    if (formatFor(request.headers.accept, FORMATS) === undefined)
      return sendProblem(reply, notAcceptable(FORMATS).problem)
    const place = placeIn(request)
    if (typeof place === 'object') return sendProblem(reply, place.problem)
    const view = publication.now()
    const { state, instant } = view
    const catalog = catalogs(state.resources)
    const identity = identityOf(request)
    const viewer = viewerOf(identity, catalog, momentOf(instant))
    if (!mayFollow(viewer, catalog)) return sendProblem(reply, FORBIDDEN.problem)
    const concerns = concernsOf(request, viewer, view)
    for (const organization of followed(viewer, catalog)) concerns(organization)
    reply.type(`${MEDIA_TYPES.events}; charset=utf-8`)
    // A proxy that collects answers would tell nothing.
    reply.header('x-accel-buffering', 'no').header('charter-revision', String(state.head.seq))
    if (request.method === 'HEAD') return reply.send()
    const outlet = createOutlet()
    const { headers, raw, url } = request
    const joined = hub.join({
      outlet,
      proof: { headers, rawHeaders: raw.rawHeaders, url },
      identity,
      seq: place ?? state.head.seq,
      cut: () => reply.raw.destroy(),
    })
    return joined === 'joined' ? reply.send(outlet.body) : noPlace(reply, joined)
  })
}

function placeIn({ headers, url }: FastifyRequest): number | undefined | Trouble {
  const query = readQuery(url, EVENT_PARAMETERS)
  if (isFault(query)) return badParameter(query.name, query.detail)
  const header = headers['last-event-id']
  if (header === undefined || header === '') return query.number('last_event_id')
  return typeof header === 'string' && /^\d{1,15}$/.test(header) ? Number(header) : BAD_ID
}

const BAD_ID: Trouble = {
  type: 'problem',
  problem: { status: 400, title: 'Bad Request', detail: 'Last-Event-ID is the number of an entry of the ledger' },
}

function noPlace(reply: FastifyReply, why: 'enough of one' | 'enough'): FastifyReply {
  reply.header('retry-after', AGAIN)
  if (why === 'enough') {
    return sendProblem(reply, {
      status: 503,
      title: 'Service Unavailable',
      detail: 'there are enough streams of events',
    })
  }
  const detail = 'you have enough streams of events: close one of them'
  return sendProblem(reply, { status: 429, title: 'Too Many Requests', detail })
}
