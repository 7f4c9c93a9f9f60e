import type { Json } from '../../model/resource.ts'
import { problemAt } from './problem.ts'
import { below, contentOf, type Reading, type Spot } from './reading.ts'

/** A text that stands in a list, or a property of an object, with the place where it stands. */
export interface Entry {
  readonly text: string
  readonly spot: Spot
}

/** The text at a spot; `undefined` where there is none, or a problem says that something else stands there. */
export function* textAt(spot: Spot, what: string): Reading<string | undefined> {
  const value = contentOf(spot)
  if (value === undefined || typeof value === 'string') return value
  yield wrongType(spot, what, 'text', value)
  return undefined
}

/** The texts of the list at a spot, in its order. */
export function* textsAt(spot: Spot, what: string): Reading<readonly Entry[]> {
  const value = contentOf(spot)
  if (value === undefined) return []
  if (!Array.isArray(value)) {
    yield wrongType(spot, what, 'a list', value)
    return []
  }
  const entries: Entry[] = []
  for (const index of value.keys()) {
    const item = below(spot, index)
    const text = yield* textAt(item, `an item of ${what}`)
    if (text !== undefined) entries.push({ text, spot: item })
  }
  return entries
}

/** The properties of the object at a spot, in the order of the file. */
export function* propertiesAt(spot: Spot, what: string): Reading<readonly Entry[]> {
  const value = contentOf(spot)
  if (value === undefined) return []
  if (typeof value !== 'object' || Array.isArray(value)) {
    yield wrongType(spot, what, 'an object', value)
    return []
  }
  return Object.keys(value).map((text) => ({ text, spot: below(spot, text) }))
}

/** The value at a spot if it is true or false. */
export function* flagAt(spot: Spot, what: string): Reading<boolean | undefined> {
  const value = contentOf(spot)
  if (value === undefined || typeof value === 'boolean') return value
  yield wrongType(spot, what, 'true or false', value)
  return undefined
}

function wrongType(spot: Spot, what: string, expected: string, value: Json) {
  const help = typeof value === 'number' && expected === 'text' ? 'put it in quotes' : undefined
  return problemAt(spot, {
    code: 'InvalidField',
    message: `${what} is ${typeName(value)}, it must be ${expected}`,
    ...(help === undefined ? {} : { help }),
  })
}

function typeName(value: Json): string {
  if (Array.isArray(value)) return 'a list'
  if (typeof value === 'object') return 'an object'
  return typeof value === 'string' ? 'text' : typeof value === 'number' ? 'a number' : 'true or false'
}
