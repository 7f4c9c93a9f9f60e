import type { Window } from './windows.ts'

/** The part that two windows share, or `undefined`. */
export function overlap(left: Window, right: Window): Window | undefined {
  const from = Math.max(left.from, right.from)
  const until = Math.min(left.until, right.until)
  return from < until ? { from, until } : undefined
}

/** Order of windows: earlier first, of two that begin together the longer first. */
export function byWindow(left: Window, right: Window): number {
  return left.from === right.from ? compare(right.until, left.until) : compare(left.from, right.from)
}

/** Windows joined where they touch or overlap; what is left is apart and earliest first. Empty windows vanish. */
export function joined(windows: readonly Window[]): readonly Window[] {
  if (windows.length === 1) return windows.filter((window) => window.from < window.until)
  const result: Window[] = []
  for (const window of [...windows].sort(byWindow)) {
    if (window.from >= window.until) continue
    const last = result.at(-1)
    if (last === undefined || window.from > last.until) result.push(window)
    else if (window.until > last.until) result[result.length - 1] = { from: last.from, until: window.until }
  }
  return result
}

/** What of windows lies in none of the others; apart, earliest first. */
export function beyond(windows: readonly Window[], others: readonly Window[]): readonly Window[] {
  let left = joined(windows)
  for (const other of others) {
    left = left.flatMap(({ from, until }) =>
      [
        { from, until: Math.min(until, other.from) },
        { from: Math.max(from, other.until), until },
      ].filter((window) => window.from < window.until),
    )
  }
  return left
}

// Infinities cannot be subtracted from one another.
function compare(left: number, right: number): number {
  return left < right ? -1 : left > right ? 1 : 0
}
