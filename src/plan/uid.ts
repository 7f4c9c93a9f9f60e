import { uuidV5 } from '../lib/uuid.ts'
import { keyOf, type Resource } from '../model/resource.ts'
import type { State } from '../model/state.ts'

/**
 * Gives uids to new resources (model §1, "Names for readers"): UUIDv5 of the first identity — the oldest `previousNames`
 * of the resource and of its organization — so that a store rebuilt from Git has the same ids; where that was given away
 * already, of the identity with `#2`, `#3` …; the annotation `charter.sh/uid` imports an existing one.
 */
export function createUidGiver(
  stored: State,
  organizationOf: (name: string) => Resource | undefined,
): (resource: Resource) => string {
  const given = new Set<string>()
  const isFree = (uid: string): boolean => !stored.everUsed.has(uid) && !given.has(uid)
  const organizations = new Map<string, string>()
  const firstOrganization = (name: string): string => {
    const first = organizations.get(name) ?? firstName(organizationOf(name), name)
    organizations.set(name, first)
    return first
  }
  const taken = (uid: string): string => {
    given.add(uid)
    return uid
  }
  return (resource) => {
    const imported = resource.annotations['charter.sh/uid']
    if (imported !== undefined && isFree(imported)) return taken(imported)
    const namespace = resource.namespace === '' ? '' : firstOrganization(resource.namespace)
    const identity = keyOf({ kind: resource.kind, namespace, name: firstName(resource, resource.name) })
    let uid = uuidV5(stored.installation, identity)
    for (let count = 2; !isFree(uid); count++) uid = uuidV5(stored.installation, `${identity}#${count}`)
    return taken(uid)
  }
}

function firstName(resource: Resource | undefined, name: string): string {
  const previous = resource?.spec.previousNames
  const [oldest] = Array.isArray(previous) ? previous : []
  return typeof oldest === 'string' ? oldest : name
}
