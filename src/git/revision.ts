import { listed, nearest, visible } from '../lib/text.ts'
import { ConfigError, type SourceError } from '../model/errors.ts'
import { failure } from './failure.ts'
import { askGit, type GitOptions, type Repository } from './spawn.ts'

/** One commit, by its full hash, and the full name of the ref that led to it, where a ref was asked for. */
export interface Revision {
  readonly commit: string
  readonly ref?: string
}

/** What of a repository is followed: a branch, a tag or a commit (by its full hash), or the default branch (`head`). */
export type GitRevision =
  | { readonly type: 'branch' | 'tag' | 'commit'; readonly name: string }
  | { readonly type: 'head' }

const NAME = /^[\p{L}\p{N}_][\p{L}\p{M}\p{N}._/+@#=-]*$/u
const ANCESTRY = /([~^]\d{0,6})+$/
const HEX = /^[0-9a-f]{4,64}$/
const FULL_HASH = /^([0-9a-f]{40}|[0-9a-f]{64})$/

/** Whether a text is the full hash of an object (SHA-1 or SHA-256, lower-case hex). */
export function isFullHash(text: string): boolean {
  return FULL_HASH.test(text)
}

/**
 * Gives a revision back that may be handed to git: letters, digits and `._/+@#=-` as in a branch, a tag or a hash, then
 * perhaps `~1` or `^2`. Throws `ConfigError` on anything else: options, ranges, reflogs, searches, control characters.
 */
export function checkRevision(text: string): string {
  if (!isRefName(text.replace(ANCESTRY, ''))) {
    throw new ConfigError(
      `invalid revision \`${visible(text.slice(0, 100))}\``,
      'name a branch, a tag or a commit hash, such as main, v1.2 or main~1',
    )
  }
  return text
}

/**
 * The text by which a revision is asked for, with the full name of its ref, so that a branch and a tag of one name are never
 * taken for each other (faults G08). Throws `ConfigError` as `checkRevision` does, and on a commit without its full hash.
 */
export function revisionText(revision: GitRevision | string): string {
  if (typeof revision === 'string') return checkRevision(revision)
  if (revision.type === 'head') return 'HEAD'
  const { type, name } = revision
  const isFine = type === 'commit' ? isFullHash(name) : isRefName(name)
  if (!isFine) {
    const help =
      type === 'commit'
        ? 'write its full hash, 40 or 64 characters of 0-9 and a-f'
        : `write its name, such as main or v1.2`
    throw new ConfigError(`\`${visible(name.slice(0, 100))}\` names no ${type}`, help)
  }
  switch (type) {
    case 'branch':
      return `refs/heads/${name}`
    case 'tag':
      return `refs/tags/${name}`
    case 'commit':
      return name
  }
}

/** Whether a text is a name that git allows for a branch or tag, within the characters that we allow. */
export function isRefName(text: string): boolean {
  if (text.length > 250 || !NAME.test(text)) return false
  return (
    text.split('/').every((part) => part !== '' && !part.startsWith('.') && !/(\.lock|\.)$/.test(part)) &&
    !text.includes('..')
  )
}

/**
 * The commit that a revision of a local repository names, `HEAD` where none is given. A name is a branch before it is a
 * tag, a tag before it is a remote's branch, and that before a hash; annotated tags are followed to their commit. Throws
 * `ConfigError` on a text that is no revision, `SourceError` where it names no commit.
 */
export async function resolveRevision(
  repository: Repository,
  revision = 'HEAD',
  options: GitOptions = {},
): Promise<Revision> {
  const candidates = candidatesOf(checkRevision(revision))
  // One process answers for all candidates, and takes them from its input, where nothing can be an option.
  const commits = candidates.map((candidate) => `${candidate}^{commit}\n`).join('')
  // Asked for the bare text, git also says whether it is ambiguous.
  const input = `${commits}${revision}\n`
  const answers = (await askGit(repository, ['cat-file', '--batch-check'], { ...options, input })).split('\n')
  const index = candidates.findIndex((_, at) => / commit \d+$/.test(answers[at] ?? ''))
  const found = candidates[index]
  if (found === undefined) throw await unknown(repository, revision, answers, options)
  const commit = (answers[index] ?? '').split(' ', 1)[0] ?? ''
  const ref = found === 'HEAD' ? await branchOfHead(repository, options) : found
  return ref.startsWith('refs/') && !ANCESTRY.test(ref) ? { commit, ref } : { commit }
}

/** The full names that a revision may stand for, the first one that exists counts. */
export function candidatesOf(revision: string): readonly string[] {
  if (revision.startsWith('refs/') || /^HEAD($|[~^])/.test(revision)) return [revision]
  const names = [`refs/heads/${revision}`, `refs/tags/${revision}`, `refs/remotes/${revision}`]
  return HEX.test(revision.replace(ANCESTRY, '')) ? [...names, revision] : names
}

/**
 * The error (`BranchMissing` for a full name of a branch, else `RevisionNotFound`) for a revision that is not among `names` (short names of
 * branches and tags), with the nearest of them.
 */
export function revisionNotFound(where: string, revision: string, names: readonly string[]): SourceError {
  const branch = /^refs\/heads\/(.*)$/.exec(revision)?.[1]
  const like = nearest(branch ?? revision, names)
  const there = names.length === 0 ? undefined : `there are ${listed(names.map(visible), 8)}`
  const help = like === undefined ? there : `did you mean \`${visible(like)}\`?`
  if (branch === undefined) {
    return failure('RevisionNotFound', `there is no revision \`${visible(revision)}\` in ${where}`, help)
  }
  return failure('BranchMissing', `there is no branch \`${visible(branch)}\` in ${where}`, help)
}

/** The error for a repository that holds no commit yet. */
export function waiting(where: string): SourceError {
  return failure('WaitingForFirstCommit', `${where} holds no commit yet`, 'push a first commit')
}

async function unknown(
  repository: Repository,
  revision: string,
  answers: readonly string[],
  options: GitOptions,
): Promise<SourceError> {
  if (answers.some((answer) => answer.endsWith(' ambiguous'))) {
    return failure(
      'RevisionNotFound',
      `\`${revision}\` begins several hashes in ${repository.shown}`,
      'write more of it',
    )
  }
  const listing = ['for-each-ref', '--format=%(refname:strip=2)', 'refs/heads', 'refs/tags']
  const names = (await askGit(repository, listing, options)).split('\n').filter((name) => name !== '')
  if (names.length === 0) return waiting(repository.shown)
  return revisionNotFound(repository.shown, revision, names)
}

async function branchOfHead(repository: Repository, options: GitOptions): Promise<string> {
  return (await askGit(repository, ['rev-parse', '--symbolic-full-name', 'HEAD'], options)).trim()
}
