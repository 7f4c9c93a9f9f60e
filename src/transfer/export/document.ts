import type { JsonObject, Resource } from '../../model/resource.ts'
import { withoutSecrets } from '../../plan/render/secret.ts'
import { toDocument } from '../../schemas/complete.ts'
import { kindDefinition } from '../../schemas/kinds.ts'

/** The document of a resource; a value that must not be shown is never in it. */
export function documentOf(resource: Resource): JsonObject {
  return withoutSecrets(toDocument(resource)) as JsonObject
}

/** A resource as an item of an Organization's inline list (model §1.8). */
export function itemOf(resource: Resource): JsonObject {
  const { metadata, spec = {} } = documentOf(resource)
  const { namespace: _namespace, ...rest } = metadata as JsonObject
  return { ...rest, ...(spec as JsonObject) }
}

/** An Organization with its children inside; the lists stand after its own fields, in the order of the children. */
export function withChildren(organization: Resource, children: readonly Resource[]): JsonObject {
  const { spec = {}, ...document } = documentOf(organization)
  const lists: Record<string, JsonObject[]> = {}
  for (const child of children) {
    const name = kindDefinition(child.kind).plural
    lists[name] ??= []
    lists[name].push(itemOf(child))
  }
  return { ...document, spec: { ...(spec as JsonObject), ...lists } }
}

/** The namespace that is the organization in a cluster; ignored elsewhere (model §1, "In a cluster"). */
export function namespaceOf(name: string): JsonObject {
  return { apiVersion: 'v1', kind: 'Namespace', metadata: { name } }
}
