import type { Hold } from '../../model/hold.ts'
import { organizationDelete } from './deletion.ts'
import type { Guard, GuardInput } from './guard.ts'
import { identityChanged } from './identity.ts'
import { lastAdmin } from './lastadmin.ts'
import { protection } from './protection.ts'
import { stillReferenced } from './referrer.ts'
import { removalBudget } from './removals.ts'
import { adminsReplaced } from './replacement.ts'
import { suspended } from './suspension.ts'
import { accessWidened } from './widening.ts'

/** The laws of a change that a plan, the stored state and the context can tell (model §4), in the order in which they are shown. */
export const GUARDS: readonly Guard[] = [
  removalBudget,
  organizationDelete,
  protection,
  adminsReplaced,
  accessWidened,
  identityChanged,
  stillReferenced,
  suspended,
]

/** Everything that holds a plan: nothing where it is approved. A Revocation passes all but one guard (model §2). */
export function holdsOf(input: GuardInput): readonly Hold[] {
  const { plan, context } = input
  if (context.approvals.has(plan.digest)) return []
  const guards = plan.unit.type === 'revocation' ? [lastAdmin] : GUARDS
  return guards.flatMap((guard) => guard(input) ?? [])
}
