import { text } from '../../access/fields.ts'
import type { JsonObject, StoredResource } from '../../model/resource.ts'
import { COUNT, mapOf, TEXT, TIME, UID } from '../schema.ts'

/** What every resource tells of itself (model §1, "Names for readers"). */
export const HEAD: Readonly<Record<string, JsonObject>> = {
  uid: UID,
  id: { type: 'string', description: 'what other systems call it; the name where nothing else is declared' },
  name: TEXT,
  version: { ...COUNT, description: '1, then one more for each applied change' },
  createdAt: TIME,
  updatedAt: TIME,
  labels: mapOf(TEXT),
}

/** The head of a resource. */
export function headOf({ uid, name, spec, version, createdAt, updatedAt, labels }: StoredResource) {
  return { uid, id: text(spec, 'id') ?? name, name, version, createdAt, updatedAt, labels }
}

/** How resources of any kind are sorted. */
export const HEAD_ORDERS = {
  name: ({ name }: StoredResource) => name,
  created_at: ({ createdAt }: StoredResource) => createdAt,
  updated_at: ({ updatedAt }: StoredResource) => updatedAt,
} as const
