/**
 * Finds out over the bytes of a text, in one pass and without making a value of them, that they are canonical JSON
 * (docs/ledger.md). It only ever confirms: what is rare (escapes by number, names beyond ASCII, great depth) is left
 * undecided, like what is wrong, and whoever asks reads it the long way.
 */

/** What the functions here give in place of an end, where they do not confirm. */
export const UNDECIDED = -1

/** The bytes that JSON, and a line of the ledger, is put together with. */
export const BYTES = {
  tab: 0x09,
  quote: 0x22,
  comma: 0x2c,
  zero: 0x30,
  nine: 0x39,
  colon: 0x3a,
  openList: 0x5b,
  backslash: 0x5c,
  closeList: 0x5d,
  openObject: 0x7b,
  closeObject: 0x7d,
} as const

const DEEPEST = 64
const MOST_DIGITS = 15

const { quote, comma, zero, nine, colon, openList, backslash, closeList, openObject, closeObject } = BYTES
// Tables of all bytes: one look is several times cheaper than a comparison for each exception.
const PLAIN = tableOf((byte) => byte >= 0x20 && byte !== quote && byte !== backslash)
const IN_NAME = tableOf((byte) => byte < 0x80 && PLAIN[byte] === 1)
const IN_NUMBER = tableOf((byte) => '+-.0123456789e'.includes(String.fromCharCode(byte)))
const ESCAPED = tableOf((byte) => '"\\bfnrt'.includes(String.fromCharCode(byte)))
const LITERALS = ['true', 'false', 'null'].map((text) => Buffer.from(text))

/** Where the value that begins at a byte ends, if it is canonical JSON, else `UNDECIDED`; `bytes` are UTF-8. */
export function valueEnd(bytes: Buffer, from: number, depth = 0): number {
  const first = bytes[from]
  if (first === quote) return textEnd(bytes, from)
  if (first === openObject) return depth < DEEPEST ? objectEnd(bytes, from, depth) : UNDECIDED
  if (first === openList) return depth < DEEPEST ? listEnd(bytes, from, depth) : UNDECIDED
  for (const literal of LITERALS) if (first === literal[0]) return literalEnd(bytes, from, literal)
  return numberEnd(bytes, from)
}

/** Where the string that begins at a byte ends, behind its quote, if it is canonical; `UNDECIDED` also where there is none. */
export function textEnd(bytes: Buffer, from: number): number {
  if (bytes[from] !== quote) return UNDECIDED
  let at = from + 1
  for (;;) {
    while (PLAIN[bytes[at] as number] === 1) at++
    if (bytes[at] === quote) return at + 1
    if (bytes[at] !== backslash || ESCAPED[bytes[at + 1] as number] !== 1) return UNDECIDED
    at += 2
  }
}

/** Where a text that has to stand at a place ends, or `UNDECIDED` where another stands there. */
export function literalEnd(bytes: Buffer, from: number, literal: Buffer): number {
  for (let index = 0; index < literal.length; index++) if (bytes[from + index] !== literal[index]) return UNDECIDED
  return from + literal.length
}

/**
 * Where the value begins of a member whose name begins at a byte, if that is written in ASCII as it is and stands after
 * another, whose place is `before` (`UNDECIDED` for none); both places are those of the opening quotes.
 */
export function memberValue(bytes: Buffer, name: number, before: number): number {
  if (bytes[name] !== quote) return UNDECIDED
  let end = name + 1
  while (IN_NAME[bytes[end] as number] === 1) end++
  if (bytes[end] !== quote || bytes[end + 1] !== colon) return UNDECIDED
  return before === UNDECIDED || isAfter(bytes, name, before) ? end + 2 : UNDECIDED
}

function isAfter(bytes: Buffer, name: number, before: number): boolean {
  let index = 1
  while (bytes[name + index] === bytes[before + index] && bytes[name + index] !== quote) index++
  const byte = bytes[name + index] as number
  const other = bytes[before + index] as number
  // The quote is the end, which comes before every character.
  return byte !== quote && (other === quote || other < byte)
}

function objectEnd(bytes: Buffer, from: number, depth: number): number {
  let at = from + 1
  if (bytes[at] === closeObject) return at + 1
  for (let before = UNDECIDED; ; ) {
    const value = memberValue(bytes, at, before)
    const end = value === UNDECIDED ? UNDECIDED : valueEnd(bytes, value, depth + 1)
    if (end === UNDECIDED) return UNDECIDED
    if (bytes[end] === closeObject) return end + 1
    if (bytes[end] !== comma) return UNDECIDED
    before = at
    at = end + 1
  }
}

function listEnd(bytes: Buffer, from: number, depth: number): number {
  let at = from + 1
  if (bytes[at] === closeList) return at + 1
  for (;;) {
    const end = valueEnd(bytes, at, depth + 1)
    if (end === UNDECIDED) return UNDECIDED
    if (bytes[end] === closeList) return end + 1
    if (bytes[end] !== comma) return UNDECIDED
    at = end + 1
  }
}

function numberEnd(bytes: Buffer, from: number): number {
  let end = from
  while (IN_NUMBER[bytes[end] as number] === 1) end++
  if (isShortCount(bytes, from, end)) return end
  const text = bytes.toString('latin1', from, end)
  // ECMAScript writes a number in the one way that is canonical; what it does not read becomes another text, too.
  return String(Number(text)) === text ? end : UNDECIDED
}

/** Whether what stands there is a whole number from 0 on that no rounding reaches. */
function isShortCount(bytes: Buffer, from: number, end: number): boolean {
  if (end - from > MOST_DIGITS || end === from || (bytes[from] === zero && end > from + 1)) return false
  for (let at = from; at < end; at++) {
    const byte = bytes[at] as number
    if (byte < zero || byte > nine) return false
  }
  return true
}

function tableOf(holds: (byte: number) => boolean): Uint8Array {
  return Uint8Array.from({ length: 256 }, (_, byte) => (holds(byte) ? 1 : 0))
}
