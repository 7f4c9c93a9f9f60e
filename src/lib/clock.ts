/** The machine's clock; `now` is RFC 3339 UTC with milliseconds, `elapsedMs` is monotonic. */
export const systemClock = {
  now: (): string => new Date().toISOString(),
  elapsedMs: (): number => performance.now(),
}
