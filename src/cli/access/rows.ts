import { csv } from '../../lib/csv.ts'
import { table } from '../table.ts'
import { markText, type TracedPath } from './traced.ts'
import { declaredAt } from './value.ts'

/** Cells that stand before those of a path, with their headers. */
export interface Leading {
  readonly headers: readonly string[]
  readonly rows: readonly { readonly cells: readonly string[]; readonly path: TracedPath }[]
}

const HEADERS = ['PATH', 'GRANTED BY', 'DECLARED', 'LAST CHANGED']

/** Paths as a table: what leads, the path, what grants it, where that is declared, and which entry last changed it. */
export function pathTable({ headers, rows }: Leading): string {
  return table(
    [...headers, ...HEADERS].map((header) => ({ header })),
    rows.map(({ cells, path }) => [...cells, ...cellsOf(path)]),
  )
}

/** The same as CSV. */
export function pathCsv({ headers, rows }: Leading): string {
  return csv(
    [...headers, ...HEADERS],
    rows.map(({ cells, path }) => [...cells, ...cellsOf(path)]),
  )
}

function cellsOf({ text, ground }: TracedPath): readonly string[] {
  if (ground === undefined) return [text, '', '', '']
  const { resource, changed, isHidden } = ground
  return [text, `${resource.kind} ${resource.name}`, declaredAt(resource), markText(changed, isHidden)]
}
