import { names, text } from '../../access/fields.ts'
import { listed } from '../../lib/text.ts'
import type { Finding } from '../../model/problem.ts'
import { keyOf, type Resource } from '../../model/resource.ts'
import { momentOf } from '../../usage/calendar.ts'
import { barOf, type PlanBar } from '../../usage/plans.ts'
import { isOf } from '../../usage/spec.ts'
import type { Plan } from '../../usage/subscriptions.ts'
import type { OrganizationLaw, OrganizationView } from '../view.ts'
import { endOf, fromElsewhere, type Subscribed, subscriptionsIn } from './subscribed.ts'
import { called, quoted } from './words.ts'

/**
 * Nobody subscribes anew to a plan that is archived, hidden or kept for other groups (model §3 `PlanNotAvailable`). What is
 * subscribed to it goes on, however its dates change; once it has ended, it is not revived. Where nothing is known to be
 * stored, because only declarations are looked at, a subscription may be an old one: that is a warning.
 */
export const plansAreAvailable: OrganizationLaw = (view) => {
  const found = fromElsewhere(view, barred, (one) => goesOn(one, view))
  if (!view.openWorld || view.stored !== undefined) return found
  return found.map((one) => ({ ...one, severity: 'warning' as const }))
}

function barred(view: OrganizationView): readonly Finding[] {
  const { organization } = view
  if (organization === undefined) return []
  const groups = names(organization.spec, 'organizationGroups')
  const found = subscriptionsIn(view).flatMap((one) => {
    const { plan } = one
    const bar = plan === undefined || hasEnded(one.resource, view) ? undefined : barOf(plan, groups)
    return plan === undefined || bar === undefined ? [] : [{ one, plan, bar }]
  })
  if (found.length === 0) return []
  const offers = offersTo(groups, view)
  return found.map((barred) => finding(barred, offers, view))
}

function hasEnded(subscription: Resource, { instant }: OrganizationView): boolean {
  return endOf(subscription) <= momentOf(instant)
}

/** Whether an organization subscribes to the same plan already. */
function goesOn({ before, planName }: Subscribed, { stored }: OrganizationView): boolean {
  if (stored === undefined || before === undefined) return false
  return text(before.spec, 'plan') === planName && !hasEnded(before, stored)
}

interface Barred {
  readonly one: Subscribed
  readonly plan: Plan
  readonly bar: PlanBar
}

const BECAUSE: Readonly<Record<PlanBar, { readonly words: string; readonly field: string; readonly here: string }>> = {
  archived: { words: 'is archived', field: 'archived', here: 'archived here' },
  hidden: { words: 'is hidden', field: 'hidden', here: 'hidden here' },
  restricted: {
    words: 'is open to other organization groups alone',
    field: 'organizationGroups',
    here: 'open to these groups, and not to those below them',
  },
}

function finding({ one, plan, bar }: Barred, offers: string, view: OrganizationView): Finding {
  const { key, name, planName, resource } = one
  const { words, field, here } = BECAUSE[bar]
  return {
    code: 'PlanNotAvailable',
    key,
    pointer: '/spec/plan',
    subject: `plan/${name}/${planName}`,
    message: `${called(resource)} has the plan ${quoted(planName)}, which ${words}: nobody can subscribe to it anew`,
    help: goesOn(one, view) ? `it goes on as it is; another one needs another plan (${offers})` : offers,
    related: [{ key: keyOf(plan), pointer: `/spec/${field}`, message: here }],
  }
}

function offersTo(groups: readonly string[], { installation }: OrganizationView): string {
  const open = [...installation.values()]
    .filter(isOf('SubscriptionPlan'))
    .filter((plan) => barOf(plan, groups) === undefined)
    .map(({ name }) => quoted(name))
    .sort()
  return open.length === 0 ? 'no plan is open to this organization' : `open to this organization: ${listed(open, 5)}`
}
