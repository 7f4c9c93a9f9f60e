import { sha256 } from '../lib/digest.ts'
import type { Entry, ErasedChange, Recorded } from '../model/ledger.ts'
import type { Sealed } from './entry.ts'
import type { ChangeText } from './text.ts'

/**
 * The lines of the ledger (docs/ledger.md). The first line of a file is `HEADER`. An entry is one line:
 * its own canonical JSON, with a tab before and after each property that its hash leaves out (bodies, salts, the hash).
 * Canonical JSON holds no raw tab, so what is under the hash is every second piece of `line.split('\t')`, and an entry
 * is verified without writing its JSON again. An entry longer than `LINE_LENGTH` gives its changes to `part` lines before
 * it and says how many in `parts`; without that closing line they count for nothing. Every line but the first of an
 * append carries `group`, the number of the append's first entry.
 */
export const HEADER = '{"format":1,"ledger":"charter","previous":"","seq":0}'

/** The length, in characters, beyond which an entry is written as several lines. */
export const LINE_LENGTH = 4 * 1024 * 1024

/** What a line of the ledger turned out to be; `broken` lines say in `reason` what they are not. */
export type Line = PartLine | EntryLine | { readonly type: 'broken'; readonly reason: string }

/** Changes of an entry that is not closed yet; `covered` is what the entry's hash covers of them. */
export interface PartLine {
  readonly type: 'part'
  readonly part: number
  readonly seq: number
  readonly group: number | undefined
  readonly changes: readonly (Recorded | ErasedChange)[]
  readonly covered: string
}

/** An entry, or the closing line of one in `parts`; what its hash covers of the parts stands between the two texts. */
export interface EntryLine {
  readonly type: 'entry'
  readonly entry: Entry
  readonly parts: number | undefined
  readonly group: number | undefined
  readonly covered: readonly [string, string]
}

/** The lines of an entry, without line ends; `group` is absent where the entry is the first of its append. */
export function linesOf({ entry, text }: Sealed, group?: number, limit = LINE_LENGTH): readonly string[] {
  const changes = text.changes.map(lineOfChange)
  const close = (items: string, parts?: number, within?: number): string => {
    const hash = `"hash":"${entry.hash}",`
    const rest = `${parts === undefined ? '' : `"parts":${parts},`}${within === undefined ? '' : `"group":${within},`}`
    return `${text.before}${items}${text.between}\t${hash}${rest}\t${text.after}`
  }
  if (changes.reduce((sum, change) => sum + change.length, 0) <= limit)
    return [close(changes.join(','), undefined, group)]
  const parts = packed(changes, limit).map((items, index) => {
    const within = group ?? (index === 0 ? undefined : entry.seq)
    return `{"part":${index + 1},"seq":${entry.seq},${within === undefined ? '' : `"group":${within},`}"changes":[${items}]}`
  })
  return [...parts, close('\t\t', parts.length, group ?? entry.seq)]
}

function lineOfChange({ left, body, middle, salt, right }: ChangeText): string {
  return `${left}\t"body":${body},\t${middle}\t"salt":"${salt}",\t${right}`
}

/** Joins neighbours as long as they stay below the limit together. */
function packed(items: readonly string[], limit: number): readonly string[] {
  const packs: string[][] = []
  let room = 0
  for (const item of items) {
    const last = packs.at(-1)
    if (last === undefined || item.length > room) {
      packs.push([item])
      room = limit - item.length
    } else {
      last.push(item)
      room -= item.length
    }
  }
  return packs.map((pack) => pack.join(','))
}

const NOT_AN_ENTRY: Line = { type: 'broken', reason: 'is not an entry' }
/** A line of a format that this version does not know. */
export const NEWER = { type: 'broken', reason: 'was written by a newer version of Charter' } as const
const PART = /^\{"part":(\d+),"seq":(\d+),(?:"group":(\d+),)?"changes":\[/
const GROUP = /\t"hash":"[0-9a-f]{64}",(?:"parts":\d+,)?"group":(\d+),\t/
const ENVELOPE = /^"hash":"[0-9a-f]{64}",(?:"parts":(\d+),)?(?:"group":(\d+),)?$/

/** Reads a line; the bodies in it match their digests, and the line is exactly as `linesOf` writes it but for what the hash covers. */
export function readLine(text: string): Line {
  const value = parsed(text)
  if (value === undefined) return NOT_AN_ENTRY
  const part = PART.exec(text)
  const pieces = text.split('\t')
  return part === null ? readEntry(value, pieces) : readPart(value, pieces, part)
}

/**
 * The line without the bodies and the salts of the changes of these resources; what the hash covers stays as it is. The
 * line has been verified, and may lack some of them already.
 */
export function withoutBodies(text: string, uids: ReadonlySet<string>): string {
  const { changes } = JSON.parse(text) as Pick<Entry, 'changes'>
  const pieces = text.split('\t')
  let kept = pieces[0] ?? ''
  let at = 1
  for (const { uid } of notErased(changes)) {
    const [body, middle, salt, right] = pieces.slice(at, at + 4)
    kept += uids.has(uid) ? `${middle}${right}` : `\t${body}\t${middle}\t${salt}\t${right}`
    at += 4
  }
  return [kept, ...pieces.slice(at)].join('\t')
}

/** The group that a line says it belongs to, also where the rest of it cannot be read; `undefined` where it begins an append. */
export function groupOf(text: string): number | undefined {
  return numberIn(PART.exec(text)?.[3] ?? GROUP.exec(text)?.[1])
}

function readEntry(value: WrittenEntry, pieces: readonly string[]): Line {
  if (typeof value.format === 'number' && value.format > 1) return NEWER
  const envelope = ENVELOPE.exec(pieces.at(-2) ?? '')
  if (envelope === null || pieces.length < 3) return NOT_AN_ENTRY
  const [parts, group] = envelope.slice(1).map(numberIn)
  const entry = parts === undefined && group === undefined ? value : entryIn(value)
  if (parts === undefined) {
    const kept = notErased(entry.changes)
    if (pieces.length !== 4 * kept.length + 3 || !hasItsBodies(kept, pieces)) return NOT_AN_ENTRY
    return { type: 'entry', entry, parts, group, covered: [coveredOf(pieces), ''] }
  }
  const [before, gap, between, , after] = pieces
  if (entry.changes.length > 0 || pieces.length !== 5 || gap !== '') return NOT_AN_ENTRY
  return { type: 'entry', entry, parts, group, covered: [before ?? '', `${between}${after}`] }
}

function readPart({ changes }: Entry, pieces: readonly string[], head: RegExpExecArray): Line {
  const kept = notErased(changes)
  if (pieces.length !== 4 * kept.length + 1 || !pieces.at(-1)?.endsWith(']}')) return NOT_AN_ENTRY
  if (!hasItsBodies(kept, pieces)) return NOT_AN_ENTRY
  const [part = 0, seq = 0, group] = head.slice(1).map(numberIn)
  return { type: 'part', part, seq, group, changes, covered: coveredOf(pieces).slice(head[0].length, -2) }
}

/** An entry as its line has it, with what only the line needs. */
type WrittenEntry = Entry & { readonly parts?: number; readonly group?: number }

function entryIn({ parts, group, ...entry }: WrittenEntry): Entry {
  return entry
}

function coveredOf(pieces: readonly string[]): string {
  let covered = ''
  for (let index = 0; index < pieces.length; index += 2) covered += pieces[index]
  return covered
}

/** The changes that have a body and a salt; of one that was erased only what the hash covers stands in the line. */
function notErased(changes: readonly (Recorded | ErasedChange)[]): readonly Recorded[] {
  return changes.filter((change): change is Recorded => change.body !== undefined || change.salt !== undefined)
}

function hasItsBodies(changes: readonly Recorded[], pieces: readonly string[]): boolean {
  return changes.every(({ salt, digest }, index) => {
    const body = pieces[4 * index + 1] ?? ''
    if (!body.startsWith('"body":') || !body.endsWith(',') || pieces[4 * index + 3] !== `"salt":"${salt}",`)
      return false
    return sha256(salt + body.slice('"body":'.length, -1)) === digest
  })
}

function numberIn(text: string | undefined): number | undefined {
  return text === undefined ? undefined : Number(text)
}

function parsed(text: string): WrittenEntry | undefined {
  try {
    const value: unknown = JSON.parse(text)
    const isEntry =
      isObject(value) &&
      'changes' in value &&
      Array.isArray(value.changes) &&
      value.changes.every(isObject) &&
      hasEvidence(value)
    return isEntry ? (value as WrittenEntry) : undefined
  } catch {
    return undefined
  }
}

/** What an entry rests on is an object, where it stands there; everybody who reads it takes that for granted. */
function hasEvidence(value: object): boolean {
  return !('evidence' in value) || isObject(value.evidence)
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null
}
