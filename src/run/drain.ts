import { setTimeout as pause } from 'node:timers/promises'
import { SourceError } from '../model/errors.ts'

/**
 * How writing goes on: at most `perSecond` begun in a second, `lanes` at once, each of which rests after every write as long as that took; `isOver` is
 * asked before each, once the first second's are written.
 */
export interface Draining {
  readonly perSecond: number
  readonly lanes: number
  readonly isOver: () => boolean
  readonly signal: AbortSignal
}

const MOST_FAILURES = 3

/**
 * Does something with each item, in order, a few at once, and leaves whoever has to take it at least half of the time: the slower the answers, the
 * fewer are asked for. What fails is left out, so that one object that always fails keeps no
 * other from its turn; where it fails three times in a row, or is not allowed, all the rest is left. Gives the first failure.
 */
export async function drain<T>(
  items: readonly T[],
  write: (item: T) => Promise<void>,
  { perSecond, lanes, isOver, signal }: Draining,
): Promise<unknown> {
  let at = 0
  let inARow = 0
  let first: { readonly error: unknown } | undefined
  let next = performance.now()
  // Whoever is over all the time comes on all the same.
  const isEnded = (): boolean => (at > perSecond && isOver()) || signal.aborted || inARow >= MOST_FAILURES
  const lane = async (): Promise<void> => {
    for (let item = items[at++]; item !== undefined && !isEnded(); item = items[at++]) {
      const now = performance.now()
      next = Math.max(next + 1000 / perSecond, now)
      if (next > now) await pause(next - now, undefined, { signal }).catch(() => undefined)
      if (isEnded()) return
      const from = performance.now()
      try {
        await write(item)
        inARow = 0
      } catch (error) {
        first ??= { error }
        inARow = isHopeless(error) ? MOST_FAILURES : inARow + 1
      }
      await pause(performance.now() - from, undefined, { signal }).catch(() => undefined)
    }
  }
  await Promise.all(Array.from({ length: lanes }, lane))
  return signal.aborted ? undefined : first?.error
}

/** What concerns every object alike. */
function isHopeless(error: unknown): boolean {
  return error instanceof SourceError && ['AccessForbidden', 'AuthenticationFailed'].includes(error.code)
}
