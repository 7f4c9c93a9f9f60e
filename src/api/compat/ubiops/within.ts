import { visible } from '../../../lib/text.ts'
import type { StoredResource } from '../../../model/resource.ts'
import type { Trouble } from '../../endpoint.ts'
import { FORBIDDEN, organizationCalled } from '../../within.ts'
import type { SystemAsked } from '../system.ts'

/** Where organizations stand. */
export const ORGANIZATIONS = '/v2.1/organizations'
/** Where one of them stands. */
export const ORGANIZATION = `${ORGANIZATIONS}/{organization}`

/** The organization that an address names, by its name alone, for a reader who may see it; else what is not there. */
export function inNamed<T>(asked: SystemAsked, use: (organization: StoredResource) => T): T | Trouble {
  const name = asked.path('organization')
  const found = organizationCalled(asked, name)
  return found?.name === name && asked.viewer.sees(name) ? use(found) : notThere(`organization ${name}`)
}

/** The same for what needs MANAGE; whoever sees the organization is told so (403). */
export function inManaged<T>(asked: SystemAsked, use: (organization: StoredResource) => T): T | Trouble {
  return inNamed(asked, (organization): T | Trouble =>
    asked.viewer.manages(organization.name) ? use(organization) : FORBIDDEN,
  )
}

/** What is not there, or not for this reader, in words. */
export function notThere(what: string): Trouble {
  return {
    type: 'problem',
    problem: { status: 404, title: 'Not Found', detail: `the ${visible(what)} does not exist` },
  }
}
