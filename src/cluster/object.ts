import type { Document } from '../model/document.ts'
import type { Problem } from '../model/problem.ts'
import type { Identity, Json, JsonObject } from '../model/resource.ts'

/** An object of a cluster as it was listed. `status` is canonical JSON; absent where it has none. */
export interface ReportedObject extends Identity {
  /** `User/acme/ada`, `Organization/acme`. */
  readonly path: string
  readonly uid: string
  readonly generation: number
  readonly resourceVersion: string
  readonly isDeleting: boolean
  readonly status?: string
  readonly content:
    | { readonly type: 'document'; readonly document: Document }
    | { readonly type: 'unreadable'; readonly problem: Problem }
}

const REQUESTED = 'charter.sh/reconcile-requested-at'
const MOST_WORD = 128

/** What the annotation by which somebody asks for a look at an object says; it is read here and stored nowhere (model §1.9). */
export function requestedAt({ content }: ReportedObject): string | undefined {
  if (content.type !== 'document') return undefined
  const annotations = objectAt(content.document.value, 'metadata').annotations
  const value = isObject(annotations) ? annotations[REQUESTED] : undefined
  return typeof value === 'string' && value.length <= MOST_WORD ? value : undefined
}

/** The status that an object has, as far as it is an object of JSON. */
export function statusIn({ status }: Pick<ReportedObject, 'status'>): JsonObject {
  const value = status === undefined ? undefined : (JSON.parse(status) as Json)
  return isObject(value) ? value : {}
}

/** A property that is an object; an empty one where it is none. */
export function objectAt(value: JsonObject, name: string): JsonObject {
  const own = value[name]
  return isObject(own) ? own : {}
}

/** The objects of a list; nothing where it is none. */
export function objectsAt(value: JsonObject, name: string): readonly JsonObject[] {
  const own = value[name]
  return Array.isArray(own) ? (own as readonly Json[]).filter(isObject) : []
}

/** A property that is a text. */
export function textAt(value: JsonObject, name: string): string | undefined {
  const own = value[name]
  return typeof own === 'string' ? own : undefined
}

function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
