import { pointerOf, segmentsOf, valueAt } from '../lib/pointer.ts'
import type { Json, JsonObject, Resource } from '../model/resource.ts'
import { childOf, type Field } from './field.ts'
import { located, stepInto } from './locate.ts'
import { shapeOf } from './shape.ts'

/**
 * Where a place of a resource's normal form (`/spec/members/3`, `/metadata/name`, `/labels/x`) stands in the document it
 * came from; `base` is the inline item, or ''. Members of sets and keyed lists are found by value and key, since their
 * order differs there. What is not written in the document (a default, a null) answers the nearest thing around it that is.
 */
export function documentPointer(resource: Resource, base: string, pointer: string, documentValue: unknown): string {
  const [part, ...segments] = segmentsOf(pointer)
  if (part !== 'spec') return nearestWritten(located(base, pointer), documentValue)
  const start = nearestWritten(located(base, '/spec'), documentValue)
  const written = start === located(base, '/spec') ? valueAt(documentValue, start) : undefined
  return walked({ field: shapeOf(resource.kind).spec, normal: resource.spec, written }, segments, start)
}

interface Step {
  readonly field: Field | undefined
  readonly normal: unknown
  readonly written: unknown
}

function walked(from: Step, segments: readonly string[], start: string): string {
  let { field, normal, written }: Step = from
  let pointer = start
  for (const segment of segments) {
    const place = placeOf(segment, { field, normal, written })
    const next = place === undefined ? undefined : stepInto(written, place)
    if (place === undefined || next === undefined || next === null) return pointer
    pointer += pointerOf([place])
    field = field && childOf(field, segment)
    normal = stepInto(normal, segment)
    written = next
  }
  return pointer
}

/** The segment under which the document holds what the normal form holds under `segment`. */
function placeOf(segment: string, { field, normal, written }: Step): string | undefined {
  if (!Array.isArray(written) || (field?.['x-set'] !== true && field?.['x-key'] === undefined)) return segment
  const key = field['x-key']
  const sought = same(stepInto(normal, segment), key)
  const index = (written as readonly Json[]).findIndex((item) => sought !== undefined && same(item, key) === sought)
  return index < 0 ? undefined : String(index)
}

function same(item: Json | undefined, key: string | undefined): Json | undefined {
  return key === undefined ? item : (item as JsonObject | null | undefined)?.[key]
}

function nearestWritten(pointer: string, documentValue: unknown): string {
  const segments = segmentsOf(pointer)
  let written: unknown = documentValue
  for (const [index, segment] of segments.entries()) {
    written = stepInto(written, segment)
    if (written === undefined || written === null) return pointerOf(segments.slice(0, index))
  }
  return pointer
}
