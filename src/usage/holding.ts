import type { Specs } from '../model/kinds.generated.ts'
import type { Key, Kind, Resource } from '../model/resource.ts'
import { isOf, specOf } from './spec.ts'

/**
 * What entitlements and counts are computed from: an organization, its own resources by kind (sorted by name), and the
 * global resources by key. `instant` (RFC 3339) is the "now" of that state. What a law sees is one too.
 */
export interface Holding {
  readonly organization: Resource | undefined
  readonly instant: string
  readonly installation: ReadonlyMap<Key, Resource>
  of(kind: Kind): readonly Resource[]
}

/** The organization's own resources of one kind, as that kind types them. */
export function own<K extends keyof Specs, R extends Resource>(
  holding: { of(kind: Kind): readonly R[] },
  kind: K,
): readonly (R & { readonly kind: K })[] {
  return holding.of(kind).filter(isOf(kind))
}

/** The spec of the organization itself, `undefined` where none is declared. */
export function organizationSpec({ organization }: Pick<Holding, 'organization'>): Specs['Organization'] | undefined {
  return organization !== undefined && isOf('Organization')(organization) ? specOf(organization) : undefined
}
