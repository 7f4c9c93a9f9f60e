import type { Context } from '../model/context.ts'
import type { Clock } from '../model/ports.ts'

const MOST_DRIFT_MS = 5 * 60_000

/**
 * Tells where the wall clock should stand and where it stands, while it is more than five minutes away from the time that
 * has passed since the start (`ClockSuspect`): from when that was found until the clock is right again, or the program starts anew.
 */
export function watchClock(clock: Clock): () => Context['clockJump'] {
  const start = Date.parse(clock.now()) - clock.elapsedMs()
  let known: { readonly drift: number; readonly jump: Context['clockJump'] } = { drift: 0, jump: undefined }
  return () => {
    const found = Date.parse(clock.now())
    const expected = start + clock.elapsedMs()
    const drift = found - expected
    if (Math.abs(drift) <= MOST_DRIFT_MS) known = { drift: 0, jump: undefined }
    else if (Math.abs(drift - known.drift) > MOST_DRIFT_MS) {
      known = { drift, jump: { expected: new Date(expected).toISOString(), found: new Date(found).toISOString() } }
    }
    return known.jump
  }
}
