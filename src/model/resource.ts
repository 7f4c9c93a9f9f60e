/** The nineteen kinds, in the order in which a reader meets them (model §2). */
export const KINDS = [
  'OrganizationGroup',
  'Organization',
  'License',
  'Offering',
  'SubscriptionPlan',
  'UsagePolicy',
  'UsageSource',
  'User',
  'UserGroup',
  'AccessRole',
  'Permission',
  'Workspace',
  'Host',
  'AccessKey',
  'IdentityProvider',
  'DataSource',
  'Subscription',
  'Entitlement',
  'Revocation',
] as const

export type Kind = (typeof KINDS)[number]

/** The API group and version that this program writes. */
export const API_VERSION = 'charter.sh/v1alpha1'

/** Plain JSON, as documents carry it and the store keeps it. */
export type Json = null | boolean | number | string | readonly Json[] | JsonObject
export interface JsonObject {
  readonly [name: string]: Json
}

/** Identity of a resource: `kind/namespace/name`, `Organization//acme` for what is global. */
export type Key = string & { readonly key: unique symbol }

/** The three parts of a key; `namespace` is empty for what is global. */
export interface Identity {
  readonly kind: Kind
  readonly namespace: string
  readonly name: string
}

/** Makes the key of an identity. */
export function keyOf(identity: Identity): Key {
  return `${identity.kind}/${identity.namespace}/${identity.name}` as Key
}

/** Takes a key apart; names hold no slash, so this never fails on a key that `keyOf` made. */
export function identityOf(key: Key): Identity {
  const first = key.indexOf('/')
  const second = key.indexOf('/', first + 1)
  return {
    kind: key.slice(0, first) as Kind,
    namespace: key.slice(first + 1, second),
    name: key.slice(second + 1),
  }
}

/**
 * Where a declaration stands: a place in a file (1-based), or an object in a cluster. `object` says which one (`User/acme/ada`)
 * where somebody is told; it is never stored.
 */
export type Origin =
  | { readonly source: string; readonly path: string; readonly line: number; readonly column: number }
  | { readonly source: string; readonly uid: string; readonly generation: number; readonly object?: string }

/**
 * One declared resource in normal form (model §1.5): sets sorted, nulls and defaults dropped, property names in order.
 * `digest` is the SHA-256 (hex) of everything but `digest` and `origin`.
 */
export interface Resource extends Identity {
  readonly apiVersion: string
  readonly labels: Readonly<Record<string, string>>
  readonly annotations: Readonly<Record<string, string>>
  readonly spec: JsonObject
  readonly digest: string
  readonly origin: Origin
}

/** A resource as the store holds it (model §1, "Names for readers"); times are RFC 3339 UTC. */
export interface StoredResource extends Resource {
  readonly uid: string
  readonly version: number
  readonly createdAt: string
  readonly updatedAt: string
}
