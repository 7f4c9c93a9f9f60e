import { flag, part, text } from '../../../access/fields.ts'
import type { StoredResource } from '../../../model/resource.ts'
import { sightOf } from '../../routes/readers.ts'
import type { SystemAsked, SystemEndpoint } from '../system.ts'
import { notThere } from './within.ts'

const PLANS = '/v2.1/subscriptions'

/** What UbiOps calls subscriptions: plans to which organizations subscribe, as far as the reader sees them (systems §3.3). */
export const UBIOPS_PLAN_ENDPOINTS: readonly SystemEndpoint[] = [
  { path: PLANS, answer: (asked) => ({ type: 'value', value: plansFor(asked).map(headOf) }) },
  {
    path: `${PLANS}/{plan}`,
    answer(asked) {
      const name = asked.path('plan')
      const found = plansFor(asked).find((plan) => plan.name === name)
      return found === undefined ? notThere(`subscription ${name}`) : { type: 'value', value: detailOf(found) }
    },
  },
]

function plansFor(asked: SystemAsked): readonly StoredResource[] {
  return asked.catalog.of('', 'SubscriptionPlan').filter(sightOf(asked).plan)
}

function headOf({ uid, name }: StoredResource): object {
  return { id: uid, name }
}

const LIMITS = {
  max_projects: 'maxProjects',
  max_users: 'maxUsers',
  logs_retention_days: 'logsRetentionDays',
  gb_seconds: 'gbSeconds',
  resources: 'resources',
} as const

/** `null` where a plan has no such limit. */
function detailOf(plan: StoredResource): object {
  const { spec } = plan
  const limits = part(spec, 'limits')
  return {
    ...headOf(plan),
    ...Object.fromEntries(Object.entries(LIMITS).map(([told, name]) => [told, limits[name] ?? null])),
    hidden: flag(spec, 'hidden'),
    agreement: text(spec, 'agreementUrl') ?? '',
    terms_conditions: text(spec, 'termsUrl') ?? '',
  }
}
