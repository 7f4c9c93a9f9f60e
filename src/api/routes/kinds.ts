import type { JsonObject, Kind } from '../../model/resource.ts'
import { loadKind } from '../../schemas/load.ts'

/** The schemas of what a kind declares, by field, as `schemas/` has them. */
export function specProperties(kind: Kind): Readonly<Record<string, JsonObject>> {
  return loadKind(kind).spec.properties
}

/** The schema of what is told of a kind besides what it declares; no field of it has to be there. */
export function statusSchema(kind: Kind): JsonObject {
  const { properties } = loadKind(kind).status
  return { type: 'object', properties, additionalProperties: false }
}
