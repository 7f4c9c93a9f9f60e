import { instantOf } from '../lib/instant.ts'
import type { Resource } from '../model/resource.ts'

/** A span of time in milliseconds since 1970: `from` belongs to it, `until` no longer does; infinite where it is open. */
export interface Window {
  readonly from: number
  readonly until: number
}

/** The window of what has neither beginning nor end. */
export const ALWAYS: Window = { from: Number.NEGATIVE_INFINITY, until: Number.POSITIVE_INFINITY }

/** Milliseconds of an instant; NaN, at which nothing is in force, where the text is none. */
export function momentOf(instant: string): number {
  return instantOf(instant) ?? Number.NaN
}

/** RFC 3339 UTC of milliseconds. */
export function instantAt(moment: number): string {
  return new Date(moment).toISOString()
}

/**
 * The declared window of a User or Permission (model §1 "Time-boxed access"): a date is its midnight UTC, `from` is
 * inclusive, `until` exclusive and may be `never`. A bound that cannot be read closes the window: it must not grant.
 */
export function windowOf(resource: Resource): Window {
  const { from, until } = resource.spec
  // Most have neither, and share one.
  if (from === undefined && until === undefined) return ALWAYS
  return {
    from: typeof from === 'string' ? (instantOf(from) ?? Number.POSITIVE_INFINITY) : ALWAYS.from,
    until: typeof until === 'string' ? endOf(until) : ALWAYS.until,
  }
}

function endOf(until: string): number {
  return until === 'never' ? ALWAYS.until : (instantOf(until) ?? Number.NEGATIVE_INFINITY)
}

/** Whether a moment lies in a window. */
export function contains(window: Window, moment: number): boolean {
  return window.from <= moment && moment < window.until
}

/** Whether a User or Permission is in force, as far as its window goes, at a moment. */
export function isInForce(resource: Resource, moment: number): boolean {
  return contains(windowOf(resource), moment)
}

/** The moments after `moment` at which a window of these resources opens or closes, each once, earliest first. */
export function boundariesAfter(resources: Iterable<Resource>, moment: number): readonly number[] {
  const found = new Set<number>()
  for (const resource of resources) {
    const { from, until } = windowOf(resource)
    if (from > moment && Number.isFinite(from)) found.add(from)
    if (until > moment && Number.isFinite(until)) found.add(until)
  }
  return [...found].sort((left, right) => left - right)
}
