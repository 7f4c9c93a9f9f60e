import type { Entry } from '../../model/ledger.ts'
import type { State } from '../../model/state.ts'
import { createStanding, NOTHING_STANDS } from '../../store/standing.ts'

/** The revisions of sources that are in force: by unit, and by source. */
export type Applied = Pick<State, 'applied' | 'revisions'>

/**
 * Begins a fold of what was applied, of entries without the bodies of their changes: by which name an Organization went
 * before it was renamed is known by the entries before.
 */
export function createApplying(): { add(entry: Entry): void; state(): Applied } {
  const standing = createStanding(NOTHING_STANDS)
  const names = new Map<string, string>()
  return {
    add(entry) {
      const { unit, changes } = entry
      const renamed = changes.map((change) => {
        if (change.kind !== 'Organization' || unit?.type !== 'organization') return change
        const before = names.get(change.uid)
        names.set(change.uid, unit.organization)
        if (change.action !== 'rename' || before === undefined) return change
        const body = { key: keyOf(unit.organization), from: keyOf(before), fields: [] }
        return { ...change, action: change.action, salt: '', body }
      })
      standing.add({ ...entry, changes: renamed })
    },
    state() {
      const { applied, revisions } = standing.state()
      return { applied, revisions }
    },
  }
}

function keyOf(organization: string): string {
  return `Organization//${organization}`
}
