import { visible } from '../../lib/text.ts'
import { charactersOf, widthOf } from '../../plan/render/width.ts'
import type { SourceLine } from './lines.ts'
import { type Range, secretRanges } from './mask.ts'

/** A line ready to be shown, and where the caret stands below it: columns of the terminal from 0. */
export interface Snippet {
  readonly text: string
  readonly start: number
  readonly width: number
}

/** What a snippet points at: the column (1-based, UTF-16 units), and how many characters where that is known. */
export interface Target {
  readonly column: number
  readonly length?: number | undefined
}

interface Cell {
  readonly index: number
  readonly end: number
  readonly text: string
  readonly width: number
}

const MASK = '****'
const TAB = '    '
const SHOWN_MOST = 100
const BEFORE_CARET = 40

/**
 * A line with what must not move a cursor escaped, what looks secret masked, tabs as four spaces, and a long line cut to
 * about a hundred columns around the caret.
 */
export function snippetOf(line: SourceLine, target: Target): Snippet {
  const from = Math.max(0, target.column - 1 - line.offset)
  const cells = cellsOf(line.text, secretRanges(line.text, line.secretNear))
  const to = from + (target.length ?? wordLength(line.text.slice(from)))
  const first = cells.findIndex((cell) => cell.end > from)
  const caret = first === -1 ? cells.length : first
  const past = cells.findIndex((cell) => cell.index >= to)
  const width = widthBetween(cells, caret, past === -1 ? cells.length : past)
  return windowed(cells, caret, { width: Math.max(1, width), cutBefore: line.offset > 1 })
}

/** How many characters a caret covers where nobody said: the word or the quoted text at the place. */
function wordLength(rest: string): number {
  const word = /^(?:"(?:[^"\\]|\\.){0,60}"|'[^']{0,60}'|[^\s,:[\]{}#"']+)/.exec(rest)
  return Math.min(60, word?.[0].length ?? 1)
}

function cellsOf(text: string, masked: readonly Range[]): readonly Cell[] {
  const cells: Cell[] = []
  for (const { text: character, index } of charactersOf(text)) {
    const range = masked.find(({ start, end }) => index >= start && index < end)
    if (range === undefined)
      cells.push(cell(index, index + character.length, character === '\t' ? TAB : visible(character)))
    else if (cells.at(-1)?.index !== range.start) cells.push(cell(range.start, range.end, MASK))
  }
  return cells
}

function cell(index: number, end: number, text: string): Cell {
  return { index, end, text, width: widthOf(text) }
}

function widthBetween(cells: readonly Cell[], from: number, to: number): number {
  return cells.slice(from, to).reduce((sum, { width }) => sum + width, 0)
}

function windowed(
  cells: readonly Cell[],
  caret: number,
  how: { readonly width: number; readonly cutBefore: boolean },
): Snippet {
  const whole = !how.cutBefore && widthBetween(cells, 0, cells.length) <= SHOWN_MOST
  let first = 0
  if (!whole) {
    first = caret
    for (let room = BEFORE_CARET; first > 0; first--) {
      room -= cells[first - 1]?.width ?? 0
      if (room < 0) break
    }
  }
  let last = first
  for (let room = SHOWN_MOST; last < cells.length; last++) {
    room -= cells[last]?.width ?? 0
    if (!whole && room < 0) break
  }
  const before = first > 0 || how.cutBefore ? '…' : ''
  const shown = cells.slice(first, last).map(({ text }) => text)
  const text = `${before}${shown.join('')}${last < cells.length ? '…' : ''}`.trimEnd()
  const start = before.length + widthBetween(cells, first, caret)
  return { text, start, width: Math.min(how.width, Math.max(1, SHOWN_MOST + before.length - start)) }
}
