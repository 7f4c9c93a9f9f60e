import { judge } from '../../desired/judge.ts'
import { enoughAdmins } from '../../desired/laws/admins.ts'
import type { Guard } from './guard.ts'
import { holdOf } from './guard.ts'

/**
 * `LastAdmin` of a Revocation: it would leave the organization with fewer admins than it needs. Elsewhere that is a law;
 * a Revocation is held, because a person may want exactly that (model §2, Revocation).
 */
export const lastAdmin: Guard = ({ plan, after }) => {
  if (plan.unit.type !== 'revocation' || after === undefined) return undefined
  const [breach] = judge(after, [{ law: enoughAdmins }]).refused
  if (breach === undefined) return undefined
  const revoked = plan.changes.flatMap((change) => (change.action === 'delete' ? [] : [String(change.after.spec.user)]))
  return holdOf(plan, {
    code: 'LastAdmin',
    message: `${breach.message}; the Revocation of \`${revoked.join('`, `')}\` takes one away`,
    evidence: { revoked, missing: breach.measure ?? 0 },
    next: ['make somebody else an admin first'],
  })
}
