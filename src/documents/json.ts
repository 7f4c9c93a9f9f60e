import { CHOMPING_MODE, COLLECTION_STYLE, EVENT_ID, type Event, SCALAR_STYLE } from 'js-yaml'
import type { Fault } from './fault.ts'
import type { Limits } from './limits.ts'
import { tooDeep } from './syntax.ts'

const SPACE = /[ \t\n\r]*/y
const PLAIN =
  /-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][-+]?[0-9]+)?(?![0-9a-zA-Z.+-])|(?:true|false|null)(?![0-9a-zA-Z_])/y
const ESCAPE = /\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})/y
const BARE = { anchorStart: -1, anchorEnd: -1, tagStart: -1, tagEnd: -1 } as const

/** The events of a text, or the one fault that stops its reading. */
export type Parsed = { readonly events: readonly Event[] } | { readonly fault: Fault }

interface Scanner {
  readonly text: string
  readonly limits: Limits
  readonly events: Event[]
  at: number
}

/**
 * Reads JSON (RFC 8259 and nothing more, at most one value) as the events that the YAML parser gives of it, so that
 * values, checks and places have one way. The first thing that is not JSON is the fault.
 */
export function jsonEvents(text: string, limits: Limits): Parsed {
  const scanner: Scanner = { text, limits, events: [], at: 0 }
  skip(scanner)
  if (scanner.at === text.length) return { events: [] }
  scanner.events.push({ type: EVENT_ID.DOCUMENT, explicitStart: false, explicitEnd: false, directives: [] })
  const fault = readValue(scanner, 0)
  if (fault !== undefined) return { fault }
  skip(scanner)
  if (scanner.at < text.length) {
    return { fault: wrong(scanner, 'a JSON file holds one value', 'put each document in a file of its own') }
  }
  scanner.events.push({ type: EVENT_ID.POP })
  return { events: scanner.events }
}

function readValue(scanner: Scanner, depth: number): Fault | undefined {
  skip(scanner)
  switch (scanner.text[scanner.at]) {
    case '[':
      return depth < scanner.limits.depth ? readList(scanner, depth + 1) : tooDeep(scanner.at, scanner.limits)
    case '{':
      return depth < scanner.limits.depth ? readFields(scanner, depth + 1) : tooDeep(scanner.at, scanner.limits)
    case '"':
      return readText(scanner)
    default:
      return readPlain(scanner)
  }
}

function readList(scanner: Scanner, depth: number): Fault | undefined {
  scanner.events.push({ type: EVENT_ID.SEQUENCE, start: scanner.at++, ...BARE, style: COLLECTION_STYLE.FLOW })
  if (take(scanner, ']')) return close(scanner)
  do {
    const fault = readValue(scanner, depth)
    if (fault !== undefined) return fault
  } while (take(scanner, ','))
  return take(scanner, ']') ? close(scanner) : wrong(scanner, 'a comma or ] is expected here')
}

function readFields(scanner: Scanner, depth: number): Fault | undefined {
  scanner.events.push({ type: EVENT_ID.MAPPING, start: scanner.at++, ...BARE, style: COLLECTION_STYLE.FLOW })
  if (take(scanner, '}')) return close(scanner)
  do {
    skip(scanner)
    if (scanner.text[scanner.at] !== '"')
      return wrong(scanner, 'a field name in double quotes is expected here', hint(scanner))
    const fault = readText(scanner) ?? readColon(scanner) ?? readValue(scanner, depth)
    if (fault !== undefined) return fault
  } while (take(scanner, ','))
  return take(scanner, '}') ? close(scanner) : wrong(scanner, 'a comma or } is expected here')
}

function readColon(scanner: Scanner): Fault | undefined {
  return take(scanner, ':') ? undefined : wrong(scanner, 'a colon is expected here')
}

function readPlain(scanner: Scanner): Fault | undefined {
  PLAIN.lastIndex = scanner.at
  if (!PLAIN.test(scanner.text)) return wrong(scanner, 'a JSON value is expected here', hint(scanner))
  scanner.events.push(scalar(scanner.at, PLAIN.lastIndex, SCALAR_STYLE.PLAIN, true))
  scanner.at = PLAIN.lastIndex
  return undefined
}

function readText(scanner: Scanner): Fault | undefined {
  const start = scanner.at++
  let isFast = true
  for (; scanner.at < scanner.text.length; scanner.at++) {
    const unit = scanner.text.charCodeAt(scanner.at)
    if (unit === 0x22) {
      scanner.events.push(scalar(start + 1, scanner.at++, SCALAR_STYLE.DOUBLE_QUOTED, isFast))
      return undefined
    }
    if (unit < 0x20)
      return wrong(scanner, 'a text in JSON cannot hold a line end, a tab or a control character', 'write \\n or \\t')
    if (unit !== 0x5c) continue
    ESCAPE.lastIndex = scanner.at
    if (!ESCAPE.test(scanner.text))
      return wrong(scanner, 'a backslash begins no known escape', 'write \\\\ for a backslash')
    isFast = false
    scanner.at = ESCAPE.lastIndex - 1
  }
  scanner.at = start
  return wrong(scanner, 'a text in quotes is not closed')
}

function scalar(valueStart: number, valueEnd: number, style: 1 | 3, fast: boolean): Event {
  return { type: EVENT_ID.SCALAR, valueStart, valueEnd, ...BARE, style, chomping: CHOMPING_MODE.CLIP, indent: -1, fast }
}

function skip(scanner: Scanner): void {
  SPACE.lastIndex = scanner.at
  SPACE.test(scanner.text)
  scanner.at = SPACE.lastIndex
}

function take(scanner: Scanner, character: string): boolean {
  skip(scanner)
  if (scanner.text[scanner.at] !== character) return false
  scanner.at++
  return true
}

function close(scanner: Scanner): undefined {
  scanner.events.push({ type: EVENT_ID.POP })
  return undefined
}

function hint(scanner: Scanner): string | undefined {
  switch (scanner.text[scanner.at]) {
    case '}':
    case ']':
      return 'take the comma before it away'
    case '/':
    case '#':
      return 'JSON has no comments: name the file .yaml to write some'
    case "'":
      return 'JSON uses double quotes'
  }
  return undefined
}

function wrong(scanner: Scanner, message: string, help?: string): Fault {
  const place = { start: scanner.at, end: scanner.at + 1 }
  return { code: 'Syntax', ...place, message, ...(help === undefined ? {} : { help }) }
}
