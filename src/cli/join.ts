import type { Document, Snapshot, SourceText } from '../model/document.ts'
import { displayPath } from '../model/document.ts'
import type { Problem } from '../model/problem.ts'
import type { Origin } from '../model/resource.ts'

/**
 * Several folders and files that were named together, as one snapshot of one source, so that what is declared twice is
 * found as such. Paths then begin where the user stands. One snapshot alone stays as it is.
 */
export function joined(snapshots: readonly Snapshot[]): Snapshot | undefined {
  const [first, ...others] = snapshots.length < 2 ? snapshots : snapshots.map(atUser)
  return first === undefined || others.length === 0 ? first : others.reduce(added, first)
}

function added(left: Snapshot, right: Snapshot): Snapshot {
  return {
    ...left,
    revision: `${left.revision} ${right.revision}`,
    complete: left.complete && right.complete,
    documents: [...left.documents, ...right.documents.filter(({ file }) => !left.files.has(file.path))],
    unreadable: [...left.unreadable, ...right.unreadable],
    problems: [...left.problems, ...right.problems],
    files: new Map([...right.files, ...left.files]),
  }
}

/** The snapshot with every path joined to what the user typed for its root. */
function atUser(snapshot: Snapshot): Snapshot {
  const path = (inside: string): string => displayPath(snapshot.root, inside)
  const files = new Map([...snapshot.files.values()].map((file) => [file, { ...file, path: path(file.path) }]))
  const there = (file: SourceText): SourceText => files.get(file) ?? { ...file, path: path(file.path) }
  const origin = (from: Origin): Origin => ('path' in from ? { ...from, path: path(from.path) } : from)
  return {
    ...snapshot,
    root: '',
    documents: snapshot.documents.map((document): Document => ({ ...document, file: there(document.file) })),
    unreadable: snapshot.unreadable.map((file) => ({ ...file, path: path(file.path) })),
    problems: snapshot.problems.map((problem) => movedProblem(problem, origin)),
    files: new Map([...files.values()].map((file) => [file.path, file])),
  }
}

function movedProblem(problem: Problem, origin: (from: Origin) => Origin): Problem {
  const { related } = problem
  const moved = { ...problem, origin: origin(problem.origin) }
  return related === undefined
    ? moved
    : { ...moved, related: related.map((one) => ({ ...one, origin: origin(one.origin) })) }
}
