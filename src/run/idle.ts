import { instantOf } from '../lib/instant.ts'
import type { Clock } from '../model/ports.ts'
import type { Status } from '../model/status.ts'
import { retryMs } from '../schedule.ts'
import { isLate } from '../status/status.ts'

/** How long after a pass the next one looks at what time changes: sooner while something waits. */
const IDLE_MS = 10 * 60_000
const WAITING_MS = 60_000

/** When to look again although nothing came: sooner where something waits, and where a pass failed as a whole. */
export function idleMs(
  { trouble, units, sources }: Status,
  { random, clock }: { readonly random: () => number; readonly clock: Clock },
): number {
  if (trouble !== undefined) return retryMs(trouble.attempts, random)
  const isWaiting = units.some(isLate) || sources.some(({ holds, paused }) => holds.length > 0 || paused !== undefined)
  const ends = sources.flatMap(({ paused }) => (paused === undefined ? [] : [instantOf(paused.until) ?? 0]))
  const next = Math.min(...ends) - Date.parse(clock.now())
  return Math.max(0, Math.min(isWaiting ? WAITING_MS : IDLE_MS, next))
}
