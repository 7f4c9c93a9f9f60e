import type { Json, JsonObject } from '../model/resource.ts'

/** The text of a field, `undefined` where it is absent or no text. */
export function text(object: JsonObject, name: string): string | undefined {
  const value = object[name]
  return typeof value === 'string' ? value : undefined
}

/** The truth of a field; `otherwise` is its default, which the normal form leaves out. */
export function flag(object: JsonObject, name: string, otherwise = false): boolean {
  const value = object[name]
  return typeof value === 'boolean' ? value : otherwise
}

/** The number of a field; `otherwise` is its default, which the normal form leaves out. */
export function count(object: JsonObject, name: string, otherwise: number): number {
  const value = object[name]
  return typeof value === 'number' ? value : otherwise
}

/** The object of a field, empty where it is absent. */
export function part(object: JsonObject, name: string): JsonObject {
  const value = object[name]
  return isObject(value) ? value : {}
}

/** The items of a list field, empty where it is absent. */
export function items(object: JsonObject, name: string): readonly Json[] {
  const value = object[name]
  return isList(value) ? value : []
}

/** The texts of a list field, in its order. */
export function names(object: JsonObject, name: string): readonly string[] {
  return items(object, name).filter((item) => typeof item === 'string')
}

/** The objects of a list field, each with its index in the list. */
export function entries(
  object: JsonObject,
  name: string,
): readonly { readonly index: number; readonly item: JsonObject }[] {
  return items(object, name).flatMap((item, index) => (isObject(item) ? [{ index, item }] : []))
}

/** Whether a value is a JSON object. */
export function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** Whether a value is a JSON list. */
export function isList(value: Json | undefined): value is readonly Json[] {
  return Array.isArray(value)
}
