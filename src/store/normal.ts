import { sha256 } from '../lib/digest.ts'
import type { JsonObject, Resource, StoredResource } from '../model/resource.ts'
import { shapeOf } from '../schemas/shape.ts'
import { jsonOf } from './json.ts'

/** A resource in normal form (model §1.5) with its digest, after fields of its spec have been changed. */
export function normalized(resource: Omit<StoredResource, 'digest'>): StoredResource {
  const spec = shapeOf(resource.kind).normalize(resource.spec, resource.name) as JsonObject
  return digested({ ...resource, spec })
}

/** A resource in normal form with the digest of its content. */
export function digested(resource: Omit<StoredResource, 'digest'>): StoredResource {
  return { ...resource, digest: digestOf(resource) }
}

/** The digest of a resource in normal form: of all but digest, origin and what the store adds (SHA-256, hex). */
export function digestOf(resource: Omit<Resource, 'digest' | 'origin'>): string {
  const { apiVersion, kind, namespace, name, labels, annotations, spec } = resource
  return sha256(jsonOf([apiVersion, kind, namespace, name, labels, annotations, spec]))
}
