import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { State } from '../model/state.ts'
import type { Identity } from './identity.ts'
import { isOn, type Line, lineOf } from './line.ts'
import type { Publication } from './mount.ts'
import { isFresh, type Ready } from './ready.ts'
import type { Recorder, Repeat } from './recording.ts'
import type { Limit } from './server.ts'

/** An answer that was kept and given, to whom, and of which state it is. */
export interface Given {
  readonly ready: Ready
  readonly state: State
  readonly reader: Identity
}

/** Answers at once what was asked before over the same connection, in the very same words. */
export interface Hot {
  /** Gives whether it answers: whatever is not plainly the same goes the usual way. */
  answers(request: IncomingMessage, response: ServerResponse): boolean
  /** Learns what was answered the usual way, once it is sent. */
  learn(request: FastifyRequest, reply: FastifyReply, given: Given): void
}

/** What is needed for that: what is newest, how much a client may ask, and where reads are taken down. */
export interface HotParts {
  readonly publication: Pick<Publication, 'now'>
  readonly limit: Limit
  readonly recorder: Recorder | undefined
}

/** What is given again: all of its headers but what is left of the limit, and who is told that it was read. */
interface Again {
  readonly ready: Ready
  readonly headers: readonly string[]
  readonly record: Repeat | undefined
}

/** What was answered over a connection, by address. */
interface Learned {
  readonly line: Line
  readonly answers: Map<string, Again>
}

/** So much is learned of all connections; of more, and of a newer state, everything is learned anew. */
const MOST_BYTES = 32 * 2 ** 20
/** About what is held beside a body. */
const HEADER_BYTES = 2048

/**
 * Whoever reads the same things again and again does so over one connection, with headers that do not change. What such a
 * request was answered with is sent again before the framework makes anything of it: only to the holder of a configured
 * token, within the limit, as long as it is fresh, and it is taken down like every other read.
 */
export function createHot({ publication, limit, recorder }: HotParts): Hot {
  let connections = new WeakMap<Socket, Learned>()
  let of: State | undefined
  let held = 0
  const send = createSending()
  return {
    answers(request, response) {
      const { method, socket, url = '' } = request
      const learned = connections.get(socket)
      const again = learned?.answers.get(url)
      if (learned === undefined || again === undefined || method !== 'GET' || !isOn(learned.line, request)) return false
      const { state, instant } = publication.now()
      if (state !== of || !isFresh(again.ready, instant)) return false
      const left = limit.left?.(socket.remoteAddress ?? '')
      if (left === undefined) return false
      again.record?.(instant)
      send(() => response.writeHead(200, [...again.headers, 'ratelimit', left]).end(again.ready.body))
      return true
    },
    learn(request, reply, { ready, state, reader }) {
      const { method, raw, url } = request
      if (reader.type !== 'token' || method !== 'GET' || reply.statusCode !== 200 || hasBody(request)) return
      if (of !== state || held > MOST_BYTES) {
        connections = new WeakMap()
        of = state
        held = 0
      }
      const before = connections.get(raw.socket)
      const learned =
        before !== undefined && isOn(before.line, raw) ? before : { line: lineOf(raw), answers: new Map() }
      connections.set(raw.socket, learned)
      held += ready.body.length + HEADER_BYTES
      learned.answers.set(url, { ready, headers: headersOf(reply), record: recorder?.repeat(request, reply) })
    },
  }
}

/**
 * Sends what is to be sent when everything that has come meanwhile was looked at: an answer that is sent alone wakes its
 * reader for itself, which costs more than all else that is done for it.
 */
function createSending(): (send: () => void) => void {
  let waiting: (() => void)[] = []
  const sendAll = (): void => {
    const all = waiting
    waiting = []
    for (const send of all) send()
  }
  return (send) => {
    if (waiting.push(send) === 1) setImmediate(sendAll)
  }
}

function hasBody({ headers }: FastifyRequest): boolean {
  return headers['content-length'] !== undefined || headers['transfer-encoding'] !== undefined
}

function headersOf(reply: FastifyReply): readonly string[] {
  return Object.entries(reply.getHeaders()).flatMap(([name, value]) =>
    name === 'ratelimit' ? [] : [value].flat().flatMap((one) => [name, String(one)]),
  )
}
