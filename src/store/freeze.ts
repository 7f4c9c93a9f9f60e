import type { StoredResource } from '../model/resource.ts'
import type { State } from '../model/state.ts'
import { restText } from './rest.ts'

/** How many lines of each sort stand for a state, in this order after one line with the rest of it. */
export interface FrozenCounts {
  readonly resources: number
  readonly gone: number
}

/** A state as lines that are made as they are needed; how many there are is known before. */
export interface FrozenState extends FrozenCounts {
  readonly lines: () => Iterable<string>
}

/**
 * A state as lines of JSON: one with what is neither, one a resource, one a uid that no resource has any
 * more. Equal states give equal lines: they stand in the order of the maps, which depends on the content alone.
 */
export function freeze({ head: _, resources, everUsed, ...rest }: State): FrozenState {
  const stored = new Set<string>()
  for (const { uid } of resources.values()) stored.add(uid)
  const gone = [...everUsed].filter((uid) => !stored.has(uid))
  function* lines(): Generator<string, undefined> {
    yield restText(rest)
    for (const resource of resources.values()) yield lineOf(resource)
    for (const uid of gone) yield JSON.stringify(uid)
  }
  return { resources: resources.size, gone: gone.length, lines }
}

/** The names stand in one order, whatever was done to the resource before. */
function lineOf(resource: StoredResource): string {
  const { apiVersion, kind, namespace, name, labels, annotations, spec } = resource
  const { digest, origin, uid, version, createdAt, updatedAt } = resource
  const content = { apiVersion, kind, namespace, name, labels, annotations, spec }
  return JSON.stringify({ ...content, digest, origin, uid, version, createdAt, updatedAt })
}
