import type { TreeNode } from '../tree.ts'
import { isBlank, lineStart, nextLine, type Range } from './range.ts'

/**
 * The ranges by which items of a flow list (`[ada, grace]`, also JSON) go, each with one comma, and with its line where
 * it has one of its own. `undefined` where the list's end is not found.
 */
export function flowRanges(text: string, list: TreeNode, indexes: ReadonlySet<number>): readonly Range[] | undefined {
  const { items = [], at } = list
  const close = closing(text, items.at(-1)?.at.end ?? at.start + 1)
  if (close === undefined) return undefined
  if (indexes.size >= items.length) return [{ start: at.start + 1, end: close }]
  const ranges: Range[] = []
  let kept: number | undefined
  for (const [index, item] of items.entries()) {
    const comma = commaAfter(text, item.at.end, close)
    if (!indexes.has(index)) {
      kept = comma
      continue
    }
    ranges.push(itemRange(text, item, comma))
    if (comma !== undefined || kept === undefined) continue
    const isOneLine = !text.slice(kept, item.at.end).includes('\n')
    ranges.push({ start: kept, end: isOneLine ? item.at.end : kept + 1 })
  }
  return ranges
}

function itemRange(text: string, { at }: TreeNode, comma: number | undefined): Range {
  const end = comma === undefined ? at.end : comma + 1
  const line = lineStart(text, at.start)
  const after = nextLine(text, end)
  if (isBlank(text, line, at.start) && /^[ \t]*(#.*)?\r?\n$/.test(text.slice(end, after))) {
    return { start: line, end: after }
  }
  if (comma !== undefined) return { start: at.start, end: end + blanksAfter(text, end) }
  return { start: at.start - blanksBefore(text, at.start), end }
}

function blanksAfter(text: string, from: number): number {
  return /^[ \t]*/.exec(text.slice(from))?.[0].length ?? 0
}

/** Blanks before the last item, and its line end too where no comment stands before that. */
function blanksBefore(text: string, to: number): number {
  const before = text.slice(0, to)
  const onLine = before.length - before.replace(/[ \t]+$/, '').length
  const all = before.length - before.trimEnd().length
  if (onLine === all) return onLine
  const last = to - all
  return text.slice(lineStart(text, last), last).includes('#') ? onLine : all
}

/** Where a list ends: the bracket after its last item, a comma and comments passed over. */
function closing(text: string, from: number): number | undefined {
  for (let at = from; at < text.length; at++) {
    if (text[at] === ']') return at
    if (text[at] === '#') at = nextLine(text, at) - 1
    else if (!/[\s,]/.test(text[at] ?? '')) return undefined
  }
  return undefined
}

/** The comma that follows an item, comments and blanks passed over; `undefined` where the list ends first. */
function commaAfter(text: string, from: number, close: number): number | undefined {
  for (let at = from; at < close; at++) {
    if (text[at] === ',') return at
    if (text[at] === '#') at = nextLine(text, at) - 1
  }
  return undefined
}
