import { by } from '../lib/compare.ts'
import { visible } from '../lib/text.ts'
import { ConfigError } from '../model/errors.ts'
import { failure } from './failure.ts'
import { askGit, type GitOptions, type Repository } from './spawn.ts'
import type { TreeEntry } from './tree.ts'

/**
 * The index of a work tree: its repository, the folder of the work tree, and the index file where it is another than the
 * repository's own, as `git commit <file>` tells its hooks (`GIT_INDEX_FILE`).
 */
export interface Index {
  readonly repository: Repository
  readonly workTree: string
  readonly file?: string | undefined
}

const SUBMODULE = '160000'

/**
 * What stands in the index: every file, link and submodule that is `wanted`, by path from the root of the work tree, in
 * the order of paths. Throws `ConfigError` where a conflict is not resolved, `SourceError` where the index cannot be read.
 */
export async function listIndex(
  index: Index,
  { wanted, ...options }: GitOptions & { readonly wanted: (path: string, mode: string) => boolean },
): Promise<readonly TreeEntry[]> {
  const printed = await askIndex(index, ['ls-files', '--stage', '-z', '--full-name', '--', ':/'], options)
  const found: Omit<TreeEntry, 'size'>[] = []
  for (const record of printed.split('\0')) {
    if (record === '') continue
    const path = record.slice(record.indexOf('\t') + 1)
    const [mode = '', oid = '', stage] = record.slice(0, record.length - path.length - 1).split(' ')
    if (!wanted(path, mode)) continue
    if (stage !== '0') throw unmerged(path)
    found.push({ path, mode, type: mode === SUBMODULE ? 'commit' : 'blob', oid })
  }
  const sizes = await sizesOf(
    index,
    [...new Set(found.flatMap(({ type, oid }) => (type === 'blob' ? oid : [])))],
    options,
  )
  return found.map((entry) => ({ ...entry, size: sizes.get(entry.oid) ?? 0 })).sort(by(({ path }) => path))
}

/**
 * The paths in which the index differs from the commit that is checked out, removed ones too; before a first commit, all
 * that stand in the index. Throws `SourceError`.
 */
export async function stagedPaths(index: Index, options: GitOptions = {}): Promise<readonly string[]> {
  const head = await askIndex(index, ['cat-file', '--batch-check=%(objectname)'], {
    ...options,
    input: 'HEAD^{commit}\n',
  })
  const compared = ['diff-index', '--cached', '-z', '--name-only', '--no-renames', '--no-relative', head.trim(), '--']
  const command = head.includes(' ') ? ['ls-files', '-z', '--full-name', '--', ':/'] : compared
  const printed = await askIndex(index, command, options)
  return [...new Set(printed.split('\0').filter((path) => path !== ''))].sort()
}

async function sizesOf(
  index: Index,
  oids: readonly string[],
  options: GitOptions,
): Promise<ReadonlyMap<string, number>> {
  if (oids.length === 0) return new Map()
  const input = oids.map((oid) => `${oid}\n`).join('')
  const printed = await askIndex(index, ['cat-file', '--batch-check=%(objectsize)'], { ...options, input })
  const lines = printed.split('\n')
  return new Map(
    oids.map((oid, at) => {
      const size = Number(lines[at])
      if (Number.isNaN(size)) throw failure('ObjectMissing', `object ${oid} is missing in ${index.repository.shown}`)
      return [oid, size] as const
    }),
  )
}

/** Asks git about an index; the work tree is named, so that paths do not depend on where the program was started. */
function askIndex(
  { repository, workTree, file }: Index,
  command: readonly string[],
  options: GitOptions,
): Promise<string> {
  const own = file === undefined ? {} : { GIT_INDEX_FILE: file }
  return askGit(repository, command, { ...options, environment: { GIT_WORK_TREE: workTree, ...own } })
}

function unmerged(path: string): ConfigError {
  return new ConfigError(`\`${visible(path)}\` has a conflict that is not resolved`, 'resolve it and git add the file')
}
