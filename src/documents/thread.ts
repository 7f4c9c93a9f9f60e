import { Worker } from 'node:worker_threads'
import type { SourceText } from '../model/document.ts'
import { SourceError } from '../model/errors.ts'
import type { Limits } from './limits.ts'
import type { Answer, BareReading } from './worker.ts'

/** What a thread runs (`script` speaks like worker.ts), and what it may take: heap, and time for its start and each batch. */
export interface ThreadSettings {
  readonly script: URL
  readonly heapMb: number
  readonly deadlineMs: number
}

/** How a batch of files ended. */
export type Ending = { readonly type: 'read'; readonly readings: readonly BareReading[] } | Failure

/**
 * A worker took too long, ran out of memory, or stopped. The batch is to blame only where the worker was `fresh`: one
 * that has read before may die of what it has read before.
 */
export interface Failure {
  readonly type: 'late' | 'memory' | 'stopped'
  readonly fresh: boolean
}

/** One worker thread. After a batch that did not end well the next batch gets a new worker. */
export interface Thread {
  read(files: readonly SourceText[]): Promise<Ending>
  close(): Promise<void>
}

/** Makes a thread; its worker starts with the first batch. `read` throws `SourceError` where no worker can be started. */
export function createThread(settings: ThreadSettings, limits: Limits): Thread {
  let worker: Worker | undefined
  const close = async (): Promise<void> => {
    const running = worker
    worker = undefined
    await running?.terminate()
  }
  const read = async (files: readonly SourceText[]): Promise<Ending> => {
    const fresh = worker === undefined
    if (worker === undefined) {
      const started = startWorker(settings, limits)
      worker = started.on('exit', () => {
        if (worker === started) worker = undefined
      })
      if ((await answerOf(started, settings.deadlineMs)) !== 'ready') {
        await close()
        throw new SourceError('ReaderUnavailable', 'the thread that reads files could not be started')
      }
    }
    worker.postMessage(files)
    const answer = await answerOf(worker, settings.deadlineMs)
    if (typeof answer === 'object') return { type: 'read', readings: JSON.parse(answer.readings) }
    await close()
    return { type: answer === 'ready' ? 'stopped' : answer, fresh }
  }
  return { read, close }
}

function startWorker({ script, heapMb }: ThreadSettings, limits: Limits): Worker {
  const worker = new Worker(script, {
    workerData: { limits },
    resourceLimits: { maxOldGenerationSizeMb: heapMb },
    // Options of this process such as --input-type would stop a worker from starting.
    execArgv: [],
  })
  // Without a listener an error of the worker would end the process; answerOf tells about it.
  worker.on('error', () => {})
  return worker
}

/** The next thing a worker says, or how it fails to. */
function answerOf(worker: Worker, deadlineMs: number): Promise<Answer | Failure['type']> {
  return new Promise((resolve) => {
    const settle = (answer: Answer | Failure['type']): void => {
      clearTimeout(timer)
      worker.off('message', settle).off('error', failed).off('exit', stopped)
      resolve(answer)
    }
    const failed = (error: Error & { readonly code?: string }): void => {
      settle(error.code === 'ERR_WORKER_OUT_OF_MEMORY' ? 'memory' : 'stopped')
    }
    const stopped = (): void => settle('stopped')
    // What it said in time is heard first, also where this process was kept from listening until now.
    const timer = setTimeout(() => setImmediate(() => settle('late')), deadlineMs)
    worker.on('message', settle).on('error', failed).on('exit', stopped)
  })
}
