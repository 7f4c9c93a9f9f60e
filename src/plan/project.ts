import type { Change } from '../model/change.ts'
import { type Key, keyOf, type Resource, type StoredResource } from '../model/resource.ts'
import type { State } from '../model/state.ts'

/** The stored resources as they would be after changes, for what is judged before anything is written. */
export function projected(stored: State, changes: readonly Change[], instant: string): State {
  const resources = new Map(stored.resources)
  for (const change of changes) apply(resources, change, instant)
  return { ...stored, resources }
}

function apply(resources: Map<Key, StoredResource>, change: Change, instant: string): void {
  switch (change.action) {
    case 'create':
      resources.set(change.key, {
        ...change.after,
        uid: change.uid,
        version: 1,
        createdAt: instant,
        updatedAt: instant,
      })
      return
    case 'rename':
      resources.delete(change.from)
      resources.set(change.key, changed(change.before, change.after, instant))
      return
    case 'update':
      resources.delete(keyOf(change.before))
      resources.set(change.key, changed(change.before, change.after, instant))
      return
    case 'delete':
      resources.delete(keyOf(change.before))
      return
  }
}

function changed(before: StoredResource, after: Resource, instant: string): StoredResource {
  return { ...before, ...after, version: before.version + 1, updatedAt: instant }
}
