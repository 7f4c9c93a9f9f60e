import { type AdminsAt, adminsOverTime } from '../../access/timeline.ts'
import { byText } from '../../lib/compare.ts'
import type { OrganizationView } from '../view.ts'

/** An instant from which on so many admins are there, and are too few. */
export interface Shortage {
  readonly instant: string
  readonly count: number
  readonly names: readonly string[]
}

/** Where the fewest admins are left, if they are fewer than `needed`; of several such instants the first. */
export function shortageOf(view: OrganizationView, needed: number): Shortage | undefined {
  return fewestOf(adminsOverTime(view).filter(({ count }) => count < needed))
}

/**
 * Where a change takes admins away that are needed: the instant at which the fewest are left, fewer than `needed` and
 * fewer than the stored organization has at that same instant. A shortage that was there before is none of it.
 */
export function lossOf(view: OrganizationView, needed: number): Shortage | undefined {
  const { stored } = view
  if (stored === undefined) return undefined
  const after = adminsOverTime(view)
  if (after.every(({ count }) => count >= needed)) return undefined
  const before = adminsOverTime(stored, view.instant)
  const losses: Shortage[] = []
  let now = 0
  let then = 0
  for (const instant of instantsOf([...after, ...before])) {
    while ((after[now + 1]?.instant ?? END) <= instant) now++
    while ((before[then + 1]?.instant ?? END) <= instant) then++
    const [left, had] = [after[now], before[then]]
    if (left !== undefined && had !== undefined && left.count < Math.min(needed, had.count)) {
      losses.push({ instant, count: left.count, names: left.names })
    }
  }
  return fewestOf(losses)
}

// After every instant that RFC 3339 writes in UTC with milliseconds.
const END = '~'

function instantsOf(entries: readonly AdminsAt[]): readonly string[] {
  return [...new Set(entries.map(({ instant }) => instant))].sort(byText)
}

function fewestOf(shortages: readonly Shortage[]): Shortage | undefined {
  return shortages.reduce<Shortage | undefined>(
    (least, one) => (least === undefined || one.count < least.count ? one : least),
    undefined,
  )
}
