import type { Change } from '../model/change.ts'
import type { ChangedBody, ClusterObject, CreatedBody, Made, NewRecorded } from '../model/ledger.ts'
import type { Origin, Resource, StoredResource } from '../model/resource.ts'

/** Who made a change: whoever made its commit, or the field manager that wrote its object. */
export interface Maker {
  readonly by?: Made
  readonly manager?: string
}

/** What the ledger keeps of a change: of a create all fields, of a delete the key, otherwise what differs (design §4); and who made its commit. */
export function recordedOf(change: Change, maker: Maker = {}): NewRecorded {
  const commit = change.commit === undefined ? {} : { commit: change.commit }
  switch (change.action) {
    case 'create': {
      const { key, uid, after } = change
      return { uid, kind: after.kind, ...commit, action: 'create', body: createdBody(key, after, maker) }
    }
    case 'update': {
      const { key, follows, before, after, fields } = change
      const following = follows === undefined ? {} : { follows }
      const version = follows === undefined ? next(before) : before.version
      const body = { ...maker, ...updated(key, before, after), version, ...following, fields }
      return { ...subject(before, after), ...commit, action: 'update', body }
    }
    case 'rename': {
      const { key, from, before, after, fields } = change
      const body = { ...maker, ...updated(key, before, after), from, version: next(before), fields }
      return { ...subject(before, after), ...commit, action: 'rename', body }
    }
    case 'delete': {
      const { key, before } = change
      return {
        ...subject(before, before),
        ...commit,
        action: 'delete',
        body: { ...maker, key, owner: before.origin.source, version: before.version },
      }
    }
  }
}

/** Its names stand in order, so that writing it as canonical JSON is quick: a first commit has as many as there are resources. */
function createdBody(
  key: string,
  { annotations, apiVersion, labels, spec, origin }: Resource,
  { by, manager }: Maker,
): CreatedBody {
  const owner = origin.source
  if (!('path' in origin)) {
    const managed = manager === undefined ? {} : { manager }
    return { annotations, apiVersion, key, labels, ...managed, ...placeOf(origin), owner, spec }
  }
  const made = by === undefined ? {} : { by }
  return { annotations, apiVersion, ...made, key, labels, line: origin.line, owner, path: origin.path, spec }
}

function subject({ uid }: StoredResource, { kind }: Resource): Pick<NewRecorded, 'uid' | 'kind'> {
  return { uid, kind }
}

/** Of the resource after an update or rename: its key, its owner, where it is declared, and its apiVersion where that is another. */
function updated(key: string, before: Resource, { origin, apiVersion }: Resource): Omit<ChangedBody, 'fields'> {
  const changed = apiVersion === before.apiVersion ? {} : { apiVersion }
  return { key, owner: origin.source, ...placeOf(origin), ...changed }
}

/** The store counts in the same way when it applies what is recorded. */
function next({ version }: StoredResource): number {
  return version + 1
}

function placeOf(
  origin: Origin,
): { readonly path: string; readonly line: number } | { readonly object: ClusterObject } {
  if ('path' in origin) return { path: origin.path, line: origin.line }
  return { object: { uid: origin.uid, generation: origin.generation } }
}
