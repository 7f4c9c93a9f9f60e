import type { Limits } from '../../documents/limits.ts'
import type { AdmissionRequest } from '../../kubernetes/admission.ts'
import { isObject } from '../../kubernetes/list.ts'
import type { Problem } from '../../model/problem.ts'
import { type JsonObject, KINDS } from '../../model/resource.ts'
import type { ObjectChange } from './changed.ts'
import { type Found, objectIn } from './object.ts'

/** What a request would change of what is declared: nothing, something, or what cannot be taken. */
export type Changing =
  | { readonly type: 'nothing' }
  | { readonly type: 'change'; readonly change: ObjectChange }
  | { readonly type: 'unreadable'; readonly problem: Problem }

const NOTHING: Changing = { type: 'nothing' }

/** Reads what is to be stored as a list would show it. A status, a finalizer and an object that is going declare nothing new. */
export function changingIn(
  request: AdmissionRequest,
  settings: { readonly source: string; readonly limits: Limits },
): Changing {
  const read = (object: JsonObject | undefined): Found | undefined => foundIn(object, request, settings)
  const [now, before] = [read(request.object), read(request.before)]
  if (request.operation === 'DELETE') {
    if (before === undefined || before.isDeleting) return NOTHING
    return { type: 'change', change: { type: 'deleted', path: before.path, organization: before.organization } }
  }
  if (now === undefined || now.isDeleting || now.digest === before?.digest) return NOTHING
  const { content } = now
  if (content.type === 'unreadable') return { type: 'unreadable', problem: content.problem }
  return { type: 'change', change: { type: 'applied', document: content.document } }
}

/** An object that is made has no version yet. */
function foundIn(
  object: JsonObject | undefined,
  { kind: name, namespace, name: called, uid }: AdmissionRequest,
  settings: { readonly source: string; readonly limits: Limits },
): Found | undefined {
  const kind = KINDS.find((one) => one === name)
  const metadata = object?.metadata
  if (kind === undefined || object === undefined || !isObject(metadata)) return undefined
  const place = namespace === '' ? {} : { namespace }
  const standard = { uid, resourceVersion: '0', generation: 1, name: called }
  return objectIn({ ...object, metadata: { ...standard, ...metadata, ...place } }, { ...settings, kind })
}
