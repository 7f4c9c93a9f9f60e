import { visible } from '../lib/text.ts'
import type { TrieDraft } from '../lib/trie.ts'
import type { ChangedBody, CreatedBody, ErasedChange, Recorded } from '../model/ledger.ts'
import {
  type Identity,
  identityOf,
  type Key,
  type Kind,
  keyOf,
  type Origin,
  type StoredResource,
} from '../model/resource.ts'
import type { ErasedResource } from '../model/state.ts'
import { misfit } from './damage.ts'
import type { MapDraft } from './draft.ts'
import { withFields } from './field.ts'
import { digested, digestOf, normalized } from './normal.ts'

/**
 * The resources while the changes of entry `seq` are made: its `time`, and the namespaces that it has renamed so far.
 * `erased` are those of which nothing but that they are there is known; `organization` is the unit of the entry.
 * `share` gives one text for all that are equal: what many resources say alike is kept in memory once.
 */
export interface Making {
  readonly resources: TrieDraft<Key, StoredResource>
  readonly share: (text: string) => string
  readonly seq: number
  readonly time: string
  readonly organization: string
  readonly renamed: Map<string, string>
  readonly erased: MapDraft<string, ErasedResource>
}

/**
 * Makes one recorded change. An update or a rename counts as a new version, but for an update that only follows another's
 * rename; a renamed Organization takes its namespace along, whose resources keep version and times. Throws `StoreError`
 * where the change does not fit what is stored.
 */
export function applyChange(change: Recorded | ErasedChange, making: Making): void {
  const { resources, erased } = making
  if (change.body === undefined) {
    applyErased(change, making)
    return
  }
  // Erasing was interrupted: what it had not come to says nothing of a resource whose beginning is gone.
  if (erased.has(change.uid)) {
    if (change.action === 'delete') erased.delete(change.uid)
    return
  }
  switch (change.action) {
    case 'create':
      add(created(change.uid, change.body, making), change.body.key, making)
      return
    case 'update': {
      const before = storedAs(change.body.key, change.uid, making)
      resources.set(keyOf(before), changed(before, before, change.body, making))
      return
    }
    case 'rename':
      rename(storedAs(change.body.from ?? change.body.key, change.uid, making), change.body, making)
      return
    case 'delete':
      resources.delete(keyOf(storedAs(change.body.key, change.uid, making)))
      return
  }
}

/** What is left of a resource when its bodies are erased. */
export function erasedResource({ uid, kind, namespace, name, createdAt }: StoredResource): ErasedResource {
  return { uid, kind, organization: kind === 'Organization' ? name : namespace, createdAt }
}

/** A change that was erased: of its resource nothing is known from here on but that it is there. */
function applyErased(
  { action, uid, kind }: ErasedChange,
  { resources, erased, seq, time, organization }: Making,
): void {
  if (action === 'create') {
    erased.set(uid, { uid, kind, organization, createdAt: time })
    return
  }
  if (!erased.has(uid)) {
    const stored = [...resources.entries()].find(([, resource]) => resource.uid === uid)
    if (stored === undefined) throw misfit(`entry ${seq} changes the uid ${visible(uid)}, which is not stored`)
    const [key, resource] = stored
    resources.delete(key)
    erased.set(uid, erasedResource(resource))
  }
  if (action === 'delete') erased.delete(uid)
}

function rename(before: StoredResource, body: ChangedBody, making: Making): void {
  const to = identityOf(body.key as Key)
  making.resources.delete(keyOf(before))
  add(changed(before, to, body, making), body.key, making)
  if (to.kind === 'Organization') renameNamespace(before.name, to.name, making)
}

function renameNamespace(from: string, to: string, { resources, renamed }: Making): void {
  const within = [...resources.entries()].filter(([key]) => key.startsWith(`${from}/`, key.indexOf('/') + 1))
  for (const [key, resource] of within) {
    resources.delete(key)
    resources.set(keyOf({ ...resource, namespace: to }), digested({ ...resource, namespace: to }))
  }
  renamed.set(from, to)
}

/** The resource a change is about; the ledger may name it by the namespace that the same entry has renamed. */
function storedAs(name: string, uid: string, { resources, seq, renamed }: Making): StoredResource {
  const identity = identityOf(name as Key)
  const namespace = renamed.get(identity.namespace) ?? identity.namespace
  const keys = [name as Key, keyOf({ ...identity, namespace })]
  const resource = keys.map((key) => resources.get(key)).find((candidate) => candidate?.uid === uid)
  if (resource !== undefined) return resource
  throw misfit(`entry ${seq} changes ${visible(name)} with the uid ${visible(uid)}, which is not stored`)
}

function add(resource: StoredResource, key: string, { resources, seq }: Making): void {
  if (resources.set(key as Key, resource)) return
  throw misfit(`entry ${seq} makes ${visible(key)}, which is stored already`)
}

/** One object for all the resources that have no labels or no annotations: most of a large state. */
export const NOTHING: Readonly<Record<string, string>> = Object.freeze({})

/** Whether an object has a property. */
export function hasAny(object: object): boolean {
  for (const _ in object) return true
  return false
}

function created(uid: string, body: CreatedBody, { time, share }: Making): StoredResource {
  const { kind, name, ...identity } = identityOf(body.key as Key)
  const namespace = share(identity.namespace)
  const apiVersion = share(body.apiVersion)
  const source = share(body.owner)
  const { spec } = body
  const labels = hasAny(body.labels) ? body.labels : NOTHING
  const annotations = hasAny(body.annotations) ? body.annotations : NOTHING
  return {
    apiVersion,
    kind: share(kind) as Kind,
    namespace,
    name,
    labels,
    annotations,
    spec,
    digest: digestOf({ apiVersion, kind, namespace, name, labels, annotations, spec }),
    origin: originOf(body, source, share) ?? { source, path: '', line: 1, column: 1 },
    uid,
    version: 1,
    createdAt: time,
    updatedAt: time,
  }
}

function changed(before: StoredResource, to: Identity, body: ChangedBody, making: Making): StoredResource {
  const { kind, namespace, name } = to
  const owner = body.fields.findLast((field) => field.type === 'owner')?.after ?? before.origin.source
  const origin = originOf(body, owner, making.share) ?? { ...before.origin, source: owner }
  const content = withFields({ ...before, apiVersion: body.apiVersion ?? before.apiVersion }, body.fields)
  const counted = body.follows === undefined ? { version: before.version + 1, updatedAt: making.time } : {}
  return normalized({ ...before, kind, namespace, name, ...content, origin, ...counted })
}

function originOf(body: CreatedBody | ChangedBody, source: string, share: Making['share']): Origin | undefined {
  const { path, line, object } = body
  if (object !== undefined) return { source, ...object }
  return path === undefined ? undefined : { source, path: share(path), line: line ?? 1, column: 1 }
}
