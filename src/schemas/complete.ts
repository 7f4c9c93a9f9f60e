import { byText } from '../lib/compare.ts'
import type { Json, JsonObject, Kind, Resource } from '../model/resource.ts'
import { childOf, type Field, isOpen, mapValueOf, standing } from './field.ts'
import { shapeOf } from './shape.ts'

/** Fills the defaults into a value of a resource; `name` is the resource's, which is the default of some fields. */
export type Completer = (value: Json, name: string) => Json

const completers = new Map<Kind, Completer>()

/**
 * The spec of a resource with every default filled in, at any depth: the reading side of the normal form. Property names
 * are in order. An object that is left out appears where it has defaults and needs nothing else (`removalBudget`).
 */
export function complete({ kind, name, spec }: Pick<Resource, 'kind' | 'name' | 'spec'>): JsonObject {
  let completer = completers.get(kind)
  if (completer === undefined) {
    completer = completerOf(shapeOf(kind).spec)
    completers.set(kind, completer)
  }
  return completer(spec, name) as JsonObject
}

/** Makes what fills the defaults of one schema node in; the value must be valid. */
export function completerOf(field: Field): Completer {
  if (field.type === 'object') return objectCompleter(field)
  if (field.type !== 'array' || field.items === undefined) return (value) => value
  const item = completerOf(field.items)
  return (value, name) => (value as readonly Json[]).map((each) => item(each, name))
}

function objectCompleter(field: Field): Completer {
  const stands = standing(field)
  const members = Object.entries(field.properties ?? {})
    .sort(([left], [right]) => byText(left, right))
    .map(([name, child]) => ({
      name,
      complete: completerOf(child),
      absent: stands.has(name) ? () => undefined : defaultOf(child),
    }))
  const values = mapValueOf(field)
  if (values !== undefined) return mapCompleter(completerOf(values))
  return (value, resourceName) => {
    const object = value as JsonObject
    const result: Record<string, Json> = {}
    for (const { name, complete, absent } of members) {
      const property = object[name]
      const completed = property === undefined ? absent(resourceName) : complete(property, resourceName)
      if (completed !== undefined) result[name] = completed
    }
    return isOpen(field) ? inOrder({ ...object, ...result }) : result
  }
}

function mapCompleter(complete: Completer): Completer {
  return (value, name) =>
    Object.fromEntries(Object.entries(value as JsonObject).map(([key, item]) => [key, complete(item, name)]))
}

function inOrder(object: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(object).sort(([left], [right]) => byText(left, right)))
}

/** What a field that is left out amounts to; `undefined` where that is nothing. */
function defaultOf(field: Field): (name: string) => Json | undefined {
  if (field['x-default-name'] === true) return (name) => name
  const standard = field.default
  if (standard !== undefined) return () => standard
  if (field.type !== 'object' || isOpen(field) || (field.required ?? []).length > 0) return () => undefined
  const completer = objectCompleter(field)
  if (Object.keys(completer({}, '') as JsonObject).length === 0) return () => undefined
  return (name) => completer({}, name)
}

/** The document a person would write for a resource: fields in the order of the schema, defaults left out. */
export function toDocument(resource: Omit<Resource, 'digest' | 'origin'>): JsonObject {
  const { apiVersion, kind, name, namespace, labels, annotations, spec } = resource
  const shape = shapeOf(kind)
  const metadata = {
    name,
    ...(namespace !== '' && { namespace }),
    ...(hasAny(labels) && { labels }),
    ...(hasAny(annotations) && { annotations }),
  }
  const head = { apiVersion, kind, metadata }
  return shape.specless && !hasAny(spec) ? head : { ...head, spec: inSchemaOrder(spec, shape.spec) }
}

function inSchemaOrder(value: Json, field: Field | undefined): Json {
  if (typeof value !== 'object' || value === null || field === undefined) return value
  if (Array.isArray(value)) return value.map((item) => inSchemaOrder(item, field.items))
  const order = Object.keys(field.properties ?? {})
  const rank = (name: string): number => (order.includes(name) ? order.indexOf(name) : order.length)
  const entries = Object.entries(value as JsonObject).sort(([left], [right]) => rank(left) - rank(right))
  return Object.fromEntries(entries.map(([name, item]) => [name, inSchemaOrder(item, childOf(field, name))]))
}

function hasAny(object: object): boolean {
  return Object.keys(object).length > 0
}
