import { csvRows } from '../lib/csvrows.ts'
import type { Json, JsonObject } from '../model/resource.ts'
import { meterError } from './failure.ts'

/** How records are written (model §2 UsageSource). */
export type Format = 'ndjson' | 'csv' | 'json'

/** One record as it was read, and where: `line 7`, `record 3`; without fields where it is none. */
export interface Written {
  readonly place: string
  readonly fields: JsonObject | undefined
}

/** The records of a text, in its order. Throws `SourceError` where the text as a whole cannot be read. */
export function recordsIn(bytes: Uint8Array, format: Format): Iterable<Written> {
  const text = decoded(bytes)
  switch (format) {
    case 'ndjson':
      return ndjson(text)
    case 'json':
      return json(text)
    case 'csv':
      return csv(text)
  }
}

function decoded(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    throw meterError('MeterUnreadable', 'what it gives is not text in UTF-8', 'write the records as UTF-8')
  }
}

function* ndjson(text: string): Generator<Written, undefined> {
  let line = 0
  for (let at = 0; at < text.length; ) {
    const found = text.indexOf('\n', at)
    const end = found === -1 ? text.length : found
    const own = text.slice(at, end).trim()
    at = end + 1
    line++
    if (own !== '') yield { place: `line ${line}`, fields: objectOf(parsed(own)) }
  }
}

function json(text: string): readonly Written[] {
  const value = parsed(text)
  if (!Array.isArray(value)) {
    throw meterError(
      'MeterUnreadable',
      'what it gives is no list in JSON',
      'write `[{"organization": …, "start": …, "value": …}, …]`, or set `format`',
    )
  }
  return value.map((item, index) => ({ place: `record ${index + 1}`, fields: objectOf(item) }))
}

function* csv(text: string): Generator<Written, undefined> {
  let header: readonly string[] | undefined
  for (const { line, cells, isBroken } of csvRows(text)) {
    if (header === undefined) {
      if (isBroken) throw meterError('MeterUnreadable', 'its first line is no header in CSV', 'name the columns there')
      header = cells.map((cell) => cell.trim())
      continue
    }
    const isWhole = !isBroken && cells.length === header.length
    const pairs = header.map((name, index): [string, Json] => [name, cells[index] ?? ''])
    yield { place: `line ${line}`, fields: isWhole ? Object.fromEntries(pairs) : undefined }
  }
}

function parsed(text: string): Json | undefined {
  try {
    return JSON.parse(text) as Json
  } catch {
    return undefined
  }
}

function objectOf(value: Json | undefined): JsonObject | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as JsonObject) : undefined
}
