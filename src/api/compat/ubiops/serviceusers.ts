import { text } from '../../../access/fields.ts'
import { byText } from '../../../lib/compare.ts'
import type { StoredResource } from '../../../model/resource.ts'
import type { SystemAsked, SystemEndpoint } from '../system.ts'
import { assignmentsIn } from './assignments.ts'
import { inProject, PROJECT, type Project } from './project.ts'
import { notThere } from './within.ts'

const SERVICE_USERS = `${PROJECT}/service-users`

/** UbiOps' service users, which are access keys that have a role on a project; never what they log in with (systems §3.3). */
export const UBIOPS_SERVICE_USER_ENDPOINTS: readonly SystemEndpoint[] = [
  {
    path: SERVICE_USERS,
    answer: (asked) =>
      inProject(asked, (found) => ({ type: 'value', value: keysIn(asked, found).map(serviceUserIn(found)) })),
  },
  {
    path: `${SERVICE_USERS}/{key}`,
    answer: (asked) =>
      inProject(asked, (found) => {
        const id = asked.path('key').toLowerCase()
        const key = keysIn(asked, found).find(({ uid }) => uid.toLowerCase() === id)
        if (key === undefined) return notThere(`service user ${asked.path('key')}`)
        return { type: 'value', value: serviceUserIn(found)(key) }
      }),
  },
]

/** Addresses of service users at which something is only changed. */
export const SERVICE_USER_WRITES: readonly string[] = [`${SERVICE_USERS}/{key}/token`]

/** The access keys that have a role on a project now, by name. */
function keysIn(asked: SystemAsked, found: Project): readonly StoredResource[] {
  const keys = assignmentsIn(asked, found).flatMap(({ key }) => key ?? [])
  return [...new Set(keys)].sort((left, right) => byText(left.name, right.name))
}

/** Clients fail without an address; one that ends so reaches nobody (RFC 2606). */
function serviceUserIn({ project }: Project): (key: StoredResource) => object {
  return ({ uid, name, spec, createdAt }) => ({
    id: uid,
    email: `${uid}.${project.name}@serviceuser.invalid`,
    name: text(spec, 'displayName') ?? name,
    description: text(spec, 'description') ?? '',
    creation_date: createdAt,
    expiry_date: endOf(text(spec, 'expiresAt')),
  })
}

function endOf(end = 'never'): string | null {
  return end === 'never' ? null : new Date(end).toISOString()
}
