import { YAMLException } from 'js-yaml'
import type { Fault } from './fault.ts'
import type { Limits } from './limits.ts'
import { missingColon, TAB, unclosedQuote, wordsFor } from './reason.ts'

/** What an error of the YAML parser says, in our own words, at the place a person has to look at. */
export function syntaxFault(text: string, error: unknown, limits: Limits): Fault {
  const reason = error instanceof YAMLException ? error.reason : ''
  const position = error instanceof YAMLException ? (error.mark?.position ?? 0) : 0
  if (reason.startsWith('nesting exceeded')) return tooDeep(position, limits)
  const at = Math.min(position, text.length)
  const start = text.lastIndexOf('\n', at - 1) + 1
  const tab = indentingTab(text.slice(start, at + 1))
  if (tab !== undefined) return { code: 'Syntax', start: start + tab, end: start + tab + 1, ...TAB }
  const words = wordsFor(reason, text.slice(start, at), text[at] ?? '')
  const place = placeOf(text, at, reason)
  return { code: 'Syntax', start: place, end: place + 1, ...words }
}

/** The parser notices some mistakes only after the place where a person has to look. */
function placeOf(text: string, at: number, reason: string): number {
  const quote = unclosedQuote(reason)
  if (quote !== undefined) return openingQuote(text, at, quote)
  const missing = missingColon(reason)
  if (missing === undefined) return at
  const lineEnds = (text[at] ?? '\n').trim() === ''
  if (lineEnds && text.slice(text.lastIndexOf('\n', at - 1) + 1, at).trim() !== '') return lineBefore(text, at)
  return missing === 'above' ? lineBefore(text, text.lastIndexOf('\n', at - 1)) : at
}

/** The fault of lists and mappings that lie too deep inside each other. */
export function tooDeep(start: number, limits: Limits): Fault {
  const message = `lists and mappings lie more than ${limits.depth} levels inside each other`
  return { code: 'TooDeep', start, end: start + 1, message }
}

/** Where a tab stands before the first character of a line, `- ` and `? ` left aside. */
function indentingTab(line: string): number | undefined {
  const before = /^[ \t]*(?:[-?][ \t]+)*/.exec(line)?.[0] ?? ''
  const tab = before.indexOf('\t')
  return tab < 0 ? undefined : tab
}

/** The first character of the last line that is not blank before an offset. */
function lineBefore(text: string, offset: number): number {
  const end = text.slice(0, Math.max(0, offset)).trimEnd().length
  const start = text.lastIndexOf('\n', end - 1) + 1
  return start + text.slice(start, end).search(/\S|$/)
}

/** Where the quote stands that nothing closes before `end`: the last one that is neither escaped (`\"`) nor doubled (`''`). */
function openingQuote(text: string, end: number, quote: '"' | "'"): number {
  const repeated = quote === '"' ? '\\' : "'"
  let last = text.lastIndexOf(quote, end - 1)
  while (last >= 0) {
    let first = last
    while (text[first - 1] === repeated) first--
    const isOdd = (last - first) % 2 === 1
    if (!isOdd) return quote === '"' ? last : first
    last = first === 0 ? -1 : text.lastIndexOf(quote, first - 1)
  }
  return end
}
