import type { Json, JsonObject } from '../model/resource.ts'
import { type Field, isOpen, mapValueOf } from './field.ts'
import { areDistinct, choiceIn, isTime, itemKeyOf } from './keywords.ts'

/** Whether a value is plainly valid. */
export type Check = (value: unknown) => boolean

/**
 * Makes the check of a schema node: it answers `true` only for what ajv accepts, and leaves every doubt to ajv. Compiling
 * the schema of one kind with ajv takes longer than `node` needs to start; a document that is right never waits for it.
 * A test compares the two on valid and on broken documents of every kind.
 */
export function checkOf(field: Field): Check {
  const type: Field['type'] | undefined = field.type
  switch (type) {
    case 'string':
      return textCheck(field)
    case 'integer':
      return numberCheck(field, Number.isInteger)
    case 'number':
      return numberCheck(field, Number.isFinite)
    case 'boolean':
      return (value) => typeof value === 'boolean'
    case 'array':
      return listCheck(field)
    case 'object':
      return objectCheck(field)
    case undefined:
      return () => true
  }
}

function textCheck({ minLength = 0, maxLength, pattern, enum: words, 'x-time': time }: Field): Check {
  const expression = pattern === undefined ? undefined : new RegExp(pattern, 'u')
  const most = maxLength ?? Number.POSITIVE_INFINITY
  // A character is one UTF-16 unit or two: a text with enough units for the doubled minimum is long enough in any case.
  const least = minLength < 2 ? minLength : minLength * 2
  return (value) =>
    typeof value === 'string' &&
    value.length <= most &&
    (value.length >= least || (value.length >= minLength && !/[\ud800-\udfff]/.test(value))) &&
    (words === undefined || words.includes(value)) &&
    (time === undefined || isTime(value, time)) &&
    (expression === undefined || expression.test(value))
}

function numberCheck(field: Field, isRight: (value: unknown) => boolean): Check {
  const { minimum = Number.NEGATIVE_INFINITY, maximum = Number.POSITIVE_INFINITY } = field
  const { exclusiveMinimum = Number.NEGATIVE_INFINITY, exclusiveMaximum = Number.POSITIVE_INFINITY } = field
  return (value) =>
    typeof value === 'number' &&
    isRight(value) &&
    value >= minimum &&
    value <= maximum &&
    value > exclusiveMinimum &&
    value < exclusiveMaximum
}

function listCheck(field: Field): Check {
  const { minItems = 0, maxItems = Number.POSITIVE_INFINITY, items } = field
  const checkItem = items === undefined ? () => true : checkOf(items)
  const unique = uniqueCheck(field)
  return (value) =>
    Array.isArray(value) &&
    value.length >= minItems &&
    value.length <= maxItems &&
    value.every(checkItem) &&
    unique(value)
}

function uniqueCheck(field: Field): (items: readonly Json[]) => boolean {
  if (field['x-set'] !== true && field['x-key'] === undefined) return () => true
  if (field['x-set'] === true && field.items?.['x-fold'] !== true) return areDistinct
  const keyOf = itemKeyOf(field)
  return (items) => areDistinct(items.map(keyOf))
}

function objectCheck(field: Field): Check {
  const { required = [], minProperties = 0, maxProperties = Number.POSITIVE_INFINITY } = field
  const { 'x-one-of': oneOf, 'x-at-most-one-of': atMostOneOf } = field
  const checks = new Map(Object.entries(field.properties ?? {}).map(([name, child]) => [name, checkOf(child)]))
  const values = mapValueOf(field)
  const other = values === undefined ? () => isOpen(field) : checkOf(values)
  return (value) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return false
    const object = value as JsonObject
    const names = Object.keys(object)
    if (names.length < minProperties || names.length > maxProperties) return false
    for (const name of required) if (!Object.hasOwn(object, name)) return false
    for (const name of names) if (!(checks.get(name) ?? other)(object[name])) return false
    if (oneOf !== undefined && choiceIn(object, oneOf) !== 'one') return false
    return atMostOneOf === undefined || choiceIn(object, atMostOneOf) !== 'wrong'
  }
}
