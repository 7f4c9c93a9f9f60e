import { part, text } from '../../../access/fields.ts'
import type { JsonObject, StoredResource } from '../../../model/resource.ts'
import { ancestorsOf } from '../../../status/organization.ts'
import type { Asked } from '../../endpoint.ts'
import { headOf } from '../../routes/heads.ts'
import { factsOf } from '../../routes/users.ts'
import { organizationCalled } from '../../within.ts'

/** What Locktera calls an organization, a group or a user: all of them are nodes of one tree (systems §2.1). */
export interface LockteraNode {
  readonly type: 'organization' | 'group' | 'user'
  readonly resource: StoredResource
}

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/

/** The node that a word names, for a reader who may see it: an organization by uid, name or id, a group or a user by uid. */
export function nodeCalled(asked: Asked, word: string): LockteraNode | undefined {
  const { catalog, viewer } = asked
  const organization = organizationCalled(asked, word)
  if (organization !== undefined && viewer.sees(organization.name))
    return { type: 'organization', resource: organization }
  const uid = word.toLowerCase()
  if (!UUID.test(uid)) return undefined
  for (const organization of catalog.of('', 'Organization')) {
    const isCalled = ({ uid: own }: StoredResource): boolean => own.toLowerCase() === uid
    const group = catalog.of(organization.name, 'UserGroup').find(isCalled)
    const found = group ?? catalog.of(organization.name, 'User').find(isCalled)
    if (found === undefined) continue
    asked.concerns(organization)
    if (!viewer.sees(organization.name)) return undefined
    return { type: group === undefined ? 'user' : 'group', resource: found }
  }
  return undefined
}

/** The nodes right below an organization: organizations that the reader sees, then groups, then users, each by name. */
export function childrenOf({ catalog, viewer }: Asked, { name }: StoredResource): readonly LockteraNode[] {
  const below = catalog
    .of('', 'Organization')
    .filter((one) => text(one.spec, 'parent') === name && viewer.sees(one.name))
  return [
    ...below.map((resource): LockteraNode => ({ type: 'organization', resource })),
    ...catalog.of(name, 'UserGroup').map((resource): LockteraNode => ({ type: 'group', resource })),
    ...catalog.of(name, 'User').map((resource): LockteraNode => ({ type: 'user', resource })),
  ]
}

/** What an organization is called by Locktera's clients: the `id` that is declared, else its name. */
export function organizationId(organization: StoredResource): string {
  return headOf(organization).id
}

/**
 * A node in Locktera's words. `name` (of its page) and `org_name` (of its OpenAPI) are the same; what nobody declares is left
 * out, and `customizations` is empty then. The uppermost organization has the role `org`, one below another is a `group`.
 */
export function nodeValue(asked: Asked): (node: LockteraNode) => object {
  const fact = factsOf(asked)
  const above = aboveIn(asked)
  return ({ type, resource }) => {
    const { spec, createdAt } = resource
    switch (type) {
      case 'organization': {
        const name = text(spec, 'displayName') ?? resource.name
        const line = ancestorsOf(resource, asked.catalog)
        const [root = resource, parent] = [line[0], line.at(-2)]
        return {
          id: organizationId(resource),
          name,
          org_name: name,
          role: parent === undefined ? 'org' : 'group',
          root_org_id: idSeen(asked, root),
          ...(parent === undefined ? {} : { parent_org_id: idSeen(asked, parent) }),
          ...contactOf(part(spec, 'contact')),
          created_at: createdAt,
          customizations: customizationsOf(resource),
        }
      }
      case 'group':
      case 'user': {
        const name = type === 'group' ? text(spec, 'displayName') : fullName(spec)
        const user =
          type === 'user' ? { role: roleOf(spec, fact(resource).admin), ...contactOf(spec) } : { role: 'group' }
        const place = { id: resource.uid, name: name ?? resource.name, org_name: name ?? resource.name }
        return { ...place, ...user, ...above(resource.namespace), created_at: createdAt, customizations: {} }
      }
    }
  }
}

/** The customizations of an organization: the known ones as Locktera spells them, others as they are declared. */
export function customizationsOf({ spec }: StoredResource): JsonObject {
  const { logoUrl, brandingColor, ...others } = part(spec, 'customizations')
  return {
    ...others,
    ...(logoUrl === undefined ? {} : { logo_url: logoUrl }),
    ...(brandingColor === undefined ? {} : { branding_color: brandingColor }),
  }
}

/** Of an organization that the reader does not see only the name is told, as it is declared below it. */
function idSeen({ viewer }: Asked, organization: StoredResource): string {
  return viewer.sees(organization.name) ? organizationId(organization) : organization.name
}

/** What is above a group or a user of an organization; many of one organization are told at once. */
function aboveIn(asked: Asked): (organization: string) => object {
  const known = new Map<string, object>()
  return (name) => {
    const organization = known.has(name)
      ? undefined
      : asked.catalog.of('', 'Organization').find((one) => one.name === name)
    if (organization === undefined) return known.get(name) ?? {}
    const [root = organization] = ancestorsOf(organization, asked.catalog)
    const above = { root_org_id: idSeen(asked, root), parent_org_id: organizationId(organization) }
    known.set(name, above)
    return above
  }
}

/** Whoever administers the organization now, by whatever way, is an `org_admin`; else what is declared counts. */
function roleOf(spec: JsonObject, isAdmin: boolean): string {
  if (isAdmin) return 'org_admin'
  return text(spec, 'role') === 'user_admin' ? 'user_admin' : 'user'
}

function fullName(spec: JsonObject): string | undefined {
  const full = [text(spec, 'firstName'), text(spec, 'lastName')].filter((one) => one !== undefined).join(' ')
  return full === '' ? undefined : full
}

const CONTACT = { firstName: 'first_name', lastName: 'last_name', email: 'email', mobilePhone: 'mobile_phone' } as const

function contactOf(spec: JsonObject): object {
  const told = Object.entries(CONTACT).flatMap(([field, name]) => {
    const value = text(spec, field)
    return value === undefined ? [] : [[name, value]]
  })
  return Object.fromEntries(told)
}
