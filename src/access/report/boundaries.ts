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
  const bounded = new Map<Key, { readonly resource: StoredResource; readonly moments: readonly number[] }>()
  const boundaries: Boundaries = {
    replace(before, after) {
      if (before !== undefined) bounded.delete(keyOf(before))
      const moments = after === undefined ? [] : momentsOf(after)
      if (after !== undefined && moments.length > 0) bounded.set(keyOf(after), { resource: after, moments })
    },
    after(moment) {
      let first = Number.POSITIVE_INFINITY
      for (const { moments } of bounded.values()) {
        for (const one of moments) if (one > moment && one < first) first = one
      }
      return first
    },
    at: (moment) =>
      [...bounded.values()].filter(({ moments }) => moments.includes(moment)).map(({ resource }) => resource),
  }
  for (const resource of resources) boundaries.replace(undefined, resource)
  return boundaries
}

function momentsOf(resource: StoredResource): readonly number[] {
  if (resource.kind === 'Revocation') return [endOf(resource)].filter(Number.isFinite)
  if (resource.kind !== 'User' && resource.kind !== 'Permission') return []
  const { from, until } = windowOf(resource)
  return [from, until].filter(Number.isFinite)
}
