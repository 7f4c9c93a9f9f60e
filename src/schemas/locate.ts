import type { Json } from '../model/resource.ts'

/**
 * Where a place of a resource stands in its document: pointers begin with `/metadata/name`, `/metadata/namespace`,
 * `/labels`, `/annotations` or `/spec`, and an inline item holds all of these at one level (model §1.8).
 */
export function located(base: string, pointer: string): string {
  if (base === '') return /^\/(labels|annotations)(\/|$)/.test(pointer) ? `/metadata${pointer}` : pointer
  return `${base}${pointer.replace(/^\/(metadata|spec)(?=\/|$)/, '')}`
}

/** The property or item at a segment of a pointer, or `undefined`; what is inherited does not count. */
export function stepInto(value: unknown, segment: string): Json | undefined {
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, segment)) return undefined
  return (value as Record<string, Json>)[segment]
}
