import type { Commit, History } from '../../model/commit.ts'
import { createRanges } from './range.ts'
import { type Asked, askedBy } from './trailers.ts'

/** A commit with what its trailers ask for. */
export type Asking = readonly [commit: Commit, asked: Asked]

/** What the commits of a history ask for, each read once. */
export interface Asker {
  /** The commits since a revision (all without one), children before parents. */
  since(revision: string | undefined): readonly Asking[]
  /** Those of them that touched a file, newest first. */
  touching(revision: string | undefined, path: string): readonly Commit[]
}

/** Reads the trailers of a history. */
export function createAsker(history: History): Asker {
  const rangeFrom = createRanges(history)
  const asked = new Map(history.commits.map((commit): Asking => [commit, askedBy(commit)]))
  return {
    since: (revision) =>
      rangeFrom(revision).commits.flatMap((commit): Asking[] => {
        const one = asked.get(commit)
        return one === undefined ? [] : [[commit, one]]
      }),
    touching: (revision, path) => rangeFrom(revision).touching([path]),
  }
}
