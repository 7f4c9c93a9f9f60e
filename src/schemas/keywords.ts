import type { FuncKeywordDefinition } from 'ajv/dist/core.js'
import { instantOf } from '../lib/instant.ts'
import { folded } from '../lib/text.ts'
import type { Json, JsonObject } from '../model/resource.ts'
import type { Field, Groups, TimeForm } from './field.ts'

/**
 * The keywords that ajv lacks, or does too slowly: its own `uniqueItems` is nine tenths of all validation (limits §3), and
 * its `pattern` looks at a text that is too long anyway (faults T21).
 */
export const KEYWORDS: readonly FuncKeywordDefinition[] = [
  {
    keyword: 'pattern',
    type: 'string',
    schemaType: 'string',
    compile: (text, field) => patternTest(text, field as Field),
  },
  { keyword: 'x-set', type: 'array', schemaType: 'boolean', compile: (_, field) => uniquenessTest(field as Field) },
  { keyword: 'x-key', type: 'array', schemaType: 'string', compile: (_, field) => uniquenessTest(field as Field) },
  {
    keyword: 'x-one-of',
    type: 'object',
    schemaType: 'array',
    compile: (groups: Groups) => (object: JsonObject) => choiceIn(object, groups) === 'one',
  },
  {
    keyword: 'x-at-most-one-of',
    type: 'object',
    schemaType: 'array',
    compile: (groups: Groups) => (object: JsonObject) => choiceIn(object, groups) !== 'wrong',
  },
  {
    keyword: 'x-time',
    type: 'string',
    schemaType: 'array',
    compile: (forms: readonly TimeForm[]) => (text: string) => isTime(text, forms),
  },
]

function patternTest(pattern: string, { maxLength = Number.POSITIVE_INFINITY }: Field): (text: string) => boolean {
  const expression = new RegExp(pattern, 'u')
  // A character takes up to two UTF-16 units; a text beyond that is told to be too long, and that is enough.
  return (text) => text.length > maxLength * 2 || expression.test(text)
}

function uniquenessTest(list: Field): (items: readonly Json[]) => boolean {
  if (list['x-set'] === true && list.items?.['x-fold'] !== true) return areDistinct
  const keyOf = itemKeyOf(list)
  return (items) => {
    const keys = items.map(keyOf).filter((key) => key !== undefined)
    return areDistinct(keys)
  }
}

/** Whether no two scalars are the same. Comparing each with each is faster than a Set up to some thirty (limits §3). */
export function areDistinct(items: readonly unknown[]): boolean {
  if (items.length > 32) return new Set(items).size === items.length
  for (let index = 1; index < items.length; index++) {
    for (let before = 0; before < index; before++) if (items[before] === items[index]) return false
  }
  return true
}

/** What makes an item of this list the same as another: its key field, or itself; `undefined` for what has neither. */
export function itemKeyOf(list: Field): (item: Json) => string | undefined {
  const key = list['x-key']
  const scalar = key === undefined ? list.items : list.items?.properties?.[key]
  const textOf = scalar?.['x-fold'] === true ? folded : (text: string) => text
  return (item) => {
    const value = key === undefined ? item : (item as JsonObject | null)?.[key]
    if (typeof value === 'string') return textOf(value)
    return typeof value === 'number' || typeof value === 'boolean' ? String(value) : undefined
  }
}

/** How the groups of a choice stand in an object: none, exactly one and that one whole, or neither. */
export function choiceIn(object: JsonObject, groups: Groups): 'none' | 'one' | 'wrong' {
  let found: 'none' | 'one' = 'none'
  for (const group of groups) {
    let standing = 0
    for (const name of group) if (Object.hasOwn(object, name)) standing++
    if (standing === 0) continue
    if (found === 'one' || standing < group.length) return 'wrong'
    found = 'one'
  }
  return found
}

/** Whether a text is a time in one of the accepted forms. */
export function isTime(text: string, forms: readonly TimeForm[]): boolean {
  if (text === 'never') return forms.includes('never')
  if (instantOf(text) === undefined) return false
  return forms.includes(text.length === 10 ? 'date' : 'date-time')
}
