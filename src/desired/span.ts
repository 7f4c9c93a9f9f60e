import { instantOf } from '../lib/instant.ts'
import type { Json, Resource } from '../model/resource.ts'

const DATE = /^\d{4}-\d{2}-\d{2}/
const DAY_MS = 24 * 60 * 60 * 1000

/**
 * The first moment, in milliseconds, at which a law might answer otherwise than at `instant` (RFC 3339) although nothing
 * of these resources changes; Infinity where there is none. Every text that begins with a date counts, and the end of that
 * day too, since some dates are the last day on which something counts: too early costs a check, too late would be wrong.
 */
export function boundaryAfter(resources: Iterable<Resource>, instant: string): number {
  const now = instantOf(instant) ?? Number.NaN
  let first = Number.POSITIVE_INFINITY
  for (const { spec } of resources) {
    for (const moment of momentsIn(spec)) if (!(moment < now) && moment < first) first = moment
  }
  return Number.isNaN(now) ? Number.NEGATIVE_INFINITY : first
}

function momentsIn(value: Json): readonly number[] {
  if (typeof value === 'string') return DATE.test(value) ? momentsOf(value) : NONE
  if (typeof value !== 'object' || value === null) return NONE
  let moments = NONE
  for (const item of Object.values(value) as Json[]) {
    const own = momentsIn(item)
    if (own.length > 0) moments = [...moments, ...own]
  }
  return moments
}

const NONE: readonly number[] = []

function momentsOf(text: string): readonly number[] {
  const moment = instantOf(text)
  return moment === undefined ? NONE : [moment, moment + DAY_MS]
}
