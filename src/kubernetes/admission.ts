import { shortened, visible } from '../lib/text.ts'
import type { Json, JsonObject } from '../model/resource.ts'
import { isObject } from './list.ts'

/** What an API server asks about before it stores an object (`admission.k8s.io/v1`). `object` is absent on DELETE, `before` on CREATE. */
export interface AdmissionRequest {
  readonly uid: string
  readonly operation: 'CREATE' | 'UPDATE' | 'DELETE'
  readonly group: string
  readonly kind: string
  readonly subresource: string
  readonly namespace: string
  readonly name: string
  readonly username: string
  readonly isDryRun: boolean
  readonly object: JsonObject | undefined
  readonly before: JsonObject | undefined
}

/** What is answered: whether it may be stored, why not, and what whoever asked is told beside. */
export interface Admission {
  readonly denial?: string
  readonly warnings: readonly string[]
}

const OPERATIONS = ['CREATE', 'UPDATE', 'DELETE'] as const
const LONGEST_UID = 128
/** API servers cut longer ones, and refuse to pass on more than 4096 bytes together. */
const MOST_WARNINGS = { count: 10, characters: 256 }

/** Reads an AdmissionReview; `undefined` where it is none that may be answered. */
export function admissionRequestIn(body: unknown): AdmissionRequest | undefined {
  const review = objectOf(body as Json)
  const request = objectOf(review?.request)
  if (review?.apiVersion !== 'admission.k8s.io/v1' || review.kind !== 'AdmissionReview' || request === undefined) return
  const operation = OPERATIONS.find((one) => one === request.operation)
  const uid = textOf(request.uid)
  if (operation === undefined || uid === '' || uid.length > LONGEST_UID) return undefined
  const kind = objectOf(request.kind)
  const object = objectOf(request.object)
  const before = objectOf(request.oldObject)
  if (operation === 'DELETE' ? before === undefined : object === undefined) return undefined
  return {
    uid,
    operation,
    group: textOf(kind?.group),
    kind: textOf(kind?.kind),
    subresource: textOf(request.subResource),
    namespace: textOf(request.namespace),
    name: textOf(request.name),
    username: textOf(objectOf(request.userInfo)?.username),
    isDryRun: request.dryRun === true,
    object,
    before,
  }
}

/** The AdmissionReview that answers a request; warnings are bounded, each one line. */
export function admissionReview({ uid }: AdmissionRequest, { denial, warnings }: Admission): JsonObject {
  const { count, characters } = MOST_WARNINGS
  const left = warnings.length - count
  const shown = left > 0 ? [...warnings.slice(0, count - 1), `and ${left + 1} more warnings`] : warnings
  const told = shown.map((text) => shortened(visible(text.replaceAll('\n', ' ')), characters))
  // Not `Invalid`: older kubectl (1.20) shows no message of that.
  const status = denial === undefined ? {} : { status: { code: 403, reason: 'Forbidden', message: denial } }
  const response = { uid, allowed: denial === undefined, ...status, ...(told.length === 0 ? {} : { warnings: told }) }
  return { apiVersion: 'admission.k8s.io/v1', kind: 'AdmissionReview', response }
}

function objectOf(value: Json | undefined): JsonObject | undefined {
  return isObject(value) ? value : undefined
}

function textOf(value: Json | undefined): string {
  return typeof value === 'string' ? value : ''
}
