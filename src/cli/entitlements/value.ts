import { identityOf, type JsonObject } from '../../model/resource.ts'
import type { Allowance, DeclaredEntitlement, EntitlementSource } from '../../usage/entitlements.ts'
import type { PlanLimit } from '../../usage/plans.ts'
import { foremost, type SubscriptionStanding } from '../../usage/subscriptions.ts'
import type { Facts } from './facts.ts'

/** What is known of an organization for programs (schemas/output/entitlements.schema.json). */
export function factsValue(facts: Facts): JsonObject {
  const { organization, entitlements, passed, limits, counts, subscriptions, plans, erased } = facts
  const { platform, ...others } = counts
  const current = foremost(subscriptions)
  return {
    name: organization,
    entitlements: entitlements.map((one) => ({ ...declaredValue(one), ...allowanceValue(one.allowance) })),
    passed: passed.map(declaredValue),
    ...(current === undefined ? {} : { subscription: subscriptionValue(current) }),
    subscriptions: subscriptions.map(subscriptionValue),
    planLimits: limits.map(limitValue),
    availablePlans: plans,
    counts: others,
    platformUsage: { ...platform },
    erased,
  }
}

function declaredValue({ name, value, expiry, isPublic, source }: DeclaredEntitlement): JsonObject {
  return {
    name,
    ...(value === undefined ? {} : { value }),
    ...(expiry === undefined ? {} : { expiry }),
    public: isPublic,
    source: sourceValue(source),
  }
}

function sourceValue(source: EntitlementSource): JsonObject {
  return source.type === 'stand-alone'
    ? { type: source.type }
    : { type: source.type, name: identityOf(source.key).name }
}

function allowanceValue(allowance: Allowance | undefined): JsonObject {
  if (allowance === undefined) return {}
  const used = allowance.used === undefined ? {} : { used: allowance.used }
  switch (allowance.type) {
    case 'unlimited':
      return { unlimited: true, ...used, over: false }
    case 'limited':
      return { limit: allowance.most, ...used, over: allowance.isOver }
  }
}

function limitValue({ name, key, most, used, isOver }: PlanLimit): JsonObject {
  return { name, plan: identityOf(key).name, limit: most, ...(used === undefined ? {} : { used }), over: isOver }
}

function subscriptionValue({ key: _, currentPeriod, ...rest }: SubscriptionStanding): JsonObject {
  return { ...rest, ...(currentPeriod === undefined ? {} : { currentPeriod: { ...currentPeriod } }) }
}
