import type { JsonObject } from '../../model/resource.ts'
import { timeOf } from '../../usage/calendar.ts'
import type { Measure } from '../../usage/policies/evaluate.ts'
import type { PolicyScope } from '../../usage/policies/scope.ts'
import { windowOf } from '../../usage/policies/window.ts'
import { specOf } from '../../usage/spec.ts'
import type { PolicyFacts } from './facts.ts'

/** What is known of a policy for programs (schemas/output/policies.schema.json). */
export function factsValue(facts: PolicyFacts, instant: string): JsonObject {
  const { policy, scope, measures, isFired, fired, organizations } = facts
  const { type, actions, options } = specOf(policy)
  return {
    name: policy.name,
    uid: policy.uid,
    type,
    scope: scopeValue(scope),
    measures: measures.map((one) => measureValue(one, instant)),
    exceeded: isFired,
    fired: fired !== undefined,
    ...(fired === undefined ? {} : { firedAt: fired.since, firedBy: fired.exceeded.map((one) => ({ ...one })) }),
    actions: [...actions].sort(),
    ...(options === undefined ? {} : { options }),
    organizations,
    affectedCount: organizations.length,
  }
}

function scopeValue(scope: PolicyScope): JsonObject {
  if (scope.type === 'organization') return { organization: scope.organization }
  const { offering, groups } = scope
  return groups === 'all' ? { offering, all: true } : { offering, organizationGroups: [...groups].sort() }
}

function measureValue({ isExceeded, ...limited }: Measure, instant: string): JsonObject {
  const { from } = windowOf(limited.period, instant)
  return { ...limited, ...(Number.isFinite(from) ? { windowStart: timeOf(from) } : {}), exceeded: isExceeded }
}
