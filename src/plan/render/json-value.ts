import type { Json, JsonObject } from '../../model/resource.ts'

/** Whether a JSON value is an object. */
export function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** Whether a JSON value is a list. */
export function isList(value: Json | undefined): value is readonly Json[] {
  return Array.isArray(value)
}

const KEYS = ['key', 'name', 'id', 'type', 'component', 'entitlement', 'directive', 'workspace'] as const

/**
 * The field by which the items of these lists can be told apart: the first usual one that every item has as a text of
 * its own in its list; `undefined` where the lists are not of that form. It decides only how a list is shown.
 */
export function keyFieldOf(...lists: readonly (readonly Json[])[]): string | undefined {
  const items = lists.flat()
  if (items.length === 0 || !items.every(isObject)) return undefined
  return KEYS.find((field) => lists.every((list) => isKey(list, field)))
}

function isKey(list: readonly Json[], field: string): boolean {
  const keys = list.map((item) => (isObject(item) ? item[field] : undefined))
  return keys.every((key) => typeof key === 'string') && new Set(keys).size === list.length
}

/** The item of a list that a pointer segment names: by the field that tells its items apart, else by position. */
export function itemAt(list: readonly Json[], segment: string): Json | undefined {
  const field = keyFieldOf(list)
  const named = field === undefined ? undefined : list.find((item) => isObject(item) && item[field] === segment)
  return named ?? (/^\d+$/.test(segment) ? list[Number(segment)] : undefined)
}
