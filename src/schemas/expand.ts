import { pointerOf } from '../lib/pointer.ts'
import { type Json, type JsonObject, KINDS, type Kind } from '../model/resource.ts'
import { fault, type Report } from './decoded.ts'
import type { Envelope } from './envelope.ts'
import { inlineKind, type Shape, shapeOf } from './shape.ts'
import { named } from './words/place.ts'
import { typeWords } from './words/type.ts'

/** One resource as it is declared, in a document of its own (`base` '') or as an item of an inline list. */
export interface Declaration {
  readonly shape: Shape
  readonly base: string
  /** Whether there is metadata at all; where it is missing, that is told, and not that the name is. */
  readonly hasMetadata: boolean
  readonly name: Json | undefined
  readonly namespace: Json | undefined
  readonly labels: Json | undefined
  readonly annotations: Json | undefined
  readonly spec: JsonObject | undefined
}

/**
 * What a document declares: its own resource, and one for each item of its inline lists (model §1.8). An inline child
 * lives in the namespace that has the organization's name. `report` gets lists and items that are none.
 */
export function declarationsIn(envelope: Envelope, shape: Shape, report: Report): Declaration[] {
  const { name, namespace, labels, annotations } = envelope.metadata ?? {}
  const { spec } = envelope
  const hasMetadata = envelope.metadata !== undefined
  const own = { shape, base: '', hasMetadata, name, namespace, labels, annotations }
  const lists = spec === undefined ? [] : inlineListsIn(spec, shape.kind)
  if (spec === undefined || lists.length === 0) return [{ ...own, spec }]
  const children = lists.flatMap(([list, kind]) =>
    itemsOf(list, spec[list], report).map(([base, item]) => inlineChild(shapeOf(kind), base, item, name)),
  )
  const names = new Set(lists.map(([list]) => list))
  const ownSpec = Object.fromEntries(Object.entries(spec).filter(([field]) => !names.has(field)))
  return [{ ...own, spec: ownSpec }, ...children]
}

/** The inline lists that stand in a spec, in the order of `KINDS`. */
function inlineListsIn(spec: JsonObject, kind: Kind): [string, Kind][] {
  const lists = Object.keys(spec).flatMap((name): [string, Kind][] => {
    const child = inlineKind(kind, name)
    return child === undefined ? [] : [[name, child]]
  })
  return lists.sort(([, left], [, right]) => KINDS.indexOf(left) - KINDS.indexOf(right))
}

function inlineChild(shape: Shape, base: string, item: JsonObject, organization: Json | undefined): Declaration {
  const { name, labels, annotations, ...spec } = item
  return { shape, base, hasMetadata: true, name, namespace: organization, labels, annotations, spec }
}

function itemsOf(list: string, value: Json | undefined, report: Report): (readonly [string, JsonObject])[] {
  const pointer = `/spec${pointerOf([list])}`
  if (!Array.isArray(value)) {
    const spot = { pointer, field: { type: 'array' }, value, label: named(list) } as const
    report(fault(pointer, 'value', typeWords(spot)))
    return []
  }
  return (value as readonly Json[]).flatMap((item, index) => {
    const base = `${pointer}/${index}`
    if (typeof item === 'object' && item !== null && !Array.isArray(item)) return [[base, item as JsonObject] as const]
    const spot = { pointer: base, field: { type: 'object' }, value: item, label: `an item of ${named(list)}` } as const
    report(fault(base, 'value', typeWords(spot)))
    return []
  })
}
