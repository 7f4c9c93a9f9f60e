import type { JsonObject } from '../../model/resource.ts'
import { declaration } from '../reading/declaration.ts'
import { kindOf, type LockteraNode } from './node.ts'

/** The names of those who look after each group, by the id of the group, sorted. */
export type Maintainers = ReadonlyMap<string, readonly string[]>

/** The declaration that a node becomes. What another system calls it is its `id`, where its name is another. */
export function documentOf(node: LockteraNode, maintainers: Maintainers): JsonObject {
  const { name, organization, title, email, group } = node
  const id = node.id === name ? undefined : node.id
  switch (kindOf(node.role)) {
    case 'Organization':
      return declaration('Organization', '', name, {
        displayName: title === '' ? undefined : title,
        id,
        parent: node.parent,
        contact: email === '' ? undefined : { email },
      })
    case 'UserGroup':
      return declaration('UserGroup', organization, name, {
        id,
        displayName: title,
        parents: group === undefined ? [] : [group],
        maintainers: maintainers.get(node.id) ?? [],
      })
    case 'User':
      return declaration('User', organization, name, {
        id,
        email,
        ...calledBy(title),
        admin: isAdmin(node) ? true : undefined,
        role: node.role === 'user_admin' && group === undefined ? 'user_admin' : undefined,
        userGroups: group === undefined || isMaintainer(node) ? [] : [group],
      })
  }
}

/** Whether somebody administers the organization: `org_admin` right below it. */
export function isAdmin({ role, group }: LockteraNode): boolean {
  return role === 'org_admin' && group === undefined
}

/** Whether somebody administers only a group: in Charter, looks after it. More would be given to them otherwise. */
export function isMaintainer({ role, group }: LockteraNode): boolean {
  return (role === 'org_admin' || role === 'user_admin') && group !== undefined
}

/** The last word of a name is the last name, as Locktera's addresses put the two together again. */
function calledBy(title: string): { readonly firstName?: string; readonly lastName?: string } {
  const words = title.split(/\s+/).filter((word) => word !== '')
  const last = words.length > 1 ? words.pop() : undefined
  return {
    ...(words.length === 0 ? {} : { firstName: words.join(' ') }),
    ...(last === undefined ? {} : { lastName: last }),
  }
}
