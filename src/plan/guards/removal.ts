import { effectiveAdmins } from '../../access/admins.ts'
import { isActive } from '../../access/groups.ts'
import { membershipsOf } from '../../access/memberships.ts'
import { isInForce, momentOf } from '../../access/windows.ts'
import type { OrganizationView } from '../../desired/view.ts'
import { byText, groupBy } from '../../lib/compare.ts'
import type { Plan } from '../../model/plan.ts'
import type { Resource } from '../../model/resource.ts'
import type { RemovalClass } from '../../model/state.ts'
import { deletedBy, fallsWith, grantsTakenBy, isOther, labelled } from './deleted.ts'
import type { GuardInput } from './guard.ts'
import { type Successor, successorsOf } from './rename.ts'

/** What a plan removes, by class of the budget, in words; sorted. */
export type Removed = Readonly<Record<RemovalClass, readonly string[]>>

/**
 * What a plan removes (model §4). A user goes who is deleted, or whom the plan makes inactive; what falls with that user
 * (memberships, permissions, access keys) counts as the user only. An admin goes who is no effective admin after it, so an
 * admin who leaves counts in both. A permission goes that is deleted or given to somebody or something else. Renames are
 * no removals, nor is a user who stops being an admin one of `User`.
 */
export function removedBy({ plan, before, after }: Pick<GuardInput, 'plan' | 'before' | 'after'>): Removed {
  // What only adds takes nothing away, and most plans only add.
  if (plan.changes.every(({ action }) => action === 'create')) return NOTHING
  const deleted = deletedBy(plan)
  if (before === undefined || after === undefined) return { ...NOTHING, Resource: labelled(deleted) }
  const change: Difference = { before, after, successor: successorsOf(plan, before.name) }
  const users = new Set(usersGoneBy(plan, after.instant))
  const permissions = [...deleted.filter(({ kind }) => kind === 'Permission'), ...grantsTakenBy(plan)]
  return {
    User: [...users].sort(byText),
    Admin: adminsGone(change),
    Membership: membershipsGone(change, users),
    Permission: permissions
      .filter((permission) => !fallsWith(permission, users))
      .map(({ name }) => name)
      .sort(byText),
    Resource: labelled(deleted.filter((resource) => isOther(resource.kind) && !fallsWith(resource, users))),
  }
}

const NOTHING: Removed = { User: [], Admin: [], Membership: [], Permission: [], Resource: [] }

interface Difference {
  readonly before: OrganizationView
  readonly after: OrganizationView
  readonly successor: Successor
}

function usersGoneBy(plan: Plan, instant: string): readonly string[] {
  const moment = momentOf(instant)
  const counts = (user: Resource): boolean => isActive(user) && isInForce(user, moment)
  return plan.changes.flatMap((change) => {
    if (change.action === 'create' || change.before.kind !== 'User') return []
    const isGone = change.action === 'delete' || (counts(change.before) && !counts(change.after))
    return isGone ? [change.before.name] : []
  })
}

function adminsGone({ before, after, successor }: Difference): readonly string[] {
  const remaining = effectiveAdmins(after, after.instant)
  return [...effectiveAdmins(before, after.instant).keys()].filter((user) => !remaining.has(successor('User', user)))
}

function membershipsGone({ before, after, successor }: Difference, users: ReadonlySet<string>): readonly string[] {
  const remaining = groupBy(membershipsOf(after), ({ group }) => group)
  return [...groupBy(membershipsOf(before), ({ group }) => group)].flatMap(([group, members]) => {
    const present = new Set(remaining.get(successor('UserGroup', group))?.map(({ user }) => user))
    return members
      .filter(({ user }) => !users.has(user) && !present.has(successor('User', user)))
      .map(({ user }) => `${user} in ${group}`)
  })
}
