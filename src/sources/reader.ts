import { type ReadResult, readFiles } from '../documents/pool.ts'
import { changedPaths, readFewBlobs } from '../git/changes.ts'
import type { Fetched } from '../git/mirror.ts'
import type { Snapshot } from '../model/document.ts'
import { SourceError } from '../model/errors.ts'
import { type CommitReading, commitContent } from './commit.ts'
import { type Change, changeable, type Tree, treeAfter, treeOf } from './difference.ts'
import { makeSnapshot, type SnapshotSettings } from './snapshot.ts'
import { spliced } from './splice.ts'

/** What is read of a commit, and for whom. */
export type ReaderSettings = Omit<CommitReading, 'known' | 'onBlobs'> & Omit<SnapshotSettings, 'onRead'>

/**
 * Reads commits of one repository one after the other. A commit costs what differs from the one before: nothing where it
 * is the same, else the blobs that have changed; what has not changed stays the same objects. Throws `SourceError`.
 */
export interface CommitReader {
  read(fetched: Fetched, settings: ReaderSettings): Promise<Snapshot>
  /** Whether it has read a commit, so that the next one is likely to cost little. */
  hasRead(): boolean
}

/** What is remembered of the last commit. */
interface Last {
  readonly commit: string
  readonly place: string
  readonly snapshot: Snapshot
  readonly tree: Tree
  readonly results: Map<string, ReadResult>
}

/** Makes a reader that has read nothing yet. One `read` at a time. */
export function createCommitReader(): CommitReader {
  let last: Last | undefined
  return {
    hasRead: () => last !== undefined,
    async read(fetched, settings) {
      const place = JSON.stringify([fetched.repository.gitDir, settings.folder, settings.file, settings.limits])
      const before = last?.place === place ? last : undefined
      last = undefined
      const next = (await readChange(before, fetched, settings)) ?? (await readWhole(before, fetched, settings, place))
      last = next
      return next.snapshot
    },
  }
}

async function readWhole(
  before: Last | undefined,
  { repository, revision }: Fetched,
  settings: ReaderSettings,
  place: string,
): Promise<Last> {
  const results = new Map<string, ReadResult>()
  let tree = treeOf([])
  const known = (path: string, oid: string): ReadResult | undefined =>
    before?.tree.blobs.get(path)?.oid === oid ? before.results.get(path) : undefined
  const content = commitContent(repository, revision, {
    ...settings,
    known,
    onBlobs: (blobs) => {
      tree = treeOf(blobs)
    },
  })
  const snapshot = await makeSnapshot(content, { ...settings, onRead: (result) => results.set(result.path, result) })
  return { commit: revision.commit, place, snapshot, tree, results }
}

/** The same, where only some plain files have changed; `undefined` where all has to be looked at. */
async function readChange(
  before: Last | undefined,
  { repository, revision }: Fetched,
  settings: ReaderSettings,
): Promise<Last | undefined> {
  if (before === undefined) return undefined
  const { commit, ref } = revision
  const { ref: _ref, ...rest } = before.snapshot
  const snapshot = { ...rest, revision: commit, ...(ref === undefined ? {} : { ref }) }
  if (before.commit === commit) return { ...before, snapshot }
  const { folder, signal, limits } = settings
  try {
    const paths = await changedPaths(repository, [before.commit, commit], { folder, signal })
    // What is refused is not in the tree; whether a new path hides it is told where all is looked at.
    const changes = changeable(paths, before.tree, settings)
    if (changes === undefined || (changes.some(({ isNew }) => isNew) && snapshot.unreadable.length > 0))
      return undefined
    const present = changes.filter(({ oid }) => oid !== undefined)
    const most = limits.fileBytes + present.length * HEADER_BYTES
    const oids = present.flatMap(({ oid }) => oid ?? [])
    const bytes = await readFewBlobs(repository, oids, most, { signal })
    const files = present.map(({ path, oid = '' }, index) => ({ path, bytes: bytes[index] ?? NO_BYTES, stamp: oid }))
    const read = await readFiles(files, {
      source: settings.source,
      limits,
      ...(signal === undefined ? {} : { signal }),
    })
    const tree = treeAfter(before.tree, changes, bytes, limits)
    if (tree === undefined) return undefined
    return merged({ ...before, commit, tree, snapshot }, changes, read)
  } catch (error) {
    // Where a step is not possible (the old commit is gone, a file is too large), reading all tells what is.
    if (error instanceof SourceError && error.code !== 'Cancelled') return undefined
    throw error
  }
}

const HEADER_BYTES = 128
const NO_BYTES = new Uint8Array()

function merged(last: Last, changes: readonly Change[], read: readonly ReadResult[]): Last {
  const byPath = new Map(read.map((result) => [result.path, result]))
  for (const { path } of changes) {
    const result = byPath.get(path)
    if (result === undefined) last.results.delete(path)
    else last.results.set(path, result)
  }
  return { ...last, snapshot: spliced(last.snapshot, new Map(changes.map(({ path }) => [path, byPath.get(path)]))) }
}
