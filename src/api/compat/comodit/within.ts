import { text } from '../../../access/fields.ts'
import type { StoredResource } from '../../../model/resource.ts'
import type { Trouble } from '../../endpoint.ts'
import { FORBIDDEN } from '../../within.ts'
import type { SystemAsked, SystemEndpoint, SystemValue } from '../system.ts'

/** Where organizations stand. */
export const ORGANIZATIONS = '/organizations'
/** Where one of them stands. */
export const ORGANIZATION = `${ORGANIZATIONS}/{organization}`

/** What is answered at an address of ComodIT. */
type Answered = ReturnType<SystemEndpoint['answer']>

/** The name of a resource as ComodIT has names: free text. Where another of `all` has the same, each goes by what it is called in its declaration. */
export function nameIn(all: readonly StoredResource[]): (resource: StoredResource) => string {
  const times = new Map<string, number>()
  for (const one of all) times.set(shownName(one), (times.get(shownName(one)) ?? 0) + 1)
  return (resource) => (times.get(shownName(resource)) === 1 ? shownName(resource) : resource.name)
}

/** The resource that an address calls by that name. */
export function named(all: readonly StoredResource[], word: string): StoredResource | undefined {
  const nameOf = nameIn(all)
  return all.find((one) => nameOf(one) === word)
}

/** The display name of an organization, an environment or a host. */
export function shownName({ spec, name }: StoredResource): string {
  return text(spec, 'displayName') ?? name
}

/** The organization that an address names, for a reader who may see it; else what is not there. */
export function inNamed<T>(asked: SystemAsked, use: (organization: StoredResource) => T): T | Trouble {
  const word = asked.path('organization')
  const found = asked.catalog.of('', 'Organization').find((one) => shownName(one) === word)
  if (found !== undefined) asked.concerns(found)
  return found !== undefined && asked.viewer.sees(found.name) ? use(found) : MISSING
}

/** The same for what needs MANAGE; whoever sees the organization is told so (403). */
export function inManaged<T>(asked: SystemAsked, use: (organization: StoredResource) => T): T | Trouble {
  return inNamed(asked, (organization): T | Trouble =>
    asked.viewer.manages(organization.name) ? use(organization) : FORBIDDEN,
  )
}

/** What is not there, and what somebody may not see. */
export const MISSING: Trouble = {
  type: 'problem',
  problem: { status: 404, title: 'Not Found', detail: 'Entity not found' },
}

/** One thing. */
export function entity(value: object | undefined): SystemValue | Trouble {
  return value === undefined ? MISSING : { type: 'value', value }
}

/** A collection as ComodIT's client reads it: how many there are, and all of them. */
export function collection(items: readonly object[]): SystemValue {
  return { type: 'value', value: { count: items.length, items }, total: items.length }
}

/** A collection's address, with a slash behind it as ComodIT's client has it, and without as the document. */
export function collectionAt(path: string, answer: (asked: SystemAsked) => Answered): readonly SystemEndpoint[] {
  return [path, `${path}/`].map((one) => ({ path: one, answer }))
}
