import { canonical } from '../lib/canonical.ts'

/**
 * The same text as `canonical` gives, several times faster where property names stand in order already, as they do in
 * whatever comes from the ledger. Throws `TypeError` on what JSON cannot hold.
 */
export function jsonOf(value: unknown): string {
  return isOrdered(value) ? JSON.stringify(value) : canonical(value)
}

/** Whether `JSON.stringify` would write canonical JSON: it keeps the order of names, where `canonical` sorts them. */
function isOrdered(value: unknown): boolean {
  switch (typeof value) {
    case 'string':
    case 'boolean':
      return true
    case 'number':
      return Number.isFinite(value)
    case 'object':
      return value === null || (Array.isArray(value) ? value.every(isOrdered) : hasOrderedNames(value))
    case 'undefined':
    case 'bigint':
    case 'symbol':
    case 'function':
      return false
  }
}

function hasOrderedNames(object: object): boolean {
  let last = ''
  for (const name in object) {
    if (name < last || !isOrdered((object as Record<string, unknown>)[name])) return false
    last = name
  }
  return !('toJSON' in object)
}
