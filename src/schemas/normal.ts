import { canonical } from '../lib/canonical.ts'
import { by, byText, equal } from '../lib/compare.ts'
import type { Json, JsonObject } from '../model/resource.ts'
import { type Field, isOpen, mapValueOf, standing } from './field.ts'

/** Brings a valid value of a resource into normal form; `name` is the resource's, which is the default of some fields. */
export type Normalizer = (value: Json, name: string) => Json

/**
 * Makes the normal form of one schema node (model §1.5). Property names stand in order and nulls are gone. Left out are
 * a value that equals its default, an empty list, set or map without a default, and an object of which nothing is left:
 * each means the same as leaving the field out. Never left out are required properties, members of a choice and the
 * values of open objects, whose mere presence says something; nor empty texts. Sets are sorted by their text, lists with
 * a key by the key; other lists keep their order. The value must be valid: nothing is checked here.
 */
export function normalizerOf(field: Field): Normalizer {
  if (field.type === 'array') return listNormalizer(field)
  if (field.type === 'object') return objectNormalizer(field)
  return field.type === undefined ? normalOpen : (value) => value
}

function listNormalizer(field: Field): Normalizer {
  if (field['x-set'] === true) return (value) => sortedSet(value as readonly Json[])
  const item = field.items === undefined ? normalOpen : normalizerOf(field.items)
  const key = field['x-key']
  const normalItems: Normalizer = (value, name) => (value as readonly Json[]).map((each) => item(each, name))
  if (key === undefined) return normalItems
  const textOf = (value: Json): string => String((value as JsonObject)[key])
  return (value, name) => [...(normalItems(value, name) as readonly Json[])].sort(by(textOf))
}

function sortedSet(items: readonly Json[]): Json {
  // Without a comparison of its own, sort orders scalars by their text in UTF-16, which is the order of `byText`.
  const sorted = [...items].sort()
  return sorted.filter((item, index) => index === 0 || item !== sorted[index - 1])
}

function objectNormalizer(field: Field): Normalizer {
  const known = knownNormalizer(field)
  const values = mapValueOf(field)
  const other = values === undefined ? normalOpen : normalizerOf(values)
  if (values === undefined && !isOpen(field)) return (value, name) => known(value as JsonObject, name)
  return (value, resourceName) => {
    const object = value as JsonObject
    const result: Record<string, Json> = {}
    const named = known(object, resourceName)
    for (const name of Object.keys(object).sort(byText)) {
      const property = object[name]
      if (field.properties !== undefined && Object.hasOwn(field.properties, name)) {
        if (named[name] !== undefined) result[name] = named[name]
      } else if (property !== undefined && property !== null) result[name] = other(property, resourceName)
    }
    return result
  }
}

interface Member {
  readonly name: string
  readonly normalize: Normalizer
  readonly means: (value: Json, name: string) => boolean
}

function knownNormalizer(field: Field): (object: JsonObject, name: string) => JsonObject {
  const stands = standing(field)
  const members: Member[] = Object.entries(field.properties ?? {})
    .sort(([left], [right]) => byText(left, right))
    .map(([name, child]) => ({
      name,
      normalize: normalizerOf(child),
      means: stands.has(name) ? () => true : meaningOf(child),
    }))
  return (object, resourceName) => {
    const result: Record<string, Json> = {}
    for (const { name, normalize, means } of members) {
      const property = object[name]
      if (property === undefined || property === null) continue
      const normal = normalize(property, resourceName)
      if (means(normal, resourceName)) result[name] = normal
    }
    return result
  }
}

/** Whether a normal value of this node says more than leaving the field out. */
function meaningOf(field: Field): (value: Json, name: string) => boolean {
  if (field['x-default-name'] === true) return (value, name) => value !== name
  if (field.default !== undefined) {
    const standard = normalizerOf(field)(field.default, '')
    return (value) => !equal(value, standard)
  }
  const plain = field.type === 'array' || (field.type === 'object' && !isOpen(field))
  return plain ? (value) => !isEmpty(value) : () => true
}

function isEmpty(value: Json): boolean {
  for (const _ in value as JsonObject) return false
  return true
}

/** The normal form of open JSON (model §1.5): property names in order, properties that are null left out; items of lists stay. */
export function normalOpen(value: Json): Json {
  if (typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) return value.map(normalOpen)
  const object = value as JsonObject
  const result: Record<string, Json> = {}
  for (const name of Object.keys(object).sort(byText)) {
    const property = object[name]
    if (property !== undefined && property !== null) result[name] = normalOpen(property)
  }
  return result
}

const NUMERIC_NAME = /"\d+":/

/**
 * Canonical JSON of a value whose property names are in order already. JavaScript moves names like `10` before all
 * others, so a text that may hold one is written by `canonical`.
 */
export function canonicalText(normal: Json): string {
  const text = JSON.stringify(normal)
  return NUMERIC_NAME.test(text) ? canonical(normal) : text
}
