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
  const late = AbortSignal.timeout(timeoutMs)
  const either = AbortSignal.any([signal, late])
  const asked = { verb: call.verb, resource: call.resource, server: 'the cluster' }
  try {
    const answering = await cluster.call(call, { signal: either })
    return await readWhole(answering, either)
  } catch (error) {
    if (signal.aborted) throw cancelled()
    if (late.aborted) throw timeoutError(asked, timeoutMs)
    throw error
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
