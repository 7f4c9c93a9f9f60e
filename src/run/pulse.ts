import type { Clock } from '../model/ports.ts'

/** Whether work that was begun goes on for so long that it must be stuck. */
export interface Pulse {
  begin(): void
  end(): void
  isAlive(): boolean
}

/** Begins to look; time is the clock's that never goes back. */
export function createPulse(clock: Clock, mostMs: number): Pulse {
  let beganAt: number | undefined
  return {
    begin: () => {
      beganAt = clock.elapsedMs()
    },
    end: () => {
      beganAt = undefined
    },
    isAlive: () => beganAt === undefined || clock.elapsedMs() - beganAt < mostMs,
  }
}
