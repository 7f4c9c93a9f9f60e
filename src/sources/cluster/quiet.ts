import { byText } from '../../lib/compare.ts'

/** How long an organization has to be quiet before it is planned, and how long it is waited for at most, in milliseconds. */
export interface QuietTimes {
  readonly quietMs: number
  readonly longestMs: number
}

/** Organizations that somebody is just changing, by name (empty for what is global). */
export interface Quiet {
  /** Something of an organization has changed now. */
  touch(organization: string): void
  /** Those that are not to be planned yet, sorted; the others begin anew with their next change. */
  take(): readonly string[]
  stop(): void
}

interface Change {
  readonly first: number
  last: number
  isDue: boolean
}

/** Two seconds without a change, thirty at most. */
export const QUIET_TIMES: QuietTimes = { quietMs: 2_000, longestMs: 30_000 }

/** Other organizations are waited for as long as their changes are young: twice the time of quiet. */
const YOUNG = 2

/**
 * Waits until somebody who applies many objects one after another is through, so that half of it is not judged. `onQuiet` is
 * called when an organization is quiet or has been waited for long enough. Organizations that are changed together are due
 * together, for they may name each other; one that never rests delays no other by more than a moment.
 */
export function createQuiet({ quietMs, longestMs }: QuietTimes, onQuiet: () => void): Quiet {
  const changes = new Map<string, Change>()
  let timer: NodeJS.Timeout | undefined
  const waiting = (): readonly { readonly change: Change; readonly at: number }[] => {
    const all = [...changes.values()].filter(({ isDue }) => !isDue)
    const young = all.reduce((latest, { first, last }) => Math.max(latest, Math.min(last, first + YOUNG * quietMs)), 0)
    return all.map((change) => {
      const { first, last } = change
      return { change, at: Math.min(Math.max(last, young) + quietMs, first + longestMs) }
    })
  }
  const look = (): void => {
    timer = undefined
    const now = performance.now()
    const due = waiting().filter(({ at }) => at <= now)
    for (const { change } of due) change.isDue = true
    wait()
    if (due.length > 0) onQuiet()
  }
  /** A change only puts off what is waited for: the timer that runs comes early enough. */
  const wait = (): void => {
    if (timer !== undefined) return
    const next = waiting().reduce((first, { at }) => Math.min(first, at), Number.POSITIVE_INFINITY)
    if (next < Number.POSITIVE_INFINITY) timer = setTimeout(look, Math.max(0, next - performance.now()))
  }
  return {
    touch(organization) {
      const now = performance.now()
      const change = changes.get(organization)
      // One that is due stays due until it is read: else a change every now and then would put it off for ever.
      if (change === undefined) changes.set(organization, { first: now, last: now, isDue: false })
      else change.last = now
      wait()
    },
    take() {
      for (const [organization, { isDue }] of changes) if (isDue) changes.delete(organization)
      return [...changes.keys()].sort(byText)
    },
    stop() {
      clearTimeout(timer)
      timer = undefined
      changes.clear()
    },
  }
}
