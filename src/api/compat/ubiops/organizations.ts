import { flag } from '../../../access/fields.ts'
import { keyOf, type StoredResource } from '../../../model/resource.ts'
import { foremost, standingsIn } from '../../../usage/subscriptions.ts'
import { organizationState } from '../../routes/organization.ts'
import { removedSubscriptions } from '../../routes/removed.ts'
import { resourcesOf } from '../../routes/resources.ts'
import type { SystemAsked, SystemEndpoint } from '../system.ts'
import { isNewer } from './version.ts'
import { inNamed, ORGANIZATION, ORGANIZATIONS } from './within.ts'

/** UbiOps' organizations, one of them, how much it has, and to what it is and was subscribed. */
export const UBIOPS_ORGANIZATION_ENDPOINTS: readonly SystemEndpoint[] = [
  {
    path: ORGANIZATIONS,
    answer: (asked) => ({
      type: 'value',
      value: asked.catalog
        .of('', 'Organization')
        .filter(({ name }) => asked.viewer.sees(name))
        .map((one) => {
          asked.concerns(one)
          return { ...headOf(one), ...(isNewer(asked) ? statusOf(asked, one) : {}) }
        }),
    }),
  },
  {
    path: ORGANIZATION,
    answer: (asked) =>
      inNamed(asked, (organization) => ({
        type: 'value',
        value: {
          ...headOf(organization),
          ...statusOf(asked, organization),
          ...subscriptionOf(asked, organization),
          ...newerOf(asked, organization),
        },
      })),
  },
  {
    path: `${ORGANIZATION}/resources`,
    answer: (asked) =>
      inNamed(asked, async (organization) => {
        const { buckets, environments, ...counts } = await resourcesOf(asked, organization)
        return { type: 'value', value: isNewer(asked) ? { ...counts, buckets, environments } : counts }
      }),
  },
  {
    path: `${ORGANIZATION}/subscriptions`,
    answer: (asked) =>
      inNamed(asked, async (organization) => ({ type: 'value', value: await history(asked, organization) })),
  },
]

function headOf({ uid, name, createdAt }: StoredResource) {
  return { id: uid, name, creation_date: createdAt }
}

/**
 * The subscription that runs, else the next to begin, else the last. Dates are `null` where there is none, and for an end that
 * never comes; the plan is `none` then, because clients fail at a `null` and at an empty text.
 */
function subscriptionOf({ catalog, view }: SystemAsked, organization: StoredResource) {
  const current = foremost(standingsIn(catalog.holding(organization, view.instant)))
  const end = current?.effectiveEndDate ?? 'never'
  return {
    subscription: current?.plan ?? 'none',
    subscription_self_service: current?.selfService ?? false,
    subscription_start_date: current?.startDate ?? null,
    subscription_end_date: end === 'never' ? null : end,
  }
}

/** Clients of any version fail where one organization has no status, those that are newer also in a list. */
function statusOf({ view }: SystemAsked, organization: StoredResource) {
  return { status: organizationState(organization, view.instant) }
}

/** What newer clients want to know besides. */
function newerOf(asked: SystemAsked, organization: StoredResource): object {
  if (!isNewer(asked)) return {}
  const { catalog, view } = asked
  const current = foremost(standingsIn(catalog.holding(organization, view.instant)))
  const subscription = catalog.of(organization.name, 'Subscription').find((one) => keyOf(one) === current?.key)
  return {
    two_factor_authentication_forced: flag(organization.spec, 'twoFactorRequired'),
    overage_usage: flag(subscription?.spec ?? {}, 'overage'),
  }
}

/** All subscriptions by first day, those that were removed among them; nobody agrees to one in Charter, and the ledger alone knows who changed it. */
async function history(asked: SystemAsked, organization: StoredResource): Promise<readonly object[]> {
  const { catalog, view } = asked
  const removed = await removedSubscriptions(asked, organization)
  const uids = new Map(
    [...removed.map(({ resource }) => resource), ...catalog.of(organization.name, 'Subscription')].flatMap((one) =>
      'uid' in one ? [[keyOf(one), one.uid]] : [],
    ),
  )
  return standingsIn(catalog.holding(organization, view.instant), removed).map(({ key, plan, startDate }) => ({
    id: uids.get(key) ?? null,
    subscription: plan,
    start_date: startDate,
    subscription_agreement_user: null,
    subscription_update_user: null,
  }))
}
