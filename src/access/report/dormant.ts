import { by } from '../../lib/compare.ts'
import { keyOf, type StoredResource } from '../../model/resource.ts'
import { ADMIN_GROUP, BUILTIN_GROUPS } from '../builtin.ts'
import { groupsAbove, isEffective } from '../closure.ts'
import { text } from '../fields.ts'
import { placesOf, rightsOfRole } from '../given.ts'
import { organizationIndex } from '../indexed.ts'
import type { OrganizationIndex } from '../organization.ts'
import { type Absence, absenceOf } from '../presence.ts'
import { scopeOf } from '../scope.ts'
import { peopleIn } from '../whocan.ts'
import { windowOf } from '../windows.ts'
import { type Granting, grantingsOf } from './granting.ts'
import { populationOf } from './population.ts'
import type { Survey } from './survey.ts'

/** Something that is declared and gives nobody anything at the moment, and why, in words. */
export interface Dormant {
  readonly organization: string
  readonly resource: StoredResource
  readonly why: string
}

/**
 * What lies idle: grants by which nobody holds anything, users who hold nothing, groups in which nobody is or that hold nothing.
 * By organization, then kind and name. Whether somebody uses what they may is not known here.
 */
export function dormantIn(survey: Survey): readonly Dormant[] {
  const found = [...idleGrants(survey), ...idleUsers(survey), ...idleGroups(survey)]
  return found.sort(by(({ organization, resource: { kind, name } }) => `${organization}/${kind}/${name}`))
}

function idleGrants(survey: Survey): readonly Dormant[] {
  return grantingsOf(survey).flatMap((granting) => {
    // What users and the group `admin` say of themselves is told of them.
    if (granting.resource.kind !== 'Permission') return []
    const { organization, resource } = granting
    const why = grantIdles(granting, organizationIndex(survey.index, organization), survey.moment)
    return why === undefined ? [] : [{ organization, resource, why }]
  })
}

function grantIdles({ resource, to, holders }: Granting, index: OrganizationIndex, moment: number) {
  const { from, until } = windowOf(resource)
  if (moment < from) return 'its `from` is later'
  if (moment >= until) return 'its `until` has passed'
  if (allowsNothing(resource, index)) return `role ${text(resource.spec, 'role')} allows nothing there`
  if (to.type === 'accessKey' || holders.length > 0) return undefined
  if (to.type === 'user') return `user ${to.name} ${absenceWords(absenceOf(index, to.name, moment))}`
  if (!isEffective(index, to.name)) return `group ${to.name} holds nothing, by its level`
  return `nobody is in group ${to.name}`
}

function allowsNothing(permission: StoredResource, index: OrganizationIndex): boolean {
  const role = text(permission.spec, 'role')
  const scope = scopeOf(permission)
  if (role === undefined || scope === undefined) return false
  // A role counts on workspaces only (model §2 Permission).
  if (scope.type !== 'workspace') return true
  const only = index.roles.get(role)?.workspace
  if (only === undefined || scope.name === only) return rightsOfRole(index, role, scope.name).length === 0
  // A role of another workspace counts where that lies below, and is included.
  const isBelow = placesOf(index, { type: 'workspace', name: only }).some(({ name }) => name === scope.name)
  return !isBelow || permission.spec.includeDescendants !== true || rightsOfRole(index, role, only).length === 0
}

function idleUsers(survey: Survey): readonly Dormant[] {
  const found: Dormant[] = []
  for (const { organization, user, absence, holdings } of populationOf(survey)) {
    if (holdings.length > 0) continue
    found.push({ organization, resource: user, why: absence === undefined ? 'holds nothing' : absenceWords(absence) })
  }
  return found
}

function idleGroups({ resources, index, organizations, moment }: Survey): readonly Dormant[] {
  return organizations.flatMap((organization) => {
    const own = organizationIndex(index, organization)
    return [...own.groups.keys()].flatMap((name) => {
      const resource = resources.get(keyOf({ kind: 'UserGroup', namespace: organization, name }))
      const why = groupIdles(name, own, moment)
      return resource === undefined || why === undefined ? [] : [{ organization, resource, why }]
    })
  })
}

function groupIdles(name: string, index: OrganizationIndex, moment: number): string | undefined {
  if (!isEffective(index, name)) return 'holds nothing, by its level'
  const isEmpty = peopleIn(index, name, moment).length === 0
  const isGiven = groupsAbove(index, name).some((one) => one === ADMIN_GROUP || index.given.has(`userGroup/${one}`))
  // A built-in group is there whether it is used or not.
  if (isGiven || BUILTIN_GROUPS.includes(name)) return isEmpty ? 'nobody is in it' : undefined
  return isEmpty ? 'nobody is in it, and it holds nothing' : 'it holds nothing'
}

function absenceWords(absence: Absence | undefined): string {
  switch (absence) {
    case undefined:
      return 'holds nothing'
    case 'unknown':
      return 'is not there'
    case 'inactive':
      return 'is inactive'
    case 'not yet':
      return 'begins later'
    case 'no longer':
      return 'has ended'
    case 'revoked':
      return 'is revoked'
  }
}
