import { getScalarValue, type MappingEvent, SCALAR_STYLE, type ScalarEvent, type SequenceEvent } from 'js-yaml'
import type { Json } from '../model/resource.ts'
import { type Builder, report } from './builder.ts'
import type { Fault } from './fault.ts'
import { numberFault, plainValue } from './plain.ts'
import { scalarSpan } from './span.ts'

/** The value of a scalar under the core schema of YAML 1.2; what must not be used is reported. */
export function scalarValue(builder: Builder, event: ScalarEvent): Json {
  const text = getScalarValue(builder.text, event)
  builder.characters += text.length
  if (event.tagStart >= 0 && !isTextTag(builder.text.slice(event.tagStart, event.tagEnd))) {
    report(builder, () => tagFault(event))
    return text
  }
  if (event.style !== SCALAR_STYLE.PLAIN || event.tagStart >= 0) {
    if (!event.fast) checkText(builder, event, text)
    return text
  }
  const value = plainValue(text)
  if (typeof value === 'number') checkNumber(builder, event, value)
  return value
}

/** Why a text cannot be kept: half of a surrogate pair, or a NUL, both only writable as an escape; the end of a sentence. */
export function textFault(text: string): string | undefined {
  if (!text.isWellFormed()) return 'holds half of a surrogate pair'
  return text.includes('\0') ? 'holds a NUL character' : undefined
}

/** The fault of a tag that is not `!!str`. */
export function tagFault(event: ScalarEvent | MappingEvent | SequenceEvent): Fault {
  return {
    code: 'Syntax',
    start: event.tagStart,
    end: event.tagEnd,
    message: 'YAML tags (!) are not allowed',
    help: 'write the plain value; put text that begins with ! in quotes',
  }
}

/** `!!str` and `!` say what quotes say. */
function isTextTag(tag: string): boolean {
  return tag === '!!str' || tag === '!'
}

function checkText(builder: Builder, event: ScalarEvent, text: string): void {
  const why = textFault(text)
  if (why !== undefined)
    report(builder, () => ({ code: 'InvalidField', ...placeOf(event), message: `the text ${why}` }))
}

function checkNumber(builder: Builder, event: ScalarEvent, value: number): void {
  const why = numberFault(builder.text.slice(event.valueStart, event.valueEnd), value)
  if (why === undefined) return
  const help = 'put it in quotes where text is meant'
  report(builder, () => ({ code: 'InvalidField', ...placeOf(event), message: why, help }))
}

function placeOf(event: ScalarEvent): { readonly start: number; readonly end: number } {
  return scalarSpan(event) ?? { start: 0, end: 1 }
}
