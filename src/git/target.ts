import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { sha256 } from '../lib/digest.ts'
import { listRemote, type RemoteAddress, type RemoteOptions } from './remote.ts'
import { candidatesOf, isFullHash, isRefName, revisionNotFound } from './revision.ts'
import { askGit, type GitOptions, type Repository, runGit } from './spawn.ts'

/**
 * What is fetched for a revision: a ref or hash there, kept under a ref here (one without folders, so that no two are in
 * each other's way), and the commit that it is there now.
 */
export interface Target {
  readonly there: string
  readonly here: string
  readonly commit: string
}

/**
 * Asks a server what a revision without ancestry (`main`, `HEAD`, a full hash) is there now. `branch` is the default branch
 * that HEAD was before: it stays what HEAD means. Throws `SourceError` (`RevisionNotFound`, `BranchMissing`).
 */
export async function askTarget(
  address: RemoteAddress,
  folder: string,
  { base, branch }: { readonly base: string; readonly branch: string | undefined },
  call: RemoteOptions,
): Promise<Target> {
  if (isFullHash(base)) return targetFor(base, base)
  const asked = base === 'HEAD' && branch !== undefined ? branch : base
  const candidates = candidatesOf(asked).filter((name) => /^(refs\/(?!remotes\/)|HEAD$)/.test(name))
  // An annotated tag is followed by the commit that it is a name of.
  const patterns = candidates.flatMap((name) => [name, `${name}^{}`])
  const { refs, head } = await listRemote(address, folder, patterns, call)
  for (const candidate of candidates) {
    const hash = refs.get(`${candidate}^{}`) ?? refs.get(candidate)
    if (hash === undefined) continue
    return targetFor(candidate === 'HEAD' && head !== undefined ? head : candidate, hash)
  }
  throw revisionNotFound(address.shown, asked, [])
}

function targetFor(there: string, commit: string): Target {
  return { there, here: `refs/charter/${sha256(there).slice(0, 24)}`, commit }
}

/** Whether the ref that a target has here is the commit that it is there: then there is nothing to fetch. */
export async function isHere(repository: Repository, { here, commit }: Target, options: GitOptions): Promise<boolean> {
  if (!existsSync(repository.gitDir)) return false
  const input = `${here}^{commit}\n`
  try {
    return (await askGit(repository, ['cat-file', '--batch-check'], { ...options, input })).startsWith(
      `${commit} commit`,
    )
  } catch {
    // What is wrong with the mirror shows when it is fetched into.
    return false
  }
}

/** Whether a commit is here with its whole history: something that a whole fetch has brought leads to it. */
export async function isReached(repository: Repository, commit: string, options: GitOptions): Promise<boolean> {
  if (!existsSync(repository.gitDir)) return false
  try {
    const command = ['for-each-ref', '--count=1', `--contains=${commit}`, 'refs/charter']
    return (await askGit(repository, command, options)) !== ''
  } catch (error) {
    if (options.signal?.aborted === true) throw error
    return false
  }
}

/** Writes down that a commit was read under a tag, so that it shows when the tag is moved; the commit stays reachable. */
export async function recordTag(repository: Repository, tag: string, commit: string): Promise<void> {
  await runGit(repository, ['update-ref', tagRecord(tag, commit), commit])
}

/** Whether a commit was read under a tag before (`recordTag`); a repository that is no mirror of ours tells nothing. */
export async function wasTagged(
  repository: Repository,
  tag: string,
  commit: string,
  options: GitOptions = {},
): Promise<boolean> {
  if (!isFullHash(commit)) return false
  return (await askGit(repository, ['for-each-ref', tagRecord(tag, commit)], options)) !== ''
}

function tagRecord(tag: string, commit: string): string {
  return `refs/charter/tags/${sha256(tag).slice(0, 24)}/${commit}`
}

const DEFAULT_BRANCH = 'default-branch'

/** The branch that the server's HEAD was when a mirror was made, by its full name. */
export function defaultBranch({ gitDir }: Repository): string | undefined {
  try {
    const name = readFileSync(join(gitDir, DEFAULT_BRANCH), 'utf8').trim()
    return name.startsWith('refs/heads/') && isRefName(name) ? name : undefined
  } catch {
    // Not asked yet, or the mirror is new.
    return undefined
  }
}

/** Keeps what the server's HEAD is: a later change of it must not silently lead elsewhere (faults G07). */
export function keepDefaultBranch({ gitDir }: Repository, name: string): void {
  mkdirSync(gitDir, { recursive: true, mode: 0o700 })
  writeFileSync(join(gitDir, DEFAULT_BRANCH), `${name}\n`, { mode: 0o600 })
}
