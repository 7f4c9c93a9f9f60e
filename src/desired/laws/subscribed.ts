import { text } from '../../access/fields.ts'
import { equal } from '../../lib/compare.ts'
import type { Finding } from '../../model/problem.ts'
import { type Key, keyOf, type Resource } from '../../model/resource.ts'
import { midnightOf, momentOf } from '../../usage/calendar.ts'
import { firstDayOf, fixedTermOf, type Plan, planNamed } from '../../usage/subscriptions.ts'
import type { OrganizationView } from '../view.ts'

/** A subscription as its laws look at it, with the one of that name as it is stored. */
export interface Subscribed {
  readonly resource: Resource
  readonly key: Key
  readonly name: string
  readonly planName: string
  /** `undefined` where no plan of that name is declared. */
  readonly plan: Plan | undefined
  readonly fixedTerm: string | undefined
  readonly startDate: string | undefined
  readonly endDate: string | undefined
  /** Its first moment in milliseconds, and the first one after it; Infinity where it runs on. One that is new begins today. */
  readonly from: number
  readonly until: number
  /** Whether its first day is known, and not only that of the commit which happens to bring it. */
  readonly isDated: boolean
  readonly before: Resource | undefined
}

/** The subscriptions of an organization, by name. */
export function subscriptionsIn(view: OrganizationView): readonly Subscribed[] {
  return view.of('Subscription').map((resource) => {
    const { name, spec } = resource
    const planName = text(spec, 'plan') ?? ''
    const plan = planNamed(planName, view)
    const endDate = text(spec, 'endDate')
    const before = view.stored?.get('Subscription', name)
    const firstDay = firstDayOf(resource) ?? (before === undefined ? undefined : firstDayOf(before))
    return {
      resource,
      key: keyOf(resource),
      name,
      planName,
      plan,
      fixedTerm: fixedTermOf(planName, plan),
      startDate: text(spec, 'startDate'),
      endDate,
      from: firstDay === undefined ? midnightOf(momentOf(view.instant)) : momentOf(firstDay),
      until: endOf(resource),
      isDated: firstDay !== undefined,
      before,
    }
  })
}

/** The first moment in milliseconds at which a subscription counts no longer; Infinity where it runs on. */
export function endOf({ spec }: Resource): number {
  const endDate = text(spec, 'endDate')
  return endDate === undefined || endDate === 'never' ? Number.POSITIVE_INFINITY : momentOf(endDate)
}

/** Whether a change leaves what a subscription says as it is stored. */
export function isUntouched({ resource, before }: Subscribed): boolean {
  return before !== undefined && equal(resource.spec, before.spec)
}

/**
 * Findings of a law, where those are warnings that a change brings to a subscription which it leaves `asItIs`: their cause is
 * elsewhere, in the plan or in the groups of the organization. From the next change on they are facts (model §3).
 */
export function fromElsewhere(
  view: OrganizationView,
  breaches: (view: OrganizationView) => readonly Finding[],
  asItIs: (one: Subscribed) => boolean,
): readonly Finding[] {
  const found = breaches(view)
  const { stored } = view
  if (found.length === 0 || stored === undefined) return found
  const facts = new Set(breaches(stored).map(({ subject }) => subject))
  const left = new Set(
    subscriptionsIn(view)
      .filter(asItIs)
      .map(({ key }) => key),
  )
  return found.map((one) =>
    left.has(one.key) && !facts.has(one.subject) ? { ...one, severity: 'warning' as const } : one,
  )
}
