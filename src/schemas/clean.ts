import { pointerOf } from '../lib/pointer.ts'
import type { Json, JsonObject } from '../model/resource.ts'
import { childOf, type Field } from './field.ts'

/** What stands in a document and may not, whatever its schema: `pointer` goes into what was given. */
export interface Flaw {
  readonly type: 'null' | 'name' | 'number'
  readonly pointer: string
}

/** Names by which JavaScript reaches what objects inherit (faults Y15). */
const FORBIDDEN = new Set(['__proto__', 'constructor', 'prototype'])

/** Whether a value has no flaw at all; costs nothing but the walk. */
export function isSound(value: unknown): boolean {
  if (typeof value === 'number') return isExact(value)
  if (typeof value !== 'object' || value === null) return true
  if (Array.isArray(value)) return value.every(isSound)
  for (const name of Object.keys(value)) {
    const property = (value as JsonObject)[name]
    if (property === null || FORBIDDEN.has(name) || !isSound(property)) return false
  }
  return true
}

/** Whether a number is what was written: finite, and no integer so large that digits were lost (faults Y18). */
function isExact(value: number): boolean {
  return Number.isFinite(value) && (!Number.isInteger(value) || Number.isSafeInteger(value))
}

/**
 * A copy without properties that are null or have a forbidden name, at any depth. `flaws` gets one entry for each, and
 * for each number that is not exact (in the copy a 1 stands for it). Two kinds of null stay, without an entry: items of
 * lists, and properties that `field` does not know, which are unknown whatever their value is. What the API server
 * sets is left out.
 */
export function withoutFlaws(value: Json, field: Field | undefined, flaws: Flaw[], pointer = ''): Json {
  if (typeof value === 'number') {
    if (isExact(value)) return value
    flaws.push({ type: 'number', pointer })
    return 1
  }
  if (typeof value !== 'object' || value === null) return value
  const stepped = (item: Json, name: string): Json =>
    withoutFlaws(item, field && childOf(field, name), flaws, `${pointer}${pointerOf([name])}`)
  if (Array.isArray(value)) return value.map((item, index) => stepped(item, String(index)))
  const result: Record<string, Json> = {}
  for (const [name, property] of Object.entries(value as JsonObject)) {
    const child = field && childOf(field, name)
    const dropped = property === null && (child !== undefined || field?.additionalProperties !== false)
    const flaw = FORBIDDEN.has(name) ? 'name' : dropped ? 'null' : undefined
    if (child?.['x-ignored'] === true) continue
    if (flaw === undefined) result[name] = stepped(property, name)
    else flaws.push({ type: flaw, pointer: `${pointer}${pointerOf([name])}` })
  }
  return result
}
