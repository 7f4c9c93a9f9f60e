import { flag, part, text } from '../../access/fields.ts'
import { isOrganizationWide } from '../../access/grants.ts'
import { PERMISSION_NAMES, SCOPE_TYPES, SCOPE_WORDS } from '../../access/names.ts'
import type { ScopeType } from '../../access/scope.ts'
import { listed, nearest } from '../../lib/text.ts'
import type { Finding } from '../../model/problem.ts'
import { keyOf, type Resource } from '../../model/resource.ts'
import type { OrganizationLaw, OrganizationView } from '../view.ts'
import { called, quoted } from './words.ts'

/** A permission's name fits its scope; roles and trees go with workspaces only (model §2 Permission, §3 `InvalidPermission`). */
export const permissionsFitTheirScope: OrganizationLaw = (view) =>
  view.of('Permission').flatMap((permission) => {
    const scope = scopeOf(permission)
    return [...wrongName(permission, scope), ...wrongRole(view, permission, scope), ...wrongTree(permission, scope)]
  })

/** A user's role org_admin and `admin: true` say the same (model §2 User). */
export const rolesAgreeWithAdmin: OrganizationLaw = (view) =>
  view.of('User').flatMap((user) => {
    const role = text(user.spec, 'role')
    const admin = flag(user.spec, 'admin')
    if (role === undefined || (role === 'org_admin') === admin) return []
    const message = admin
      ? `${called(user)} has admin: true and the role ${quoted(role)}, which is none of an admin`
      : `${called(user)} has the role ${quoted(role)} without admin: true`
    const help = admin ? 'set role: org_admin, or take admin out' : 'add admin: true, or choose role user_admin or user'
    return [finding(user, '/spec/role', message, help)]
  })

function scopeOf(permission: Resource): ScopeType {
  if (isOrganizationWide(permission)) return 'organization'
  const scope = part(permission.spec, 'scope')
  return SCOPE_TYPES.find((name) => scope[name] !== undefined) ?? 'organization'
}

function wrongName(permission: Resource, scope: ScopeType): readonly Finding[] {
  const name = text(permission.spec, 'permission')
  const fitting: readonly string[] = PERMISSION_NAMES[scope]
  if (name === undefined || fitting.includes(name)) return []
  const message = `${called(permission)} gives ${quoted(name)} on ${SCOPE_WORDS[scope]}, which takes ${listed(fitting, 20)} only`
  return [finding(permission, '/spec/permission', message, nameHelp(name, fitting))]
}

function nameHelp(name: string, fitting: readonly string[]): string {
  const scopes = SCOPE_TYPES.filter((scope) => (PERMISSION_NAMES[scope] as readonly string[]).includes(name))
  if (scopes.length > 0)
    return `${quoted(name)} goes with the scope of ${listed(scopes.map((scope) => SCOPE_WORDS[scope]))}`
  const near = nearest(name, fitting)
  return near === undefined ? 'choose one of these' : `did you mean ${quoted(near)}?`
}

function wrongRole(view: OrganizationView, permission: Resource, scope: ScopeType): readonly Finding[] {
  const name = text(permission.spec, 'role')
  if (name === undefined) return []
  if (scope !== 'workspace') {
    const message = `${called(permission)} gives the role ${quoted(name)} on ${SCOPE_WORDS[scope]}, roles are given on a workspace`
    return [finding(permission, '/spec/role', message, 'add scope: {workspace: …}, or give a permission instead')]
  }
  const role = view.get('AccessRole', name)
  const only = role === undefined ? undefined : text(role.spec, 'workspace')
  const workspace = text(part(permission.spec, 'scope'), 'workspace')
  if (role === undefined || only === undefined || only === workspace) return []
  const message = `${called(permission)} gives ${called(role)} on workspace ${quoted(workspace ?? '')}, the role is for ${quoted(only)} only`
  return [
    {
      ...finding(permission, '/spec/scope/workspace', message, `name ${quoted(only)}, or another role`),
      related: [{ key: keyOf(role), pointer: '/spec/workspace', message: 'the role is limited here' }],
    },
  ]
}

function wrongTree(permission: Resource, scope: ScopeType): readonly Finding[] {
  if (scope === 'workspace' || !flag(permission.spec, 'includeDescendants')) return []
  const message = `${called(permission)} includes the descendants of ${SCOPE_WORDS[scope]}, only workspaces have any`
  return [finding(permission, '/spec/includeDescendants', message, 'take includeDescendants out')]
}

function finding(resource: Resource, pointer: string, message: string, help: string): Finding {
  return {
    code: 'InvalidPermission',
    key: keyOf(resource),
    pointer,
    subject: message,
    message,
    help,
  }
}
