/** What is wrong with a text, and how to mend it. */
export interface Words {
  readonly message: string
  readonly help: string
}

const INDENT: Words = {
  message: 'this line is not indented like its neighbours',
  help: 'fields of one mapping, and items of one list, start in the same column',
}
const STRAY: Words = {
  message: 'this does not belong to what stands before it',
  help: 'check the indentation and the quotes here and on the line above; separate documents by a line ---',
}
const OPEN: Words = {
  message: 'a quote, a [ or a { from before is still open here',
  help: 'close it, or indent this line',
}
const BRACKET: Words = { message: 'a list [ or mapping { is not closed', help: 'close it with ] or }' }
const QUOTE: Words = { message: 'a text in quotes is not closed', help: 'end it with the quote it begins with' }
const FIELD: Words = {
  message: 'this line is no field: it has no colon with a space after it',
  help: 'write name: value',
}
const TAG: Words = { message: 'YAML tags (!) are not allowed', help: 'put text that begins with ! in quotes' }
const ANCHOR: Words = {
  message: 'an anchor (&) or alias (*) is not written right',
  help: 'put text that begins with & or * in quotes',
}
const DIRECTIVE: Words = {
  message: 'a line that begins with % is not allowed here',
  help: 'take it away, or put the text in quotes',
}
const BLOCK: Words = {
  message: 'the first line of a text block (| or >) is not written right',
  help: 'write | or > alone and the text below it, indented',
}
const ESCAPE: Words = {
  message: 'a backslash in double quotes begins no known escape',
  help: 'write \\\\ for a backslash, or use single quotes',
}
const CONTROL: Words = { message: 'a control character is not allowed here', help: 'delete it' }
const COMMA: Words = {
  message: 'a comma or a closing bracket is missing before this',
  help: 'separate items by commas; put text that holds , [ ] { } in quotes',
}
const NOTHING: Words = { message: 'a comma follows nothing', help: 'take it away, or put the text in quotes' }
const COLON: Words = { message: 'a value cannot hold a second colon', help: 'put the value in quotes' }
const RESERVED: Words = { message: 'a text cannot begin with this character', help: 'put the text in quotes' }
const UNOPENED: Words = { message: 'a closing bracket closes nothing', help: 'take it away, or put the text in quotes' }
const AFTER_QUOTE: Words = {
  message: 'text stands after a closing quote',
  help: 'put the whole value in quotes; double a single quote inside single quotes',
}
/** The words for a tab where only spaces may stand. */
export const TAB: Words = { message: 'a tab must not be used to indent', help: 'indent with spaces' }
const OTHERWISE: Words = { message: 'this is not YAML', help: STRAY.help }

/** How the parser's reasons begin (its text may quote the file, so it is never shown). */
const REASONS: readonly (readonly [string, Words])[] = [
  ['bad indentation of a', INDENT],
  ['end of the stream or a document separator', STRAY],
  ['tab characters', TAB],
  ['deficient indentation', OPEN],
  ['unexpected end of the stream within a flow', BRACKET],
  ['unexpected end of the stream within a verbatim', TAG],
  ['unexpected end of the', QUOTE],
  ['can not read a block mapping entry', FIELD],
  ["expected ':'", FIELD],
  ['a whitespace character is expected', FIELD],
  ['missed comma', COMMA],
  ['expected the node content', NOTHING],
  ['a line break is expected', BLOCK],
  ['bad explicit indentation', BLOCK],
  ['repeat of', BLOCK],
  ['unknown escape', ESCAPE],
  ['expected hexadecimal', ESCAPE],
  ['expected valid JSON character', CONTROL],
  ['the stream contains non-printable', CONTROL],
  ['null byte', CONTROL],
  ['duplication of a tag', TAG],
  ['named tag', TAG],
  ['tag ', TAG],
  ['undeclared tag', TAG],
  ['duplication of an anchor', ANCHOR],
  ['name of an a', ANCHOR],
  ['alias node', ANCHOR],
  ['TAG directive', DIRECTIVE],
  ['YAML directive', DIRECTIVE],
  ['directive', DIRECTIVE],
  ['duplication of %YAML', DIRECTIVE],
  ['ill-formed', DIRECTIVE],
  ['there is a previously', DIRECTIVE],
  ['unacceptable YAML version', DIRECTIVE],
]

/** Our words for a reason of the YAML parser; `before` is what stands before the place on its line, `at` its character. */
export function wordsFor(reason: string, before: string, at: string): Words {
  const words = REASONS.find(([beginning]) => reason.startsWith(beginning))?.[1] ?? OTHERWISE
  return words === INDENT || words === STRAY ? (wordsForPlace(before, at) ?? words) : words
}

/** The parser says "indentation" of nearly everything that follows a value on its line. */
function wordsForPlace(before: string, at: string): Words | undefined {
  if ('@`%'.includes(at) && at !== '') return RESERVED
  if (at === ']' || at === '}') return UNOPENED
  if (at === ',') return NOTHING
  if (before.trim() === '') return undefined
  if (at === ':' && /:\s/.test(before)) return COLON
  if (/["']\s*$/.test(before)) return AFTER_QUOTE
  return /:\s/.test(before) ? STRAY : undefined
}

/** Whether the reason is an unclosed quote, and which. */
export function unclosedQuote(reason: string): '"' | "'" | undefined {
  if (!reason.startsWith('unexpected end')) return undefined
  return reason.endsWith('single quoted scalar') ? "'" : reason.endsWith('double quoted scalar') ? '"' : undefined
}

/** Whether the reason is a missing colon, noticed on the line itself or on the one below. */
export function missingColon(reason: string): 'here' | 'above' | undefined {
  if (reason.startsWith("expected ':'")) return 'here'
  return reason.startsWith('can not read a block mapping entry') ? 'above' : undefined
}
