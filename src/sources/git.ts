import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join, resolve } from 'node:path'
import { type Address, parseAddress } from '../git/address.ts'
import { checkAuth, type GitAuth } from '../git/auth.ts'
import { openLocal } from '../git/local.ts'
import { type Fetched, type Mirror, openMirror } from '../git/mirror.ts'
import type { RemoteAddress } from '../git/remote.ts'
import { checkRevision, type GitRevision, resolveRevision, revisionText } from '../git/revision.ts'
import { isFile } from '../git/tree.ts'
import type { History } from '../model/commit.ts'
import type { Snapshot, SourcePolicy } from '../model/document.ts'
import { ConfigError, SourceError } from '../model/errors.ts'
import type { Since, Source } from '../model/ports.ts'
import { SOURCE_LIMITS, type SourceLimits } from './content.ts'
import { NO_COMMIT, orNoCommit, orNothing } from './empty.ts'
import { historyOf } from './history.ts'
import { checkFolder, isDeclaration } from './path.ts'
import { type CommitReader, createCommitReader } from './reader.ts'
import { createVerifier, type Verifier, type Verify } from './signed.ts'

/**
 * A folder of a Git repository, or one file, as a source. `url` is an https or ssh address or a local path (`parseAddress`;
 * `allowLocal: false` refuses the path), `revision` a branch, tag or commit (the default branch), `name` the owner of what it
 * declares (`default`). A remote repository is mirrored in the folder `mirrors`, which several sources may share; without one
 * it is fetched anew each time and thrown away. `timeoutMs` is wall-clock time for all that one `poll` or `fetch` asks of a
 * server, `silenceMs` how long that may say nothing. `auth` may be a function: it is asked anew for every look. `verify` says which commits must be signed.
 */
export interface GitSourceOptions {
  readonly url: string
  readonly revision?: string | GitRevision
  readonly folder?: string
  readonly name?: string
  readonly privileged?: boolean
  readonly allowLocal?: boolean
  readonly mirrors?: string
  readonly auth?: GitAuth | (() => Promise<GitAuth>) | undefined
  readonly timeoutMs?: number
  readonly silenceMs?: number
  readonly policy?: SourcePolicy
  readonly verify?: Verify
  readonly limits?: Partial<SourceLimits>
}

/** A Git repository as a source. `poll` gives the revision that `fetch` would read now (`NO_COMMIT` where there is none yet) and costs one look. */
export interface GitSource extends Source {
  poll(signal?: AbortSignal): Promise<string>
}

/**
 * Opens a Git repository as a source. A local repository is read in place and never written to. A snapshot's revision is
 * the full commit hash, and all of it is read from that commit. A repository or folder that is empty declares nothing where
 * something of the source was applied (then `EmptySource` holds it), else it is an error. Throws `ConfigError` on an address,
 * revision, folder, credential or key that may not reach git; `fetch` and `poll` throw `SourceError`.
 */
export function openGit(options: GitSourceOptions): GitSource {
  const { name = 'default' } = options
  const address = addressOf(options)
  if (typeof options.auth !== 'function') checkAuth(address, options.auth)
  const settings: Settings = {
    ...options,
    name,
    folder: checkFolder(options.folder ?? ''),
    revision: revisionText(options.revision ?? 'HEAD'),
    verifier: createVerifier(options.verify),
    reader: createCommitReader(),
    told: createLast(),
  }
  return sourceOf(readerOf(address, settings), settings)
}

function addressOf({ url, allowLocal = true }: GitSourceOptions): Address {
  const address = parseAddress(url)
  if (address.type === 'remote' || allowLocal) return address
  throw new ConfigError(`${address.shown} is a path on this machine`, 'use an https or ssh address, or set allowLocal')
}

type Settings = Omit<GitSourceOptions, 'revision'> & {
  readonly name: string
  readonly folder: string
  readonly revision: string
  readonly verifier: Verifier | undefined
  readonly reader: CommitReader
  readonly told: Last<History>
}
type Signal = AbortSignal | undefined
type Call = { readonly signal: Signal; readonly since: Since | undefined }

/** Reads and polls whatever revision it is asked for. */
interface Reader {
  read(settings: Settings, call: Call): Promise<Snapshot>
  poll(settings: Settings, signal: Signal): Promise<string>
}

/** One reader serves every revision of a source, so that a mirror is made and locked by one alone. */
function sourceOf(reader: Reader, settings: Settings): GitSource {
  const { name, privileged = false, folder, policy } = settings
  const nothing = { ...policy, source: name, privileged, root: folder, revision: NO_COMMIT }
  return {
    name,
    fetch: (signal, since) =>
      orNothing('WaitingForFirstCommit', nothing, since, () => reader.read(settings, { signal, since })),
    poll: (signal) => orNoCommit(reader.poll(settings, signal)),
    at: (earlier) => sourceOf(reader, { ...settings, revision: checkRevision(earlier) }),
  }
}

function readerOf(address: Address, settings: Settings): Reader {
  switch (address.type) {
    case 'local':
      return {
        read: (asked, call) => readLocal(address.path, asked, call),
        poll: async ({ revision }, signal) =>
          (await resolveRevision(openLocal(address.path), revision, { signal })).commit,
      }
    case 'remote': {
      const mirrored = createMirrored(address, settings)
      return {
        read: (asked, call) => mirrored((mirror) => readMirror(mirror, asked, call)),
        poll: ({ revision }, signal) => mirrored((mirror) => mirror.poll(revision, { signal })),
      }
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
  fetched: Fetched,
  workTree: string | undefined,
  { name, privileged = false, verifier, ...settings }: Settings,
  { signal, since }: Call,
): Promise<Snapshot> {
  await verifier?.head(fetched, signal)
  const { repository, revision } = fetched
  const limits = { ...SOURCE_LIMITS, ...settings.limits }
  const place = await placeOf({ repository, revision }, settings.folder, signal)
  const root = workTree === undefined ? place.folder : join(workTree, place.folder)
  const { commit, ref } = revision
  const { policy, reader, told } = settings
  const nothing = { ...policy, source: name, privileged, root, revision: commit, ...(ref === undefined ? {} : { ref }) }
  const reading = { source: name, privileged, policy, root, ...place, limits, signal }
  const read = () => orNothing('FolderNotFound', nothing, since, () => reader.read({ repository, revision }, reading))
  if (since === undefined) return read()
  const { folder } = place
  const tell = async () => {
    const revisions = await since(name)
    return told.once([repository.gitDir, commit, ref, folder, ...revisions], () =>
      historyOf(fetched, { folder, since: revisions, verifier, signal }),
    )
  }
  // What was applied is asked for last, which may open the store; where that has been done before, both go on together.
  const both = reader.hasRead() ? await Promise.all([read(), tell()]) : ([await read(), await tell()] as const)
  return { ...both[0], history: both[1] }
}

/** The folder that is read, or one file of it: a declaration may be named instead of a folder. */
async function placeOf({ repository, revision }: Fetched, path: string, signal: Signal) {
  if (!isDeclaration(path) || !(await isFile(repository, revision.commit, path, { signal }))) return { folder: path }
  return { folder: path.slice(0, Math.max(0, path.lastIndexOf('/'))), file: basename(path) }
}

/** What was made last, for as long as it is asked for by the same key: a look that finds nothing new reads no history. */
interface Last<T> {
  once(key: readonly (string | undefined)[], make: () => Promise<T>): Promise<T>
}

function createLast<T>(): Last<T> {
  let last: { readonly key: string; readonly value: T } | undefined
  return {
    async once(key, make) {
      const text = JSON.stringify(key)
      if (last?.key !== text) last = { key: text, value: await make() }
      return last.value
    },
  }
}

const DAMAGED = ['RepositoryDamaged', 'ObjectMissing']

type Doing<T> = (mirror: Mirror) => Promise<T>

/** Works with the mirror of an address; one that proves damaged is thrown away and made anew, once (faults G10). */
function createMirrored(address: RemoteAddress, { mirrors, timeoutMs: deadlineMs, silenceMs, auth }: Settings) {
  const options = { deadlineMs, silenceMs, auth }
  const kept = mirrors === undefined ? undefined : openMirror(address, mirrors, options)
  return async <T>(work: Doing<T>): Promise<T> => {
    if (kept === undefined) return inTemporaryFolder((folder) => work(openMirror(address, folder, options)))
    try {
      return await work(kept)
    } catch (error) {
      if (!(error instanceof SourceError) || !DAMAGED.includes(error.code)) throw error
      kept.discard()
      return await work(kept)
    }
  }
}

async function inTemporaryFolder<T>(work: (folder: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'charter-'))
  try {
    return await work(folder)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
