let last = Date.now()
let text = new Date(last).toISOString()

/** The machine's clock; `now` is RFC 3339 UTC with milliseconds, `elapsedMs` is monotonic. */
export const systemClock = {
  now: (): string => {
    const now = Date.now()
    // Whoever is asked many times in a millisecond writes it once.
    if (now !== last) {
      last = now
      text = new Date(now).toISOString()
    }
    return text
  },
  elapsedMs: (): number => performance.now(),
}
