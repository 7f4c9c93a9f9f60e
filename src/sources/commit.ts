import type { ReadResult } from '../documents/pool.ts'
import { tooLarge } from '../documents/text.ts'
import { readBlobs } from '../git/blobs.ts'
import { failure } from '../git/failure.ts'
import type { Revision } from '../git/revision.ts'
import type { Repository } from '../git/spawn.ts'
import { listTree, type TreeEntry } from '../git/tree.ts'
import { by } from '../lib/compare.ts'
import type { Content, Found, SourceLimits } from './content.ts'
import { isDeclaration, isPassedOver, mayHoldDeclarations, pathFault, twinsOf } from './path.ts'
import { pathRefused, type Reason, refusal, submoduleRefused, symlinkRefused, twinRefused } from './refusal.ts'

/** What is read of a commit, and for whom: all of a folder ('' is the root), or the one file of it that is named. */
export interface CommitReading {
  readonly source: string
  readonly folder: string
  readonly file?: string | undefined
  readonly limits: SourceLimits
  readonly signal?: AbortSignal | undefined
  /** What is known of the content of a path with a blob, so that it need not be read. */
  readonly known?: (path: string, oid: string) => ReadResult | undefined
  /** Is told every blob that counts. */
  readonly onBlobs?: (blobs: readonly TreeEntry[]) => void
}

const SYMLINK = '120000'
const SUBMODULE = '160000'

/**
 * The declarations below a folder of one commit, straight from the object store: nothing is checked out, so links,
 * submodules, filters, hooks and line-end rules have no effect (faults T11 to T15). All sizes are known before any content is
 * read. Throws `SourceError` where the commit cannot be listed or is above the limits.
 */
export async function* commitContent(
  repository: Repository,
  { commit, ref }: Revision,
  reading: CommitReading,
): Content {
  const { folder, file, limits, signal } = reading
  const only = (path: string, mode: string) => (file === undefined ? wanted(path, mode) : path === file)
  const entries = await listTree(repository, commit, { folder, most: limits.files, wanted: only, signal })
  yield* entriesContent(repository, entries, reading)
  return { revision: commit, complete: true, ...(ref === undefined ? {} : { ref }) }
}

/** The content of entries of a repository, whatever lists them; paths are relative to what is read. Throws as `commitContent` does. */
export async function* entriesContent(
  repository: Repository,
  entries: readonly TreeEntry[],
  { source, limits, signal, known, onBlobs }: Omit<CommitReading, 'folder' | 'file'>,
): AsyncGenerator<readonly Found[], void> {
  const blobs: TreeEntry[] = []
  const refused: Found[] = []
  const twins = twinsOf(entries.map(({ path }) => path))
  for (const entry of [...entries].sort(by(({ path }) => path))) {
    const { path, size } = entry
    const reason = whyRefused(entry, twins.get(path))
    if (reason !== undefined) refused.push({ path, problem: refusal(source, path, reason) })
    else if (size > limits.fileBytes) refused.push({ path, problem: tooLarge(source, path, size, limits) })
    else blobs.push(entry)
  }
  const bytes = blobs.reduce((sum, { size }) => sum + size, 0)
  if (bytes > limits.revisionBytes) {
    const message = `the files of ${repository.shown} hold ${bytes} bytes together, ${limits.revisionBytes} are allowed`
    throw failure('LimitExceeded', message, 'raise limits.revisionBytes, or name a smaller folder')
  }
  onBlobs?.(blobs)
  yield refused
  const read = blobs.map(({ path, oid }) => known?.(path, oid))
  const unread = blobs.filter((_, index) => read[index] === undefined)
  let next = 0
  const upTo = (end: TreeEntry | undefined): Found[] => {
    const before: Found[] = []
    for (let blob = blobs[next]; blob !== undefined && blob !== end; blob = blobs[++next]) {
      const result = read[next]
      if (result !== undefined) before.push({ path: blob.path, read: result })
    }
    return before
  }
  for await (const batch of readBlobs(repository, unread, { signal })) {
    yield batch.flatMap(({ blob, bytes }): Found[] => {
      const before = upTo(blob)
      next++
      return [...before, { path: blob.path, bytes, stamp: blob.oid }]
    })
  }
  yield upTo(undefined)
}

/** Whether an entry of a tree counts: submodules and links do where declarations are read; what is elsewhere is none of our business. */
export function wanted(path: string, mode: string): boolean {
  const special = mode === SYMLINK || mode === SUBMODULE
  return (special ? mayHoldDeclarations(path) : isDeclaration(path)) && !isPassedOver(path)
}

function whyRefused({ path, mode }: TreeEntry, twin: string | undefined): Reason | undefined {
  const fault = pathFault(path)
  if (fault !== undefined) return pathRefused(fault)
  if (mode === SYMLINK) return symlinkRefused()
  if (mode === SUBMODULE) return submoduleRefused()
  return twin === undefined ? undefined : twinRefused(path, twin)
}
