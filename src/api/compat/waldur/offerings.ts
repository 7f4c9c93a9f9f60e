import { entries, flag, names, text } from '../../../access/fields.ts'
import { byText } from '../../../lib/compare.ts'
import type { StoredResource } from '../../../model/resource.ts'
import { NOT_FOUND, type Trouble } from '../../endpoint.ts'
import { isOffered, isOpenTo, seesAll, sightOf } from '../../routes/readers.ts'
import type { SystemAsked, SystemEndpoint, SystemValue } from '../system.ts'
import { customerAddress, customerCalled } from './customers.ts'
import { groupsNamed, groupsWanted } from './grouped.ts'
import { inOrder } from './order.ts'
import { waldurPage } from './paging.ts'
import { planOf, plansFor } from './plans.ts'
import { componentUuid, uuidIn, uuidOf } from './uuid.ts'

const PUBLIC = '/api/marketplace-public-offerings/'
/** Where the offerings stand that somebody provides. */
export const PROVIDED = '/api/marketplace-provider-offerings/'

/** Waldur's offerings: those that the reader sees, and those that the reader provides (systems §1.2). */
export const WALDUR_OFFERING_ENDPOINTS: readonly SystemEndpoint[] = [
  ...offeringEndpoints(PUBLIC, (asked) => asked.catalog.of('', 'Offering').filter(sightOf(asked).offering)),
  ...offeringEndpoints(PROVIDED, (asked) => {
    const { provides } = sightOf(asked)
    return asked.catalog.of('', 'Offering').filter(({ name }) => seesAll(asked.viewer) || provides(name))
  }),
]

type Seen = (asked: SystemAsked) => readonly StoredResource[]

function offeringEndpoints(path: string, seen: Seen): readonly SystemEndpoint[] {
  const called = (asked: SystemAsked, use: (offering: StoredResource) => SystemValue | Trouble) => {
    const uuid = uuidOf(asked.path('uuid'))
    const found = seen(asked).find(({ uid }) => uid.toLowerCase() === uuid)
    return found === undefined ? NOT_FOUND : use(found)
  }
  return [
    {
      path,
      answer(asked) {
        const chosen = chosenIn(asked, seen(asked))
        if ('type' in chosen) return chosen
        const sorted = inOrder(asked, chosen.items, ORDERS, byName)
        return 'type' in sorted ? sorted : waldurPage(asked, sorted.items, offeringOf(asked, path))
      },
    },
    {
      path: `${path}{uuid}/`,
      answer: (asked) => called(asked, (one) => ({ type: 'value', value: offeringOf(asked, path)(one) })),
    },
    {
      path: `${path}{uuid}/plans/`,
      answer: (asked) =>
        called(asked, ({ name }) => {
          const own = plansFor(asked).filter(({ spec }) => text(spec, 'offering') === name)
          return waldurPage(asked, own, planOf(asked))
        }),
    },
  ]
}

type Chosen = { readonly items: readonly StoredResource[] }

function chosenIn(asked: SystemAsked, seen: readonly StoredResource[]): Chosen | Trouble {
  const { query } = asked
  const grouped = groupsWanted(asked)
  if ('type' in grouped) return grouped
  const [provider, allowed] = [uuidIn(asked, 'customer_uuid'), uuidIn(asked, 'allowed_customer_uuid')]
  if ('type' in provider) return provider
  if ('type' in allowed) return allowed
  const isOpen = allowed.uuid === undefined ? () => true : openTo(asked, allowed.uuid)
  const providerName = provider.uuid === undefined ? undefined : nameOfProvider(asked, provider.uuid)
  const [part, exact, word] = [query.text('name')?.toLowerCase(), query.text('name_exact'), query.text('keyword')]
  const [states, shared] = [query.texts('state'), query.flag('shared')]
  const items = seen.filter((one) => {
    const name = nameOf(one).toLowerCase()
    return (
      grouped.isWanted(one) &&
      isOpen(one) &&
      (providerName === undefined || text(one.spec, 'provider') === providerName) &&
      (part === undefined || name.includes(part)) &&
      (word === undefined || name.includes(word.toLowerCase())) &&
      (exact === undefined || nameOf(one) === exact) &&
      (states.length === 0 || states.includes(stateOf(one))) &&
      (shared === undefined || flag(one.spec, 'shared', true) === shared)
    )
  })
  return { items }
}

/** What an organization that the reader sees is called in declarations; empty for any other. */
function nameOfProvider({ catalog, viewer }: SystemAsked, uuid: string): string {
  const found = catalog.of('', 'Organization').find(({ uid }) => uid.toLowerCase() === uuid)
  return found !== undefined && viewer.sees(found.name) ? found.name : ''
}

/** Whether a customer may order an offering: it is offered, not archived, and open to exactly its groups. */
function openTo(asked: SystemAsked, uuid: string): (offering: StoredResource) => boolean {
  const customer = customerCalled(asked, uuid)
  const groups = new Set(customer === undefined ? [] : names(customer.spec, 'organizationGroups'))
  return (one) => customer !== undefined && isOffered(one) && stateOf(one) !== 'Archived' && isOpenTo(one, groups)
}

function nameOf({ name, spec }: StoredResource): string {
  return text(spec, 'displayName') ?? name
}

/** Waldur's words for states begin with a capital letter. */
function stateOf({ spec }: StoredResource): string {
  const state = text(spec, 'state') ?? 'active'
  return `${state.charAt(0).toUpperCase()}${state.slice(1)}`
}

function byName(left: StoredResource, right: StoredResource): number {
  return byText(nameOf(left), nameOf(right)) || byText(left.uid, right.uid)
}

const ORDERS: Readonly<Record<string, (left: StoredResource, right: StoredResource) => number>> = {
  name: (left, right) => byText(nameOf(left), nameOf(right)),
  created: (left, right) => byText(left.createdAt, right.createdAt),
  state: (left, right) => byText(stateOf(left), stateOf(right)),
}

/** An offering in Waldur's words, with its components and with the plans that the reader sees. */
function offeringOf(asked: SystemAsked, path: string): (offering: StoredResource) => object {
  const groups = groupsNamed(asked)
  const plans = plansFor(asked)
  const showPlan = planOf(asked)
  return (offering) => {
    const { uid, name, createdAt, spec } = offering
    return {
      url: `${asked.base}${path}${uid}/`,
      uuid: uid,
      created: createdAt,
      name: nameOf(offering),
      slug: name,
      description: text(spec, 'description') ?? '',
      ...providerOf(asked, offering),
      state: stateOf(offering),
      paused_reason: text(spec, 'pausedReason') ?? '',
      shared: flag(spec, 'shared', true),
      country: text(spec, 'country') ?? '',
      organization_groups: groups(offering),
      components: entries(spec, 'components').map(({ item }) => ({
        uuid: componentUuid(offering, text(item, 'type') ?? ''),
        offering_uuid: uid,
        type: item.type,
        name: text(item, 'displayName') ?? item.type,
        description: '',
        measured_unit: text(item, 'unit') ?? '',
        billing_type: text(item, 'billingType') ?? 'usage',
        limit_period: item.limitPeriod ?? null,
        limit_amount: item.limitAmount ?? null,
        min_value: item.minValue ?? null,
        max_value: item.maxValue ?? null,
      })),
      plans: plans.filter((one) => text(one.spec, 'offering') === name).map(showPlan),
    }
  }
}

/** Who provides an offering; of an organization that the reader does not see only the name is told, as the offering declares it. */
function providerOf(asked: SystemAsked, { spec }: StoredResource): object {
  const provider = text(spec, 'provider')
  const found = asked.catalog.of('', 'Organization').find(({ name }) => name === provider)
  if (found === undefined || !asked.viewer.sees(found.name)) {
    return { customer: null, customer_uuid: null, customer_name: provider ?? null }
  }
  return { customer: customerAddress(asked, found), customer_uuid: found.uid, customer_name: nameOf(found) }
}
