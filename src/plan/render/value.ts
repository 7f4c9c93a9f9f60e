import { visible } from '../../lib/text.ts'
import type { Json, JsonObject } from '../../model/resource.ts'
import { isList, isObject } from './json-value.ts'
import { isSensitive, referenceText, SENSITIVE } from './secret.ts'
import { cutToWidth, widthOf } from './width.ts'

/** How much of long values is shown: everything (`--full`), or the usual limits. */
export interface Extent {
  readonly full: boolean
}

const TEXT_MOST = 100
const LIST_MOST = 10
const VALUE_MOST = 160
const CONTEXT = 24

/** A text in double quotes with everything that could move a cursor or break a line escaped. */
export function quoted(text: string): string {
  return visible(JSON.stringify(text))
}

/** A JSON value on one line; `field` is the name of the field that holds it. Secret references are shown as references. */
export function valueText(value: Json, field: string, extent: Extent): string {
  const text = inline(value, field, extent)
  return extent.full ? text : cutToWidth(text, VALUE_MOST)
}

function inline(value: Json, field: string, extent: Extent): string {
  if (typeof value === 'string') return quoted(extent.full ? value : cutToWidth(value, TEXT_MOST))
  const reference = referenceText(field, value)
  if (reference !== undefined) return reference
  if (isList(value)) return `[${itemTexts(value, field, extent).join(', ')}]`
  if (isObject(value)) return objectText(value, extent)
  return JSON.stringify(value)
}

function objectText(value: JsonObject, extent: Extent): string {
  const parts = Object.entries(value).map(
    ([name, property]) => `${nameText(name)}: ${isSensitive(value, name) ? SENSITIVE : inline(property, name, extent)}`,
  )
  return `{${parts.join(', ')}}`
}

/** A field's name as YAML writes it: bare where it is plain, else in quotes and cut to a length a line can bear. */
export function nameText(name: string): string {
  return /^[A-Za-z_][\w-]*$/.test(name) && name.length <= 64 ? name : quoted(cutToWidth(name, 64))
}

/** The items of a list as texts; after ten, one text says how many more there are. */
export function itemTexts(items: readonly Json[], field: string, extent: Extent): readonly string[] {
  const shown = extent.full ? items : items.slice(0, LIST_MOST)
  const texts = shown.map((item) => inline(item, field, extent))
  return shown.length < items.length ? [...texts, `… and ${items.length - shown.length} more`] : texts
}

/** Texts joined by commas into lines of at most `width` columns; one text wider than that has a line of its own. */
export function wrapped(texts: readonly string[], width: number): readonly string[] {
  const lines: string[] = []
  let line = ''
  for (const [index, text] of texts.entries()) {
    const part = index < texts.length - 1 && !texts[index + 1]?.startsWith('… and ') ? `${text},` : text
    if (line === '') line = part
    else if (widthOf(line) + 1 + widthOf(part) <= width) line += ` ${part}`
    else {
      lines.push(line)
      line = part
    }
  }
  return line === '' ? lines : [...lines, line]
}

/** What a value was and is: `"old" -> "new"`; of long texts only the part that differs, with a little around it. */
export function pairText(before: Json, after: Json, field: string, extent: Extent): string {
  if (typeof before === 'string' && typeof after === 'string' && !extent.full) {
    const [was, is] = narrowed(before, after)
    return `${inline(was, field, extent)} -> ${inline(is, field, extent)}`
  }
  return `${valueText(before, field, extent)} -> ${valueText(after, field, extent)}`
}

function narrowed(before: string, after: string): readonly [string, string] {
  if (before.length <= TEXT_MOST && after.length <= TEXT_MOST) return [before, after]
  const [was, is] = [Array.from(before), Array.from(after)]
  const most = Math.min(was.length, is.length)
  let start = 0
  while (start < most && was[start] === is[start]) start++
  let end = 0
  while (end < most - start && was[was.length - 1 - end] === is[is.length - 1 - end]) end++
  const from = Math.max(0, start - CONTEXT)
  const tail = Math.max(0, end - CONTEXT)
  const part = (text: readonly string[]): string =>
    `${from > 0 ? '…' : ''}${text.slice(from, text.length - tail).join('')}${tail > 0 ? '…' : ''}`
  return [part(was), part(is)]
}
