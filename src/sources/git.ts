import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join, resolve } from 'node:path'
import { type Address, parseAddress } from '../git/address.ts'
import { readHistory } from '../git/commits.ts'
import { openLocal } from '../git/local.ts'
import { type Fetched, type Mirror, openMirror } from '../git/mirror.ts'
import type { Credential, RemoteAddress } from '../git/remote.ts'
import { checkRevision, resolveRevision } from '../git/revision.ts'
import { isFile } from '../git/tree.ts'
import type { Snapshot, SourcePolicy } from '../model/document.ts'
import { SourceError } from '../model/errors.ts'
import type { Since, Source } from '../model/ports.ts'
import { commitContent } from './commit.ts'
import { SOURCE_LIMITS, type SourceLimits } from './content.ts'
import { checkFolder, isDeclaration } from './path.ts'
import { makeSnapshot } from './snapshot.ts'

/**
 * A folder of a Git repository, or one file, as a source. `url` is a local path or an https or ssh address (`parseAddress`), `revision`
 * a branch, tag or commit (the default branch), `name` the owner of what it declares (`default`). A remote repository is
 * mirrored in `cacheFolder`; without one it is fetched anew each time and thrown away. `deadlineMs` and `silenceMs` bound
 * each call to a server.
 */
export interface GitSourceOptions {
  readonly url: string
  readonly revision?: string
  readonly folder?: string
  readonly name?: string
  readonly privileged?: boolean
  readonly cacheFolder?: string
  readonly credential?: Credential
  readonly deadlineMs?: number
  readonly silenceMs?: number
  readonly policy?: SourcePolicy
  readonly limits?: Partial<SourceLimits>
}

/**
 * Opens a Git repository as a source. A local repository is read in place and never written to. A snapshot's revision is
 * the full commit hash, and all of it is read from that commit. Throws `ConfigError` on an address, revision or folder
 * that may not reach git; `fetch` throws `SourceError`.
 */
export function openGit(options: GitSourceOptions): Source {
  const { name = 'default', revision } = options
  const address = parseAddress(options.url)
  const settings = { ...options, name, folder: checkFolder(options.folder ?? '') }
  if (revision !== undefined) checkRevision(revision)
  return sourceOf(readerOf(address, settings), settings)
}

type Settings = GitSourceOptions & { readonly name: string; readonly folder: string }
type Signal = AbortSignal | undefined
type Call = { readonly signal: Signal; readonly since: Since | undefined }

type Reader = (settings: Settings, call: Call) => Promise<Snapshot>

/** One reader serves every revision of a source, so that a mirror is made and locked by one alone. */
function sourceOf(read: Reader, settings: Settings): Source {
  return {
    name: settings.name,
    fetch: (signal, since) => read(settings, { signal, since }),
    at: (revision) => sourceOf(read, { ...settings, revision: checkRevision(revision) }),
  }
}

function readerOf(address: Address, settings: Settings): Reader {
  switch (address.type) {
    case 'local':
      return (asked, call) => readLocal(address.path, asked, call)
    case 'remote': {
      const mirrored = createMirrored(address, settings)
      return (asked, call) => mirrored((mirror) => readMirror(mirror, asked, call))
    }
  }
}

async function readLocal(path: string, settings: Settings, call: Call): Promise<Snapshot> {
  const repository = openLocal(path)
  const revision = await resolveRevision(repository, settings.revision, { signal: call.signal })
  // A work tree's files lie where the user typed; those of a bare repository only have a place inside it.
  const isBare = repository.gitDir === resolve(path)
  return read({ repository, revision }, isBare ? undefined : path, settings, call)
}

async function readMirror(mirror: Mirror, settings: Settings, call: Call): Promise<Snapshot> {
  const fetched = await mirror.update(settings.revision, { signal: call.signal })
  return read(fetched, undefined, settings, call)
}

async function read(
  { repository, revision }: Fetched,
  workTree: string | undefined,
  { name, privileged = false, ...settings }: Settings,
  { signal, since }: Call,
): Promise<Snapshot> {
  const limits = { ...SOURCE_LIMITS, ...settings.limits }
  const place = await placeOf({ repository, revision }, settings.folder, signal)
  const content = commitContent(repository, revision, { source: name, ...place, limits, signal })
  const root = workTree === undefined ? place.folder : join(workTree, place.folder)
  const snapshot = await makeSnapshot(content, {
    source: name,
    privileged,
    policy: settings.policy,
    root,
    limits,
    signal,
  })
  if (since === undefined) return snapshot
  const { folder } = place
  return { ...snapshot, history: await readHistory(repository, revision.commit, await since(name), { folder, signal }) }
}

/** The folder that is read, or one file of it: a declaration may be named instead of a folder. */
async function placeOf({ repository, revision }: Fetched, path: string, signal: Signal) {
  if (!isDeclaration(path) || !(await isFile(repository, revision.commit, path, { signal }))) return { folder: path }
  return { folder: path.slice(0, Math.max(0, path.lastIndexOf('/'))), file: basename(path) }
}

const DAMAGED = ['RepositoryDamaged', 'ObjectMissing']

/** Runs a reading against the mirror; a mirror that proves damaged is thrown away and made anew, once (faults G10). */
function createMirrored(address: RemoteAddress, { cacheFolder, ...options }: Settings) {
  const kept = cacheFolder === undefined ? undefined : openMirror(address, cacheFolder, options)
  return async (reading: (mirror: Mirror) => Promise<Snapshot>): Promise<Snapshot> => {
    if (kept === undefined) return inTemporaryFolder((folder) => reading(openMirror(address, folder, options)))
    try {
      return await reading(kept)
    } catch (error) {
      if (!(error instanceof SourceError) || !DAMAGED.includes(error.code)) throw error
      kept.discard()
      return await reading(kept)
    }
  }
}

async function inTemporaryFolder(work: (folder: string) => Promise<Snapshot>): Promise<Snapshot> {
  const folder = mkdtempSync(join(tmpdir(), 'charter-'))
  try {
    return await work(folder)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
