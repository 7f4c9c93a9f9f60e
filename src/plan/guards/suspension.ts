import { part, text } from '../../access/fields.ts'
import { hasCome } from '../../lib/instant.ts'
import { plural, visible } from '../../lib/text.ts'
import type { Change } from '../../model/change.ts'
import { type Guard, holdOf } from './guard.ts'

/**
 * `Suspended`: the desired organization is suspended until an instant that has not come, and the plan does more than
 * change that suspension; or an operator has suspended it. The removal of the suspension is desired too, so it lifts itself; Revocations are units of their own.
 */
export const suspended: Guard = (input) => byOperator(input) ?? byDeclaration(input)

/** An operator's suspension stands in the ledger; it lets nothing of the organization through but Revocations. */
const byOperator: Guard = ({ plan, before, after, stored, context }) => {
  const name = before?.name ?? after?.name
  const suspension = name === undefined ? undefined : stored.suspensions.get(`organization/${name}`)
  if (suspension === undefined || hasCome(suspension.until, context.instant) || plan.changes.length === 0)
    return undefined
  const { reason, owner, until } = suspension
  const waiting = plan.changes.length
  return holdOf(plan, {
    code: 'Suspended',
    message: `organization ${name} is suspended until ${until} by ${visible(owner)} (${visible(reason)}): ${plural(waiting, 'change waits', 'changes wait')}`,
    evidence: { reason, owner, until, waiting },
    next: [`charter resume ${name} --state <folder>, or wait until ${until}`],
  })
}

const byDeclaration: Guard = ({ plan, after, context }) => {
  if (after?.organization === undefined) return undefined
  const suspension = part(after.organization.spec, 'suspended')
  const until = text(suspension, 'until')
  if (until === undefined || hasCome(until, context.instant)) return undefined
  const waiting = plan.changes.filter((change) => !isSuspending(change))
  if (waiting.length === 0) return undefined
  const reason = text(suspension, 'reason') ?? ''
  const owner = text(suspension, 'owner') ?? ''
  return holdOf(plan, {
    code: 'Suspended',
    message: `organization ${after.name} is suspended until ${until} by ${visible(owner)} (${visible(reason)}): ${plural(waiting.length, 'change waits', 'changes wait')}`,
    evidence: { reason, owner, until, waiting: waiting.length },
    next: [`take \`suspended\` away from ${after.name}, or wait until ${until}`],
  })
}

function isSuspending(change: Change): boolean {
  if (change.action !== 'update' || change.before.kind !== 'Organization') return false
  return change.fields.every(({ pointer }) => /^\/spec\/suspended(\/|$)/.test(pointer))
}
