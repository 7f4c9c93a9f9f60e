import type { AdmissionRequest } from '../../src/kubernetes/admission.ts'
import type { JsonObject } from '../../src/model/resource.ts'

/** An object as an API server asks about it. */
export function objectOf(kind: string, namespace: string, name: string, spec: JsonObject, generation = 1): JsonObject {
  const place = namespace === '' ? {} : { namespace }
  const metadata = { ...place, name, uid: `uid-${kind}-${namespace}-${name}`, generation }
  return { apiVersion: 'charter.sh/v1alpha1', kind, metadata, spec }
}

/** A request about an object: it is made, or changed where there is one `before`. */
export function requestAbout(object: JsonObject, more: Partial<AdmissionRequest> = {}): AdmissionRequest {
  const { namespace = '', name } = object.metadata as { readonly namespace?: string; readonly name: string }
  return {
    uid: 'a1b2',
    operation: more.before === undefined ? 'CREATE' : 'UPDATE',
    group: 'charter.sh',
    kind: String(object.kind),
    subresource: '',
    namespace,
    name,
    username: 'ada',
    isDryRun: false,
    object,
    before: undefined,
    ...more,
  }
}

/** A request to delete an object. */
export function requestToDelete(object: JsonObject, more: Partial<AdmissionRequest> = {}): AdmissionRequest {
  return requestAbout(object, { operation: 'DELETE', object: undefined, before: object, ...more })
}

/** The review in which a request comes. */
export function reviewOf(request: AdmissionRequest): JsonObject {
  const { uid, operation, group, kind, subresource, namespace, name, username, isDryRun, object, before } = request
  const told = {
    uid,
    operation,
    kind: { group, version: 'v1alpha1', kind },
    ...(subresource === '' ? {} : { subResource: subresource }),
    namespace,
    name,
    userInfo: { username },
    dryRun: isDryRun,
    object: object ?? null,
    oldObject: before ?? null,
  }
  return { apiVersion: 'admission.k8s.io/v1', kind: 'AdmissionReview', request: told }
}
