import type { TreeNode } from '../tree.ts'
import { isBlank, lineStart, nextLine, type Range, trimmedEnd } from './range.ts'

/**
 * The ranges by which items of a block list (`- ada`) go: their lines, with the comments that stand on them or deeper
 * below them. A list that loses all becomes `[]`. `undefined` where the list is written in a way that is not known.
 */
export function blockRanges(text: string, list: TreeNode, indexes: ReadonlySet<number>): readonly Range[] | undefined {
  const { items = [], at, name } = list
  const column = at.start - lineStart(text, at.start)
  if (!isBlank(text, lineStart(text, at.start), at.start)) return undefined
  const ranges: Range[] = []
  let before = at.start
  for (const [index, item] of items.entries()) {
    const end = trimmedEnd(text, item.at.end)
    if (indexes.has(index)) {
      const start = dashLine(text, item.at.start, { column, before: index === 0 ? before : nextLine(text, before) })
      if (start === undefined) return undefined
      ranges.push({ start, end: withBlanks(text, start, { end: itemEnd(text, end, column), isFirst: index === 0 }) })
    }
    before = end
  }
  if (indexes.size < items.length) return ranges
  const colon = name === undefined ? -1 : colonAfter(text, name.end)
  return colon < 0 ? undefined : [...ranges, { start: colon, end: colon, insert: ' []' }]
}

/** The start of the line that holds an item's dash; its content may begin on a later line. */
function dashLine(
  text: string,
  content: number,
  { column, before }: { readonly column: number; readonly before: number },
): number | undefined {
  for (let start = lineStart(text, content); start + column >= before; start = lineStart(text, start - 1)) {
    if (text[start + column] === '-' && isBlank(text, start, start + column)) return start
    if (start === 0) return undefined
  }
  return undefined
}

/** The end of an item's lines, with the comments below it that are indented deeper than its dash. */
function itemEnd(text: string, contentEnd: number, column: number): number {
  let end = nextLine(text, contentEnd)
  for (let at = end; at < text.length; at = nextLine(text, at)) {
    const line = text.slice(at, nextLine(text, at))
    const indent = line.search(/\S/)
    if (indent < 0) continue
    if (line[indent] !== '#' || indent <= column) break
    end = nextLine(text, at)
  }
  return end
}

/** Takes the blank lines after an item along where blank lines, or the list's beginning, stand before it. */
function withBlanks(
  text: string,
  start: number,
  { end, isFirst }: { readonly end: number; readonly isFirst: boolean },
): number {
  const isAfterBlank = start > 0 && isBlank(text, lineStart(text, start - 1), start)
  if (!isFirst && !isAfterBlank) return end
  let after = end
  while (after < text.length && isBlank(text, after, nextLine(text, after))) after = nextLine(text, after)
  return after
}

function colonAfter(text: string, nameEnd: number): number {
  const [blanks] = /^[ \t]*:/.exec(text.slice(nameEnd, nameEnd + 100)) ?? []
  return blanks === undefined ? -1 : nameEnd + blanks.length
}
