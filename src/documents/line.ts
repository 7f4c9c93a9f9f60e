import type { SourceText } from '../model/document.ts'

const STARTS = new WeakMap<SourceText, readonly number[]>()

/** Offsets at which the lines of a file start, the first one 0; computed once for a file. */
export function lineStarts(file: SourceText): readonly number[] {
  const known = STARTS.get(file)
  if (known !== undefined) return known
  const starts = [0]
  for (let at = file.text.indexOf('\n'); at >= 0; at = file.text.indexOf('\n', at + 1)) starts.push(at + 1)
  STARTS.set(file, starts)
  return starts
}

/** The text of a line (1-based) without its line end; empty where the file has no such line. */
export function lineOf(file: SourceText, line: number): string {
  const starts = lineStarts(file)
  const start = starts[line - 1]
  if (start === undefined) return ''
  const next = starts[line]
  const end = next === undefined ? file.text.length : next - 1
  return file.text.slice(start, file.text[end - 1] === '\r' ? end - 1 : end)
}

/** Line and column (1-based, in UTF-16 units) of an offset of a file. */
export function positionAt(file: SourceText, offset: number): { readonly line: number; readonly column: number } {
  const starts = lineStarts(file)
  let low = 0
  let high = starts.length - 1
  while (low < high) {
    const middle = (low + high + 1) >> 1
    if ((starts[middle] ?? 0) <= offset) low = middle
    else high = middle - 1
  }
  return { line: low + 1, column: offset - (starts[low] ?? 0) + 1 }
}

/** How many units a span covers on its first line: at least 1, and never past the end of that line. */
export function lengthOnLine(file: SourceText, start: number, end: number): number {
  const { line, column } = positionAt(file, start)
  const onLine = lineOf(file, line).trimEnd().length - column + 1
  return Math.max(1, Math.min(end - start, onLine))
}
