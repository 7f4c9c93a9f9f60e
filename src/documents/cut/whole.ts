import { isBlank, lineStart, nextLine, type Range } from './range.ts'

const MARKER = /^---(?=[ \t\r\n]|$)/gm
const MODELINE = /^#\s*(yaml-language-server\s*:|-\*-|vim?:)/

/**
 * The ranges by which whole documents go, from where each starts: with their marker line and their comments. The comments
 * at the top of a file stay where a blank line parts them from the first document. `undefined` where documents are not
 * parted by lines of `---`.
 */
export function documentRanges(
  text: string,
  starts: readonly number[],
  gone: ReadonlySet<number>,
): readonly Range[] | undefined {
  const markers = [...text.matchAll(MARKER)].map(({ index }) => index)
  const bounds = [0, ...markers.filter((marker) => marker > 0), text.length]
  const ranges: Range[] = []
  for (const [index, start] of starts.entries()) {
    const next = bounds.findIndex((bound) => bound > start)
    const [from, to] = [bounds[next - 1], bounds[next]]
    if (from === undefined || to === undefined) return undefined
    if (starts.filter((other) => other >= from && other < to).length > 1) return undefined
    if (gone.has(index))
      ranges.push(...(from === 0 && markers[0] !== 0 ? firstRanges(text, start, to) : [{ start: from, end: to }]))
  }
  return ranges
}

/** The first document, which has no marker: what follows it needs its own only where something is left above. */
function firstRanges(text: string, start: number, to: number): readonly Range[] {
  const ranges = ownComments(text, start)
  const top = ranges[0]?.start ?? start
  const isBare = isBlank(text, to + 3, nextLine(text, to))
  const end = top === 0 && isBare ? nextLine(text, to) : to
  return [...ranges, { start: lineStart(text, start), end }]
}

/** The comment lines that touch a document from above; lines for editors stay. */
function ownComments(text: string, start: number): readonly Range[] {
  const ranges: Range[] = []
  let at = lineStart(text, start)
  while (at > 0) {
    const line = lineStart(text, at - 1)
    const words = text.slice(line, at).trim()
    if (words === '' || MODELINE.test(words)) break
    ranges.unshift({ start: line, end: at })
    at = line
  }
  return ranges
}
