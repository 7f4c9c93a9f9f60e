import { segmentsOf } from '../lib/pointer.ts'
import type { Json, Kind } from '../model/resource.ts'

/**
 * One node of a kind's schema with its references inlined: the JSON Schema keywords of the subset, and the annotations
 * (design idea 4). A node without `type` carries `x-open` and takes any JSON.
 */
export interface Field {
  readonly type?: 'object' | 'array' | 'string' | 'integer' | 'number' | 'boolean'
  readonly title?: string
  readonly description?: string
  readonly default?: Json
  readonly examples?: readonly Json[]
  readonly deprecated?: boolean
  readonly enum?: readonly string[]
  readonly pattern?: string
  /** The pattern in words. */
  readonly 'x-form'?: string
  readonly minLength?: number
  readonly maxLength?: number
  readonly minimum?: number
  readonly maximum?: number
  readonly exclusiveMinimum?: number
  readonly exclusiveMaximum?: number
  readonly minItems?: number
  readonly maxItems?: number
  readonly minProperties?: number
  readonly maxProperties?: number
  readonly properties?: Readonly<Record<string, Field>>
  readonly required?: readonly string[]
  readonly additionalProperties?: boolean | Field
  readonly items?: Field
  readonly 'x-ref'?: Kind
  readonly 'x-ref-weak'?: boolean
  readonly 'x-set'?: boolean
  readonly 'x-key'?: string
  readonly 'x-fold'?: boolean
  readonly 'x-unique'?: 'organization' | 'installation'
  readonly 'x-secret-ref'?: boolean
  readonly 'x-one-of'?: Groups
  readonly 'x-at-most-one-of'?: Groups
  readonly 'x-open'?: boolean
  readonly 'x-time'?: readonly TimeForm[]
  readonly 'x-default-name'?: boolean
  readonly 'x-ignored'?: boolean
  readonly 'x-inline'?: Kind
}

/** Groups of property names: all of one group stand, and none of another (schemas/README.md). */
export type Groups = readonly (readonly string[])[]

/** What a time may be written as: a day, a moment with its offset, or the word `never`. */
export type TimeForm = 'date' | 'date-time' | 'never'

/** The named property of an object node; names that every JavaScript object inherits do not count. */
export function propertyOf(field: Field, name: string): Field | undefined {
  return field.properties !== undefined && Object.hasOwn(field.properties, name) ? field.properties[name] : undefined
}

/** What the additional properties of a map look like; `undefined` for closed and open objects. */
export function mapValueOf(field: Field): Field | undefined {
  return typeof field.additionalProperties === 'object' ? field.additionalProperties : undefined
}

/** The node one step below, for a property name or a list index; `undefined` where the schema says nothing of it. */
export function childOf(field: Field, segment: string): Field | undefined {
  if (field.type === 'array') return field.items
  return propertyOf(field, segment) ?? mapValueOf(field)
}

/** The node at a JSON pointer below `field`; `undefined` where the schema says nothing of it. */
export function fieldAt(field: Field, pointer: string): Field | undefined {
  let current: Field | undefined = field
  for (const segment of segmentsOf(pointer)) {
    if (current === undefined) return undefined
    current = childOf(current, segment)
  }
  return current
}

/** Whether values below this node may be anything the schema does not name. */
export function isOpen(field: Field): boolean {
  return field['x-open'] === true || field.type === undefined
}

/** Properties whose presence has a meaning of its own: required ones, and members of a choice. They are never left out. */
export function standing(field: Field): ReadonlySet<string> {
  return new Set([
    ...(field.required ?? []),
    ...(field['x-one-of'] ?? []).flat(),
    ...(field['x-at-most-one-of'] ?? []).flat(),
  ])
}
