import { API_VERSION, type Json, type JsonObject, type Kind } from '../../model/resource.ts'

/** Fields of a spec as they are written; what is undefined, an empty text or an empty list is left out. */
export interface Fields {
  readonly [name: string]: Json | undefined
}

/** The document that declares a resource of an organization, or an organization itself where `namespace` is empty. */
export function declaration(kind: Kind, namespace: string, name: string, spec: Fields): JsonObject {
  const metadata = namespace === '' ? { name } : { namespace, name }
  return { apiVersion: API_VERSION, kind, metadata, spec: given(spec) }
}

/** The fields that say something, in the order in which they are written. */
export function given(fields: Fields): JsonObject {
  const present: Record<string, Json> = {}
  for (const [name, value] of Object.entries(fields)) {
    if (value === undefined || value === '' || (Array.isArray(value) && value.length === 0)) continue
    present[name] = value
  }
  return present
}
