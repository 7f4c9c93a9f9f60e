import { createHash } from 'node:crypto'
import type { FileRecord, HeldIdentity, Settled, SourceRecord, SourceUpdate } from '../model/inventory.ts'
import type { Key } from '../model/resource.ts'

/**
 * The lines of `inventory.ndjson`: a header; then parts, each made of what was read of some sources (a line for the source,
 * then one for each file that differs) and closed by a line with what is settled and a SHA-256 over the digest of the part
 * before and this part's lines. A part that is not closed was not written to its end.
 */
export const INVENTORY_HEADER = '{"format":1}'

const LINE_END = 0x0a
const CLOSING = Buffer.from('{"digest":')
const SOURCE = Buffer.from('{"source":')

/** What a file held, how long its good part is, and the digest of its last part. */
export interface ReadInventory {
  readonly records: ReadonlyMap<string, SourceRecord>
  readonly settled: Settled | undefined
  readonly length: number
  readonly digest: string
}

/** The lines of updates, without the closing one. */
export function* linesOf(updates: Iterable<SourceUpdate>): Generator<string, undefined> {
  for (const { source, revision, applied, from, files } of updates) {
    yield JSON.stringify({ source, revision, applied: applied ?? null, from: from ?? null })
    for (const [path, record] of files) yield fileLine(path, record)
  }
}

function fileLine(path: string, record: FileRecord | undefined): string {
  if (record === undefined) return JSON.stringify([path])
  return JSON.stringify([path, record.stamp, record.isKnown, record.held.map(({ key, line }) => [key, line])])
}

/** The line that closes a part, with its line end. */
export function closingLine(settled: Settled | undefined, digest: string): string {
  return `${JSON.stringify({ digest, settled: settled ?? null })}\n`
}

/**
 * Reads the bytes of an inventory; gives `undefined` where they are damaged or of another format. Files are parsed when
 * somebody asks for them: a start that needs none costs little more than the digest.
 */
export function readInventory(bytes: Buffer): ReadInventory | undefined {
  try {
    return partsOf(bytes)
  } catch {
    // A line that is no JSON.
    return undefined
  }
}

function partsOf(bytes: Buffer): ReadInventory | undefined {
  const records = new Map<string, Lazy>()
  let settled: Settled | undefined
  let [length, digest] = [0, '']
  let open: { source: SourceLine; from: number; to: number }[] = []
  let isFirst = true
  for (
    let start = 0, end = bytes.indexOf(LINE_END);
    end !== -1;
    start = end + 1, end = bytes.indexOf(LINE_END, start)
  ) {
    if (isFirst && bytes.toString('utf8', start, end) !== INVENTORY_HEADER) return undefined
    if (startsWith(bytes, start, SOURCE)) {
      open.push({ source: JSON.parse(bytes.toString('utf8', start, end)), from: end + 1, to: end + 1 })
    } else if (startsWith(bytes, start, CLOSING)) {
      const closing = JSON.parse(bytes.toString('utf8', start, end)) as { digest: string; settled: Settled | null }
      const hash = createHash('sha256').update(digest).update(bytes.subarray(length, start)).digest('hex')
      if (hash !== closing.digest) return undefined
      for (const { source, from, to } of open) addPart(records, source, bytes.subarray(from, to))
      settled = closing.settled ?? undefined
      open = []
      length = end + 1
      digest = hash
    } else {
      const last = open.at(-1)
      if (last !== undefined) last.to = end + 1
      else if (!isFirst) return undefined
    }
    isFirst = false
  }
  return { records, settled, length, digest }
}

function startsWith(bytes: Buffer, start: number, word: Buffer): boolean {
  return bytes.compare(word, 0, word.length, start, Math.min(start + word.length, bytes.length)) === 0
}

interface SourceLine {
  readonly source: string
  readonly revision: string
  readonly applied: string | null
  readonly from: string | null
}

function addPart(records: Map<string, Lazy>, { source, revision, applied, from }: SourceLine, part: Buffer): void {
  const before = from === null ? [] : (records.get(source)?.parts ?? [])
  records.set(source, new Lazy(revision, applied ?? undefined, [...before, part]))
}

/** The record of a source whose files are parsed when they are first asked for. */
class Lazy implements SourceRecord {
  readonly revision: string
  readonly applied: string | undefined
  readonly parts: readonly Buffer[]
  #files: ReadonlyMap<string, FileRecord> | undefined

  constructor(revision: string, applied: string | undefined, parts: readonly Buffer[]) {
    this.revision = revision
    this.applied = applied
    this.parts = parts
  }

  get files(): ReadonlyMap<string, FileRecord> {
    this.#files ??= filesIn(this.parts)
    return this.#files
  }
}

type FileLine = readonly [path: string, stamp?: string, isKnown?: boolean, held?: readonly [Key, number][]]

function filesIn(parts: readonly Buffer[]): ReadonlyMap<string, FileRecord> {
  const files = new Map<string, FileRecord>()
  for (const part of parts) {
    for (
      let start = 0, end = part.indexOf(LINE_END);
      end !== -1;
      start = end + 1, end = part.indexOf(LINE_END, start)
    ) {
      const [path, stamp, isKnown, held = []] = JSON.parse(part.toString('utf8', start, end)) as FileLine
      if (stamp === undefined) files.delete(path)
      else files.set(path, { stamp, isKnown: isKnown === true, held: held.map(identityIn) })
    }
  }
  return files
}

function identityIn([key, line]: readonly [Key, number]): HeldIdentity {
  return { key, line }
}
