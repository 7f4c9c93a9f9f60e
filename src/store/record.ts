import type { Change } from '../model/change.ts'
import type { ChangedBody, ClusterObject, CreatedBody, Made, NewRecorded } from '../model/ledger.ts'
import type { Origin, Resource, StoredResource } from '../model/resource.ts'

/** What the ledger keeps of a change: of a create all fields, of a delete the key, otherwise what differs (design §4); and who made its commit. */
export function recordedOf(change: Change, made?: Made): NewRecorded {
  const commit = change.commit === undefined ? {} : { commit: change.commit }
  const by = made === undefined ? {} : { by: made }
  switch (change.action) {
    case 'create': {
      const { key, uid, after } = change
      return { uid, kind: after.kind, ...commit, action: 'create', body: createdBody(key, after, by) }
    }
    case 'update': {
      const { key, follows, before, after, fields } = change
      const following = follows === undefined ? {} : { follows }
      const body = { ...by, key, ...placeOf(after.origin), ...versionOf(before, after), ...following, fields }
      return { ...subject(before, after), ...commit, action: 'update', body }
    }
    case 'rename': {
      const { key, from, before, after, fields } = change
      const body = { ...by, key, from, ...placeOf(after.origin), ...versionOf(before, after), fields }
      return { ...subject(before, after), ...commit, action: 'rename', body }
    }
    case 'delete': {
      const { key, before } = change
      return { ...subject(before, before), ...commit, action: 'delete', body: { ...by, key } }
    }
  }
}

/** Its names stand in order, so that writing it as canonical JSON is quick: a first commit has as many as there are resources. */
function createdBody(
  key: string,
  { annotations, apiVersion, labels, spec, origin }: Resource,
  by: { readonly by?: Made },
): CreatedBody {
  const owner = origin.source
  if (!('path' in origin)) return { annotations, apiVersion, ...by, key, labels, ...placeOf(origin), owner, spec }
  return { annotations, apiVersion, ...by, key, labels, line: origin.line, owner, path: origin.path, spec }
}

function subject({ uid }: StoredResource, { kind }: Resource): Pick<NewRecorded, 'uid' | 'kind'> {
  return { uid, kind }
}

function versionOf(before: Resource, { apiVersion }: Resource): Pick<ChangedBody, 'apiVersion'> {
  return apiVersion === before.apiVersion ? {} : { apiVersion }
}

function placeOf(
  origin: Origin,
): { readonly path: string; readonly line: number } | { readonly object: ClusterObject } {
  if ('path' in origin) return { path: origin.path, line: origin.line }
  return { object: { uid: origin.uid, generation: origin.generation } }
}
