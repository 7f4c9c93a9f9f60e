import type { Hold } from '../../model/hold.ts'
import { clockSuspect } from './clock.ts'
import { organizationDelete } from './deletion.ts'
import type { Guard, GuardInput } from './guard.ts'
import { identityChanged } from './identity.ts'
import { lastAdmin } from './lastadmin.ts'
import { policyBlocked } from './policy.ts'
import { protection } from './protection.ts'
import { stillReferenced } from './referrer.ts'
import { removalBudget } from './removals.ts'
import { adminsReplaced } from './replacement.ts'
import { selfGrant } from './selfgrant.ts'
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
  selfGrant,
  policyBlocked,
  stillReferenced,
  suspended,
  clockSuspect,
]

/** Everything that holds a plan unless a person approves it. A Revocation passes all but one guard (model §2). */
export function holdsOf(input: GuardInput): readonly Hold[] {
  const guards = input.plan.unit.type === 'revocation' ? [lastAdmin] : GUARDS
  return guards.flatMap((guard) => guard(input) ?? [])
}
