import type { Identity, Resource, StoredResource } from '../model/resource.ts'
import { createResource } from './resource.ts'

/** The same stored resource under another name or in another namespace; its digest follows. */
export function moved(resource: StoredResource, to: Pick<Identity, 'namespace' | 'name'>): StoredResource {
  const { namespace, name } = to
  if (resource.namespace === namespace && resource.name === name) return resource
  return { ...resource, ...(createResource({ ...resource, namespace, name }) satisfies Resource) }
}
