import type { Snapshot } from '../model/document.ts'
import type { NewEntry } from '../model/ledger.ts'
import type { Revisions } from '../model/state.ts'
import { createRanges } from '../plan/history/range.ts'

const MOST_NAMED = 50

/**
 * The entries that tell which commits were passed over because newer ones had come (faults G23): those on the first-parent
 * line between what was looked at last and what is applied now, both ends left out.
 */
export function supersededEntries(
  snapshots: readonly Snapshot[],
  attempted: Revisions,
  time: string,
): readonly NewEntry[] {
  return snapshots.flatMap(({ source, revision, history }): NewEntry[] => {
    const from = attempted[source]
    if (history === undefined || from === undefined || from === revision) return []
    const commits = new Map(createRanges(history)(from).commits.map((commit) => [commit.hash, commit]))
    const skipped: string[] = []
    for (
      let at = commits.get(revision)?.parents[0];
      at !== undefined && commits.has(at);
      at = commits.get(at)?.parents[0]
    )
      skipped.push(at)
    if (skipped.length === 0) return []
    const evidence = { source, from, to: revision, count: skipped.length, commits: skipped.slice(0, MOST_NAMED) }
    return [{ time, type: 'superseded', revisions: { [source]: revision }, changes: [], evidence }]
  })
}
