import { csvLine } from '../../../lib/csv.ts'
import { plural } from '../../../lib/text.ts'
import type { Json, JsonObject } from '../../../model/resource.ts'
import { table } from '../../table.ts'
import type { Terminal } from '../../terminal.ts'

/** A value of a row; nothing where it is not known or does not apply. */
export type Cell = string | number | boolean | readonly string[] | undefined

/** One column, by its name for programs; one with `isDetail` is left out of tables, `most` is the width at which they cut it. */
export interface Column {
  readonly name: string
  readonly most?: number
  readonly isDetail?: true
}

/** Rows that are made one after the other, in a decided order; what is counted is known when all of them were made. */
export interface Report {
  readonly columns: readonly Column[]
  readonly rows: Iterable<readonly Cell[]>
  counts(): Readonly<Record<string, number>>
}

/** How reports are written. */
export const FORMS = ['table', 'csv', 'json', 'ndjson'] as const
export type Form = (typeof FORMS)[number]

const FORMAT_VERSION = '1.0'
const CHUNK = 1 << 16

/** What stands beside the rows: which report of what (for programs), what a person is told after it, and what has to be said of it. */
export interface Telling {
  readonly about: JsonObject
  readonly summary: (counts: Readonly<Record<string, number>>) => string
  readonly notes: readonly string[]
}

/** Writes a report: its rows on the output, beside them a summary and notes, which `json` holds itself. */
export async function writeReport(report: Report, form: Form, telling: Telling, terminal: Terminal): Promise<void> {
  switch (form) {
    case 'table':
      terminal.out(tableText(report))
      break
    case 'csv':
      await terminal.pour(csvTexts(report))
      break
    case 'ndjson':
      await terminal.pour(ndjsonTexts(report))
      break
    case 'json':
      await terminal.pour(jsonTexts(report, telling))
      return
  }
  terminal.err(`${telling.summary(report.counts())}\n`)
  for (const note of telling.notes) terminal.err(`charter: ${note}\n`)
}

/** A report as CSV, header first, in pieces. */
export function* csvTexts({ columns, rows }: Report): Generator<string, undefined> {
  yield* inChunks(
    (function* () {
      yield csvLine(columns.map(headerOf))
      for (const row of rows) yield csvLine(columns.map((_, place) => cellText(row[place])))
    })(),
  )
}

/** A report as one JSON object a line, in pieces. */
export function* ndjsonTexts({ columns, rows }: Report): Generator<string, undefined> {
  yield* inChunks(
    (function* () {
      for (const row of rows) yield `${JSON.stringify(rowValue(columns, row))}\n`
    })(),
  )
}

function* jsonTexts(report: Report, { about, notes }: Telling): Generator<string, undefined> {
  yield* inChunks(
    (function* () {
      const head = JSON.stringify({ format_version: FORMAT_VERSION, ...about }, null, 2)
      yield `${head.slice(0, -2)},\n  "rows": [`
      let between = '\n    '
      for (const row of report.rows) {
        yield between + JSON.stringify(rowValue(report.columns, row))
        between = ',\n    '
      }
      const tail = JSON.stringify({ counts: report.counts(), notes }, null, 2)
      yield `${between === '\n    ' ? '' : '\n  '}],${tail.slice(1)}\n`
    })(),
  )
}

function tableText({ columns, rows }: Report): string {
  const shown = columns.flatMap((column, place) => (column.isDetail ? [] : [{ column, place }]))
  return table(
    shown.map(({ column }) => ({
      header: headerOf(column),
      ...(column.most === undefined ? {} : { most: column.most }),
    })),
    [...rows].map((row) => shown.map(({ place }) => cellText(row[place]))),
  )
}

function headerOf({ name }: Column): string {
  return name.replaceAll('_', ' ').toUpperCase()
}

function cellText(cell: Cell): string {
  if (cell === undefined) return ''
  if (typeof cell === 'boolean') return cell ? 'yes' : 'no'
  return typeof cell === 'object' ? cell.join('; ') : String(cell)
}

function rowValue(columns: readonly Column[], row: readonly Cell[]): JsonObject {
  const fields = columns.flatMap(({ name }, place): [string, Json][] => {
    const cell = row[place]
    return cell === undefined ? [] : [[name, cell]]
  })
  return Object.fromEntries(fields)
}

/** Joins many short texts, so that a write is worth its while. */
function* inChunks(texts: Iterable<string>): Generator<string, undefined> {
  let chunk = ''
  for (const text of texts) {
    chunk += text
    if (chunk.length < CHUNK) continue
    yield chunk
    chunk = ''
  }
  if (chunk !== '') yield chunk
}

/** `3 users in 2 organizations` and the like: counts in words, one after the other. */
export function counted(...parts: readonly (readonly [number, string, string?])[]): string {
  return parts.map(([count, one, several]) => plural(count, one, several)).join(', ')
}
