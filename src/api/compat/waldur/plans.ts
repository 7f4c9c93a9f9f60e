import { entries, text } from '../../../access/fields.ts'
import { groupBy } from '../../../lib/compare.ts'
import { once } from '../../../lib/once.ts'
import type { StoredResource } from '../../../model/resource.ts'
import { momentOf } from '../../../usage/calendar.ts'
import { decimalOf, decimalText, sumOf } from '../../../usage/policies/decimal.ts'
import { runsOf } from '../../../usage/policies/runs.ts'
import { isOf, specOf } from '../../../usage/spec.ts'
import { NOT_FOUND } from '../../endpoint.ts'
import { seesAll, sightOf } from '../../routes/readers.ts'
import type { SystemAsked, SystemEndpoint } from '../system.ts'
import { groupsNamed, groupsWanted } from './grouped.ts'
import { waldurPage } from './paging.ts'
import { uuidIn, uuidOf } from './uuid.ts'

const PLANS = '/api/marketplace-plans/'

/** Waldur's plans, as far as they are there for the reader (systems §1.2). */
export const WALDUR_PLAN_ENDPOINTS: readonly SystemEndpoint[] = [
  {
    path: PLANS,
    answer(asked) {
      const [offering, grouped] = [uuidIn(asked, 'offering_uuid'), groupsWanted(asked)]
      if ('type' in offering) return offering
      if ('type' in grouped) return grouped
      const named = asked.catalog.of('', 'Offering').find(({ uid }) => uid.toLowerCase() === offering.uuid)
      const isWanted = (plan: StoredResource): boolean =>
        grouped.isWanted(plan) && (offering.uuid === undefined || text(plan.spec, 'offering') === named?.name)
      return waldurPage(asked, plansFor(asked).filter(isWanted), planOf(asked))
    },
  },
  {
    path: `${PLANS}{uuid}/`,
    answer(asked) {
      const uuid = uuidOf(asked.path('uuid'))
      const found = plansFor(asked).find(({ uid }) => uid.toLowerCase() === uuid)
      return found === undefined ? NOT_FOUND : { type: 'value', value: planOf(asked)(found) }
    },
  },
]

/** The plans of offerings that the reader sees, by name. */
export function plansFor(asked: SystemAsked): readonly StoredResource[] {
  const { plan } = sightOf(asked)
  return asked.catalog.of('', 'SubscriptionPlan').filter((one) => text(one.spec, 'offering') !== undefined && plan(one))
}

/** How many subscriptions to each plan run at the instant. */
function subscribersIn({ catalog, view }: SystemAsked): ReadonlyMap<string, number> {
  const moment = momentOf(view.instant)
  const running = catalog
    .of('', 'Organization')
    .flatMap((one) => runsOf(catalog.holding(one, view.instant)))
    .filter(({ from, until }) => from <= moment && moment < until)
  return new Map([...groupBy(running, ({ plan }) => plan.name)].map(([name, own]) => [name, own.length]))
}

/** A plan in Waldur's words: prices are exact decimals as texts; how many have it is told to who sees all or provides it. */
export function planOf(asked: SystemAsked): (plan: StoredResource) => object {
  const groups = groupsNamed(asked)
  const offerings = new Map(asked.catalog.of('', 'Offering').map((one) => [one.name, one]))
  const { provides } = sightOf(asked)
  const subscribers = once(() => subscribersIn(asked))
  return (plan) => {
    if (!isOf('SubscriptionPlan')(plan)) return {}
    const { displayName, archived = false, maxAmount, prices = {}, quotas = {}, offering: name = '' } = specOf(plan)
    const isInformed = seesAll(asked.viewer) || provides(name)
    const count = maxAmount === undefined && !isInformed ? 0 : (subscribers().get(plan.name) ?? 0)
    const components = entries(offerings.get(name)?.spec ?? {}, 'components').map(({ item }) => ({
      type: text(item, 'type') ?? '',
      billing: text(item, 'billingType') ?? 'usage',
      name: text(item, 'displayName') ?? text(item, 'type') ?? '',
      unit: text(item, 'unit') ?? '',
    }))
    const priceOf = (type: string): string => (Object.hasOwn(prices, type) ? (prices[type] ?? '0') : '0')
    const total = (billing: string): string =>
      decimalText(sumOf(components.flatMap((one) => (one.billing === billing ? decimalOf(priceOf(one.type)) : []))))
    return {
      url: `${asked.base}${PLANS}${plan.uid}/`,
      uuid: plan.uid,
      name: displayName,
      description: '',
      max_amount: maxAmount ?? null,
      archived,
      is_active: !archived && (maxAmount === undefined || count < maxAmount),
      unit: 'month',
      unit_price: total('fixed'),
      init_price: Number(total('one')),
      switch_price: Number(total('few')),
      organization_groups: groups(plan),
      components: components.map(({ type, name, unit }) => ({ type, name, measured_unit: unit, price: priceOf(type) })),
      prices,
      future_prices: {},
      quotas,
      ...(isInformed ? { resources_count: count } : {}),
    }
  }
}
