import { keyOf, type StoredResource } from '../model/resource.ts'
import { type Asked, NOT_FOUND, type Trouble } from './endpoint.ts'

/** The organization that a reader calls so (uid, name or id), which the request is then about; `undefined` where none is. */
export function organizationCalled({ catalog, concerns }: Asked, word: string): StoredResource | undefined {
  const found = catalog.organization(word)
  if (found !== undefined) concerns(found)
  return found
}

/** Says of organizations, by their names, that they are told of; what is none of these is passed over. */
export function tellRead({ view, concerns }: Pick<Asked, 'view' | 'concerns'>, names: Iterable<string>): void {
  for (const name of names) {
    const found = view.state.resources.get(keyOf({ kind: 'Organization', namespace: '', name }))
    if (found !== undefined) concerns(found)
  }
}

/**
 * The organization that an address names (`{organization}`: uid, name or id), for a reader who may see it; else what is not
 * there, whatever the cause (api §1).
 */
export function inOrganization<T>(asked: Asked, use: (organization: StoredResource) => T): T | Trouble {
  const found = organizationCalled(asked, asked.path('organization'))
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
