// What `JSON.stringify` leaves as it is, though it can move a cursor or hide text on a terminal.
const UNSAFE = /[\u007f-\u009f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/g

/** So many characters are gathered before they are given away. */
const CHUNK = 64 * 1024

/** Objects and lists down to this depth are written item by item, what lies deeper is written whole. */
const DEPTH = 5

/** A list whose items are made whenever it is walked through; for `JSON.stringify` it is a list like any other. */
export interface MadeList extends Iterable<unknown> {
  toJSON(): readonly unknown[]
}

/** A list of what a walk gives. */
export function madeList(walk: () => Iterable<unknown>): MadeList {
  return { [Symbol.iterator]: () => walk()[Symbol.iterator](), toJSON: () => [...walk()] }
}

/** The text of `jsonText` in pieces, for what is longer than a text can be; made lists are never held whole. */
export function* jsonTexts(value: unknown): Generator<string, undefined> {
  for (const chunk of chunksOf(value, INDENTED)) yield printable(chunk)
  yield '\n'
}

/** The text of `JSON.stringify`, on one line, in pieces as those of `jsonTexts`. */
export function lineTexts(value: unknown): Iterable<string> {
  return chunksOf(value, ON_ONE_LINE)
}

/** What stands between the parts of a value: the end of a line, how far each level stands in, and what follows a name. */
interface Layout {
  readonly end: string
  readonly step: string
  readonly colon: string
}

const INDENTED: Layout = { end: '\n', step: '  ', colon: ': ' }
const ON_ONE_LINE: Layout = { end: '', step: '', colon: ':' }

function* chunksOf(value: unknown, layout: Layout): Generator<string, undefined> {
  let chunk = ''
  for (const piece of piecesOf(value, layout)) {
    chunk += piece
    if (chunk.length < CHUNK) continue
    yield chunk
    chunk = ''
  }
  yield chunk
}

function* piecesOf(value: unknown, layout: Layout, indent = layout.end, depth = DEPTH): Generator<string, undefined> {
  if (depth === 0 || typeof value !== 'object' || value === null) {
    // JSON escapes line ends in texts: each one here is its own.
    yield (JSON.stringify(value, null, layout.step) ?? 'null').replaceAll('\n', indent)
    return
  }
  const isList = Symbol.iterator in value
  const within = `${indent}${layout.step}`
  let between = `${isList ? '[' : '{'}${within}`
  let isEmpty = true
  for (const [name, item] of isList ? unnamed(value as Iterable<unknown>) : Object.entries(value)) {
    if (item === undefined && !isList) continue
    yield name === undefined ? between : `${between}${JSON.stringify(name)}${layout.colon}`
    yield* piecesOf(item, layout, within, depth - 1)
    between = `,${within}`
    isEmpty = false
  }
  const [open, close] = isList ? '[]' : '{}'
  yield isEmpty ? `${open}${close}` : `${indent}${close}`
}

function* unnamed(items: Iterable<unknown>): Generator<readonly [undefined, unknown], undefined> {
  for (const item of items) yield [undefined, item]
}

/** A value as JSON over several lines, safe to print: control and bidirectional characters are escaped, the data is the same. */
export function jsonText(value: unknown): string {
  return `${printable(JSON.stringify(value, null, 2))}\n`
}

function printable(text: string): string {
  return text.replace(UNSAFE, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`)
}
