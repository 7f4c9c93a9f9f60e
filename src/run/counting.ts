import { setImmediate as turn } from 'node:timers/promises'
import type { Outcome } from '../model/outcome.ts'
import type { State } from '../model/state.ts'
import type { SampleStore } from '../model/usage.ts'
import { countsOf, samplesOf } from '../usage/counts.ts'

/** Keeps what Charter counts of organizations by itself as samples. */
export interface Counting {
  /** Counts these organizations at an instant; gives how many samples were new. Throws `StoreError`. */
  count(organizations: Iterable<string>, state: State, instant: string): Promise<number>
}

/** After so many organizations others get their turn. */
const TURN = 20

/**
 * Begins to count. An organization is written where it has changed since it was written last, and with the first count of each
 * day (UTC), so that each day has its numbers.
 */
export function createCounting(samples: SampleStore): Counting {
  const last = new Map<string, string>()
  return {
    async count(organizations, state, instant) {
      const fresh = new Map<string, string>()
      const found = []
      let done = 0
      for (const name of organizations) {
        if (++done % TURN === 0) await turn()
        const counts = countsOf(name, state, instant)
        if (counts === undefined) {
          last.delete(name)
          continue
        }
        const text = `${instant.slice(0, 10)} ${JSON.stringify(counts)}`
        if (last.get(name) === text) continue
        fresh.set(name, text)
        found.push(...samplesOf(name, counts, instant))
      }
      await samples.add(found)
      // What could not be written is to be written the next time.
      for (const [name, text] of fresh) last.set(name, text)
      return found.length
    },
  }
}

/** The organizations in which a pass has applied something, sorted. */
export function appliedIn(outcomes: readonly Outcome[]): readonly string[] {
  const names = outcomes.flatMap(({ type, unit }) =>
    type === 'applied' && unit.type !== 'installation' ? [unit.organization] : [],
  )
  return [...new Set(names)].sort()
}
