import { by } from '../lib/compare.ts'
import { type Key, keyOf, type Resource, type StoredResource } from '../model/resource.ts'
import { dateOf, momentOf, monthAround, termEnd, termOf } from './calendar.ts'
import { type Holding, own } from './holding.ts'
import { isOf, specOf } from './spec.ts'
import { type Stored, storedHolding } from './stored.ts'

/** Where a subscription stands (model §2 Subscription): `cancelled` where its document was removed before its end. */
export type SubscriptionState = 'scheduled' | 'active' | 'expired' | 'cancelled'

/**
 * A subscription at an instant. Dates are `YYYY-MM-DD`: it begins with its first day (UTC) and ends with the beginning of
 * `effectiveEndDate`, with a fixed term that of the term that runs. Only an active one has a current period.
 */
export interface SubscriptionStanding {
  readonly key: Key
  readonly name: string
  readonly plan: string
  readonly state: SubscriptionState
  readonly startDate: string
  readonly effectiveEndDate: string
  readonly fixedTerm?: string
  readonly currentPeriod?: { readonly start: string; readonly end: string }
  readonly selfService: boolean
  readonly overage: boolean
}

type Subscription = Resource & { readonly kind: 'Subscription' }

/** A Subscription that is stored no more, and when (RFC 3339) it was removed. */
export interface RemovedSubscription {
  readonly resource: Subscription
  readonly at: string
}

/** All subscriptions of an organization, of the stored ones and those `removed` that a caller knows of, by first day and name. */
export function subscriptionsOf(
  organization: string,
  state: Stored,
  instant: string,
  removed: readonly RemovedSubscription[] = [],
): readonly SubscriptionStanding[] {
  const holding = storedHolding(organization, state, instant)
  return holding === undefined ? [] : standingsIn(holding, removed)
}

/**
 * The subscription of an organization at an instant: the active one, else the next to begin, else the last to have ended.
 * Of two that run at the same time, which the law `Overlap` refuses, the one that began later.
 */
export function subscriptionOf(
  organization: string,
  state: Stored,
  instant: string,
  removed: readonly RemovedSubscription[] = [],
): SubscriptionStanding | undefined {
  return foremost(subscriptionsOf(organization, state, instant, removed))
}

/** The subscriptions that an organization holds, by first day and name. */
export function standingsIn(
  holding: Holding,
  removed: readonly RemovedSubscription[] = [],
): readonly SubscriptionStanding[] {
  const stored = own(holding, 'Subscription').map((resource) => standing(resource, holding))
  const gone = removed
    .filter(({ at }) => momentOf(at) <= momentOf(holding.instant))
    .map(({ resource, at }) => standing(resource, holding, at))
  return [...stored, ...gone].sort(by(({ startDate, name }) => `${startDate} ${name}`))
}

/** Of subscriptions in order of their first days, the one that speaks for the organization. */
export function foremost(standings: readonly SubscriptionStanding[]): SubscriptionStanding | undefined {
  const active = standings.filter(({ state }) => state === 'active')
  const scheduled = standings.filter(({ state }) => state === 'scheduled')
  const ended = [...standings].sort(by(({ effectiveEndDate }) => effectiveEndDate))
  return active.at(-1) ?? scheduled[0] ?? ended.at(-1)
}

/** A plan to which organizations subscribe. */
export type Plan = Resource & { readonly kind: 'SubscriptionPlan' }

/** The active subscription of what holds it, be it stored or declared, with its plan; `undefined` where none is active. */
export function activeSubscription(holding: Holding): { readonly plan: Plan; readonly overage: boolean } | undefined {
  const subscription = foremost(standingsIn(holding))
  const plan = subscription?.state === 'active' ? planNamed(subscription.plan, holding) : undefined
  return plan === undefined ? undefined : { plan, overage: subscription?.overage ?? false }
}

/** The plan of that subscription. */
export function activePlan(holding: Holding): Plan | undefined {
  return activeSubscription(holding)?.plan
}

/** The plan of a name, where it is declared. */
export function planNamed(name: string, { installation }: Pick<Holding, 'installation'>): Plan | undefined {
  const plan = installation.get(keyOf({ kind: 'SubscriptionPlan', namespace: '', name }))
  return plan !== undefined && isOf('SubscriptionPlan')(plan) ? plan : undefined
}

/** The plan that always lasts one year and begins anew (model §2 SubscriptionPlan). */
const FREE = 'free'

/** The term (ISO 8601) of every subscription to a plan of this name; `undefined` where it has none. */
export function fixedTermOf(name: string, plan: Plan | undefined): string | undefined {
  const fixedTerm = plan === undefined ? undefined : specOf(plan).fixedTerm
  return fixedTerm ?? (name === FREE ? 'P1Y' : undefined)
}

/** The first day of a subscription: as declared, else the day of its creation; `undefined` where it is not stored yet. */
export function firstDayOf(subscription: Resource | StoredResource): string | undefined {
  const { startDate } = subscription.spec
  if (typeof startDate === 'string') return startDate
  return 'createdAt' in subscription ? subscription.createdAt.slice(0, 10) : undefined
}

function standing(resource: Subscription, holding: Holding, removedAt?: string): SubscriptionStanding {
  const { plan: planName, endDate, overage = false } = specOf(resource)
  const plan = planNamed(planName, holding)
  const offer = plan === undefined ? undefined : specOf(plan)
  const startDate = firstDayOf(resource) ?? holding.instant.slice(0, 10)
  const fixedTerm = fixedTermOf(planName, plan)
  const now = momentOf(holding.instant)
  const times = timesOf({ startDate, endDate, fixedTerm, removedAt }, now)
  const period = times.state === 'active' ? monthAround(momentOf(startDate), now) : undefined
  return {
    key: keyOf(resource),
    name: resource.name,
    plan: planName,
    startDate,
    ...times,
    ...(fixedTerm === undefined ? {} : { fixedTerm }),
    ...(period === undefined ? {} : { currentPeriod: { start: dateOf(period.from), end: dateOf(period.until) } }),
    selfService: offer?.selfService ?? false,
    overage,
  }
}

interface Dates {
  readonly startDate: string
  readonly endDate: string | undefined
  readonly fixedTerm: string | undefined
  readonly removedAt: string | undefined
}

function timesOf(
  { startDate, endDate = 'never', fixedTerm, removedAt }: Dates,
  now: number,
): Pick<SubscriptionStanding, 'state' | 'effectiveEndDate'> {
  const start = momentOf(startDate)
  const end = endDate === 'never' ? Number.POSITIVE_INFINITY : momentOf(endDate)
  const removed = removedAt === undefined ? undefined : momentOf(removedAt)
  if (removed !== undefined && removed < end) return { state: 'cancelled', effectiveEndDate: dateOf(removed) }
  if (removed !== undefined || now >= end) return { state: 'expired', effectiveEndDate: dateOf(end) }
  const term = fixedTerm === undefined ? undefined : termOf(fixedTerm)
  const runsUntil = term === undefined ? end : Math.min(end, termEnd(start, term, now))
  return { state: now < start ? 'scheduled' : 'active', effectiveEndDate: dateOf(runsUntil) }
}
