import { count, names } from '../../access/fields.ts'
import type { OrganizationView } from '../view.ts'

/**
 * How many admins an organization must keep: the stricter of what is stored and what is desired, so that no change
 * loosens the guard that would stop it; at creation what is desired (model §4). 1 where nothing is said.
 */
export function minAdminsOf(view: OrganizationView): number {
  const desired = count(view.organization?.spec ?? {}, 'minAdmins', 1)
  const before = view.stored?.organization
  return before === undefined ? desired : Math.max(desired, count(before.spec, 'minAdmins', 1))
}

/** Who must stay an admin: named as stored or as desired, as for `minAdminsOf`, by the names they have now; sorted. */
export function requiredAdminsOf(view: OrganizationView): readonly string[] {
  const desired = names(view.organization?.spec ?? {}, 'requiredAdmins')
  const before = names(view.stored?.organization?.spec ?? {}, 'requiredAdmins')
  return [...new Set([...desired, ...before.map((name) => nameNow(view, name))])].sort()
}

/** What a stored user is called now: the name of a user who comes with this change and says to have had it, else the same. */
function nameNow(view: OrganizationView, name: string): string {
  if (view.get('User', name) !== undefined) return name
  const renamed = view.of('User').find((user) => {
    const isNew = view.stored?.get('User', user.name) === undefined
    return isNew && names(user.spec, 'previousNames').includes(name)
  })
  return renamed?.name ?? name
}
