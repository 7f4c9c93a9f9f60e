import { groupBy } from '../../lib/compare.ts'
import type { State } from '../../model/state.ts'
import { type Entitlements, entitlementsOf } from '../../usage/entitlements.ts'
import { plansFor } from '../../usage/plans.ts'
import { type RemovedSubscription, type SubscriptionStanding, subscriptionsOf } from '../../usage/subscriptions.ts'

/** What can be told of one organization: `erased` resources of the moment count nowhere, `plans` are open to it, by name. */
export interface Facts extends Entitlements {
  readonly subscriptions: readonly SubscriptionStanding[]
  readonly plans: readonly string[]
  readonly erased: number
}

/** What a state tells of organizations, in their order; names that it does not know are left out. */
export function factsOf(
  names: readonly string[],
  state: State,
  instant: string,
  removed: readonly RemovedSubscription[] = [],
): readonly Facts[] {
  const erased = groupBy(state.erased.values(), ({ organization }) => organization)
  return names.flatMap((name) => {
    const entitlements = entitlementsOf(name, state, instant)
    if (entitlements === undefined) return []
    const own = removed.filter(({ resource }) => resource.namespace === name)
    return [
      {
        ...entitlements,
        subscriptions: subscriptionsOf(name, state, instant, own),
        plans: plansFor(name, state, instant).map((plan) => plan.name),
        erased: erased.get(name)?.length ?? 0,
      },
    ]
  })
}
