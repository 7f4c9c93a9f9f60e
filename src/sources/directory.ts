import { createHash } from 'node:crypto'
import { lstatSync, realpathSync, statSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import type { ReadResult } from '../documents/pool.ts'
import { tooLarge } from '../documents/text.ts'
import { sha256 } from '../lib/digest.ts'
import { visible } from '../lib/text.ts'
import type { SourcePolicy } from '../model/document.ts'
import { ConfigError, SourceError } from '../model/errors.ts'
import type { Source } from '../model/ports.ts'
import { type Content, type Found, SOURCE_LIMITS, type SourceLimits } from './content.ts'
import { readRegularFile } from './file.ts'
import { isDeclaration, pathFault, twinsOf } from './path.ts'
import { pathRefused, refusal, symlinkRefused, twinRefused } from './refusal.ts'
import { makeSnapshot } from './snapshot.ts'
import { pause, type Walk, walk } from './walk.ts'

/** A folder, or one file, as a source. `name` is the owner of what it declares (`default`); see model §1, "Ownership". */
export interface DirectoryOptions {
  readonly path: string
  readonly name?: string
  /** Whether it may declare global kinds, subscriptions and entitlements (model §3, `NotPrivileged`). */
  readonly privileged?: boolean
  readonly policy?: SourcePolicy
  readonly limits?: Partial<SourceLimits>
}

const BATCH_BYTES = 64 * 1024 * 1024
const TURN_FILES = 1024

/**
 * Opens a folder as a source: every `.yaml`, `.yml` and `.json` file below it, but for hidden files and folders and
 * `node_modules`. Links are refused, never followed (a folder named by a link is that folder). Its revision is a SHA-256
 * over paths and contents. `fetch` throws `SourceError` where the folder is missing, `ConfigError` for a file of another kind.
 */
export function openDirectory(options: DirectoryOptions): Source {
  const { path, name = 'default', privileged = false, policy } = options
  const limits = { ...SOURCE_LIMITS, ...options.limits }
  // What has been read once is parsed once, as long as its bytes stay the same.
  let known = new Map<string, ReadResult>()
  return {
    name,
    async fetch(signal) {
      const place = placeOf(path)
      const before = known
      known = new Map()
      const content = contentOf(place, { name, limits, signal, known: before })
      const onRead = (result: ReadResult) => void known.set(result.path, result)
      return makeSnapshot(content, { source: name, privileged, policy, root: place.shown, limits, signal, onRead })
    },
  }
}

/** Where the files are, and the one file that was named instead of a folder. `shown` is the folder as the user typed it. */
interface Place {
  readonly folder: string
  readonly shown: string
  readonly only?: string
}

interface Settings {
  readonly name: string
  readonly limits: SourceLimits
  readonly signal: AbortSignal | undefined
  readonly known: ReadonlyMap<string, ReadResult>
}

function placeOf(path: string): Place {
  const status = statusOf(path)
  if (status?.isDirectory() === true) return { folder: realpathSync(path), shown: path }
  // A link that was named stands for its folder, but never for a file: that would be read as if it were reviewed.
  if (status !== undefined && !isDeclaration(path)) {
    throw new ConfigError(`${visible(path)} is no folder and no .yaml, .yml or .json file`)
  }
  if (status === undefined && !isLink(path)) {
    throw new SourceError('FolderNotFound', `there is no folder or file ${visible(path)}`, 'check the path')
  }
  return { folder: dirname(path), shown: dirname(path), only: basename(path) }
}

async function* contentOf(place: Place, { name, limits, signal, known }: Settings): Content {
  const { files, refused, complete } = await filesOf(place, limits.files, signal)
  const twins = twinsOf(files)
  const digest = createHash('sha256')
  let total = 0
  let bytes = 0
  let batch: Found[] = refused.map(({ path, reason }) => ({ path, problem: refusal(name, path, reason) }))
  for (const path of files) {
    const found = readOne(place.folder, path, { name, limits, twin: twins.get(path) })
    batch.push('bytes' in found ? asKnown(found, known) : found)
    digest.update(`${path}\0`).update('bytes' in found ? `${found.bytes.length}\0` : `${found.problem.code}\0`)
    if ('bytes' in found) {
      digest.update(found.bytes)
      bytes += found.bytes.length
    }
    if (bytes < BATCH_BYTES && batch.length % TURN_FILES !== 0) continue
    await pause(signal)
    if (total + bytes > limits.revisionBytes) throw tooMuch(place, limits)
    if (bytes < BATCH_BYTES) continue
    yield batch
    total += bytes
    batch = []
    bytes = 0
  }
  if (total + bytes > limits.revisionBytes) throw tooMuch(place, limits)
  yield batch
  return { revision: digest.digest('hex'), complete }
}

async function filesOf({ folder, only }: Place, most: number, signal: AbortSignal | undefined): Promise<Walk> {
  if (only === undefined) return walk(folder, most, signal)
  if (!isLink(join(folder, only))) return { files: [only], refused: [], complete: true }
  return { files: [], refused: [{ path: only, reason: symlinkRefused() }], complete: true }
}

interface Rules {
  readonly name: string
  readonly limits: SourceLimits
  readonly twin: string | undefined
}

type Read = Exclude<Found, { readonly read: ReadResult }>

/** A file with its stamp; or what was read of it before, where it holds the same bytes. */
function asKnown({ path, bytes }: Extract<Found, { readonly bytes: Uint8Array }>, known: Settings['known']): Found {
  const stamp = sha256(bytes)
  const read = known.get(path)
  return read?.file?.stamp === stamp ? { path, read } : { path, bytes, stamp }
}

function readOne(folder: string, path: string, { name, limits, twin }: Rules): Read {
  const fault = pathFault(path)
  if (fault !== undefined) return { path, problem: refusal(name, path, pathRefused(fault)) }
  if (twin !== undefined) return { path, problem: refusal(name, path, twinRefused(path, twin)) }
  const read = readRegularFile(join(folder, path), limits.fileBytes)
  if ('bytes' in read) return { path, bytes: read.bytes }
  if ('tooLarge' in read) return { path, problem: tooLarge(name, path, read.tooLarge, limits) }
  return { path, problem: refusal(name, path, read.reason) }
}

function tooMuch({ shown }: Place, { revisionBytes }: SourceLimits): SourceError {
  const message = `the files of ${visible(shown)} hold more than ${revisionBytes} bytes together`
  return new SourceError('LimitExceeded', message, 'raise limits.revisionBytes, or name a smaller folder')
}

function isLink(path: string): boolean {
  try {
    return lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink() === true
  } catch {
    return false
  }
}

function statusOf(path: string) {
  try {
    return statSync(path, { throwIfNoEntry: false })
  } catch {
    return undefined
  }
}
