import type { State } from '../../model/state.ts'

/** The revisions of a source that units of a state stand at, each once, the one that was applied last at the end. */
export function revisionsOf({ applied, revisions }: State, source: string): readonly string[] {
  const found = new Set<string>()
  for (const revision of [...[...applied.values()].map((one) => one[source]), revisions[source]]) {
    if (revision === undefined) continue
    // Set anew, so that the last use counts.
    found.delete(revision)
    found.add(revision)
  }
  return [...found]
}
