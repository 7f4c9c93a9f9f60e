import { failure } from './failure.ts'
import { isFullHash } from './revision.ts'
import { askGit, type GitOptions, type Repository, runGit } from './spawn.ts'

/** A path that differs between two commits: its modes as git prints them (`000000` where it is not) and its blob after. */
export interface ChangedPath {
  readonly path: string
  readonly before: string
  readonly after: string
  readonly oid: string
}

/**
 * The paths below a folder ('' is the root) that differ between two commits, relative to it, in git's order. Costs what
 * differs. Throws `SourceError`, also where one of the commits has no such folder.
 */
export async function changedPaths(
  repository: Repository,
  [before, after]: readonly [string, string],
  { folder = '', ...options }: GitOptions & { readonly folder?: string } = {},
): Promise<readonly ChangedPath[]> {
  for (const commit of [before, after]) {
    if (!isFullHash(commit)) throw failure('ObjectMissing', 'what should be a commit hash is none')
  }
  const command = ['diff-tree', '-r', '-z', '--raw', '--no-renames', '--no-abbrev']
  const printed = await askGit(repository, [...command, `${before}:${folder}`, `${after}:${folder}`], options)
  const tokens = printed.split('\0')
  const changed: ChangedPath[] = []
  for (let index = 0; index + 1 < tokens.length; index += 2) {
    const [mode = '', next = '', , oid = ''] = (tokens[index] ?? '').slice(1).split(' ')
    changed.push({ path: tokens[index + 1] ?? '', before: mode, after: next, oid })
  }
  return changed
}

/**
 * The content of a few blobs of which no size is known, in the order asked for; of all together at most `most` bytes. Throws
 * `SourceError` (`LimitExceeded`, `ObjectMissing`).
 */
export async function readFewBlobs(
  repository: Repository,
  oids: readonly string[],
  most: number,
  options: GitOptions = {},
): Promise<readonly Uint8Array[]> {
  if (oids.length === 0) return []
  const input = oids.map((oid) => `${oid}\n`).join('')
  const printed = await runGit(repository, ['cat-file', '--batch'], { ...options, input, outputBytes: most })
  let at = 0
  return oids.map((oid) => {
    const end = printed.indexOf(0x0a, at)
    const [name, type, size = ''] = printed.toString('latin1', at, end).split(' ')
    const length = Number.parseInt(size, 10)
    const isThere = end !== -1 && name === oid && type === 'blob' && end + 1 + length < printed.length
    if (!isThere) throw failure('ObjectMissing', `object ${oid} is missing in ${repository.shown}`)
    at = end + 2 + length
    return printed.subarray(end + 1, end + 1 + length)
  })
}
