import { byText } from '../lib/compare.ts'
import { segmentsOf } from '../lib/pointer.ts'
import { visible } from '../lib/text.ts'
import type { FieldChange } from '../model/change.ts'
import type { Json, JsonObject, Resource } from '../model/resource.ts'
import { misfit } from './damage.ts'
import { jsonOf } from './json.ts'

/** What of a resource its declaration says; pointers of field changes lead into it. */
export type Content = Pick<Resource, 'apiVersion' | 'labels' | 'annotations' | 'spec'>

/**
 * Content with recorded field changes made, one after the other: values set or removed, members of sets added or
 * removed. What is emptied stays as an empty object or list. Throws `StoreError` where a change leads through a value
 * that has no fields.
 */
export function withFields(content: Content, fields: readonly FieldChange[]): Content {
  const { apiVersion, labels, annotations, spec } = content
  let value: Json = { apiVersion, labels, annotations, spec }
  for (const change of fields) {
    if (change.type !== 'owner') value = edited(value, segmentsOf(change.pointer), change) ?? {}
  }
  return value as unknown as Content
}

type ContentChange = Exclude<FieldChange, { readonly type: 'owner' }>

function edited(value: Json | undefined, path: readonly string[], change: ContentChange): Json | undefined {
  const [name, ...rest] = path
  if (name === undefined) return change.type === 'set' ? withMembers(value, change) : change.after
  if (value !== undefined && (typeof value !== 'object' || value === null || Array.isArray(value))) {
    throw misfit(`a recorded change of ${visible(change.pointer)} does not fit what is stored`)
  }
  const object = (value ?? {}) as JsonObject
  return withProperty(object, name, edited(Object.hasOwn(object, name) ? object[name] : undefined, rest, change))
}

/** A copy with one property set, or removed by `undefined`; names stand in order. */
function withProperty(object: JsonObject, name: string, value: Json | undefined): JsonObject {
  const others = Object.entries(object).filter(([other]) => other !== name)
  const entries = value === undefined ? others : [...others, [name, value] as const]
  return Object.fromEntries(entries.sort(([left], [right]) => byText(left, right)))
}

function withMembers(value: Json | undefined, { added, removed }: ContentChange & { readonly type: 'set' }): Json {
  const members = new Map((Array.isArray(value) ? value : []).map((member: Json) => [jsonOf(member), member]))
  for (const member of removed) members.delete(jsonOf(member))
  for (const member of added) members.set(jsonOf(member), member)
  return [...members.values()]
}
