import type { ChangedFile, Commit, History } from '../../model/commit.ts'

/** The commits of a history that came after one revision, and which of them touched a file. */
export interface Range {
  /** Children before parents. */
  readonly commits: readonly Commit[]
  /** The commits that changed one of these files, newest first. */
  touching(paths: readonly string[]): readonly Commit[]
}

/**
 * Cuts ranges out of a history. Without a revision it is all of it; from a revision that was left behind it begins at the
 * merge base (design §6). A merge changed a file only where no other commit of the range made it what it became: a conflict
 * that was resolved, or an older content that was brought back.
 */
export function createRanges(history: History): (from: string | undefined) => Range {
  const known = new Map<string, Range>()
  return (from) => {
    const start = from === undefined ? undefined : (history.bases.get(from) ?? from)
    const name = start ?? ''
    const before = known.get(name)
    if (before !== undefined) return before
    const range = rangeOf(commitsAfter(history.commits, start))
    known.set(name, range)
    return range
  }
}

/** A history as it was at one of its commits: without those that came after it. Another commit leaves it as it is. */
export function historyUntil(history: History, revision: string): History {
  if (!history.commits.some(({ hash }) => hash === revision)) return history
  const later = new Set(commitsAfter(history.commits, revision))
  return { ...history, commits: history.commits.filter((commit) => !later.has(commit)) }
}

function commitsAfter(commits: readonly Commit[], from: string | undefined): readonly Commit[] {
  if (from === undefined) return commits
  const parents = new Map(commits.map(({ hash, parents }) => [hash, parents]))
  const behind = new Set([from])
  // A set is walked in insertion order and grows while it is walked: this is the queue.
  for (const hash of behind) for (const parent of parents.get(hash) ?? []) behind.add(parent)
  return commits.filter(({ hash }) => !behind.has(hash))
}

interface Touch {
  readonly commit: Commit
  readonly rank: number
  readonly file: ChangedFile
}

function rangeOf(commits: readonly Commit[]): Range {
  let index: ReadonlyMap<string, readonly Touch[]> | undefined
  return {
    commits,
    touching(paths) {
      index ??= touchesByPath(commits)
      const found = new Map<Commit, number>()
      for (const path of paths) for (const { commit, rank } of index.get(path) ?? []) found.set(commit, rank)
      return [...found].sort(([, left], [, right]) => left - right).map(([commit]) => commit)
    },
  }
}

function touchesByPath(commits: readonly Commit[]): ReadonlyMap<string, readonly Touch[]> {
  const all = new Map<string, Touch[]>()
  for (const [rank, commit] of commits.entries()) {
    for (const file of commit.files) {
      const touches = all.get(file.path)
      if (touches === undefined) all.set(file.path, [{ commit, rank, file }])
      else touches.push({ commit, rank, file })
    }
  }
  return new Map([...all].map(([path, touches]) => [path, withoutCleanMerges(touches)]))
}

function withoutCleanMerges(touches: readonly Touch[]): readonly Touch[] {
  const isMerge = ({ commit }: Touch): boolean => commit.parents.length > 1
  const written = new Set(touches.filter((touch) => !isMerge(touch)).map(({ file }) => file.after))
  return touches.filter((touch) => !isMerge(touch) || !written.has(touch.file.after))
}
