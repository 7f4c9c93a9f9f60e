import { isUtf8 } from 'node:buffer'
import { sha256 } from '../../lib/digest.ts'
import { StoreError } from '../../model/errors.ts'
import { jsonOf } from '../json.ts'
import { NEWER } from '../line.ts'
import {
  contentOf,
  entryLine,
  isEntry,
  isObject,
  isPart,
  type LineContent,
  partLine,
  type WrittenChange,
  type WrittenEntry,
  type WrittenPart,
} from './form.ts'
import { quickLine } from './quick.ts'

/** What is wrong with a line, and where that can be said, what is recorded (`expected`) and what was `found` instead. */
export interface Wrong {
  readonly message: string
  readonly expected?: string
  readonly found?: string
}

/** What is wrong with a ledger: the entry that should stand there, and the place; a `line` is counted from 1 in its file. */
export interface Flaw extends Wrong {
  readonly seq: number
  readonly file?: string
  readonly line?: number
}

/** A line that stands as the ledger writes it and whose bodies match their digests, or what is wrong with it. */
export type Examined =
  | { readonly type: 'entry'; readonly entry: WrittenEntry; readonly content: LineContent }
  | { readonly type: 'part'; readonly part: WrittenPart; readonly content: LineContent }
  | { readonly type: 'wrong'; readonly wrong: Wrong }

const EXCERPT_LENGTH = 60

/**
 * Examines the bytes of one line for itself, without the lines around it. `changes` of what it gives may be empty unless
 * `withChanges`; their number always stands in the content. Throws `StoreError` where a newer version of Charter has
 * written it.
 */
export function examineLine(bytes: Buffer, withChanges = false): Examined {
  if (!isUtf8(bytes)) return wrong({ message: 'is not UTF-8' })
  const quick = quickLine(bytes)
  const value = parsed(quick === undefined || withChanges ? bytes.toString('utf8') : quick.shell)
  // Reading again what has been written in full is strict, and slow: it is left to what is rare, and to what is wrong.
  return confirmed(value, quick?.content) ?? examineText(bytes.toString('utf8'))
}

/** A line whose writing and whose bodies have been checked already; `undefined` where its fields are not the right ones. */
function confirmed(value: unknown, content: LineContent | undefined): Examined | undefined {
  if (content === undefined || !isObject(value)) return undefined
  if ('part' in value) return isPart(value) ? { type: 'part', part: value, content } : undefined
  return isEntry(value) ? { type: 'entry', entry: value, content } : undefined
}

function examineText(text: string): Examined {
  const value = parsed(text)
  if (!isObject(value)) return wrong({ message: 'is not a JSON object' })
  requireKnownFormat(value.format)
  if ('part' in value) {
    if (!isPart(value)) return wrong({ message: 'is not a part of an entry' })
    const flaw = wrongForm(text, () => partLine(value)) ?? wrongBody(value.changes)
    return flaw ?? { type: 'part', part: value, content: contentOf(text, value) }
  }
  if (!isEntry(value)) return wrong({ message: 'is not an entry' })
  const flaw = wrongForm(text, () => entryLine(value)) ?? wrongBody(value.changes)
  return flaw ?? { type: 'entry', entry: value, content: contentOf(text, value) }
}

/** What is wrong with the first line of a file, which has to be exactly this one. Throws `StoreError` as `examineLine`. */
export function wrongHeader(bytes: Buffer, expected: string): Wrong | undefined {
  const text = bytes.toString('utf8')
  if (text === expected) return undefined
  const value = parsed(text)
  if (isObject(value)) requireKnownFormat(value.format)
  return { message: 'is not the first line that this file should have', expected, found: text.slice(0, 200) }
}

function requireKnownFormat(format: unknown): void {
  if (typeof format !== 'number' || format <= 1) return
  throw new StoreError('StateNewer', `the ledger ${NEWER.reason}`, 'verify it with that version')
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function wrong(what: Wrong): Examined {
  return { type: 'wrong', wrong: what }
}

/** Writing again what was read has to give the same line: nothing is said twice, and nothing in another way. */
function wrongForm(text: string, write: () => string): Examined | undefined {
  const expected = written(write)
  if (expected === text) return undefined
  if (expected === undefined) return wrong({ message: 'holds a value that canonical JSON cannot hold' })
  let at = 0
  while (text[at] === expected[at]) at++
  const from = Math.max(0, at - EXCERPT_LENGTH / 2)
  const excerpt = (whole: string): string => whole.slice(from, from + EXCERPT_LENGTH)
  return wrong({
    message: `is not written as the ledger writes it, from character ${at + 1} on`,
    expected: excerpt(expected),
    found: excerpt(text),
  })
}

/** `undefined` for what canonical JSON cannot hold, or holds too deep. */
function written(write: () => string): string | undefined {
  try {
    return write()
  } catch {
    return undefined
  }
}

function wrongBody(changes: readonly WrittenChange[]): Examined | undefined {
  for (const [index, { salt, body, digest }] of changes.entries()) {
    if (body === undefined) continue
    const found = sha256(salt + jsonOf(body))
    if (found !== digest) {
      return wrong({ message: `the body of change ${index + 1} does not match its digest`, expected: digest, found })
    }
  }
  return undefined
}
