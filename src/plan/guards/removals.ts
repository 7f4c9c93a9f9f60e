import type { OrganizationView } from '../../desired/view.ts'
import { listed, plural } from '../../lib/text.ts'
import type { Plan } from '../../model/plan.ts'
import type { Json } from '../../model/resource.ts'
import type { RemovalClass, RemovalCounts } from '../../model/state.ts'
import { capped, type Guard, type GuardInput, holdOf } from './guard.ts'
import { removedBy } from './removal.ts'
import { isWithinBudget, type Spending, spendingOf } from './spending.ts'

const WORDS: Readonly<Record<RemovalClass, readonly [singular: string, several: string]>> = {
  User: ['user', 'users'],
  Admin: ['admin', 'admins'],
  Membership: ['membership', 'memberships'],
  Permission: ['permission', 'permissions'],
  Resource: ['other resource', 'other resources'],
}

/**
 * `RemovalBudget`: more of a class would go within 24 hours than max(minimum, fraction of what there was), and nobody
 * declared it.
 */
export const removalBudget: Guard = (input) => {
  const exceeded = spendingOf(input).filter((spending) => !isWithinBudget(spending))
  if (exceeded.length === 0) return undefined
  return holdOf(input.plan, {
    code: 'RemovalBudget',
    message: `${listed(exceeded.map(sentence))} would go`,
    evidence: {
      ...Object.fromEntries(exceeded.map((spending): [string, Json] => [spending.class, numbers(spending)])),
      names: capped(exceeded.flatMap((spending) => spending.names.map((name) => `${spending.class} ${name}`))),
    },
    next: intentsFor(input, exceeded),
  })
}

/** A unit as the laws saw it: the installation, or an organization before and after. */
type Judged =
  | { readonly type: 'installation' }
  | { readonly type: 'organization'; readonly before: OrganizationView | undefined; readonly after: OrganizationView }

/**
 * What an applied plan removed, by class, as the budget of the next 24 hours remembers it; the removal of a whole
 * organization stands outside the budget and leaves nothing.
 */
export function removalsOf(plan: Plan, view: Judged): RemovalCounts {
  const input = view.type === 'installation' ? { before: undefined, after: undefined } : view
  const isWhole = view.type === 'organization' && view.after.organization === undefined
  const removed = removedBy({ plan, ...input })
  const count = (name: RemovalClass): number => (isWhole ? 0 : removed[name].length)
  return {
    User: count('User'),
    Admin: count('Admin'),
    Membership: count('Membership'),
    Permission: count('Permission'),
    Resource: count('Resource'),
  }
}

function sentence({ class: name, names, recently, before, limit }: Spending): string {
  const earlier = recently === 0 ? '' : ` after ${recently} in the last 24 hours`
  return `${plural(names.length, ...WORDS[name])} of ${before}${earlier} (at most ${limit})`
}

function numbers({ names, recently, before, limit }: Spending): Json {
  return { removed: names.length, recently, before, limit }
}

function intentsFor({ plan }: GuardInput, exceeded: readonly Spending[]): readonly string[] {
  const counts = exceeded.map((spending) => `${spending.class}=${spending.names.length}`).join(' ')
  const organization = plan.unit.type === 'installation' ? undefined : plan.unit.organization
  return [`charter apply --removes ${counts}${organization === undefined ? '' : ` --organization ${organization}`}`]
}
