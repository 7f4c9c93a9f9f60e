import type { Context } from '../model/context.ts'
import type { Clock } from '../model/ports.ts'

const MOST_DRIFT_MS = 5 * 60_000

/** Tells when the wall clock has moved by more than five minutes against the time that has passed (`ClockSuspect`). */
export function watchClock(clock: Clock): () => Context['clockJump'] {
  let wall = Date.parse(clock.now())
  let elapsed = clock.elapsedMs()
  return () => {
    const found = Date.parse(clock.now())
    const expected = wall + (clock.elapsedMs() - elapsed)
    wall = found
    elapsed = clock.elapsedMs()
    if (Math.abs(found - expected) <= MOST_DRIFT_MS) return undefined
    return { expected: new Date(expected).toISOString(), found: new Date(found).toISOString() }
  }
}
