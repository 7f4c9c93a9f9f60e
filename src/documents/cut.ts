import { equal } from '../lib/compare.ts'
import { pointerOf, segmentsOf } from '../lib/pointer.ts'
import type { Document, SourceText } from '../model/document.ts'
import type { Json, JsonObject } from '../model/resource.ts'
import { blockRanges } from './cut/block.ts'
import { flowRanges } from './cut/flow.ts'
import { type Range, withoutRanges } from './cut/range.ts'
import { documentRanges } from './cut/whole.ts'
import { DEFAULT_LIMITS } from './limits.ts'
import { treeOf } from './place.ts'
import { readDocuments } from './read.ts'
import type { TreeNode } from './tree.ts'

/** A part that is to go from a file: the item of a list at a pointer, or with '' the whole document. */
export interface Cut {
  readonly document: Document
  readonly pointer: string
}

/** A file's text after cuts (empty where no document is left), or the part that could not be cut. */
export type CutText =
  | { readonly type: 'cut'; readonly text: string }
  | { readonly type: 'refused'; readonly cut: Cut; readonly message: string }

/**
 * The text of a file without some parts; comments and layout of everything else stay as they are. The result is read
 * again and must declare exactly the rest: where the text is written in a way that cannot be cut, it is refused and never
 * damaged. `documents` are all of the file, in order.
 */
export function withoutParts(file: SourceText, documents: readonly Document[], cuts: readonly Cut[]): CutText {
  const [first] = cuts
  if (first === undefined) return { type: 'cut', text: file.text }
  const gone = new Set(cuts.filter(({ pointer }) => pointer === '').map(({ document }) => document.index))
  if (documents.every(({ index }) => gone.has(index))) return { type: 'cut', text: '' }
  const ranges: Range[] = []
  for (const group of listsOf(cuts.filter(({ document }) => !gone.has(document.index)))) {
    const found = rangesOf(file.text, group)
    if (found === undefined) return refused(group.first)
    ranges.push(...found)
  }
  const whole = gone.size === 0 ? [] : documentRanges(file.text, documents.map(startOf), gone)
  if (whole === undefined) return refused(first)
  const text = withoutRanges(file.text, [...ranges, ...whole])
  return declaresTheRest({ ...file, text }, documents, cuts) ? { type: 'cut', text } : refused(first)
}

function refused(cut: Cut): CutText {
  return { type: 'refused', cut, message: 'this is written in a way that cannot be edited safely' }
}

function startOf(document: Document): number {
  return treeOf(document)?.at.start ?? 0
}

/** The items that go from one list. */
interface ListCut {
  readonly first: Cut
  readonly list: readonly string[]
  readonly indexes: Set<number>
}

function listsOf(cuts: readonly Cut[]): readonly ListCut[] {
  const lists = new Map<string, ListCut>()
  for (const cut of cuts) {
    const segments = segmentsOf(cut.pointer)
    const list = segments.slice(0, -1)
    const name = `${cut.document.index}${pointerOf(list)}`
    const known = lists.get(name) ?? { first: cut, list, indexes: new Set<number>() }
    known.indexes.add(Number(segments.at(-1)))
    lists.set(name, known)
  }
  return [...lists.values()]
}

function rangesOf(text: string, { first, list, indexes }: ListCut): readonly Range[] | undefined {
  let node: TreeNode | undefined = treeOf(first.document)
  for (const segment of list) {
    if (node === undefined || isAlias(text, node)) return undefined
    node = node.fields?.get(segment) ?? node.items?.[Number(segment)]
  }
  // What an alias repeats stands elsewhere too, and may be meant otherwise there.
  if (node?.items === undefined || isAlias(text, node)) return undefined
  return text[node.at.start] === '[' ? flowRanges(text, node, indexes) : blockRanges(text, node, indexes)
}

function isAlias(text: string, { at }: TreeNode): boolean {
  return text[at.start] === '*'
}

function declaresTheRest(file: SourceText, documents: readonly Document[], cuts: readonly Cut[]): boolean {
  const reading = readDocuments(file, DEFAULT_LIMITS)
  const expected = documents.flatMap((document) => {
    const own = cuts.filter((cut) => cut.document.index === document.index).map(({ pointer }) => pointer)
    return own.includes('') ? [] : [without(document.value, '', new Set(own)) as JsonObject]
  })
  const found = reading.documents.map(({ value }) => value)
  return !reading.unreadable && equal(found, expected)
}

function without(value: Json, pointer: string, gone: ReadonlySet<string>): Json {
  if (typeof value !== 'object' || value === null) return value
  const at = (segment: string | number): string => `${pointer}${pointerOf([segment])}`
  if (Array.isArray(value)) {
    const items = value.map((item: Json, index) => ({ item, path: at(index) }))
    return items.filter(({ path }) => !gone.has(path)).map(({ item, path }) => without(item, path, gone))
  }
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, without(item, at(name), gone)]))
}
