import type { ChangedFile, Commit, History, Person, Trailer } from '../model/commit.ts'
import { SourceError } from '../model/errors.ts'
import { failure } from './failure.ts'
import { isFullHash } from './revision.ts'
import { askGit, type GitOptions, type Repository } from './spawn.ts'

/** What of a history is read: below which folder ('' is the root) files count, and how many commits at most (10,000). */
export interface HistoryOptions extends GitOptions {
  readonly folder?: string
  readonly most?: number
}

const MOST_COMMITS = 10_000
const MOST_BASES = 20
/** What is asked of each commit by `--format`; `commitsIn` reads it. */
export const FIELDS = [
  '%x01%H',
  '%P',
  '%an',
  '%ae',
  '%aI',
  '%cn',
  '%ce',
  '%cI',
  '%(trailers:only,unfold,separator=%x1e)',
]

/**
 * What lies between the applied revisions of a source, oldest first, and the commit that was read. Revisions that are no
 * commit hash of this repository's kind (another sort of source) tell nothing. Throws `SourceError`.
 */
export async function readHistory(
  repository: Repository,
  to: string,
  since: readonly string[],
  options: HistoryOptions = {},
): Promise<History> {
  const applied = since.filter((revision) => isFullHash(revision) && revision.length === to.length)
  const onward = await readOnward(repository, { to, applied }, options)
  if (onward !== undefined) return onward
  const present = await presentAmong(repository, applied, options)
  const [oldest] = present
  const newest = applied.at(-1)
  const [commits, left] = await Promise.all([
    readCommits(repository, { to, from: oldest }, options),
    leftBehind(repository, present, to, options),
  ])
  const bases = new Map<string, string>()
  for (const behind of left) {
    const base = await mergeBase(repository, behind, to, options)
    if (base !== undefined) bases.set(behind, base)
  }
  const history = { to, commits, bases, isWhole: commits.length < (options.most ?? MOST_COMMITS) }
  if (newest === undefined) return history
  if (present.includes(newest) && !left.includes(newest)) return history
  const base = bases.get(newest)
  const isShallow = (await askGit(repository, ['rev-parse', '--is-shallow-repository'], options)).trim() === 'true'
  return { ...history, departed: { from: newest, ...(base === undefined ? {} : { base }), isShallow } }
}

/**
 * The same by one process, where everything that was applied leads to `to`, as it nearly always does; `undefined` where that
 * does not show. A commit leads to another one exactly where it is a parent of one of those that lie between.
 */
async function readOnward(
  repository: Repository,
  { to, applied }: { readonly to: string; readonly applied: readonly string[] },
  options: HistoryOptions,
): Promise<History | undefined> {
  const [from] = applied
  if (from === undefined) return undefined
  const whole = { to, bases: new Map<string, string>(), isWhole: true }
  // All of it is applied: nothing lies between.
  if (applied.every((revision) => revision === to)) return { ...whole, commits: [] }
  try {
    const commits = await readCommits(repository, { to, from }, options)
    if (commits.length >= (options.most ?? MOST_COMMITS)) return undefined
    const reached = new Set(commits.flatMap(({ hash, parents }) => (parents.includes(from) ? [hash, from] : [hash])))
    return applied.every((revision) => reached.has(revision)) ? { ...whole, commits } : undefined
  } catch (error) {
    // A commit that is not there is told apart by looking at each.
    if (error instanceof SourceError && error.code !== 'Cancelled') return undefined
    throw error
  }
}

/** Those of some commits from which `to` does not descend. */
async function leftBehind(
  repository: Repository,
  commits: readonly string[],
  to: string,
  options: GitOptions,
): Promise<readonly string[]> {
  if (commits.length === 0) return []
  const input = [`^${to}`, ...commits, ''].join('\n')
  const printed = new Set((await askGit(repository, ['rev-list', '--stdin'], { ...options, input })).split('\n'))
  return commits.filter((commit) => printed.has(commit))
}

/**
 * The commits that lead to `to` and not to `from` (all of them without one), children before parents, at most 10,000. What a
 * merge changed is what differs from its first parent. Throws `SourceError`.
 */
export async function readCommits(
  repository: Repository,
  { from, to }: { readonly from?: string | undefined; readonly to: string },
  { folder = '', most = MOST_COMMITS, ...options }: HistoryOptions = {},
): Promise<readonly Commit[]> {
  for (const revision of [to, ...(from === undefined ? [] : [from])]) requireHash(revision)
  const command = [
    'log',
    '-z',
    '--topo-order',
    '--encoding=UTF-8',
    '--root',
    '--raw',
    '--no-abbrev',
    '--no-renames',
    '--no-ext-diff',
    '--no-textconv',
    '--no-show-signature',
    '--no-notes',
    '--no-mailmap',
    '--no-color',
    '--diff-merges=first-parent',
    `--max-count=${most}`,
    ...(folder === '' ? [] : [`--relative=${folder}/`]),
    `--format=${FIELDS.join('%x00')}`,
    ...(from === undefined ? [] : [`^${from}`]),
    to,
    '--',
  ]
  return commitsIn(await askGit(repository, command, options))
}

/** Whether one commit is the other or an ancestor of it. Throws `SourceError` where either is not there. */
export async function isAncestor(
  repository: Repository,
  ancestor: string,
  commit: string,
  options: GitOptions = {},
): Promise<boolean> {
  for (const revision of [ancestor, commit]) requireHash(revision)
  // `merge-base --is-ancestor` answers by its exit code, as it also complains; a list that is empty cannot be misread.
  const command = ['rev-list', '--max-count=1', ancestor, `^${commit}`, '--']
  return (await askGit(repository, command, options)) === ''
}

/** A commit from which two others descend, the nearest there is; `undefined` where they have none. Throws `SourceError`. */
export async function mergeBase(
  repository: Repository,
  left: string,
  right: string,
  options: GitOptions = {},
): Promise<string | undefined> {
  for (const revision of [left, right]) requireHash(revision)
  if (left === right) return left
  const command = ['rev-list', '--boundary', '--topo-order', `${left}...${right}`, '--']
  const boundary = (await askGit(repository, command, options)).split('\n').filter((line) => line.startsWith('-'))
  for (const line of boundary.slice(0, MOST_BASES)) {
    const commit = line.slice(1)
    const isCommon =
      (await isAncestor(repository, commit, left, options)) && (await isAncestor(repository, commit, right, options))
    if (isCommon) return commit
  }
  return undefined
}

/** Those of some hashes that are commits of a repository, in their order. */
export async function presentAmong(
  repository: Repository,
  revisions: readonly string[],
  options: GitOptions,
): Promise<readonly string[]> {
  if (revisions.length === 0) return []
  const input = revisions.map((revision) => `${revision}\n`).join('')
  const answers = (await askGit(repository, ['cat-file', '--batch-check'], { ...options, input })).split('\n')
  return revisions.filter((_, index) => / commit \d+$/.test(answers[index] ?? ''))
}

function requireHash(revision: string): void {
  if (!isFullHash(revision)) throw failure('ObjectMissing', 'what should be a commit hash is none')
}

/** The commits of what `git log -z` printed: nine fields a commit, then its files as `:modes blobs status` and path, all ended by NUL. */
export function commitsIn(text: string): readonly Commit[] {
  const tokens = text.split('\0')
  const commits: Commit[] = []
  let index = 0
  while (index < tokens.length) {
    if (tokens[index]?.startsWith('\u0001') !== true) {
      index++
      continue
    }
    const fields = tokens.slice(index, index + FIELDS.length)
    index += FIELDS.length
    const files: ChangedFile[] = []
    for (; index < tokens.length; index++) {
      const token = tokens[index]?.replace(/^\n/, '') ?? ''
      if (token === '') continue
      if (!token.startsWith(':')) break
      files.push(fileOf(token, tokens[++index] ?? ''))
    }
    commits.push(commitOf(fields, files))
  }
  return commits
}

function commitOf(fields: readonly string[], files: readonly ChangedFile[]): Commit {
  const [hash = '', parents = '', authorName = '', authorMail = '', authoredAt = ''] = fields
  const [committerName = '', committerMail = '', committedAt = '', trailerText = ''] = fields.slice(5)
  const trailers = trailerText.split('\u001e').flatMap(trailerOf)
  return {
    hash: hash.slice(1),
    parents: parents === '' ? [] : parents.split(' '),
    author: { name: authorName, email: authorMail },
    authoredAt,
    committer: { name: committerName, email: committerMail },
    committedAt,
    coAuthors: trailers.filter(({ key }) => /^co-authored-by$/i.test(key)).flatMap(({ value }) => personOf(value)),
    trailers,
    files,
  }
}

function trailerOf(line: string): readonly Trailer[] {
  const [, key, value] = /^([A-Za-z0-9-]+)\s*:\s*([\s\S]*?)\s*$/.exec(line) ?? []
  return key === undefined || value === undefined ? [] : [{ key, value }]
}

function personOf(value: string): readonly Person[] {
  const [, name = '', email] = /^(.*?)\s*<([^<>]*)>$/.exec(value) ?? []
  return email === undefined ? [] : [{ name, email: email.trim() }]
}

/** `:100644 100644 <before> <after> M`. */
function fileOf(meta: string, path: string): ChangedFile {
  const [, , before = '', after = ''] = meta.split(' ')
  const blob = (oid: string): string | undefined => (/^0*$/.test(oid) ? undefined : oid)
  const [old, now] = [blob(before), blob(after)]
  return { path, ...(old === undefined ? {} : { before: old }), ...(now === undefined ? {} : { after: now }) }
}
