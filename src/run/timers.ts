import type { SourceConfig } from '../config.ts'
import type { Clock, Source } from '../model/ports.ts'
import type { Status } from '../model/status.ts'
import { startTimer, type Timer } from '../schedule.ts'
import { idleMs } from './idle.ts'

/** The timers of a program: one for each source, by its schedule, and one for what time changes; and what sources tell by themselves. */
export interface Timers {
  /** Waits for the next time of a source, after so many failures in a row. */
  wait(source: string, failures: number): void
  /** Waits until it is worth while to look again although nothing came. */
  waitIdle(status: Status): void
  /** When a source is read next (RFC 3339 UTC), where that is known. */
  next(source: string): string | undefined
  stop(): void
}

/** What timers call, and where their chance and their time come from. */
export interface TimersAround {
  readonly due: (source: string, reason: 'schedule' | 'retry' | 'watch') => void
  readonly idle: () => void
  readonly random: () => number
  readonly clock: Clock
  /** Of these, those that can be are watched besides. */
  readonly watched: readonly Source[]
}

/** Starts the timers, and the watches of sources; only those and timers with cron expressions call before `wait`. */
export function startTimers(sources: readonly SourceConfig[], around: TimersAround): Timers {
  const { due, idle, random, clock, watched } = around
  const watching = new AbortController()
  for (const source of watched) void source.watch?.(() => due(source.name, 'watch'), watching.signal)
  const now = (): number => Date.parse(clock.now())
  const timers = new Map(
    sources.map(({ name, schedule }): [string, Timer] => [
      name,
      startTimer(schedule, { call: (reason) => due(name, reason), random, now }),
    ]),
  )
  let idling: NodeJS.Timeout | undefined
  return {
    wait: (source, failures) => timers.get(source)?.wait(failures),
    waitIdle(status) {
      clearTimeout(idling)
      idling = setTimeout(idle, idleMs(status, { random, clock }))
    },
    next: (source) => timers.get(source)?.next(),
    stop() {
      watching.abort()
      clearTimeout(idling)
      for (const timer of timers.values()) timer.stop()
    },
  }
}
