import { flag, part, text } from '../../access/fields.ts'
import { hasCome } from '../../lib/instant.ts'
import type { StoredResource } from '../../model/resource.ts'
import { organizationStatus as statusOf } from '../../status/organization.ts'
import type { Asked } from '../endpoint.ts'

/** What an organization is at an instant: archived, suspended by its declaration, or neither. */
export const STATES = ['active', 'suspended', 'archived'] as const

/** The state of an organization at an instant (RFC 3339). */
export function organizationState({ spec }: StoredResource, instant: string): (typeof STATES)[number] {
  if (flag(spec, 'archived')) return 'archived'
  const until = text(part(spec, 'suspended'), 'until')
  return until !== undefined && !hasCome(until, instant) ? 'suspended' : 'active'
}

/** What Charter says of an organization besides what is declared, as of what is asked about. */
export function organizationStatus({ catalog, view }: Asked, organization: StoredResource) {
  return statusOf(catalog, view, organization)
}
