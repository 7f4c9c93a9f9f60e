/** One record of CSV: its cells, and the line (from 1) on which it begins; `isBroken` where a quote never ends or stands wrong. */
export interface CsvRow {
  readonly line: number
  readonly cells: readonly string[]
  readonly isBroken: boolean
}

/** What stands at a place of CSV: a cell in quotes or without, and what ends it. */
const CELL = /(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n|\n|$)/y

/** The records of CSV (RFC 4180; lines may also end with LF), header first. Empty lines are none. */
export function* csvRows(text: string): Generator<CsvRow, undefined> {
  let at = 0
  let line = 1
  while (at < text.length) {
    const cells: string[] = []
    const begin = line
    let isBroken = false
    for (let isEnded = false; !isEnded; ) {
      CELL.lastIndex = at
      const match = CELL.exec(text)
      if (match === null) {
        // From a quote that cannot be read on, the rest of its line is lost.
        const end = text.indexOf('\n', at)
        at = end === -1 ? text.length : end + 1
        line++
        isBroken = true
        break
      }
      const [whole, quoted, plain = '', end] = match
      cells.push(quoted === undefined ? plain : quoted.replaceAll('""', '"'))
      for (let next = whole.indexOf('\n'); next !== -1; next = whole.indexOf('\n', next + 1)) line++
      at += whole.length
      isEnded = end !== ','
    }
    if (isBroken || cells.length > 1 || cells[0] !== '') yield { line: begin, cells, isBroken }
  }
}
