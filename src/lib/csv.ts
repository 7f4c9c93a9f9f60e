import { visible } from './text.ts'

const FORMULA = /^[\s]*[=+\-@\uff0b\uff0d\uff1d\uff20|]/
const NUMBER = /^-?\d+(\.\d+)?$/

/**
 * Rows as CSV (RFC 4180, lines end with CR LF), header first. A cell that a spreadsheet would take for a formula gets an
 * apostrophe before it (faults T32); control characters are escaped, so that one record is always one line.
 */
export function csv(header: readonly string[], rows: Iterable<readonly string[]>): string {
  const lines = [csvLine(header)]
  for (const row of rows) lines.push(csvLine(row))
  return lines.join('')
}

/** One record of CSV with its line end, for output that is written row by row. */
export function csvLine(cells: readonly string[]): string {
  return `${cells.map(csvCell).join(',')}\r\n`
}

function csvCell(text: string): string {
  const shown = visible(text)
  const safe = FORMULA.test(shown) && !NUMBER.test(shown) ? `'${shown}` : shown
  return /[",\t]|^\s|\s$/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}
