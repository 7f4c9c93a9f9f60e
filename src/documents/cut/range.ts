/** A part of a text that goes, and what stands in its place; offsets in UTF-16 units, `end` exclusive. */
export interface Range {
  readonly start: number
  readonly end: number
  readonly insert?: string
}

/** The text without the ranges; ranges that touch or overlap go together. */
export function withoutRanges(text: string, ranges: readonly Range[]): string {
  const parts: string[] = []
  let kept = 0
  for (const { start, end, insert = '' } of [...ranges].sort((left, right) => left.start - right.start)) {
    if (start > kept) parts.push(text.slice(kept, start))
    parts.push(insert)
    kept = Math.max(kept, end)
  }
  return parts.join('') + text.slice(kept)
}

/** Where the line of an offset starts. */
export function lineStart(text: string, offset: number): number {
  return text.lastIndexOf('\n', offset - 1) + 1
}

/** Where the line after that of an offset starts; the end of the text for the last one. */
export function nextLine(text: string, offset: number): number {
  const end = text.indexOf('\n', offset)
  return end < 0 ? text.length : end + 1
}

/** Whether nothing but blanks stands between two offsets. */
export function isBlank(text: string, start: number, end: number): boolean {
  return text.slice(start, end).trim() === ''
}

/** The end of what is written before an offset: blanks and line ends before it left out. */
export function trimmedEnd(text: string, end: number): number {
  return text.slice(0, end).trimEnd().length
}
