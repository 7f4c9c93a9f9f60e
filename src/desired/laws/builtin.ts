import { ADMIN_GROUP, BUILTIN_ROLES, USERS_GROUP } from '../../access/builtin.ts'
import { listed } from '../../lib/text.ts'
import type { Finding } from '../../model/problem.ts'
import { keyOf, type Resource } from '../../model/resource.ts'
import type { OrganizationLaw } from '../view.ts'
import { called, quoted } from './words.ts'

const OPEN_FIELDS = ['members', 'displayName', 'description']

/** Built-in roles are not declared again (model §2 AccessRole, §3 `BuiltinImmutable`). */
export const builtinRolesStay: OrganizationLaw = (view) =>
  view
    .of('AccessRole')
    .filter(({ name }) => BUILTIN_ROLES.includes(name))
    .map((role) =>
      finding(role, '/metadata/name', {
        message: `${called(role)} is built in and cannot be changed`,
        help: 'give your role another name',
      }),
    )

/**
 * The built-in group `users` is not declared, and of `admin` only its members and what describes it: a parent, a level
 * or maintainers would change who is an admin in a way nobody expects of it (model §2 UserGroup, §3 `BuiltinImmutable`).
 */
export const builtinGroupsStay: OrganizationLaw = (view) =>
  view.of('UserGroup').flatMap((group) => {
    if (group.name === USERS_GROUP) return [usersDeclared(group)]
    if (group.name !== ADMIN_GROUP) return []
    return Object.keys(group.spec)
      .filter((field) => !OPEN_FIELDS.includes(field))
      .map((field) =>
        finding(group, `/spec/${field}`, {
          message: `the built-in ${called(group)} has no field ${quoted(field)} of its own`,
          help: `only ${listed(OPEN_FIELDS)} may be declared for it`,
        }),
      )
  })

function usersDeclared(group: Resource): Finding {
  return finding(group, '/metadata/name', {
    message: `the built-in ${called(group)} holds every active user and cannot be declared`,
    help: 'give your group another name',
  })
}

function finding(resource: Resource, pointer: string, { message, help }: { message: string; help: string }): Finding {
  return {
    code: 'BuiltinImmutable',
    key: keyOf(resource),
    pointer,
    subject: `${keyOf(resource)}${pointer}`,
    message,
    help,
  }
}
