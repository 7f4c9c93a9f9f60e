import { effectiveAdmins } from '../../access/admins.ts'
import { listed } from '../../lib/text.ts'
import { capped, type Guard, holdOf } from './guard.ts'
import { successorsOf } from './rename.ts'

/** `AdminsReplaced`: an organization had effective admins, and none of them would still be one. */
export const adminsReplaced: Guard = ({ plan, before, after, context }) => {
  if (before === undefined || after?.organization === undefined) return undefined
  // What only adds takes nobody's place, and most plans only add.
  if (plan.changes.every(({ action }) => action === 'create')) return undefined
  const successor = successorsOf(plan, before.name)
  const old = [...effectiveAdmins(before, context.instant).keys()]
  const admins = effectiveAdmins(after, context.instant)
  if (old.length === 0 || old.some((user) => admins.has(successor('User', user)))) return undefined
  return holdOf(plan, {
    code: 'AdminsReplaced',
    message: `no admin of ${before.name} would remain one: ${listed(old)} would be replaced by ${listed([...admins.keys()]) || 'nobody'}`,
    evidence: {
      before: { count: old.length, names: capped(old) },
      after: { count: admins.size, names: capped([...admins.keys()]) },
    },
    next: ['keep one of them in this change, and replace that one in a later commit'],
  })
}
