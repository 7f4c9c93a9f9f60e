import { text } from '../../access/fields.ts'
import type { JsonObject, StoredResource } from '../../model/resource.ts'
import { type Listing, NOT_FOUND, type Trouble } from '../endpoint.ts'
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

/** A list of resources, as `show` tells each of them; they come sorted by name. */
export function resourcesShown(
  items: readonly StoredResource[],
  show: Listing<StoredResource>['show'],
): Listing<StoredResource> {
  return {
    type: 'list',
    items,
    show,
    name: ({ name }) => name,
    labels: ({ labels }) => labels,
    orders: HEAD_ORDERS,
  }
}

/** The resource that a reader calls by a word: by its uid, else its name, else its `id`. */
export function resourceCalled(resources: readonly StoredResource[], word: string): StoredResource | undefined {
  return (
    resources.find(({ uid }) => uid === word) ??
    resources.find(({ name }) => name === word) ??
    resources.find((one) => headOf(one).id === word)
  )
}

/** The same, and what is to be answered of it; else what is not there. */
export function withResource<T>(
  resources: readonly StoredResource[],
  word: string,
  use: (resource: StoredResource) => T,
): T | Trouble {
  const found = resourceCalled(resources, word)
  return found === undefined ? NOT_FOUND : use(found)
}
