import { quoted } from '../../desired/laws/words.ts'
import { type CsvRow, csvRows } from '../../lib/csvrows.ts'
import { listed, nearest, plural } from '../../lib/text.ts'
import type { SourceText } from '../../model/document.ts'
import type { Reading } from '../reading/reading.ts'
import { type Column, type Header, headerOf } from './header.ts'
import { type LockteraRow, ROLES, type Role } from './node.ts'
import { problemOfLine, relatedLine } from './problem.ts'

/** The rows of the CSV that Locktera imports, in its order; every line that is none is a problem, and so is an id that is there twice. */
export function* rowsOf(file: SourceText): Reading<readonly LockteraRow[]> {
  const lines = csvRows(file.text)
  const first = lines.next()
  const header = yield* headerOf(file, first.done === true ? undefined : first.value)
  if (header === undefined) return []
  const rows: LockteraRow[] = []
  const known = new Map<string, number>()
  for (const line of lines) {
    const row = yield* rowOf(file, line, header)
    if (row === undefined) continue
    const before = known.get(row.id)
    if (before === undefined) {
      known.set(row.id, row.line)
      rows.push(row)
    } else {
      yield problemOfLine(file, row.line, {
        code: 'DuplicateResource',
        message: `the id ${quoted(row.id)} is there twice`,
        help: 'keep one of the two lines',
        related: [relatedLine(file, before, 'it is here already')],
      })
    }
  }
  return rows
}

function* rowOf(file: SourceText, row: CsvRow, header: NonNullable<Header>): Reading<LockteraRow | undefined> {
  const { line, cells, isBroken } = row
  if (isBroken) {
    yield problemOfLine(file, line, {
      code: 'Syntax',
      message: 'a quote stands inside a cell, or is not closed',
      help: 'put the whole cell in quotes, and write each quote in it twice',
    })
    return undefined
  }
  if (cells.length !== header.width) {
    yield problemOfLine(file, line, {
      code: 'Syntax',
      message: `the line has ${plural(cells.length, 'cell')}, the first line has ${header.width}`,
      help: 'put a cell that holds a comma in quotes, and leave no cell out',
    })
    return undefined
  }
  const cell = (column: Column): string => cells[header.places.get(column) ?? -1]?.trim() ?? ''
  const [id, role] = [cell('id'), roleOf(cell('role'))]
  if (id === '') {
    yield problemOfLine(file, line, { code: 'MissingField', message: 'the line has no id', help: 'give it one' })
  }
  if (role === undefined) yield problemOfLine(file, line, unknownRole(cell('role')))
  if (id === '' || role === undefined) return undefined
  return { line, id, title: cell('name'), email: cell('email'), above: cell('org_id'), role }
}

function roleOf(word: string): Role | undefined {
  return ROLES.find((role) => role === word.toLowerCase())
}

function unknownRole(word: string) {
  const guess = nearest(word, ROLES)
  return {
    code: 'InvalidField',
    message: word === '' ? 'the line has no role' : `there is no role ${quoted(word)}`,
    help: guess === undefined || word === '' ? `it is one of ${listed(ROLES)}` : `did you mean \`${guess}\`?`,
  } as const
}
