import { setTimeout as pause } from 'node:timers/promises'

/** When the next request may be sent, by what the server said. */
export interface Pace {
  /** Waits while the server asked for patience. Rejects when `signal` fires. */
  wait(signal: AbortSignal): Promise<void>
  /** Hears the status of an answer, and its `Retry-After`: seconds, or a date. */
  heed(status: number, retryAfter: string | undefined): void
}

const LONGEST_MS = 60_000
const FIRST_MS = 1_000

/**
 * Begins without waiting. An overloaded server (429, 503) that says no time is left alone for a second, then for twice as
 * long each time until it answers well. Up to a quarter more is waited by chance, so that not everybody comes back at once.
 */
export function createPace(random: () => number): Pace {
  let until = 0
  let refusals = 0
  return {
    async wait(signal) {
      for (let left = until - performance.now(); left > 0; left = until - performance.now()) {
        await pause(Math.min(left, LONGEST_MS), undefined, { signal })
      }
    },
    heed(status, retryAfter) {
      if (status !== 429 && status !== 503) {
        if (status < 400) refusals = 0
        return
      }
      const least = Math.min(FIRST_MS * 2 ** Math.min(refusals++, 10), LONGEST_MS)
      const ms = Math.min(secondsIn(retryAfter) ?? least, LONGEST_MS)
      until = Math.max(until, performance.now() + ms * (1 + random() / 4))
    },
  }
}

/** What `Retry-After` asks for, in milliseconds. */
function secondsIn(retryAfter: string | undefined): number | undefined {
  if (retryAfter === undefined) return undefined
  if (/^\d{1,9}$/.test(retryAfter)) return Number(retryAfter) * 1000
  const at = Date.parse(retryAfter)
  return Number.isNaN(at) ? undefined : Math.max(0, at - Date.now())
}
