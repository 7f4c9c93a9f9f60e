import fc from 'fast-check'
import type { Json, JsonObject, Kind } from '../../src/model/resource.ts'
import { checkOf } from '../../src/schemas/check.ts'
import { type Field, isOpen, mapValueOf } from '../../src/schemas/field.ts'
import { shapeOf } from '../../src/schemas/shape.ts'

const TEXTS = ['a', 'b', 'c-1', 'x.y', 'ops', 'A', 'Ada', '10', '9', 'ada@acme.example', 'zoë', '2026-04-01', 'x y']
const NUMBERS = [0, 1, 2, 0.5, 3, 100]

/** Valid specs of a kind, made from its schema: optional fields come and go, sets and properties stand in any order. */
export function specs(kind: Kind): fc.Arbitrary<JsonObject> {
  return valuesOf(shapeOf(kind).spec) as fc.Arbitrary<JsonObject>
}

function valuesOf(field: Field): fc.Arbitrary<Json> {
  switch (field.type ?? 'any') {
    case 'string':
      return fc.constantFrom(...scalars(field, TEXTS))
    case 'integer':
    case 'number':
      return fc.constantFrom(...scalars(field, NUMBERS))
    case 'boolean':
      return fc.boolean()
    case 'array':
      return listsOf(field)
    case 'object':
      return objectsOf(field)
    case 'any':
      return openValues
  }
}

function scalars(field: Field, more: readonly Json[]): Json[] {
  const known = [
    ...(field.enum ?? []),
    ...(field.examples ?? []),
    ...(field.default === undefined ? [] : [field.default]),
  ]
  const isValid = checkOf(field)
  return [...new Set([...known, ...more])].filter((value) => isValid(value))
}

const openValues: fc.Arbitrary<Json> = fc.constantFrom<Json>(
  'text',
  5,
  true,
  [1, { b: 1, a: 2 }],
  { 10: 'x', 9: 'y', z: [] },
  {},
)

function listsOf(field: Field): fc.Arbitrary<Json> {
  const key = field['x-key']
  const most = { minLength: field.minItems ?? 0, maxLength: Math.max(field.minItems ?? 0, 4) }
  const selector = (item: Json): unknown => (key === undefined ? item : (item as JsonObject)[key])
  const items = valuesOf(field.items ?? {})
  if (field['x-set'] !== true && key === undefined) return fc.array(items, most)
  return fc.uniqueArray(items, { ...most, selector: (item) => String(selector(item)).toLowerCase() })
}

function objectsOf(field: Field): fc.Arbitrary<JsonObject> {
  const values = mapValueOf(field)
  if (values !== undefined) return fc.dictionary(fc.constantFrom('a', 'b', '10', '9', 'k'), valuesOf(values))
  const members = Object.entries(field.properties ?? {})
  const inGroups = new Set([...(field['x-one-of'] ?? []), ...(field['x-at-most-one-of'] ?? [])].flat())
  const free = Object.fromEntries(
    members.filter(([name]) => !inGroups.has(name)).map(([name, child]) => [name, valuesOf(child)]),
  )
  const parts = [
    fc.record(free, { requiredKeys: (field.required ?? []).filter((name) => !inGroups.has(name)) }),
    groupOf(field, field['x-one-of'], false),
    groupOf(field, field['x-at-most-one-of'], true),
    isOpen(field) ? fc.dictionary(fc.constantFrom('zz', '7', 'other'), openValues) : fc.constant({}),
  ]
  return fc
    .tuple(...parts, fc.integer())
    .map(([one, two, three, four, seed]) =>
      shuffled(
        { ...(one as JsonObject), ...(two as JsonObject), ...(three as JsonObject), ...(four as JsonObject) },
        seed as number,
      ),
    )
}

function groupOf(
  field: Field,
  groups: readonly (readonly string[])[] | undefined,
  mayBeNone: boolean,
): fc.Arbitrary<JsonObject> {
  if (groups === undefined) return fc.constant({})
  const choices = groups.map((group) =>
    fc.record(Object.fromEntries(group.map((name) => [name, valuesOf(field.properties?.[name] ?? {})]))),
  )
  return fc.oneof(...(choices as fc.Arbitrary<JsonObject>[]), ...(mayBeNone ? [fc.constant<JsonObject>({})] : []))
}

/** The same object with its properties in another order, at every depth; sets and keyed lists are left alone. */
export function shuffled(object: JsonObject, seed: number): JsonObject {
  const rank = (name: string): number =>
    [...name].reduce((sum, letter) => (sum * 31 + letter.charCodeAt(0) + seed) % 9973, 7)
  return Object.fromEntries(Object.entries(object).sort(([left], [right]) => rank(left) - rank(right)))
}
