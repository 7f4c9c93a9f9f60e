import type { ReadResult } from '../documents/pool.ts'
import { byText } from '../lib/compare.ts'
import type { Document, Snapshot, SourceText } from '../model/document.ts'
import { Overlay } from './overlay.ts'
import { byPlace } from './snapshot.ts'

/**
 * A snapshot in which some files were read anew, or are gone (`undefined`); what belongs to others stays the same objects.
 * Documents stand in the order of their paths, before and after. Nobody but the places of these files is looked at.
 */
export function spliced(snapshot: Snapshot, read: ReadonlyMap<string, ReadResult | undefined>): Snapshot {
  if (read.size === 0) return snapshot
  const isStill = (path: string): boolean => !read.has(path)
  const now = [...read.values()].flatMap((result) => result ?? [])
  const files = new Map<string, SourceText | undefined>([...read].map(([path, result]) => [path, result?.file]))
  const unreadable = [
    ...snapshot.unreadable.filter(({ path }) => isStill(path)),
    ...now.flatMap((result) => result.unreadable ?? []),
  ]
  const problems = [
    ...snapshot.problems.filter(({ origin }) => !('path' in origin) || isStill(origin.path)),
    ...now.flatMap((result) => result.problems),
  ]
  return {
    ...snapshot,
    documents: documentsAfter(snapshot.documents, read),
    unreadable: unreadable.sort((left, right) => byText(left.path, right.path)),
    problems: problems.sort(byPlace),
    files: Overlay.over(snapshot.files, files),
  }
}

function documentsAfter(
  before: readonly Document[],
  read: ReadonlyMap<string, ReadResult | undefined>,
): readonly Document[] {
  const parts: (readonly Document[])[] = []
  let from = 0
  for (const path of [...read.keys()].sort(byText)) {
    const start = placeOf(before, path, from)
    let end = start
    while (before[end]?.file.path === path) end++
    parts.push(before.slice(from, start), read.get(path)?.documents ?? [])
    from = end
  }
  const none: readonly Document[] = []
  return none.concat(...parts, before.slice(from))
}

/** Where the documents of a path begin, or would. */
function placeOf(documents: readonly Document[], path: string, from: number): number {
  let [low, high] = [from, documents.length]
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((documents[middle]?.file.path ?? '') < path) low = middle + 1
    else high = middle
  }
  return low
}
