import { managingGroups } from '../../access/admins.ts'
import { isObject, text } from '../../access/fields.ts'
import { groupsOf } from '../../access/groups.ts'
import { nearest } from '../../lib/text.ts'
import type { Finding } from '../../model/problem.ts'
import { keyOf } from '../../model/resource.ts'
import type { OrganizationLaw, OrganizationView } from '../view.ts'
import { isBuiltin } from './references.ts'
import { called, quoted } from './words.ts'

type Said = Pick<Finding, 'pointer' | 'message' | 'help'>

/** The bootstrap group exists, holds MANAGE on the organization and contains the bootstrap user (model §3 `BootstrapMissing`). */
export const bootstrapStands: OrganizationLaw = (view) => {
  const { organization } = view
  if (organization === undefined || !isObject(organization.spec.bootstrap)) return []
  const { bootstrap } = organization.spec
  const user = text(bootstrap, 'user')
  const group = text(bootstrap, 'userGroup')
  if (user === undefined || group === undefined) return []
  return said(view, user, group).map(({ pointer, message, help = '' }) => ({
    code: 'BootstrapMissing',
    key: keyOf(organization),
    pointer,
    subject: message,
    message,
    help,
    ...relatedTo(view, group),
  }))
}

function said(view: OrganizationView, user: string, group: string): readonly Said[] {
  const target = called({ kind: 'UserGroup', name: group })
  if (view.get('UserGroup', group) === undefined && !isBuiltin('UserGroup', group)) {
    const near = nearest(group, groupsOf(view).names)
    const help = near === undefined ? `declare ${target}` : `did you mean ${quoted(near)}?`
    return [{ pointer: '/spec/bootstrap/userGroup', message: `the bootstrap group ${target} does not exist`, help }]
  }
  const found: Said[] = []
  if (!managingGroups(view, view.instant).has(group)) {
    found.push({
      pointer: '/spec/bootstrap/userGroup',
      message: `the bootstrap group ${target} does not hold MANAGE on organization ${quoted(view.name)}`,
      help: `add a Permission: permission MANAGE, assignee {userGroup: ${group}}, no scope`,
    })
  }
  const isMember = groupsOf(view).members.get(group)?.includes(user) ?? false
  if (!isMember && view.get('User', user) !== undefined) {
    found.push({
      pointer: '/spec/bootstrap/user',
      message: `the bootstrap user ${quoted(user)} is not a member of the bootstrap group ${target}`,
      help: `add ${quoted(user)} to the members of ${target}`,
    })
  }
  return found
}

function relatedTo(view: OrganizationView, name: string): Pick<Finding, 'related'> {
  const group = view.get('UserGroup', name)
  if (group === undefined) return {}
  return {
    related: [{ key: keyOf(group), pointer: '/metadata/name', message: 'the bootstrap group is declared here' }],
  }
}
