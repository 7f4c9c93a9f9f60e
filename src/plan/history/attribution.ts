import type { DesiredUnit } from '../../desired/state.ts'
import type { Change } from '../../model/change.ts'
import type { Commit } from '../../model/commit.ts'
import type { Origin } from '../../model/resource.ts'
import type { State } from '../../model/state.ts'
import { type Unit, unitName } from '../../model/unit.ts'
import type { Range } from './range.ts'

/** The ranges of every source that has a history (`createRanges`), by its name. */
export type Ranges = ReadonlyMap<string, (from: string | undefined) => Range>

/** The commits that lie between the applied state of a unit and what was read, of one source; none where it has no history. */
export function rangeOfUnit(unit: DesiredUnit, source: string, ranges: Ranges, stored: State): Range | undefined {
  return ranges.get(source)?.(appliedRevision(unit, source, stored))
}

/** The commits that touched the declaration of a change, in its old place or its new one, newest first (design §6). */
export function commitsBehind(change: Change, unit: DesiredUnit, ranges: Ranges, stored: State): readonly Commit[] {
  const origins = originsOf(change)
  const source = origins[0]?.source
  if (source === undefined) return []
  const paths = origins.flatMap((origin) => (origin.source === source && 'path' in origin ? [origin.path] : []))
  return rangeOfUnit(unit, source, ranges, stored)?.touching([...new Set(paths)]) ?? []
}

/** The changes of a unit, each with the newest commit that touched its declaration; without one it stays as it is. */
export function attributed(
  changes: readonly Change[],
  unit: DesiredUnit,
  ranges: Ranges,
  stored: State,
): readonly Change[] {
  if (ranges.size === 0) return changes
  return changes.map((change) => {
    const [newest] = commitsBehind(change, unit, ranges, stored)
    return newest === undefined ? change : { ...change, commit: newest.hash }
  })
}

/** Where the declaration stands, or stood last, first; then where it stood before. */
function originsOf(change: Change): readonly Origin[] {
  switch (change.action) {
    case 'create':
      return [change.after.origin]
    case 'update':
    case 'rename':
      return [change.after.origin, change.before.origin]
    case 'delete':
      return [change.before.origin]
  }
}

function appliedRevision(unit: DesiredUnit, source: string, { applied }: State): string | undefined {
  const revisions = applied.get(unitName(unit.unit)) ?? applied.get(unitName(formerly(unit)))
  return revisions?.[source]
}

/** The unit under the name it is stored by, where it is being renamed. */
function formerly({ unit, view }: DesiredUnit): Unit {
  const before = view.type === 'organization' ? view.before : undefined
  return unit.type === 'organization' && before !== undefined ? { ...unit, organization: before.name } : unit
}
