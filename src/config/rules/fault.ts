import { pointerOf } from '../../lib/pointer.ts'
import type { Json, JsonObject } from '../../model/resource.ts'
import { type Fault, fault, type Words } from '../../schemas/decoded.ts'

/** A part of the configuration that a rule looks at: it may be anything, because mistakes are told all at once. */
export interface Part {
  readonly way: readonly (string | number)[]
  readonly value: Json | undefined
}

/** The part below, by its name; without a value where there is none. */
export function below({ way, value }: Part, name: string): Part {
  const has = typeof value === 'object' && value !== null && !Array.isArray(value) && Object.hasOwn(value, name)
  return { way: [...way, name], value: has ? (value as JsonObject)[name] : undefined }
}

/** The items of a list; none where the part is no list. */
export function items({ way, value }: Part): readonly Part[] {
  return Array.isArray(value) ? value.map((item, index) => ({ way: [...way, index], value: item })) : []
}

/** The text of a part, or `undefined`. */
export function textOf({ value }: Part): string | undefined {
  return typeof value === 'string' ? value : undefined
}

/** Whether anything stands there. */
export function stands({ value }: Part): boolean {
  return value !== undefined && value !== null
}

/** A mistake in the value of a part. */
export function wrong({ way }: Part, message: string, help?: string): Fault {
  return faultAt(way, 'value', { code: 'InvalidField', message, ...(help === undefined ? {} : { help }) })
}

/** A part that should not stand there, or misses something: its name is marked. */
export function misplaced({ way }: Part, message: string, help: string): Fault {
  return faultAt(way, typeof way.at(-1) === 'number' ? 'value' : 'key', { code: 'InvalidField', message, help })
}

/** A secret that stands in a part; its line is never shown. */
export function inline({ way }: Part, message: string, help: string): Fault {
  return faultAt(way, 'value', { code: 'SecretInline', message, help })
}

function faultAt(way: readonly (string | number)[], at: 'key' | 'value', words: Words): Fault {
  return fault(pointerOf(way), at, words)
}
