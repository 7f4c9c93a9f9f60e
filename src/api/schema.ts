import type { Json, JsonObject } from '../model/resource.ts'
import { type MadeList, madeList } from '../plan/render/json-text.ts'

/** Texts of responses. */
export const TEXT = { type: 'string' } as const
/** An RFC 3339 UTC time. */
export const TIME = { type: 'string', format: 'date-time' } as const
/** A day, `YYYY-MM-DD`. */
export const DAY = { type: 'string', format: 'date' } as const
/** An end of a time-boxed declaration, as it is written. */
export const BOUND = { type: 'string', description: 'a date, or a time with its offset' } as const
/** A whole number from 0 on. */
export const COUNT = { type: 'integer', minimum: 0 } as const
/** Any number. */
export const NUMBER = { type: 'number' } as const
/** Yes or no. */
export const FLAG = { type: 'boolean' } as const
/** The identifier that a resource keeps for ever. */
export const UID = { type: 'string', description: 'the uid, which stays for ever' } as const

/** A list of one thing. */
export function listOf(items: JsonObject): JsonObject {
  return { type: 'array', items }
}

/** An object with these properties and no others; all but the `optional` ones are always there. */
export function objectOf(
  properties: Readonly<Record<string, JsonObject>>,
  optional: readonly string[] = [],
): JsonObject {
  const required = Object.keys(properties).filter((name) => !optional.includes(name))
  return { type: 'object', properties, required, additionalProperties: false }
}

/** An object whose names are data; every value is of one form. */
export function mapOf(values: JsonObject): JsonObject {
  return { type: 'object', additionalProperties: values }
}

/** Any JSON value, where what is declared is shown as it is. */
export const ANYTHING: JsonObject = {}

/** A value that may be `null`. */
export function orNull(schema: JsonObject): JsonObject {
  return { anyOf: [schema, { type: 'null' }] }
}

/**
 * A value as its schema lists it: what the schema does not name is left out, at every depth, so that a new field cannot leak
 * by accident (api §1). Lists and `undefined` are as in `JSON.stringify`.
 */
export function shownBy(schema: JsonObject, value: unknown): unknown {
  if (Array.isArray(schema.anyOf)) return shownBy(alternativeFor(schema.anyOf.filter(isObject), value), value)
  if (Array.isArray(value)) {
    const { items } = schema
    return isObject(items) ? value.map((item) => shownBy(items, item)) : value
  }
  if (typeof value !== 'object' || value === null) return value
  if (Symbol.iterator in value) return shownList(schema, value as Iterable<unknown>)
  // What is declared freely is told whole: there every name is the author's (schemas/README.md).
  if (schema['x-open'] === true) return value
  const { properties, additionalProperties } = schema
  if (!isObject(properties) && additionalProperties === undefined) return value
  const given = value as Readonly<Record<string, unknown>>
  const shown: Record<string, unknown> = {}
  for (const [name, one] of Object.entries(given)) {
    if (one === undefined) continue
    const own = isObject(properties) && Object.hasOwn(properties, name) ? properties[name] : additionalProperties
    if (isObject(own)) shown[name] = shownBy(own, one)
  }
  return shown
}

/** The same of a list that is made while it is told. */
function shownList(schema: JsonObject, value: Iterable<unknown>): MadeList {
  return madeList(function* () {
    for (const item of value) yield isObject(schema.items) ? shownBy(schema.items, item) : item
  })
}

/** Of several schemas the one for a list, or for anything else. */
function alternativeFor(schemas: readonly JsonObject[], value: unknown): JsonObject {
  return schemas.find(({ type }) => (type === 'array') === Array.isArray(value)) ?? {}
}

function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
