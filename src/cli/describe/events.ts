import type { Change } from '../../model/change.ts'
import type { StoredResource } from '../../model/resource.ts'
import { createFolding } from '../../store/fold.ts'
import { changesOf } from '../ledger/changes.ts'
import { type Summary, summaryOf } from '../ledger/summary.ts'
import type { Stored } from '../stored.ts'

/** An entry that changed a resource, and the change that it made to it. */
export interface Event {
  readonly summary: Summary
  readonly change: Change
}

/** The entries that changed a resource, newest first; one that was renamed is known by its uid. */
export async function eventsOf({ uid }: StoredResource, { base, entries }: Stored): Promise<readonly Event[]> {
  const folding = createFolding(base)
  const events: Event[] = []
  for await (const entry of entries()) {
    const own = entry.changes.filter((change) => change.uid === uid)
    if (own.length === 0) {
      folding.add(entry)
      continue
    }
    const before = folding.state()
    folding.add(entry)
    const changes = changesOf({ changes: own }, { before, after: folding.state() })
    events.push(...changes.map((change) => ({ summary: summaryOf(entry), change })))
  }
  return events.reverse()
}
