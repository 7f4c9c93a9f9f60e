import type { DesiredUnit } from '../desired/state.ts'
import type { Change, FieldChange } from '../model/change.ts'
import { identityOf, type Key, type Kind, type Resource, type StoredResource } from '../model/resource.ts'
import { moved } from '../schemas/moved.ts'
import { renameReferences } from '../schemas/references.ts'
import { fieldChanges } from './diff.ts'
import { ordered } from './order.ts'

/** What the changes of a unit need besides it: uids for what is new, and the organizations that other units rename. */
export interface Surroundings {
  readonly uidOf: (resource: Resource) => string
  /** The new key of a renamed Organization by its old one. */
  readonly renamed: ReadonlyMap<Key, Key>
}

/**
 * What makes a unit's stored resources equal to the wanted ones, in the order in which it applies. A resource that only
 * names what is being renamed, in its unit or as an organization, gets an update of its own that `follows` the rename.
 */
export function changesOf(unit: DesiredUnit, { uidOf, renamed }: Surroundings): readonly Change[] {
  const follow = createFollower(unit, renamed)
  const changes: Change[] = []
  for (const [key, after] of unit.resources) {
    const before = unit.stored.get(key)
    if (before === undefined) changes.push({ action: 'create', key, uid: uidOf(after), after })
    else if (before !== after) changes.push(...changesOfOne(key, before, after, { unit, follow }))
  }
  for (const [key, before] of unit.stored) {
    if (!unit.resources.has(key)) changes.push({ action: 'delete', key, before })
  }
  return ordered(changes)
}

interface Around {
  readonly unit: DesiredUnit
  readonly follow: Follower
}

function changesOfOne(key: Key, before: StoredResource, after: Resource, { unit, follow }: Around): Change[] {
  const owner = ownerChange(before, unit.owners.get(key))
  const from = unit.renames.get(key)
  const isUntouched = before.digest === after.digest && owner.length === 0 && from === undefined
  if (isUntouched) return []
  const here = moved(before, after)
  const followed = follow(here)
  const changes: Change[] = []
  const fields = [...owner, ...fieldChanges(followed.resource, after)]
  const isRename = from !== undefined && isOwnRename(key, from, unit)
  if (isRename) changes.push({ action: 'rename', key, from, before, after, fields })
  if (followed.resource !== here) {
    const following = fieldChanges(here, followed.resource)
    changes.push({
      action: 'update',
      key,
      before: here,
      after: followed.resource,
      fields: following,
      follows: followed.renames,
    })
  }
  if (fields.length > 0 && !isRename) {
    const old = followed.resource === before ? before : { ...before, ...followed.resource }
    changes.push({ action: 'update', key, before: old, after, fields })
  }
  return changes
}

/** What lies in a renamed organization moves with it and is no rename of its own. */
function isOwnRename(key: Key, from: Key, unit: DesiredUnit): boolean {
  const [now, old] = [identityOf(key), identityOf(from)]
  return now.name !== old.name || (now.kind === 'Organization' && unit.unit.type === 'organization')
}

function ownerChange(before: StoredResource, owner: string | undefined): FieldChange[] {
  if (owner === undefined || owner === before.origin.source) return []
  return [{ type: 'owner', pointer: '/owner', before: before.origin.source, after: owner }]
}

type Follower = (resource: StoredResource) => { readonly resource: Resource; readonly renames: readonly Key[] }

/** Rewrites references to what this unit renames, and to renamed organizations; gives the same resource where there are none. */
function createFollower(unit: DesiredUnit, organizations: ReadonlyMap<Key, Key>): Follower {
  const now = new Map<string, Key>()
  const elsewhere = [...organizations].map(([from, key]): [Key, Key] => [key, from])
  for (const [key, from] of [...unit.renames, ...elsewhere]) {
    const { kind, name } = identityOf(from)
    if (identityOf(key).name !== name) now.set(`${kind}/${name}`, key)
  }
  if (now.size === 0) return (resource) => ({ resource, renames: [] })
  return (resource) => {
    const renames = new Set<Key>()
    const renamed = renameReferences(resource, (kind: Kind, name: string) => {
      const key = now.get(`${kind}/${name}`)
      if (key === undefined) return name
      renames.add(key)
      return identityOf(key).name
    })
    return { resource: renamed, renames: [...renames].sort() }
  }
}
