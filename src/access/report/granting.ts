import { by } from '../../lib/compare.ts'
import type { StoredResource } from '../../model/resource.ts'
import { ADMIN_GROUP, MANAGE } from '../builtin.ts'
import { part, text } from '../fields.ts'
import { organizationIndex } from '../indexed.ts'
import type { OrganizationIndex } from '../organization.ts'
import { isPresentAt } from '../presence.ts'
import { scopeOf, scopeText } from '../scope.ts'
import { peopleIn } from '../whocan.ts'
import { isInForce } from '../windows.ts'
import type { Survey } from './survey.ts'

/** To whom something is given: what sort of assignee, and its name. */
export interface Assignee {
  readonly type: 'user' | 'userGroup' | 'accessKey'
  readonly name: string
}

/**
 * A declaration that gives access: a Permission, a user who is an admin by a field, or the group `admin` where somebody may be in it.
 * `gives` is a permission, or `role` and the name of one; `on` says on what (`organization`, `workspace/plant`); `holders`
 * are the users who hold it by this at the moment, sorted.
 */
export interface Granting {
  readonly organization: string
  readonly resource: StoredResource
  readonly gives: string
  readonly on: string
  readonly to: Assignee
  readonly reason: string | undefined
  readonly holders: readonly string[]
}

/** Everything that gives access in the organizations of a survey: by organization, then kind and name. */
export function grantingsOf({ resources, index, organizations, moment }: Survey): readonly Granting[] {
  const meant = new Set(organizations)
  const found: Granting[] = []
  for (const resource of resources.values()) {
    if (!meant.has(resource.namespace)) continue
    const granting = grantingOf(resource, organizationIndex(index, resource.namespace), moment)
    if (granting !== undefined) found.push(granting)
  }
  return found.sort(by(({ organization, resource: { kind, name } }) => `${organization}/${kind}/${name}`))
}

function grantingOf(resource: StoredResource, index: OrganizationIndex, moment: number): Granting | undefined {
  const { kind, namespace: organization, name, spec } = resource
  const admin = { organization, resource, gives: MANAGE, on: 'organization', reason: undefined }
  if (kind === 'User') {
    if (!index.admins.has(name)) return undefined
    const holders = isPresentAt(index, name, moment) ? [name] : []
    return { ...admin, to: { type: 'user', name }, holders }
  }
  if (kind === 'UserGroup' && name === ADMIN_GROUP) {
    return { ...admin, to: { type: 'userGroup', name }, holders: peopleIn(index, name, moment) }
  }
  if (kind !== 'Permission') return undefined
  const scope = scopeOf(resource)
  const to = assigneeOf(resource)
  if (scope === undefined || to === undefined) return undefined
  const role = text(spec, 'role')
  return {
    organization,
    resource,
    gives: role === undefined ? (text(spec, 'permission') ?? '') : `role ${role}`,
    on: scopeText(scope),
    to,
    reason: text(spec, 'reason'),
    holders: isInForce(resource, moment) ? holdersOf(index, to, moment) : [],
  }
}

function assigneeOf({ spec }: StoredResource): Assignee | undefined {
  const assignee = part(spec, 'assignee')
  for (const type of ['user', 'userGroup', 'accessKey'] as const) {
    const name = text(assignee, type)
    if (name !== undefined) return { type, name }
  }
  return undefined
}

function holdersOf(index: OrganizationIndex, { type, name }: Assignee, moment: number): readonly string[] {
  switch (type) {
    case 'user':
      return isPresentAt(index, name, moment) ? [name] : []
    case 'userGroup':
      return peopleIn(index, name, moment)
    case 'accessKey':
      return []
  }
}
