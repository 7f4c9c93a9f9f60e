import type { StoredResource } from '../model/resource.ts'
import { type Asked, NOT_FOUND, type Trouble } from './endpoint.ts'

/**
 * The organization that an address names (`{organization}`: uid, name or id), for a reader who may see it; else what is not
 * there, whatever the cause (api §1).
 */
export function inOrganization<T>(asked: Asked, use: (organization: StoredResource) => T): T | Trouble {
  const found = asked.catalog.organization(asked.path('organization'))
  return found === undefined || !asked.viewer.sees(found.name) ? NOT_FOUND : use(found)
}

/** The same for what needs MANAGE; whoever sees the organization is told that it does (403). */
export function inManagedOrganization<T>(asked: Asked, use: (organization: StoredResource) => T): T | Trouble {
  return inOrganization(asked, (organization): T | Trouble =>
    asked.viewer.manages(organization.name) ? use(organization) : FORBIDDEN,
  )
}

/** What needs MANAGE, to whoever sees the organization. */
export const FORBIDDEN: Trouble = {
  type: 'problem',
  problem: { status: 403, title: 'Forbidden', detail: 'this needs MANAGE on the organization' },
}
