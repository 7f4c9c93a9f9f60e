import type { Snapshot } from '../model/document.ts'
import type { Clock } from '../model/ports.ts'
import { documentAt, type ObjectChange, withChange } from '../sources/cluster/changed.ts'

/** Changes that were let through and that the last list does not show yet: whoever applies a folder is judged by all of it. */
export interface Admitted {
  note(change: ObjectChange): void
  /** The snapshot with them; the same one as long as nothing changes. */
  over(snapshot: Snapshot): Snapshot
}

/** An organization is listed again after thirty seconds at the latest; what is not there then was refused by somebody else. */
const LONGEST_MS = 45_000
const MOST = 10_000

/** Begins with none. A change is forgotten once the list shows it or something newer, after 45 seconds, or when too many are newer. */
export function createAdmitted(clock: Pick<Clock, 'elapsedMs'>): Admitted {
  const changes = new Map<string, { readonly change: ObjectChange; readonly at: number }>()
  let made: { readonly of: Snapshot; readonly is: Snapshot } | undefined
  const forgetShown = (snapshot: Snapshot): void => {
    for (const [path, { change, at }] of [...changes]) {
      if (clock.elapsedMs() - at <= LONGEST_MS && !isShown(change, snapshot)) continue
      changes.delete(path)
      made = undefined
    }
  }
  return {
    note(change) {
      const path = pathOf(change)
      changes.delete(path)
      changes.set(path, { change, at: clock.elapsedMs() })
      const [first] = changes.keys()
      if (changes.size > MOST && first !== undefined) changes.delete(first)
      made = undefined
    },
    over(snapshot) {
      forgetShown(snapshot)
      if (made?.of !== snapshot) {
        const is = [...changes.values()].reduce((now, { change }) => withChange(now, change), snapshot)
        made = { of: snapshot, is }
      }
      return made.is
    },
  }
}

function pathOf(change: ObjectChange): string {
  return change.type === 'applied' ? change.document.file.path : change.path
}

function isShown(change: ObjectChange, snapshot: Snapshot): boolean {
  const shown = documentAt(snapshot, pathOf(change))?.file.object
  if (change.type === 'deleted') return shown === undefined
  const { object } = change.document.file
  if (shown === undefined || object === undefined) return false
  return shown.uid === object.uid && shown.generation >= object.generation
}
