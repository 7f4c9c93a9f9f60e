import { DEFAULT_LIMITS } from '../../documents/limits.ts'
import { positionAt } from '../../documents/line.ts'
import { readDocuments } from '../../documents/read.ts'
import { shownPointer } from '../../lib/shown.ts'
import type { SourceText } from '../../model/document.ts'
import type { Problem } from '../../model/problem.ts'
import type { Json, JsonObject, Origin } from '../../model/resource.ts'
import { originAt } from '../reading/problem.ts'
import { below, contentOf, type Reading, type Spot } from '../reading/reading.ts'
import type { Slice } from './split.ts'

/** One thing of a layout: a part of a large file, which is read when it is needed, or the spot of one that is read already. */
export type Item = SlicedItem | { readonly spot: Spot }

/** Where a thing stands in a file. */
export interface SlicedItem {
  readonly file: SourceText
  readonly slice: Slice
  /** From the whole layout to it: `/users/3`. */
  readonly pointer: string
}

/** By this source the problems inside an item are known, whose places are still those of its own text. */
const INSIDE = 'gooddata item'

/** An item of which it is known that it can be read: its value as a document of its own. */
export function spotOf(item: Item): Spot {
  if ('spot' in item) return item.spot
  const { file, slice } = item
  const text = file.text.slice(slice.start, slice.end)
  const value = JSON.parse(text) as JsonObject
  return { document: { file: insideFile(text), index: 0, line: 1, column: 1, value }, pointer: '' }
}

/** Reads an item with every check that files have: a problem and `undefined` where it is no JSON object. */
export function* readItem(item: Item): Reading<Spot | undefined> {
  if ('spot' in item) return item.spot
  const { file, slice } = item
  const { documents, problems } = readDocuments(insideFile(file.text.slice(slice.start, slice.end)), DEFAULT_LIMITS)
  yield* problems
  const [document] = documents
  return document === undefined ? undefined : { document, pointer: '' }
}

/** The value of a field that identifies an item, cheaply; `undefined` where there is none. */
export function textOf(item: Item, field: string): string | undefined {
  if ('spot' in item) {
    const found = contentOf(below(item.spot, field))
    return typeof found === 'string' ? found : undefined
  }
  const { file, slice } = item
  try {
    const value = JSON.parse(file.text.slice(slice.start, slice.end)) as Json
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined
    const found = (value as JsonObject)[field]
    return typeof found === 'string' ? found : undefined
  } catch {
    return undefined
  }
}

/** The same reading with its problems told where they stand in the whole file. */
export function* placed<T>(item: Item, reading: Reading<T>): Reading<T> {
  for (;;) {
    const step = reading.next()
    if (step.done === true) return step.value
    yield placedProblem(item, step.value)
  }
}

/** A problem that was found inside an item, told where it stands in the whole file; any other as it is. */
export function placedProblem(item: Item, problem: Problem): Problem {
  const { origin } = problem
  if ('spot' in item || !('line' in origin) || origin.source !== INSIDE) return problem
  const { file, slice, pointer } = item
  const start = positionAt(file, slice.start)
  const line = start.line + origin.line - 1
  const column = origin.line === 1 ? start.column + origin.column - 1 : origin.column
  const { source, path } = file
  return { ...problem, origin: { source, path, line, column }, pointer: shownPointer(`${pointer}${problem.pointer}`) }
}

function insideFile(text: string): SourceText {
  return { source: INSIDE, path: 'item.json', text }
}

/** What is wrong with an item as a whole. */
export function problemOfItem(
  item: Item,
  wrong: Pick<Problem, 'code' | 'severity' | 'message' | 'help' | 'related'>,
): Problem {
  const { pointer } = 'spot' in item ? item.spot : item
  return { ...wrong, origin: originOfItem(item), pointer: shownPointer(pointer), length: 1 }
}

/** Where an item begins. */
export function originOfItem(item: Item): Origin {
  if ('spot' in item) return originAt(item.spot)
  const { file, slice } = item
  return { source: file.source, path: file.path, ...positionAt(file, slice.start) }
}
