import { by } from '../lib/compare.ts'
import { type Key, keyOf } from '../model/resource.ts'
import type { Counts } from './counts.ts'
import { organizationSpec } from './holding.ts'
import { isOf, specOf } from './spec.ts'
import { type Stored, storedHolding } from './stored.ts'
import type { Plan } from './subscriptions.ts'

/** A limit of a subscription plan; `used` is absent where it is measured elsewhere. */
export interface PlanLimit {
  readonly name: string
  readonly key: Key
  readonly most: number
  readonly used?: number
  readonly isOver: boolean
}

/** The limits whose use Charter counts itself (systems §3.3, subscription plans). */
const COUNTED: Readonly<Record<string, 'projects' | 'users'>> = { maxProjects: 'projects', maxUsers: 'users' }

/** The limits of a plan against what an organization has, by name. */
export function limitsOf(plan: Plan, counts: Counts): readonly PlanLimit[] {
  return Object.entries(specOf(plan).limits ?? {})
    .map(([name, most]) => {
      const count = COUNTED[name]
      const used = count === undefined ? undefined : counts[count]
      return { name, key: keyOf(plan), most, ...(used === undefined ? {} : { used }), isOver: (used ?? 0) > most }
    })
    .sort(by(({ name }) => name))
}

/** Why an organization cannot subscribe to a plan anew (model §3 `PlanNotAvailable`). */
export type PlanBar = 'archived' | 'hidden' | 'restricted'

/**
 * What bars a plan from organizations of these groups; `undefined` where nothing does. A plan without groups is everybody's;
 * otherwise one of the organization's own groups is among them, and groups above or below do not count.
 */
export function barOf(plan: Plan, groups: readonly string[]): PlanBar | undefined {
  const { archived = false, hidden = false, organizationGroups } = specOf(plan)
  if (archived) return 'archived'
  if (hidden) return 'hidden'
  // Laws have to stand a spec that no schema has seen.
  const open: readonly string[] = Array.isArray(organizationGroups) ? organizationGroups : []
  return open.length === 0 || open.some((group) => groups.includes(group)) ? undefined : 'restricted'
}

/** The plans that a stored organization may subscribe to, by name; none where no such organization is stored. */
export function plansFor(organization: string, state: Stored, instant: string): readonly Plan[] {
  const holding = storedHolding(organization, state, instant)
  if (holding === undefined) return []
  const { organizationGroups = [] } = organizationSpec(holding) ?? {}
  return [...holding.installation.values()]
    .filter(isOf('SubscriptionPlan'))
    .filter((plan) => barOf(plan, organizationGroups) === undefined)
    .sort(by(({ name }) => name))
}
