import { randomUUID } from 'node:crypto'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { shortened } from '../lib/text.ts'
import type { AccessLog, AccessRecord } from '../model/accesslog.ts'
import type { Clock } from '../model/ports.ts'
import { keyOf, type StoredResource } from '../model/resource.ts'
import { refusalOf } from './authentication/require.ts'
import { clientOf } from './client.ts'
import type { View } from './endpoint.ts'
import type { Identity } from './identity.ts'
import { createBuckets } from './ratelimit.ts'
import type { Viewer } from './viewer.ts'

/** Where reads are taken down, and by which clock. */
export interface Recording {
  readonly accessLog: Pick<AccessLog, 'add'>
  readonly clock: Clock
}

/** An organization that a request is about, and the uid of the User who asks, where it is one of its own. */
interface Subject {
  readonly organization: StoredResource
  readonly identity: Identity
  readonly isSeen: boolean
  readonly userId: string | undefined
}

const subjects = new WeakMap<FastifyRequest, Map<string, Subject>>()

/** What says that a request is about an organization, whether the reader sees it or not; once the answer is sent it is recorded. */
export function concernsOf(
  request: FastifyRequest,
  viewer: Viewer,
  { state }: Pick<View, 'state'>,
): (organization: StoredResource) => void {
  const own = new Map<string, Subject>()
  subjects.set(request, own)
  return (organization) => {
    const { name, uid } = organization
    const user = viewer.userOf(name)
    const key = user === undefined ? undefined : keyOf({ kind: 'User', namespace: name, name: user })
    const userId = key === undefined ? undefined : state.resources.get(key)?.uid
    own.set(uid, { organization, identity: viewer.identity, isSeen: viewer.sees(name), userId })
  }
}

/** What is to be called for a request that is answered as this one is: it is about the same. */
export function concernsAgain(request: FastifyRequest): (other: FastifyRequest) => void {
  const own = subjects.get(request)
  return (other) => {
    if (own !== undefined) subjects.set(other, own)
  }
}

/**
 * Takes down every answer about an organization, and every token that does not count (api §5). That happens when an answer
 * begins, so that nobody reads one and leaves no trace by hanging up.
 */
export function recordReads(server: FastifyInstance, { take }: Pick<Recorder, 'take'>): void {
  server.addHook('onSend', (request, reply, payload, done) => {
    take(request, reply)
    done(null, payload)
  })
}

/** Takes down at an instant that an answer was given once more. */
export type Repeat = (instant: string) => void

/** Takes requests down. */
export interface Recorder {
  /** Takes down a request that is about to be answered, and not again if that answer fails on its way. */
  take(request: FastifyRequest, reply: FastifyReply): void
  /** What takes down that the same was asked and answered again. */
  repeat(request: FastifyRequest, reply: FastifyReply): Repeat
}

/** Makes what takes requests down. */
export function createRecorder({ accessLog, clock }: Recording): Recorder {
  const isFirst = createFirsts(clock)
  const isTaken = createKnocks(clock)
  const taken = new WeakSet<FastifyRequest>()
  const add = (timestamp: string, told: Told): void => accessLog.add({ timestamp, id: randomUUID(), ...told })
  const repeat: Recorder['repeat'] = (request, reply) => {
    const reads = [...(subjects.get(request)?.values() ?? [])].map((subject) => {
      const [found, how] = [aboutSubject(subject), howOf(request, reply)]
      const login = { ...found, action: 'LOGIN', status: 'SUCCESS', ...how } as const
      return { subject, login, read: { ...found, ...actionOf(subject, request, reply), ...how } }
    })
    return (instant) => {
      for (const { subject, login, read } of reads) {
        if (subject.isSeen && isFirst(subject)) add(instant, login)
        add(instant, read)
      }
    }
  }
  const take: Recorder['take'] = (request, reply) => {
    if (taken.has(request)) return
    taken.add(request)
    repeat(request, reply)(clock.now())
    if (isKnock(request) && isTaken(clientOf(request.ip))) {
      add(clock.now(), { action: 'LOGIN', status: 'FAILURE', ...howOf(request, reply) })
    }
  }
  return { take, repeat }
}

type Told = Omit<AccessRecord, 'timestamp' | 'id'>
type How = Pick<Told, 'method' | 'path' | 'ip' | 'statusCode'>

function howOf({ method, url, ip }: FastifyRequest, { statusCode }: FastifyReply): How {
  // What stands behind the path are values, and a value may be anything.
  const [path = ''] = url.split(/[?#]/)
  return { method, path, ip, statusCode }
}

const MOST_NAME = 320

function aboutSubject({ organization, identity, userId }: Subject): Omit<Told, 'action' | 'status' | keyof How> {
  const name = identity.type === 'user' ? identity.user : identity.name
  return {
    organization: organization.name,
    organizationUid: organization.uid,
    user: shortened(name, MOST_NAME),
    ...(userId === undefined ? {} : { userId }),
  }
}

const TABLES = /^(text\/csv|application\/(x-ndjson|yaml))\b/
const WHOLE = /\/(layout|declarations)(\/|$)/

function actionOf(
  { isSeen }: Subject,
  { routeOptions }: FastifyRequest,
  reply: FastifyReply,
): Pick<Told, 'action' | 'status'> {
  const { statusCode } = reply
  if (!isSeen || statusCode === 403) return { action: 'DENIED', status: 'FAILURE' }
  const isWhole = WHOLE.test(routeOptions.url ?? '') || TABLES.test(String(reply.getHeader('content-type')))
  return { action: isWhole ? 'EXPORT' : 'READ', status: statusCode < 400 ? 'SUCCESS' : 'FAILURE' }
}

/** Who asks again within this time has not come anew. */
const WINDOW_MS = 60 * 60 * 1000
const MOST_KNOWN = 10_000

/** Says whether somebody asks about an organization for the first time in a while; of too many those are forgotten that came first. */
function createFirsts(clock: Clock): (subject: Subject) => boolean {
  const known = new Map<string, number>()
  return ({ identity, organization }) => {
    const name = JSON.stringify([identity.type, identity.name, organization.uid])
    const at = clock.elapsedMs()
    const since = known.get(name)
    if (since !== undefined && at - since < WINDOW_MS) return false
    known.delete(name)
    known.set(name, at)
    const [first] = known.keys()
    if (known.size > MOST_KNOWN && first !== undefined) known.delete(first)
    return true
  }
}

/** A request with a token that does not count, or that brings one in a way in which none is taken (faults T29). */
function isKnock(request: FastifyRequest): boolean {
  const refusal = refusalOf(request)
  const isToken = request.headers.authorization !== undefined || refusal?.type === 'malformed'
  return isToken && refusal !== undefined && refusal.type !== 'unavailable'
}

/** Nobody who knocks and knocks fills the disk: so many are taken down of one client, and of all together. */
const EACH = { perSecond: 0.1, burst: 10 }
const ALL = { perSecond: 1, burst: 100 }

function createKnocks(clock: Clock): (client: string) => boolean {
  const [each, all] = [createBuckets(EACH, clock), createBuckets(ALL, clock)]
  return (client) => each(client).isAllowed && all('').isAllowed
}
