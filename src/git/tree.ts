import { visible } from '../lib/text.ts'
import { SourceError } from '../model/errors.ts'
import { failure } from './failure.ts'
import { isFullHash } from './revision.ts'
import { askGit, type GitOptions, type Repository } from './spawn.ts'

/** One entry of a tree: `mode` as git prints it (`100644`, `120000`), `size` in bytes (0 for what is not a blob). */
export interface TreeEntry {
  readonly path: string
  readonly mode: string
  readonly type: string
  readonly oid: string
  readonly size: number
}

/** What is asked of `listTree`: the folder whose content is listed ('' is the root), and how many entries it may have. */
export interface ListOptions extends GitOptions {
  readonly folder?: string
  readonly most?: number
  /** Entries that the caller does not want are not kept. */
  readonly wanted?: (path: string, mode: string) => boolean
}

const MOST_ENTRIES = 1_000_000

/**
 * Every file, symbolic link and submodule below a folder of a commit, at any depth, in git's order; paths are relative to
 * the folder. A path that is not UTF-8 holds U+FFFD. Throws `SourceError` (`FolderNotFound`, `LimitExceeded`).
 */
export async function listTree(
  repository: Repository,
  commit: string,
  options: ListOptions = {},
): Promise<readonly TreeEntry[]> {
  const { folder = '', most = MOST_ENTRIES, wanted = () => true } = options
  if (!isFullHash(commit)) throw failure('ObjectMissing', `\`${visible(commit)}\` is no commit hash`)
  const command = ['ls-tree', '-r', '-z', '--long', '--full-tree', `${commit}:${folder}`]
  const records = (await list(repository, command, { folder, commit, options })).split('\0')
  if (records.length - 1 > most) throw failure('LimitExceeded', `${repository.shown} holds more than ${most} files`)
  const entries: TreeEntry[] = []
  for (const record of records) {
    if (record === '') continue
    const path = record.slice(record.indexOf('\t') + 1)
    if (wanted(path, record.slice(0, 6))) entries.push(entryOf(record, path))
  }
  return entries
}

interface Asked {
  readonly folder: string
  readonly commit: string
  readonly options: ListOptions
}

async function list(repository: Repository, command: readonly string[], { folder, commit, options }: Asked) {
  try {
    return await askGit(repository, command, options)
  } catch (error) {
    if (!(error instanceof SourceError) || error.code !== 'ObjectMissing' || folder === '') throw error
    const place = `${repository.shown} at ${commit.slice(0, 12)}`
    throw failure('FolderNotFound', `there is no folder \`${visible(folder)}\` in ${place}`)
  }
}

/** `100644 blob <oid> <size, padded>\t<path>`. */
function entryOf(record: string, path: string): TreeEntry {
  const tab = record.length - path.length - 1
  const second = record.indexOf(' ', 7)
  const third = record.indexOf(' ', second + 1)
  return {
    path,
    mode: record.slice(0, 6),
    type: record.slice(7, second),
    oid: record.slice(second + 1, third),
    size: Number.parseInt(record.slice(third + 1, tab).trim(), 10) || 0,
  }
}

/** Whether a path of a commit is a file (a link counts as one). */
export async function isFile(
  repository: Repository,
  commit: string,
  path: string,
  options: GitOptions = {},
): Promise<boolean> {
  const answer = await askGit(repository, ['cat-file', '--batch-check'], { ...options, input: `${commit}:${path}\n` })
  return / blob \d+\n$/.test(answer)
}
