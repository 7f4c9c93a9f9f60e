import { type ChangeList, takeChanges } from './changes.ts'
import { Cursor } from './cursor.ts'
import type { LineContent } from './form.ts'
import { BYTES, literalEnd, memberValue, UNDECIDED, valueEnd } from './scan.ts'

/**
 * What a line holds that is written exactly as an entry or a part of one is (docs/ledger.md, "Lines"), and whose bodies
 * match their digests; `shell` is the JSON of the line without its changes.
 */
export interface QuickLine {
  readonly shell: string
  readonly content: LineContent
}

const CHANGES = Buffer.from('"changes":[')
const HASH = Buffer.from('\t"hash":"')
const HASH_END = Buffer.from('",')
const PARTS = Buffer.from('"parts":')
const GROUP = Buffer.from('"group":')
/** What an entry says between the tabs, or not at all. */
const RESERVED = ['group', 'hash', 'part', 'parts'].map((name) => Buffer.from(`"${name}":`))
const PART = /^\{"part":[1-9]\d*,"seq":[1-9]\d*,(?:"group":[1-9]\d*,)?"changes":\[/
const PART_LENGTH = 100
const HASH_LENGTH = 64
const NOTHING = Buffer.alloc(0)
const { tab, comma, openObject, closeObject } = BYTES

/**
 * Reads the bytes of a line, which are UTF-8, in one pass, many times faster than reading its JSON and writing it again.
 * It confirms lines as Charter writes them, and never one that the long way would refuse (line.ts). `undefined` says
 * nothing: the line may be written in a way that is rare, or wrong, and the long way has to find out which.
 */
export function quickLine(bytes: Buffer): QuickLine | undefined {
  const cursor = new Cursor(bytes)
  const head = PART.exec(bytes.toString('latin1', 0, PART_LENGTH))?.[0]
  const found = head === undefined ? takeEntry(cursor) : takePart(cursor, head.length)
  if (found === undefined || cursor.at !== bytes.length) return undefined
  const { list, before, after } = found
  const { open, close, count, erased, isElsewhere, cuts } = list
  const covered: LineContent['covered'] = isElsewhere
    ? [gathered(bytes, before), gathered(bytes, after)]
    : [gathered(bytes, [...before, ...cuts, ...after]), NOTHING]
  return {
    shell: bytes.toString('utf8', 0, open) + bytes.toString('utf8', close),
    content: { count, erased, covered },
  }
}

/** The changes of a line, and where what the hash covers before and after them begins and ends, by turns. */
interface Found {
  readonly list: ChangeList
  readonly before: readonly number[]
  readonly after: readonly number[]
}

function takePart(cursor: Cursor, head: number): Found | undefined {
  cursor.at = head
  const list = takeChanges(cursor)
  if (list === undefined || list.isElsewhere || !cursor.takeByte(closeObject)) return undefined
  return { list, before: [], after: [] }
}

/** The members of an entry: in order, each name once. */
function takeEntry(cursor: Cursor): Found | undefined {
  const { bytes } = cursor
  let list: ChangeList | undefined
  let hash: readonly [number, number] | undefined
  if (!cursor.takeByte(openObject)) return undefined
  for (let before = UNDECIDED; ; ) {
    const isHash = bytes[cursor.at] === tab
    const name = isHash ? cursor.at + 1 : cursor.at
    const value = memberValue(bytes, name, before)
    if (value === UNDECIDED) return undefined
    before = name
    if (isHash) {
      hash = takeHash(cursor, list)
      if (hash === undefined) return undefined
      continue
    }
    if (cursor.take(CHANGES)) {
      list = takeChanges(cursor)
      if (list === undefined) return undefined
    } else if (isReserved(cursor) || !cursor.moveTo(valueEnd(bytes, value))) return undefined
    if (cursor.takeByte(closeObject)) {
      if (list === undefined || hash === undefined) return undefined
      return { list, before: [0, list.open], after: [list.close, ...hash, cursor.at] }
    }
    if (!cursor.takeByte(comma)) return undefined
  }
}

function isReserved({ bytes, at }: Cursor): boolean {
  return RESERVED.some((name) => literalEnd(bytes, at, name) !== UNDECIDED)
}

/** Where the hash begins and ends, with what only the line needs, and the tabs around. */
function takeHash(cursor: Cursor, list: ChangeList | undefined): readonly [number, number] | undefined {
  const from = cursor.at
  if (!cursor.take(HASH) || !cursor.takeHex(HASH_LENGTH) || !cursor.take(HASH_END)) return undefined
  const isInParts = cursor.take(PARTS)
  if (isInParts !== list?.isElsewhere || (isInParts && !takeNumber(cursor))) return undefined
  if (cursor.take(GROUP) && !takeNumber(cursor)) return undefined
  return cursor.takeByte(tab) ? [from, cursor.at] : undefined
}

/** Any value in canonical JSON, with its comma; that it is a number is found out with the shell of the line. */
function takeNumber(cursor: Cursor): boolean {
  return cursor.takeValue() && cursor.takeByte(comma)
}

/** The bytes between places where they begin and end, by turns. */
function gathered(bytes: Buffer, cuts: readonly number[]): Buffer {
  let length = 0
  for (let index = 0; index < cuts.length; index += 2) length += Number(cuts[index + 1]) - Number(cuts[index])
  const all = Buffer.allocUnsafe(length)
  let at = 0
  for (let index = 0; index < cuts.length; index += 2) at += bytes.copy(all, at, cuts[index], cuts[index + 1])
  return all
}
