import { type Key, keyOf, type Resource } from '../../model/resource.ts'
import { momentOf, type Span } from '../calendar.ts'
import type { Holding } from '../holding.ts'
import { isOf, specOf } from '../spec.ts'
import { type Plan, standingsIn } from '../subscriptions.ts'

export type Offering = Resource & { readonly kind: 'Offering' }

/** A time (milliseconds) in which an organization is subscribed to a plan, and the offering that the plan belongs to. */
export interface Run extends Span {
  readonly plan: Plan
  readonly offering: Offering | undefined
}

/** The runs of what an organization holds, by their beginnings; subscriptions to plans that are not there have none. */
export function runsOf(holding: Holding): readonly Run[] {
  const { installation } = holding
  return standingsIn(holding).flatMap(({ plan: name, startDate, effectiveEndDate }) => {
    const plan = installation.get(keyOf({ kind: 'SubscriptionPlan', namespace: '', name }))
    if (plan === undefined || !isOf('SubscriptionPlan')(plan)) return []
    const until = effectiveEndDate === 'never' ? Number.POSITIVE_INFINITY : momentOf(effectiveEndDate)
    return [{ from: momentOf(startDate), until, plan, offering: offeringOf(plan, installation) }]
  })
}

/** The run at a moment: of several the one that began last; `undefined` where there is none. */
export function runAt(runs: readonly Run[], moment: number): Run | undefined {
  return runs.findLast(({ from, until }) => from <= moment && moment < until)
}

/** The offering that a plan belongs to, where it names one that is there. */
export function offeringOf(plan: Plan, installation: ReadonlyMap<Key, Resource>): Offering | undefined {
  const { offering: name } = specOf(plan)
  if (name === undefined) return undefined
  const offering = installation.get(keyOf({ kind: 'Offering', namespace: '', name }))
  return offering !== undefined && isOf('Offering')(offering) ? offering : undefined
}
