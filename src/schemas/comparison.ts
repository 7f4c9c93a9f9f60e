import type { Kind } from '../model/resource.ts'
import { type Field, isOpen, mapValueOf } from './field.ts'
import { shapeOf } from './shape.ts'

/**
 * How a spec's values are compared, read from the annotations of its schema: a field at a time (`object`, `map`), by
 * members (`set`: an `x-set`, or an `x-key` list, whose order means nothing either), or as a whole (`value`).
 */
export type Comparison =
  | { readonly type: 'value' }
  | { readonly type: 'set' }
  | { readonly type: 'map'; readonly of: Comparison }
  | { readonly type: 'object'; readonly fields: ReadonlyMap<string, Comparison> }

const VALUE: Comparison = { type: 'value' }
const SET: Comparison = { type: 'set' }
const cache = new Map<Kind, Comparison>()

/** How the specs of a kind are compared. */
export function comparisonOf(kind: Kind): Comparison {
  const known = cache.get(kind)
  if (known !== undefined) return known
  const comparison = comparisonOfField(shapeOf(kind).spec)
  cache.set(kind, comparison)
  return comparison
}

function comparisonOfField(field: Field): Comparison {
  if (field['x-set'] === true || field['x-key'] !== undefined) return SET
  if (isOpen(field) || field['x-secret-ref'] === true || field.type !== 'object') return VALUE
  if (field.properties !== undefined) {
    const fields = Object.entries(field.properties)
    return { type: 'object', fields: new Map(fields.map(([name, child]) => [name, comparisonOfField(child)])) }
  }
  const values = mapValueOf(field)
  return values === undefined ? VALUE : { type: 'map', of: comparisonOfField(values) }
}
