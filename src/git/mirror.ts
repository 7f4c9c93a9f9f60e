import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { basename, join, resolve } from 'node:path'
import { sha256 } from '../lib/digest.ts'
import { SourceError } from '../model/errors.ts'
import { checkAuth, type GitAuth, sweepAuth } from './auth.ts'
import { failure } from './failure.ts'
import { exclusively } from './lock.ts'
import { requireNewGit } from './present.ts'
import { fetchRefs, listRemote, REMOTE_DEADLINE_MS, type RemoteAddress, type RemoteOptions } from './remote.ts'
import { checkRevision, isFullHash, type Revision, resolveRevision, revisionNotFound, waiting } from './revision.ts'
import { askGit, type Repository, runGit } from './spawn.ts'
import { askTarget, defaultBranch, isHere, isReached, keepDefaultBranch, recordTag, type Target } from './target.ts'

/** A commit of a remote repository that can be read here. */
export interface Fetched {
  readonly repository: Repository
  readonly revision: Revision
}

/**
 * A bare copy of a remote repository. `poll` asks the server which commit a revision names (its default branch where none is
 * given) and fetches nothing; `update` fetches it with its whole history, if it is not here already; `discard` throws the
 * copy away, so that the next update makes a new one.
 */
export interface Mirror {
  poll(revision?: string, options?: Pick<RemoteOptions, 'signal'>): Promise<string>
  update(revision?: string, options?: Pick<RemoteOptions, 'signal'>): Promise<Fetched>
  discard(): void
}

/** Codes after which the server is asked what it does have. */
const LACKING = ['RevisionNotFound', 'BranchMissing', 'WaitingForFirstCommit']

/** Codes after which a mirror is looked at as a whole. */
const BROKEN = ['RepositoryDamaged', 'ObjectMissing', 'GitFailed']
/** How many times a branch is fetched before small files are put together. */
const PACK_EVERY = 20

/** How a server is spoken to; a credential that may change is asked for anew by each `poll` and `update`. */
export type MirrorOptions = Omit<RemoteOptions, 'auth' | 'signal'> & {
  readonly auth?: GitAuth | (() => Promise<GitAuth>) | undefined
}

/**
 * Opens the mirror of a remote repository in a folder, which is made where it is missing; it is named by the hash of the
 * address. One process at a time fetches. `deadlineMs` is wall-clock time for all of one `poll` or `update`. Throws
 * `ConfigError` where the credential does not serve the address.
 */
export function openMirror(address: RemoteAddress, place: string, options: MirrorOptions = {}): Mirror {
  if (typeof options.auth !== 'function') checkAuth(address, options.auth)
  const folder = resolve(place)
  const gitDir = join(folder, `${sha256(address.url).slice(0, 24)}.git`)
  const repository: Repository = { gitDir, shown: address.shown }
  const deadlineMs = options.deadlineMs ?? REMOTE_DEADLINE_MS
  const followedBranches = new Map<string, Target>()
  let fetches = 0
  let checked: Promise<void> | undefined

  const lockWithin = (within: () => RemoteOptions) => {
    return { waitMs: deadlineMs, staleMs: deadlineMs + 60_000, signal: within().signal }
  }

  const ask = (base: string, call: RemoteOptions): Promise<Target> =>
    askTarget(address, folder, { base, branch: defaultBranch(repository) }, call)

  /**
   * A branch that was fetched before is fetched at once: where nothing is new, that costs what asking for it costs. `undefined`
   * where the branch or the mirror is not as it was: then all is looked at.
   */
  async function followed(asked: string, within: () => RemoteOptions): Promise<Revision | undefined> {
    const target = followedBranches.get(asked)
    followedBranches.delete(asked)
    if (target === undefined || !existsSync(gitDir)) return undefined
    try {
      await exclusively(`${gitDir}.lock`, lockWithin(within), async () => {
        try {
          await fetchRefs(address, gitDir, [`+${target.there}:${target.here}`], within())
        } catch (error) {
          clean(gitDir)
          throw error
        }
        if (++fetches % PACK_EVERY === 0) await pack(repository)
      })
      const commit = looseRef(repository, target.here)
      const revision =
        commit === undefined ? await fetched(repository, target, '', within()) : { commit, ref: target.there }
      followedBranches.set(asked, target)
      return revision
    } catch (error) {
      if (error instanceof SourceError && [...LACKING, ...BROKEN].includes(error.code)) return undefined
      throw error
    }
  }

  async function update(asked: string, within: () => RemoteOptions): Promise<Revision> {
    const { signal } = within()
    if (isFullHash(asked) && (await isReached(repository, asked, { signal }))) return { commit: asked }
    const again = await followed(asked, within)
    if (again !== undefined) return again
    const base = asked.replace(/[~^].*$/, '')
    const target = await ask(base, within())
    if (!(await isHere(repository, target, { signal }))) {
      await exclusively(`${gitDir}.lock`, lockWithin(within), () => fetchTarget(address, repository, target, within))
    }
    if (base === 'HEAD' && target.there !== 'HEAD') keepDefaultBranch(repository, target.there)
    const revision = await fetched(repository, target, asked.slice(base.length), within())
    if (revision.ref?.startsWith('refs/heads/') === true) followedBranches.set(asked, target)
    if (target.there.startsWith('refs/tags/')) await recordTag(repository, target.there, revision.commit)
    return revision
  }

  async function attempt<T>(asked: string, signal: AbortSignal | undefined, work: Work<T>): Promise<T> {
    checkRevision(asked)
    mkdirSync(folder, { recursive: true, mode: 0o700 })
    sweepAuth(folder, deadlineMs + 60_000)
    const end = performance.now() + deadlineMs
    const auth = typeof options.auth === 'function' ? await options.auth() : options.auth
    const within = () => ({ ...options, auth, deadlineMs: Math.max(1, end - performance.now()), signal })
    try {
      checked ??= requireNewGit()
      await checked
      return await work(within)
    } catch (error) {
      checked = undefined
      if (!(error instanceof SourceError) || !LACKING.includes(error.code)) throw error
      const name = asked === 'HEAD' ? (defaultBranch(repository) ?? asked) : asked
      throw await namesOf(address, folder, name, within())
    }
  }

  return {
    poll: (asked = 'HEAD', { signal } = {}) =>
      attempt(asked, signal, async (within) => {
        if (/[~^]/.test(asked)) return (await update(asked, within)).commit
        return (await ask(asked, within())).commit
      }),
    update: (asked = 'HEAD', { signal } = {}) =>
      attempt(asked, signal, async (within) => ({ repository, revision: await update(asked, within) })),
    discard: () => rmSync(gitDir, { recursive: true, force: true }),
  }
}

/** What is done within one deadline: each call to the server gets what is left of it. */
type Work<T> = (within: () => RemoteOptions) => Promise<T>

/** The commit that was fetched, or its ancestor (`ancestry` is `~1` or the like); a ref where one was asked for by name. */
async function fetched(repository: Repository, { there, here }: Target, ancestry: string, call: RemoteOptions) {
  const name = isFullHash(there) ? there : here
  const { commit } = await resolveRevision(repository, name + ancestry, { signal: call.signal })
  return ancestry === '' && there.startsWith('refs/') ? { commit, ref: there } : { commit }
}

/** The commit of a branch that was just fetched, where git keeps its ref in a file of its own: no process has to be asked. */
function looseRef({ gitDir }: Repository, name: string): string | undefined {
  try {
    const text = readFileSync(join(gitDir, name), 'latin1').trim()
    return isFullHash(text) ? text : undefined
  } catch {
    // It is packed with others, or kept in another way.
    return undefined
  }
}

/** Fetches under the lock of the mirror. What an earlier fetch left when it was killed is cleared away first. */
async function fetchTarget(
  address: RemoteAddress,
  repository: Repository,
  target: Target,
  within: () => RemoteOptions,
): Promise<void> {
  const { gitDir } = repository
  clean(gitDir)
  if (!(await isSound(repository))) {
    rmSync(gitDir, { recursive: true, force: true })
    await create(repository, target.commit.length)
  }
  // A server that is itself a shallow clone gives what it has; that ancestors are missing shows in the history.
  try {
    await fetchRefs(address, gitDir, [`+${target.there}:${target.here}`], within())
  } catch (error) {
    clean(gitDir)
    if (!isFullHash(target.there) || !(error instanceof SourceError) || error.code !== 'RevisionNotFound') throw error
    // Some servers give commits only by the branches that hold them.
    await fetchRefs(address, gitDir, ['+refs/heads/*:refs/charter/heads/*'], within())
  }
  await pack(repository)
}

async function isSound(repository: Repository): Promise<boolean> {
  if (!existsSync(join(repository.gitDir, 'HEAD'))) return false
  try {
    return (await askGit(repository, ['rev-parse', '--is-bare-repository'])).trim() === 'true'
  } catch {
    // Neither its configuration nor its folders can be read: it is made anew.
    return false
  }
}

async function create(repository: Repository, hashLength: number): Promise<void> {
  const format = hashLength === 64 ? 'sha256' : 'sha1'
  await runGit(repository, ['init', '--quiet', '--bare', '--template=', `--object-format=${format}`])
}

const PACKING = ['gc.autoDetach=false', 'gc.pruneExpire=never', 'gc.auto=2000', 'gc.autoPackLimit=40']

/** Puts many small files together, so that a mirror of years stays quick; commits that were left behind are kept. */
async function pack(repository: Repository): Promise<void> {
  try {
    await runGit(repository, ['gc', '--auto', '--quiet'], { settings: PACKING, deadlineMs: 600_000 })
  } catch {
    // What was fetched is whole; it is packed another time.
  }
}

/** Takes away what a killed fetch leaves: half packs and locks on refs. Only for who holds the lock of the mirror. */
function clean(gitDir: string): void {
  if (!existsSync(gitDir)) return
  for (const name of readdirSync(gitDir, { recursive: true, encoding: 'utf8' })) {
    if (/^tmp_|\.lock$/.test(basename(name))) rmSync(join(gitDir, name), { recursive: true, force: true })
  }
}

/** The error for a revision that the server does not have, with the names that it does have. */
async function namesOf(
  address: RemoteAddress,
  folder: string,
  asked: string,
  call: RemoteOptions,
): Promise<SourceError> {
  const { refs } = await listRemote(address, folder, ['refs/heads/*', 'refs/tags/*'], call)
  if (refs.size === 0) return waiting(address.shown)
  const names = [...refs.keys()]
    .filter((name) => !name.endsWith('^{}'))
    .map((name) => name.split('/').slice(2).join('/'))
  const error = revisionNotFound(address.shown, asked, names)
  if (!/^[0-9a-f]{4,63}$/.test(asked) || isFullHash(asked) || error.help?.startsWith('did') === true) return error
  return failure('RevisionNotFound', error.message, 'name a commit of a remote repository by its full hash')
}
