import { csvLine } from '../lib/csv.ts'
import type { Table } from './format.ts'

/** Records as they are told, in their order. */
export type Records = Iterable<Readonly<Record<string, unknown>>>

const CHUNK = 1 << 16

/** Records one a line, in pieces: as CSV with the columns and their names first, or each as JSON. */
export function* tableTexts(table: Table, columns: readonly string[], records: Records): Generator<string, undefined> {
  let chunk = table === 'csv' ? csvLine(columns) : ''
  for (const record of records) {
    chunk += table === 'csv' ? csvLine(columns.map((name) => cellOf(record[name]))) : `${JSON.stringify(record)}\n`
    if (chunk.length < CHUNK) continue
    yield chunk
    chunk = ''
  }
  if (chunk !== '') yield chunk
}

/** A value in one cell: a list of texts with semicolons between, anything deeper as JSON. */
function cellOf(value: unknown): string {
  if (value === undefined || value === null) return ''
  if (Array.isArray(value) && value.every((one) => typeof one === 'string')) return value.join('; ')
  return typeof value === 'object' ? JSON.stringify(value) : String(value)
}
