import type { Snapshot, SourceText } from '../../model/document.ts'
import type { Origin } from '../../model/resource.ts'
import { namesSecret } from './mask.ts'

/** The texts that problems point into: what the sources have read. */
export type Texts = readonly Pick<Snapshot, 'source' | 'files'>[]

/**
 * A line around a place. Of a line longer than 4,000 characters it is the part around the place, and `offset` says where
 * that begins; `secretNear` tells that a line of the same item names it secret.
 */
export interface SourceLine {
  readonly text: string
  readonly offset: number
  readonly secretNear: boolean
}

/** Looks up lines of texts; each text is cut into lines once. */
export interface Lines {
  at(origin: Origin): SourceLine | undefined
}

const LINE_MOST = 4000
const NEAR = 20
const ITEM = /^\s*- |^---/

/** A look-up over the texts; it answers `undefined` for objects in a cluster and for places that the text does not have. */
export function createLines(texts: Texts): Lines {
  const files = new Map(texts.map(({ source, files }) => [source, files]))
  const starts = new Map<SourceText, readonly number[]>()
  const startsOf = (text: SourceText): readonly number[] => {
    const known = starts.get(text) ?? lineStarts(text.text)
    starts.set(text, known)
    return known
  }
  return {
    at(origin) {
      if (!('path' in origin)) return undefined
      const text = files.get(origin.source)?.get(origin.path)
      return text === undefined ? undefined : lineAt(text.text, startsOf(text), origin)
    },
  }
}

function lineStarts(text: string): readonly number[] {
  const starts = [0]
  for (let index = text.indexOf('\n'); index !== -1; index = text.indexOf('\n', index + 1)) starts.push(index + 1)
  return starts
}

function lineAt(
  text: string,
  starts: readonly number[],
  place: { readonly line: number; readonly column: number },
): SourceLine | undefined {
  const start = starts[place.line - 1]
  if (start === undefined) return undefined
  const end = (starts[place.line] ?? text.length + 1) - 1
  const column = place.column - 1
  if (column > end - start) return undefined
  const from = end - start <= LINE_MOST ? start : Math.max(start, start + column - LINE_MOST / 2)
  const to = Math.min(end, from + LINE_MOST)
  const bom = from === 0 && text.startsWith('\ufeff') ? 1 : 0
  const line = text.slice(from + bom, to).replace(/\r$/, '')
  return { text: line, offset: from + bom - start, secretNear: secretNear(text, starts, place.line) }
}

/** Whether another line of the same list item names the item secret; an item begins with a dash. */
function secretNear(text: string, starts: readonly number[], line: number): boolean {
  const lineText = (number: number): string => {
    const start = starts[number - 1] ?? text.length
    return text.slice(start, Math.min((starts[number] ?? text.length + 1) - 1, start + LINE_MOST))
  }
  for (let near = line; near > 1 && near > line - NEAR && !ITEM.test(lineText(near)); near--) {
    if (namesSecret(lineText(near - 1))) return true
  }
  for (let near = line + 1; near < line + NEAR && near <= starts.length && !ITEM.test(lineText(near)); near++) {
    if (namesSecret(lineText(near))) return true
  }
  return false
}
