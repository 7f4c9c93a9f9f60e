import { existsSync, mkdirSync, readdirSync, rmSync } from 'node:fs'
import { basename, join } from 'node:path'
import { sha256 } from '../lib/digest.ts'
import { SourceError } from '../model/errors.ts'
import { failure } from './failure.ts'
import { exclusively } from './lock.ts'
import { fetchRefs, listRemote, REMOTE_DEADLINE_MS, type RemoteAddress, type RemoteOptions } from './remote.ts'
import {
  candidatesOf,
  checkRevision,
  isFullHash,
  type Revision,
  resolveRevision,
  revisionNotFound,
  waiting,
} from './revision.ts'
import { type Repository, runGit } from './spawn.ts'

/** A commit of a remote repository that can be read here. */
export interface Fetched {
  readonly repository: Repository
  readonly revision: Revision
}

/**
 * A bare copy of a remote repository. `update` fetches what a revision names (the server's default branch where none is
 * given) with its whole history and gives its commit; `discard` throws the copy away, so that the next update makes a
 * new one.
 */
export interface Mirror {
  update(revision?: string, options?: Pick<RemoteOptions, 'signal'>): Promise<Fetched>
  discard(): void
}

/** Codes after which the server is asked what it does have. */
const LACKING = ['RevisionNotFound', 'WaitingForFirstCommit']

/** What is fetched for a revision: a ref or hash there, kept under a ref here (one without folders, so that no two are in each other's way). */
interface Target {
  readonly there: string
  readonly here: string
  readonly hashLength: number
}

/** Opens the mirror of a remote repository in a folder, which is made where it is missing. One process at a time fetches. */
export function openMirror(address: RemoteAddress, folder: string, options: RemoteOptions = {}): Mirror {
  const gitDir = join(folder, `${sha256(address.url).slice(0, 24)}.git`)
  const repository: Repository = { gitDir, shown: address.shown }
  const deadlineMs = options.deadlineMs ?? REMOTE_DEADLINE_MS
  // The default branch is asked for once, so that a later change of it cannot silently move a running program elsewhere.
  const known = new Map<string, Target>()

  async function update(asked: string, call: RemoteOptions): Promise<Revision> {
    if (isFullHash(asked) && existsSync(gitDir)) {
      const revision = await existing(repository, asked, call)
      if (revision !== undefined) return revision
    }
    const base = asked.replace(/[~^].*$/, '')
    const target = known.get(base) ?? (await targetOf(address, folder, base, call))
    const lock = { waitMs: deadlineMs, staleMs: deadlineMs + 60_000, signal: call.signal }
    await exclusively(`${gitDir}.lock`, lock, () => fetchTarget(address, repository, target, call))
    known.set(base, target)
    return fetched(repository, target, asked.slice(base.length), call)
  }

  return {
    async update(asked = 'HEAD', { signal } = {}) {
      checkRevision(asked)
      mkdirSync(folder, { recursive: true, mode: 0o700 })
      const call = { ...options, deadlineMs, signal }
      try {
        return { repository, revision: await update(asked, call) }
      } catch (error) {
        if (!(error instanceof SourceError) || !LACKING.includes(error.code)) throw error
        known.clear()
        throw await namesOf(address, folder, asked, call)
      }
    },
    discard() {
      rmSync(gitDir, { recursive: true, force: true })
    },
  }
}

/** The commit that was fetched, or its ancestor (`ancestry` is `~1` or the like); a ref where one was asked for by name. */
async function fetched(repository: Repository, { there, here }: Target, ancestry: string, call: RemoteOptions) {
  const name = isFullHash(there) ? there : here
  const { commit } = await resolveRevision(repository, name + ancestry, { signal: call.signal })
  return ancestry === '' && there.startsWith('refs/') ? { commit, ref: there } : { commit }
}

async function existing(repository: Repository, hash: string, call: RemoteOptions): Promise<Revision | undefined> {
  try {
    return await resolveRevision(repository, hash, { signal: call.signal })
  } catch (error) {
    if (error instanceof SourceError && error.code !== 'Cancelled') return undefined
    throw error
  }
}

async function targetOf(address: RemoteAddress, folder: string, base: string, call: RemoteOptions): Promise<Target> {
  if (isFullHash(base)) return targetFor(base, base)
  const candidates = candidatesOf(base).filter((name) => /^(refs\/(?!remotes\/)|HEAD$)/.test(name))
  const { refs, head } = await listRemote(address, folder, candidates, call)
  for (const candidate of candidates) {
    const hash = refs.get(candidate)
    if (hash === undefined) continue
    return targetFor(candidate === 'HEAD' && head !== undefined ? head : candidate, hash)
  }
  throw revisionNotFound(address.shown, base, [])
}

function targetFor(there: string, hash: string): Target {
  return { there, here: `refs/charter/${sha256(there).slice(0, 24)}`, hashLength: hash.length }
}

async function fetchTarget(
  address: RemoteAddress,
  repository: Repository,
  target: Target,
  call: RemoteOptions,
): Promise<void> {
  const { gitDir } = repository
  if (!existsSync(join(gitDir, 'HEAD'))) await create(repository, target.hashLength)
  try {
    await fetchRefs(address, gitDir, [`+${target.there}:${target.here}`], call)
  } catch (error) {
    clean(gitDir)
    if (!isFullHash(target.there) || !(error instanceof SourceError) || error.code !== 'RevisionNotFound') throw error
    // Some servers give commits only by the branches that hold them.
    await fetchRefs(address, gitDir, ['+refs/heads/*:refs/charter/heads/*'], call)
  }
}

async function create(repository: Repository, hashLength: number): Promise<void> {
  const format = hashLength === 64 ? 'sha256' : 'sha1'
  await runGit(repository, ['init', '--quiet', '--bare', '--template=', `--object-format=${format}`])
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
