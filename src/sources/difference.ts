import type { ChangedPath } from '../git/changes.ts'
import { wanted } from './commit.ts'
import type { SourceLimits } from './content.ts'
import { MARKER, pathFault } from './path.ts'

/** The blobs of a commit that count, by path, and what they hold together in bytes. */
export interface Tree {
  readonly blobs: Map<string, KnownBlob>
  readonly bytes: number
  /** Paths as file systems that fold letters see them, made when first needed. */
  folded: Set<string> | undefined
}

interface KnownBlob {
  readonly oid: string
  readonly size: number
}

/** A file that has changed: its blob now, or none where it is gone. */
export interface Change {
  readonly path: string
  readonly oid: string | undefined
  readonly isNew: boolean
}

/** The tree of these blobs. */
export function treeOf(blobs: readonly (KnownBlob & { readonly path: string })[]): Tree {
  const bytes = blobs.reduce((sum, { size }) => sum + size, 0)
  return { blobs: new Map(blobs.map(({ path, oid, size }) => [path, { oid, size }])), bytes, folded: undefined }
}

/** More files than this are read as a whole; what is known is not read again there either. */
const MOST = 200
const NOTHING = '000000'
const PLAIN = ['100644', '100755', NOTHING]

/**
 * The changes among changed paths that count, where each is one of a plain file whose neighbours need no look; `undefined`
 * where the whole has to be looked at: too many, the marker of the source, a link, a path that is refused or may hide another.
 */
export function changeable(
  paths: readonly ChangedPath[],
  tree: Tree,
  { file }: { readonly file?: string | undefined },
): readonly Change[] | undefined {
  const counting = paths.filter(({ path, before, after }) =>
    file === undefined ? wanted(path, before) || wanted(path, after) : path === file,
  )
  if (counting.length > MOST) return undefined
  const changes: Change[] = []
  for (const { path, before, after, oid } of counting) {
    const isPlain = PLAIN.includes(before) && PLAIN.includes(after) && path !== MARKER && pathFault(path) === undefined
    // A file that was there and is not known was refused; why is told where all is looked at.
    if (!isPlain || (before !== NOTHING && !tree.blobs.has(path))) return undefined
    changes.push({ path, oid: after === NOTHING ? undefined : oid, isNew: before === NOTHING })
  }
  return changes.some(({ isNew }) => isNew) && hides(changes, tree) ? undefined : changes
}

/** Whether a new path is like another one but for letter case or Unicode form. */
function hides(changes: readonly Change[], tree: Tree): boolean {
  tree.folded ??= new Set([...tree.blobs.keys()].map(folded))
  const seen = new Set<string>()
  for (const { path, isNew } of changes) {
    const form = folded(path)
    if (isNew && (tree.folded.has(form) || seen.has(form))) return true
    if (isNew) seen.add(form)
  }
  return false
}

function folded(path: string): string {
  return path.normalize('NFC').toLowerCase()
}

/**
 * The tree after changes; `bytes` are the contents of those that are there now, in order. The given tree is used up.
 * `undefined` where a limit is passed: then nothing has changed in it.
 */
export function treeAfter(
  tree: Tree,
  changes: readonly Change[],
  bytes: readonly Uint8Array[],
  limits: SourceLimits,
): Tree | undefined {
  const sizes = bytes.map(({ length }) => length)
  if (sizes.some((size) => size > limits.fileBytes)) return undefined
  const before = changes.reduce((sum, { path }) => sum + (tree.blobs.get(path)?.size ?? 0), 0)
  const total = tree.bytes - before + sizes.reduce((sum, size) => sum + size, 0)
  if (total > limits.revisionBytes || tree.blobs.size + changes.length > limits.files) return undefined
  let index = 0
  for (const { path, oid } of changes) {
    if (oid === undefined) {
      tree.blobs.delete(path)
      tree.folded?.delete(folded(path))
    } else {
      tree.blobs.set(path, { oid, size: sizes[index++] ?? 0 })
      tree.folded?.add(folded(path))
    }
  }
  return { blobs: tree.blobs, bytes: total, folded: tree.folded }
}
