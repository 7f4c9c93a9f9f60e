import { visible } from '../lib/text.ts'
import { cutToWidth, padded, widest } from '../plan/render/width.ts'

/** One column: its header, on which side numbers or words stand, and the width at which its cells are cut. */
export interface TableColumn {
  readonly header: string
  readonly align?: 'left' | 'right'
  readonly most?: number
}

const BETWEEN = '   '

/**
 * Rows as aligned text, header first, without trailing spaces; ends with a newline. Widths are those of a terminal
 * (Chinese and emoji take two columns). Cells from outside can neither move the cursor nor break a line.
 */
export function table(columns: readonly TableColumn[], rows: readonly (readonly string[])[]): string {
  const cells = rows.map((row) => columns.map((column, index) => cellOf(row[index] ?? '', column)))
  const widths = columns.map((column, index) => widest([column.header, ...cells.map((row) => row[index] ?? '')]))
  const line = (texts: readonly string[]): string =>
    texts
      .map((text, index) => padded(text, widths[index] ?? 0, columns[index]?.align))
      .join(BETWEEN)
      .trimEnd()
  return `${[columns.map((column) => column.header), ...cells].map(line).join('\n')}\n`
}

function cellOf(text: string, column: TableColumn): string {
  const shown = visible(text).replaceAll('\t', ' ')
  return column.most === undefined ? shown : cutToWidth(shown, column.most)
}
