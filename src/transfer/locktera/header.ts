import { soundsSecret } from '../../desired/laws/sounding.ts'
import type { CsvRow } from '../../lib/csvrows.ts'
import { shown } from '../../lib/shown.ts'
import { listed, nearest } from '../../lib/text.ts'
import type { SourceText } from '../../model/document.ts'
import type { Reading } from '../reading/reading.ts'
import { problemOfLine } from './problem.ts'

/** The columns of the CSV that Locktera imports (systems §2.1), in its order. */
export const COLUMNS = ['id', 'name', 'email', 'org_id', 'role'] as const
export type Column = (typeof COLUMNS)[number]

/** Where each column stands, counted from 0, and how many there are; `undefined` where the first line does not tell. */
export type Header = { readonly places: ReadonlyMap<Column, number>; readonly width: number } | undefined

/** Reads the first line, which names the columns in any order. Columns that Charter does not know are left out, with a warning. */
export function* headerOf(file: SourceText, row: CsvRow | undefined): Reading<Header> {
  const written = (row?.cells ?? []).map((cell) => cell.trim())
  const names = written.map((name) => name.toLowerCase())
  const line = row?.line ?? 1
  const missing = COLUMNS.filter((column) => !names.includes(column))
  if (missing.length > 0 || row?.isBroken === true) {
    yield problemOfLine(file, line, {
      code: 'MissingField',
      message: `the first line does not name ${missing.length === 1 ? 'the column' : 'the columns'} ${listed(missing)}`,
      help: `let it be ${COLUMNS.join(',')}`,
    })
    return undefined
  }
  for (const [index, name] of names.entries()) {
    if (isColumn(name) && names.indexOf(name) === index) continue
    yield problemOfLine(file, line, isColumn(name) ? twice(name) : unknown(written[index] ?? name))
  }
  return { places: new Map(COLUMNS.map((column) => [column, names.indexOf(column)])), width: names.length }
}

function isColumn(name: string): name is Column {
  return COLUMNS.some((column) => column === name)
}

function twice(name: string) {
  return { code: 'DuplicateField', message: `the column ${name} is there twice`, help: 'keep one of them' } as const
}

/** The name stands as it is written: in lower case alone a secret does not look like one. */
function unknown(name: string) {
  if (soundsSecret(name)) {
    const message = `the column ${shown(name)} is named like a secret, and declarations hold none`
    return { code: 'SecretInline', message, help: 'take the column out, and rotate what stood in it' } as const
  }
  const guess = nearest(name, COLUMNS)
  return {
    code: 'UnknownField',
    severity: 'warning',
    message: `the column ${name === '' ? 'without a name' : shown(name)} is unknown and left out`,
    ...(guess === undefined ? {} : { help: `did you mean \`${guess}\`?` }),
  } as const
}
