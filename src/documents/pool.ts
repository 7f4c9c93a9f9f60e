import { availableParallelism } from 'node:os'
import type { Document, SourceText, UnreadableFile } from '../model/document.ts'
import type { Problem } from '../model/problem.ts'
import type { ApartSettings } from './batch.ts'
import { problemOf } from './fault.ts'
import { groupsOf } from './group.ts'
import type { Limits } from './limits.ts'
import { organizationsIn } from './organization.ts'
import { type Reading, readDocuments } from './read.ts'
import { type Decoded, decodeText } from './text.ts'
import { roughText } from './utf8.ts'

/** A file as a source gives it: its path inside the source, with `/`, and its bytes; `stamp` as in `SourceText`. */
export interface FileBytes {
  readonly path: string
  readonly bytes: Uint8Array
  readonly stamp?: string
}

/** What one file declares. `file` is its text where it has any; `unreadable` is set where the file declares nothing. */
export interface ReadResult {
  readonly path: string
  readonly file: SourceText | undefined
  readonly documents: readonly Document[]
  readonly problems: readonly Problem[]
  readonly unreadable: UnreadableFile | undefined
}

/**
 * When files are read apart, in characters of text: one that is longer than `largeFile`, and all of them where together
 * they are longer than `inProcess`.
 */
export interface PoolSettings extends ApartSettings {
  readonly largeFile: number
  readonly inProcess: number
}

/**
 * The settings that serve where none are given: the worst file of 256 KiB takes about 100 ms, and a new thread, which
 * has everything to warm up, needs some 16 MiB to pay for itself.
 */
export const DEFAULT_POOL: PoolSettings = {
  script: new URL(import.meta.url.endsWith('.ts') ? './worker.ts' : './worker.js', import.meta.url),
  heapMb: 256,
  deadlineMs: 10_000,
  count: Math.min(4, availableParallelism()),
  batch: 131_072,
  largeFile: 262_144,
  inProcess: 16_777_216,
}

/** The source that the files belong to, what they may cost, and pool settings that differ from `DEFAULT_POOL`. */
export interface ReadOptions {
  readonly source: string
  readonly limits: Limits
  readonly signal?: AbortSignal
  readonly pool?: Partial<PoolSettings>
}

/** How much is read before other work of this process gets its turn, in bytes or characters. */
const TURN = 65_536

/**
 * Reads files, in the order given: few small ones here, in turns; large or many ones in threads with a heap limit and a
 * deadline, so that no file can stop this process. What a thread cannot finish is a problem of that file alone. Throws
 * the signal's reason when it is aborted, and `SourceError` where no thread can be started.
 */
export async function readFiles(files: readonly FileBytes[], options: ReadOptions): Promise<readonly ReadResult[]> {
  const settings = { ...DEFAULT_POOL, ...options.pool }
  const decoded = await decodeAll(files, options)
  const texts = decoded.flatMap(({ result }) => ('file' in result ? [result.file] : []))
  const total = texts.reduce((sum, { text }) => sum + text.length, 0)
  const isApart = ({ text }: SourceText): boolean => total > settings.inProcess || text.length > settings.largeFile
  const here = texts.filter((file) => !isApart(file))
  const apart = texts.filter(isApart)
  const [near, far] = await Promise.all([readHere(here, options), readAway(apart, settings, options)])
  return decoded.map(({ given, result }) => {
    if ('problem' in result) return undecoded(given, result.problem)
    return read(result.file, near.get(result.file) ?? far.get(result.file) ?? notRead(result.file))
  })
}

interface DecodedFile {
  readonly given: FileBytes
  readonly result: Decoded
}

async function decodeAll(
  files: readonly FileBytes[],
  { source, limits, signal }: ReadOptions,
): Promise<readonly DecodedFile[]> {
  const decoded: DecodedFile[] = []
  for (const turn of groupsOf(files, TURN, ({ bytes }) => bytes.byteLength)) {
    for (const given of turn) decoded.push({ given, result: decodeGiven(source, given, limits) })
    await pause(signal)
  }
  return decoded
}

function decodeGiven(source: string, { path, bytes, stamp }: FileBytes, limits: Limits): Decoded {
  const result = decodeText(source, path, bytes, limits)
  return stamp === undefined || !('file' in result) ? result : { file: { ...result.file, stamp } }
}

/** What reads in threads is loaded where there is something for them to read: most commands start without its cost. */
async function readAway(
  files: readonly SourceText[],
  settings: PoolSettings,
  { limits, signal }: ReadOptions,
): Promise<ReadonlyMap<SourceText, Reading>> {
  if (files.length === 0) return new Map()
  const { readApart } = await import('./batch.ts')
  return readApart(files, settings, limits, signal)
}

async function readHere(
  files: readonly SourceText[],
  { limits, signal }: ReadOptions,
): Promise<ReadonlyMap<SourceText, Reading>> {
  const readings = new Map<SourceText, Reading>()
  for (const turn of groupsOf(files, TURN, ({ text }) => text.length)) {
    for (const file of turn) readings.set(file, readDocuments(file, limits))
    await pause(signal)
  }
  return readings
}

/** Lets other work of this process have its turn. */
async function pause(signal: AbortSignal | undefined): Promise<void> {
  await new Promise((resolve) => setImmediate(resolve))
  signal?.throwIfAborted()
}

function read(file: SourceText, { documents, problems, unreadable }: Reading): ReadResult {
  const { path, text } = file
  const organizations = unreadable ? organizationsIn(text) : []
  return { path, file, documents, problems, unreadable: unreadable ? { path, organizations } : undefined }
}

/** A file that no reading came back for must never look like one that declares nothing. */
function notRead(file: SourceText): Reading {
  const message = 'the file was not read to its end'
  const problem = problemOf(file, { code: 'Unreadable', start: 0, end: 1, message })
  return { documents: [], problems: [problem], unreadable: true }
}

/** Bytes that are no text: names are looked for all the same, unless there are too many bytes to look at. */
function undecoded({ path, bytes }: FileBytes, problem: Problem): ReadResult {
  const organizations = problem.code === 'TooLarge' ? [] : organizationsIn(roughText(bytes))
  return { path, file: undefined, documents: [], problems: [problem], unreadable: { path, organizations } }
}
