import { segmentsOf } from '../../lib/pointer.ts'
import { visible } from '../../lib/text.ts'
import type { Json, JsonObject } from '../../model/resource.ts'
import { isList, isObject, itemAt } from './json-value.ts'

/** What stands in every output instead of the value of a secret setting. */
export const SENSITIVE = '(sensitive value)'

const REFERENCE_FIELD = /(^r|R)ef$|^writeTo$/

/**
 * A SecretRef as words (model §1.7): `env DB_PASSWORD`, `file db/password`, `kubernetes database/password`; `undefined`
 * where the field is not one that holds references, or its value has another shape.
 */
export function referenceText(field: string, value: Json): string | undefined {
  if (!REFERENCE_FIELD.test(field) || !isObject(value)) return undefined
  const [way, ...others] = Object.keys(value)
  if (way === undefined || others.length > 0) return undefined
  const target = value[way]
  if ((way === 'env' || way === 'file') && typeof target === 'string') return visible(`${way} ${target}`)
  if (way !== 'kubernetes' || !isObject(target)) return undefined
  const { name, key } = target
  return typeof name === 'string' && typeof key === 'string' ? visible(`kubernetes ${name}/${key}`) : undefined
}

/** Whether a field of this object holds what must not be shown: the value of a setting marked `secret: true`. */
export function isSensitive(holder: Json | undefined, field: string): boolean {
  return isObject(holder) && holder.secret === true && (field === 'value' || field === 'default')
}

/** Whether a pointer into a resource leads to, or through, a value that must not be shown. */
export function isSensitiveAt(resource: unknown, pointer: string): boolean {
  let current = resource as Json | undefined
  for (const segment of segmentsOf(pointer)) {
    if (isSensitive(current, segment)) return true
    if (isObject(current)) current = Object.hasOwn(current, segment) ? current[segment] : undefined
    else current = isList(current) ? itemAt(current, segment) : undefined
  }
  return false
}

/** The same JSON with every value of a secret setting replaced by `(sensitive value)`, at any depth. */
export function withoutSecrets(value: Json): Json {
  if (isList(value)) return value.map(withoutSecrets)
  if (!isObject(value)) return value
  const copy: Record<string, Json> = {}
  for (const [name, property] of Object.entries(value as JsonObject)) {
    const shown = isSensitive(value, name) ? SENSITIVE : withoutSecrets(property)
    // A plain assignment would set the prototype where a field is named `__proto__`.
    Object.defineProperty(copy, name, { value: shown, enumerable: true, configurable: true, writable: true })
  }
  return copy
}
