import { EVENT_ID, type Event, getScalarValue, type ScalarEvent } from 'js-yaml'
import { nodeSpan, type Span, scalarSpan } from './span.ts'

/**
 * Where a part of a document stands. `at` is its own text, to the end of what it holds; where nothing is written it is
 * the field name, or what holds it. `name` is the field name before it, `scalar` the text as written, quotes included.
 * What an alias repeats has the parts of its anchor.
 */
export interface TreeNode {
  readonly at: Span
  readonly name: Span | undefined
  readonly scalar: Span | undefined
  readonly fields: ReadonlyMap<string, TreeNode> | undefined
  readonly items: readonly TreeNode[] | undefined
}

interface Walk {
  readonly text: string
  readonly events: readonly Event[]
  readonly anchors: Map<string, TreeNode>
  index: number
}

interface Around {
  readonly name: Span | undefined
  readonly at: Span
}

const CLOSING = /[\s,]*[\]}]/y

/** The trees of the documents of a text, in order; those in which nothing is written are left out, as `buildValues` does. */
export function treesOf(text: string, events: readonly Event[]): readonly TreeNode[] {
  const walk: Walk = { text, events, anchors: new Map(), index: 0 }
  const trees: TreeNode[] = []
  while (walk.index < events.length) {
    const first = events[++walk.index]
    walk.anchors.clear()
    const tree = readNode(walk, { name: undefined, at: { start: 0, end: 1 } })
    if (first !== undefined && nodeSpan(first) !== undefined) trees.push(tree)
    walk.index++
  }
  return trees
}

function readNode(walk: Walk, around: Around): TreeNode {
  const event = walk.events[walk.index++]
  switch (event?.type) {
    case EVENT_ID.SCALAR:
      return anchored(walk, event, scalarNode(walk, event, around))
    case EVENT_ID.MAPPING:
      return anchored(walk, event, fieldsNode(walk, event.start, around))
    case EVENT_ID.SEQUENCE:
      return anchored(walk, event, itemsNode(walk, event.start, around))
    case EVENT_ID.ALIAS: {
      const target = walk.anchors.get(walk.text.slice(event.anchorStart, event.anchorEnd))
      const at = { start: event.anchorStart - 1, end: event.anchorEnd }
      const { scalar, fields, items } = target ?? { scalar: undefined, fields: undefined, items: undefined }
      return { at, name: around.name, scalar, fields, items }
    }
    case EVENT_ID.DOCUMENT:
    case EVENT_ID.POP:
    case undefined:
      return { ...around, scalar: undefined, fields: undefined, items: undefined }
  }
}

function anchored(walk: Walk, event: { anchorStart: number; anchorEnd: number }, node: TreeNode): TreeNode {
  if (event.anchorStart >= 0) walk.anchors.set(walk.text.slice(event.anchorStart, event.anchorEnd), node)
  return node
}

function scalarNode(walk: Walk, event: ScalarEvent, { name, at }: Around): TreeNode {
  const scalar = scalarSpan(event) ?? { start: at.end, end: at.end }
  const start = scalar.start + walk.text.slice(scalar.start, scalar.end).search(/\S|$/)
  return { at: start < scalar.end ? { start, end: scalar.end } : at, name, scalar, fields: undefined, items: undefined }
}

function fieldsNode(walk: Walk, start: number, { name }: Around): TreeNode {
  const fields = new Map<string, TreeNode>()
  let end = start + 1
  while (walk.events[walk.index]?.type !== EVENT_ID.POP && walk.index < walk.events.length) {
    const event = walk.events[walk.index]
    const key = readNode(walk, { name: undefined, at: { start, end } })
    const value = readNode(walk, { name: key.at, at: key.at })
    if (event?.type === EVENT_ID.SCALAR) fields.set(getScalarValue(walk.text, event), value)
    end = value.at.end
  }
  walk.index++
  return { at: { start, end: closed(walk, start, end) }, name, scalar: undefined, fields, items: undefined }
}

function itemsNode(walk: Walk, start: number, { name }: Around): TreeNode {
  const items: TreeNode[] = []
  let end = start + 1
  while (walk.events[walk.index]?.type !== EVENT_ID.POP && walk.index < walk.events.length) {
    const item = readNode(walk, { name: undefined, at: { start, end: start + 1 } })
    items.push(item)
    end = Math.max(end, item.at.end)
  }
  walk.index++
  return { at: { start, end: closed(walk, start, end) }, name, scalar: undefined, fields: undefined, items }
}

/** The end of a collection in brackets is not in the events: it is the next bracket after what it holds. */
function closed(walk: Walk, start: number, end: number): number {
  if (walk.text[start] !== '[' && walk.text[start] !== '{') return end
  CLOSING.lastIndex = end
  return CLOSING.test(walk.text) ? CLOSING.lastIndex : end
}
