import { writeDocuments } from '../documents/write.ts'
import { csvLine } from '../lib/csv.ts'
import type { JsonObject } from '../model/resource.ts'
import type { Table } from './format.ts'

/** Records as they are told, in their order. */
export type Records = Iterable<Readonly<Record<string, unknown>>> | AsyncIterable<Readonly<Record<string, unknown>>>

const CHUNK = 1 << 16

/**
 * Records in pieces: as CSV with the columns and their names first, each as JSON in a line, or as documents of YAML. A column `actor.name`
 * is a field of a field. What the records throw is thrown.
 */
export async function* tableTexts(
  table: Table,
  columns: readonly string[],
  records: Records,
): AsyncGenerator<string, undefined> {
  const ways = columns.map((column) => column.split('.'))
  let documents = 0
  const textOf = (record: Readonly<Record<string, unknown>>): string => {
    switch (table) {
      case 'csv':
        return csvLine(ways.map((way) => cellOf(valueAt(record, way))))
      case 'ndjson':
        return `${JSON.stringify(record)}\n`
      case 'yaml':
        return `${documents++ === 0 ? '' : '---\n'}${writeDocuments([record as JsonObject])}`
    }
  }
  let chunk = table === 'csv' ? csvLine(columns) : ''
  for await (const record of records) {
    chunk += textOf(record)
    if (chunk.length < CHUNK) continue
    yield chunk
    chunk = ''
  }
  if (chunk !== '') yield chunk
}

function valueAt(record: Readonly<Record<string, unknown>>, way: readonly string[]): unknown {
  let value: unknown = record
  for (const name of way) {
    if (typeof value !== 'object' || value === null) return undefined
    value = (value as Readonly<Record<string, unknown>>)[name]
  }
  return value
}

/** A value in one cell: a list of texts with semicolons between, anything deeper as JSON. */
function cellOf(value: unknown): string {
  if (value === undefined || value === null) return ''
  if (Array.isArray(value) && value.every((one) => typeof one === 'string')) return value.join('; ')
  return typeof value === 'object' ? JSON.stringify(value) : String(value)
}
