import { segmentsOf } from '../lib/pointer.ts'
import type { Document, Place, SourceText } from '../model/document.ts'
import { eventsOf } from './event.ts'
import { DEFAULT_LIMITS } from './limits.ts'
import { lengthOnLine, positionAt } from './line.ts'
import { type TreeNode, treesOf } from './tree.ts'

const TREES = new WeakMap<SourceText, readonly TreeNode[]>()

/**
 * Where a part of a document stands: its value, or the field name before it (a list item has none: then its value). A
 * pointer that leads nowhere gives the nearest part above it that exists. Files are parsed again, once, when first asked
 * about; a document that no text stands behind gives its own line and column.
 */
export function locate(document: Document, pointer: string, at: 'key' | 'value'): Place {
  const tree = treeOf(document)
  if (tree === undefined) return { line: document.line, column: document.column, length: 1 }
  const node = nearest(tree, segmentsOf(pointer))
  const span = at === 'key' ? (node.name ?? node.at) : node.at
  return { ...positionAt(document.file, span.start), length: lengthOnLine(document.file, span.start, span.end) }
}

/**
 * A scalar as it is written, quotes included (`012`, `"no"`), so that a message can tell what a reader of YAML makes of
 * it; empty where nothing is written, `undefined` where the pointer leads to no scalar. It may be a secret: never show it.
 */
export function scalarText(document: Document, pointer: string): string | undefined {
  let node = treeOf(document)
  for (const segment of segmentsOf(pointer)) node = node === undefined ? undefined : childOf(node, segment)
  return node?.scalar === undefined ? undefined : document.file.text.slice(node.scalar.start, node.scalar.end)
}

/** The tree of a document, made once for its file; `undefined` where no text stands behind it. */
export function treeOf(document: Document): TreeNode | undefined {
  const known = TREES.get(document.file)
  if (known !== undefined) return known[document.index]
  // The limits were kept when the file was read; here they only keep the parser from going deeper than it did.
  const parsed = eventsOf(document.file, { ...DEFAULT_LIMITS, depth: 1000 })
  const trees = 'fault' in parsed ? [] : treesOf(document.file.text, parsed.events)
  TREES.set(document.file, trees)
  return trees[document.index]
}

function nearest(tree: TreeNode, segments: readonly string[]): TreeNode {
  let node = tree
  for (const segment of segments) {
    const child = childOf(node, segment)
    if (child === undefined) return node
    node = child
  }
  return node
}

function childOf(node: TreeNode, segment: string): TreeNode | undefined {
  return node.fields?.get(segment) ?? (/^\d+$/.test(segment) ? node.items?.[Number(segment)] : undefined)
}
