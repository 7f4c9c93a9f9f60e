import { type Key, keyOf, type StoredResource } from '../../model/resource.ts'
import { endOf } from '../revocations.ts'
import { windowOf } from '../windows.ts'

/** The moments at which declared windows open and close, while what is declared changes. */
export interface Boundaries {
  replace(before: StoredResource | undefined, after: StoredResource | undefined): void
  /** The first moment after one (milliseconds) at which something begins or ends, infinite where there is none. */
  after(moment: number): number
  /** What begins or ends at a moment. */
  at(moment: number): readonly StoredResource[]
}

/** Collects the windows of users and permissions and the ends of revocations. */
export function createBoundaries(resources: Iterable<StoredResource>): Boundaries {
  const bounded = new Map<number, Map<Key, StoredResource>>()
  let sorted: readonly number[] | undefined
  const boundaries: Boundaries = {
    replace(before, after) {
      for (const moment of before === undefined ? [] : momentsOf(before)) {
        const own = bounded.get(moment)
        if (before !== undefined) own?.delete(keyOf(before))
        if (own?.size === 0 && bounded.delete(moment)) sorted = undefined
      }
      for (const moment of after === undefined ? [] : momentsOf(after)) {
        const own = bounded.get(moment) ?? new Map<Key, StoredResource>()
        if (after !== undefined) own.set(keyOf(after), after)
        if (!bounded.has(moment)) sorted = undefined
        bounded.set(moment, own)
      }
    },
    after(moment) {
      sorted ??= [...bounded.keys()].sort((left, right) => left - right)
      return sorted[placeAfter(sorted, moment)] ?? Number.POSITIVE_INFINITY
    },
    at: (moment) => [...(bounded.get(moment)?.values() ?? [])],
  }
  for (const resource of resources) boundaries.replace(undefined, resource)
  return boundaries
}

/** The place of the first number that is greater, in ascending ones. */
function placeAfter(sorted: readonly number[], moment: number): number {
  let low = 0
  let high = sorted.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((sorted[middle] ?? 0) <= moment) low = middle + 1
    else high = middle
  }
  return low
}

function momentsOf(resource: StoredResource): readonly number[] {
  if (resource.kind === 'Revocation') return [endOf(resource)].filter(Number.isFinite)
  if (resource.kind !== 'User' && resource.kind !== 'Permission') return []
  const { from, until } = windowOf(resource)
  return [...new Set([from, until])].filter(Number.isFinite)
}
