import { USERS_GROUP } from '../../access/builtin.ts'
import { membersOf } from '../../access/closure.ts'
import { flag, text } from '../../access/fields.ts'
import { organizationIndex } from '../../access/indexed.ts'
import { keyOf, type StoredResource } from '../../model/resource.ts'
import type { Asked } from '../endpoint.ts'
import { headOf } from './heads.ts'

/**
 * The names of who is in a group itself, sorted: whoever it names as a member or maintainer, and whoever names it; in
 * `users` every active user (model §2 UserGroup).
 */
export function memberNames({ catalog }: Asked, organization: string, group: string): readonly string[] {
  if (group === USERS_GROUP) {
    const users = catalog.of(organization, 'User')
    return users.filter(({ spec }) => flag(spec, 'active', true)).map(({ name }) => name)
  }
  return [...new Set(membersOf(organizationIndex(catalog.access, organization), group))].sort()
}

/** The users who are in a group itself, by name; `of` are the names of those that are wanted. */
export function membersOfGroup(
  asked: Asked,
  organization: string,
  group: string,
  of: readonly string[] = memberNames(asked, organization, group),
): readonly StoredResource[] {
  return of.flatMap(
    (name) => asked.view.state.resources.get(keyOf({ kind: 'User', namespace: organization, name })) ?? [],
  )
}

/** Who somebody is, in short. */
export function personOf(user: StoredResource) {
  const { uid, id, name } = headOf(user)
  const { spec } = user
  const full = [text(spec, 'firstName'), text(spec, 'lastName')].filter((one) => one !== undefined).join(' ')
  return { uid, id, name, username: text(spec, 'username') ?? name, fullName: full, email: text(spec, 'email') }
}
