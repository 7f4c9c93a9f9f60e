import { valueFault } from '../../documents/given.ts'
import type { Limits } from '../../documents/limits.ts'
import { FINALIZER } from '../../kubernetes/collection.ts'
import { isObject } from '../../kubernetes/list.ts'
import { canonical } from '../../lib/canonical.ts'
import { sha256 } from '../../lib/digest.ts'
import { shown } from '../../lib/shown.ts'
import { shortened } from '../../lib/text.ts'
import type { ClusterObject, Document, UnreadableFile } from '../../model/document.ts'
import type { Problem } from '../../model/problem.ts'
import { API_VERSION, type Json, type JsonObject, type Kind, keyOf } from '../../model/resource.ts'
import { refusal } from '../refusal.ts'

/**
 * An object of a cluster as it was listed. `path` is `User/acme/ada` or `Organization/acme`, `organization` the one that it
 * belongs to (empty for what is global), `digest` of all that it declares.
 */
export interface Found extends ClusterObject {
  readonly kind: Kind
  readonly namespace: string
  readonly name: string
  readonly path: string
  readonly organization: string
  readonly resourceVersion: string
  readonly digest: string
  readonly isDeleting: boolean
  readonly hasFinalizer: boolean
  /** The field manager by which it was declared last: `kubectl-client-side-apply`. */
  readonly manager?: string
  /** Its status as canonical JSON; absent where it has none, or one that is larger than any of Charter's. */
  readonly status?: string
  readonly content: Content
}

/** What an object declares, or why that cannot be read. */
export type Content =
  | { readonly type: 'document'; readonly document: Document }
  | { readonly type: 'unreadable'; readonly problem: Problem; readonly file: UnreadableFile }

/** What an object is read by: the source that it belongs to, its kind, and what it may cost. */
export interface ObjectSettings {
  readonly source: string
  readonly kind: Kind
  readonly limits: Limits
  /** The namespace that Charter itself runs in, which is no organization's. */
  readonly ownNamespace?: string | undefined
}

/** Where an object stands among those of its cluster; `undefined` where it does not say so, which no API server leaves out. */
export function identityIn({ metadata }: JsonObject) {
  if (!isObject(metadata)) return undefined
  const { namespace = '', name, uid, resourceVersion } = metadata
  if (typeof namespace !== 'string' || typeof name !== 'string' || typeof uid !== 'string') return undefined
  if (typeof resourceVersion !== 'string' || name === '' || uid === '') return undefined
  return { namespace, name, uid, resourceVersion }
}

/** The path of an object, by which it is known in the inventory and in messages. */
export function pathOf(kind: Kind, namespace: string, name: string): string {
  return namespace === '' ? `${kind}/${name}` : `${kind}/${namespace}/${name}`
}

/** Reads an object; `undefined` where it has no identity. What the API server keeps for itself is left out. */
export function objectIn(item: JsonObject, { source, kind, limits, ownNamespace }: ObjectSettings): Found | undefined {
  const identity = identityIn(item)
  if (identity === undefined) return undefined
  const { namespace, name, uid, resourceVersion } = identity
  const metadata = item.metadata as JsonObject
  const generation = typeof metadata.generation === 'number' ? metadata.generation : 0
  const path = pathOf(kind, namespace, name)
  const organization = kind === 'Organization' ? name : namespace
  const finalizers = Array.isArray(metadata.finalizers) ? metadata.finalizers : []
  const value = declaredBy(item, metadata, kind)
  const fault =
    organization === ownNamespace && organization !== '' ? ownFault(organization) : valueFault(value, limits)
  const digest = fault === undefined ? sha256(canonical(value)) : `${fault.code} ${resourceVersion}`
  const common = { uid, generation, kind, namespace, name, path, organization, resourceVersion, digest }
  return {
    ...common,
    ...statusOf(item),
    ...managerOf(metadata),
    isDeleting: metadata.deletionTimestamp !== undefined && metadata.deletionTimestamp !== null,
    hasFinalizer: finalizers.includes(FINALIZER),
    content:
      fault === undefined
        ? {
            type: 'document',
            document: documentOf(value, { source, path, stamp: digest, object: { uid, generation } }),
          }
        : { type: 'unreadable', ...unreadable(source, common, fault) },
  }
}

const MOST_LETTERS = 128

/** Who wrote the `spec` last, but for those who write a status or a finalizer; of two at the same time the later in the list. */
function managerOf({ managedFields }: JsonObject): { readonly manager?: string } {
  let last: { readonly manager: string; readonly time: string } | undefined
  for (const entry of Array.isArray(managedFields) ? managedFields : []) {
    if (!isObject(entry)) continue
    const { manager, time, fieldsV1 } = entry
    const isDeclaring = isObject(fieldsV1) && fieldsV1['f:spec'] !== undefined
    if (!isDeclaring || typeof manager !== 'string' || typeof time !== 'string') continue
    if (last === undefined || time >= last.time) last = { manager, time }
  }
  return last === undefined ? {} : { manager: shortened(shown(last.manager), MOST_LETTERS) }
}

const MOST_STATUS = 256 * 1024

/** Kept as text: of a hundred thousand objects it takes a fraction of the memory. */
function statusOf({ status }: JsonObject): { readonly status?: string } {
  if (!isObject(status)) return {}
  const text = canonical(status)
  return text.length > MOST_STATUS ? {} : { status: text }
}

function documentOf(value: JsonObject, file: Omit<Document['file'], 'text'>): Document {
  return { file: { ...file, text: '' }, index: 0, line: 1, column: 1, value }
}

type Known = Pick<Found, 'kind' | 'namespace' | 'name' | 'path' | 'organization'>

interface Fault {
  readonly code: Problem['code']
  readonly message: string
}

/** Secrets of its own namespace are for Charter alone; an organization there could name them. */
function ownFault(organization: string): Fault {
  return {
    code: 'InvalidName',
    message: `no organization is called \`${organization}\`: charter itself runs in that namespace`,
  }
}

function unreadable(source: string, known: Known, fault: Fault) {
  const { kind, path, organization } = known
  const problem = refusal(source, path, { ...fault, help: 'correct the object; what it held stays in force' })
  const organizations = organization === '' ? [] : [organization]
  // Only an Organization may hold more than itself; what that was, the inventory knows.
  const isAlone = kind !== 'Organization' || fault.code === 'InvalidName'
  const held = isAlone ? { held: [keyOf(known)] } : {}
  return { problem, file: { path, organizations, ...held } }
}

/** What an object declares: what a file in Git would hold. */
function declaredBy(item: JsonObject, metadata: JsonObject, kind: Kind): JsonObject {
  const { metadata: _metadata, status: _status, apiVersion: _version, kind: _kind, ...rest } = item
  const { namespace, name, labels, annotations } = metadata
  const kept = Object.entries({ namespace, name, labels, annotations: withoutOthers(annotations) })
  const told = kept.filter((entry): entry is [string, Json] => entry[1] !== undefined)
  return { apiVersion: API_VERSION, kind, metadata: Object.fromEntries(told), ...rest }
}

/** kubectl keeps a copy of the whole object in an annotation. */
function withoutOthers(annotations: Json | undefined): Json | undefined {
  if (!isObject(annotations)) return annotations
  const own = Object.entries(annotations).filter(([name]) => !name.startsWith('kubectl.kubernetes.io/'))
  return own.length === 0 ? undefined : Object.fromEntries(own)
}
