import type { JsonObject } from '../model/resource.ts'
import { type Answering, type Call, type Cluster, cancelled } from './cluster.ts'
import { clusterError, connectionError, timeoutError } from './failure.ts'

/** How long a whole answer may take, how large it may be, and what cancels it. */
export interface Reading {
  readonly signal: AbortSignal
  readonly timeoutMs: number
}

/** An answer, read to its end: its status, and the JSON object that it holds (`undefined` where it holds none). */
export interface Answer {
  readonly status: number
  readonly asked: Answering['asked']
  readonly body: JsonObject | undefined
  readonly bytes: number
}

/** V8 holds no longer text; a page of five hundred objects stays far below it. */
const MOST_BYTES = 400 * 1024 * 1024

/** Asks, and reads the answer whole. Throws `SourceError`, also when it takes too long (`ClusterTimeout`) or is cancelled. */
export async function ask(cluster: Cluster, call: Call, { signal, timeoutMs }: Reading): Promise<Answer> {
  const deadline = startDeadline(signal, timeoutMs)
  const asked = { verb: call.verb, resource: call.resource, server: 'the cluster' }
  try {
    const answering = await cluster.call(call, deadline)
    return await readWhole(answering, deadline.signal)
  } catch (error) {
    if (signal.aborted) throw cancelled()
    if (deadline.signal.aborted) throw timeoutError(asked, timeoutMs)
    throw error
  } finally {
    deadline.end()
  }
}

/**
 * A signal that fires with another one, or after a time, until it is ended. Those of the platform keep what hangs on them until
 * their time is over: of hundreds of requests a second that is much.
 */
function startDeadline(signal: AbortSignal, ms: number): { readonly signal: AbortSignal; end(): void } {
  const either = new AbortController()
  const fire = (): void => either.abort()
  if (signal.aborted) fire()
  signal.addEventListener('abort', fire)
  const timer = setTimeout(fire, ms)
  return {
    signal: either.signal,
    end() {
      clearTimeout(timer)
      signal.removeEventListener('abort', fire)
    },
  }
}

async function readWhole({ status, message, asked }: Answering, signal: AbortSignal): Promise<Answer> {
  const chunks: Buffer[] = []
  let bytes = 0
  const stop = (): void => void message.destroy()
  signal.addEventListener('abort', stop)
  try {
    for await (const chunk of message) {
      bytes += (chunk as Buffer).length
      if (bytes > MOST_BYTES) {
        message.destroy()
        throw clusterError('LimitExceeded', `an answer of ${asked.server} holds more than ${MOST_BYTES} bytes`)
      }
      chunks.push(chunk as Buffer)
    }
  } catch (error) {
    throw error instanceof Error && error.name === 'SourceError' ? error : connectionError(asked, error)
  } finally {
    signal.removeEventListener('abort', stop)
  }
  return { status, asked, body: objectIn(Buffer.concat(chunks).toString('utf8')), bytes }
}

function objectIn(text: string): JsonObject | undefined {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as JsonObject) : undefined
  } catch {
    return undefined
  }
}
