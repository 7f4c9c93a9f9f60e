import type { Document } from '../model/document.ts'

/** The documents that one reading of a source has and the other has not; documents that stayed are the same objects. */
export interface DocumentDelta {
  readonly removed: readonly Document[]
  readonly added: readonly Document[]
}

/** What differs between two readings of a source, each in its own order. Where little changed it costs little. */
export function documentDelta(before: readonly Document[], after: readonly Document[]): DocumentDelta {
  const least = Math.min(before.length, after.length)
  let start = 0
  while (start < least && before[start] === after[start]) start++
  let end = 0
  while (end < least - start && before[before.length - 1 - end] === after[after.length - 1 - end]) end++
  const [old, now] = [before.slice(start, before.length - end), after.slice(start, after.length - end)]
  if (old.length === 0 || now.length === 0) return { removed: old, added: now }
  const [had, has] = [new Set(old), new Set(now)]
  return { removed: old.filter((one) => !has.has(one)), added: now.filter((one) => !had.has(one)) }
}
