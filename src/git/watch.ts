import { randomUUID } from 'node:crypto'
import { killMarked } from './descendants.ts'

/** Why a call was ended from outside. */
export type Cause = 'GitTimeout' | 'Cancelled' | 'LimitExceeded'

/**
 * Watches over one call: ends it at its deadline, when `signal` fires, or on `stop`, with every process that carries its
 * mark. `cause` tells why, the first reason counts; `release` ends the watching.
 */
export interface Watch {
  readonly mark: string
  /** Fires when the call is ended. */
  readonly signal: AbortSignal
  stop(cause: Cause): void
  cause(): Cause | undefined
  release(): void
}

/** Starts to watch over a call that may take `deadlineMs` of wall-clock time. */
export function startWatch(deadlineMs: number, signal: AbortSignal | undefined): Watch {
  const mark = randomUUID()
  const abort = new AbortController()
  let cause: Cause | undefined
  const stop = (reason: Cause) => {
    cause ??= reason
    abort.abort()
    killMarked(mark)
  }
  const cancel = () => stop('Cancelled')
  const timer = setTimeout(() => stop('GitTimeout'), deadlineMs)
  signal?.addEventListener('abort', cancel)
  return {
    mark,
    signal: abort.signal,
    stop,
    cause: () => cause,
    release() {
      clearTimeout(timer)
      signal?.removeEventListener('abort', cancel)
    },
  }
}
