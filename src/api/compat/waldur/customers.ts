import { flag, part, text } from '../../../access/fields.ts'
import { byText } from '../../../lib/compare.ts'
import type { StoredResource } from '../../../model/resource.ts'
import { NOT_FOUND, type Trouble } from '../../endpoint.ts'
import type { SystemAsked, SystemEndpoint } from '../system.ts'
import { groupsNamed, groupsWanted } from './grouped.ts'
import { inOrder } from './order.ts'
import { waldurPage } from './paging.ts'
import { uuidOf } from './uuid.ts'

/** Where customers stand. */
export const CUSTOMERS = '/api/customers/'

/** Waldur's customers, which are organizations, as far as the reader sees them (systems §1.1). */
export const WALDUR_CUSTOMER_ENDPOINTS: readonly SystemEndpoint[] = [
  {
    path: CUSTOMERS,
    answer(asked) {
      const chosen = chosenIn(asked)
      if ('type' in chosen) return chosen
      const sorted = inOrder(asked, chosen.items, ORDERS, byName)
      return 'type' in sorted ? sorted : waldurPage(asked, sorted.items, customerOf(asked))
    },
  },
  {
    path: `${CUSTOMERS}{uuid}/`,
    answer(asked) {
      const found = customerCalled(asked, asked.path('uuid'))
      return found === undefined ? NOT_FOUND : { type: 'value', value: customerOf(asked)(found) }
    },
  },
]

/** The organizations that the reader sees, by name. */
function customersFor({ catalog, viewer }: SystemAsked): readonly StoredResource[] {
  return catalog.of('', 'Organization').filter(({ name }) => viewer.sees(name))
}

/** The customer of a uuid, with or without dashes, which the request is then about, for a reader who may see it. */
export function customerCalled(asked: SystemAsked, word: string): StoredResource | undefined {
  const uuid = uuidOf(word)
  const found = asked.catalog.of('', 'Organization').find(({ uid }) => uid.toLowerCase() === uuid)
  if (found !== undefined) asked.concerns(found)
  return found !== undefined && asked.viewer.sees(found.name) ? found : undefined
}

/** The address of a customer. */
export function customerAddress({ base }: SystemAsked, { uid }: Pick<StoredResource, 'uid'>): string {
  return `${base}${CUSTOMERS}${uid}/`
}

function chosenIn(asked: SystemAsked): { readonly items: readonly StoredResource[] } | Trouble {
  const { query } = asked
  const grouped = groupsWanted(asked)
  if ('type' in grouped) return grouped
  const [part, exact, slug] = [query.text('name')?.toLowerCase(), query.text('name_exact'), query.text('slug')]
  const [word, backend] = [query.text('query')?.toLowerCase(), query.text('backend_id')]
  const [archived, provides] = [query.flag('archived'), query.flag('is_service_provider')]
  const isProvider = providersIn(asked)
  const items = customersFor(asked).filter((one) => {
    const name = nameOf(one)
    return (
      grouped.isWanted(one) &&
      (part === undefined || name.toLowerCase().includes(part)) &&
      (word === undefined || name.toLowerCase().includes(word) || one.name.includes(word)) &&
      (exact === undefined || name === exact) &&
      (slug === undefined || one.name === slug) &&
      (backend === undefined || text(one.spec, 'id') === backend) &&
      (archived === undefined || flag(one.spec, 'archived') === archived) &&
      (provides === undefined || isProvider(one) === provides)
    )
  })
  return { items }
}

function nameOf({ name, spec }: StoredResource): string {
  return text(spec, 'displayName') ?? name
}

function byName(left: StoredResource, right: StoredResource): number {
  return byText(nameOf(left), nameOf(right)) || byText(left.uid, right.uid)
}

const ORDERS: Readonly<Record<string, (left: StoredResource, right: StoredResource) => number>> = {
  name: (left, right) => byText(nameOf(left), nameOf(right)),
  created: (left, right) => byText(left.createdAt, right.createdAt),
}

/** Whether an organization provides an offering. */
function providersIn({ catalog }: SystemAsked): (organization: StoredResource) => boolean {
  const providers = new Set(catalog.of('', 'Offering').flatMap(({ spec }) => text(spec, 'provider') ?? []))
  return ({ name }) => providers.has(name)
}

/** A customer in Waldur's words: what it has no field for, or Charter knows nothing of, is left out; texts that nobody declares are empty. */
function customerOf(asked: SystemAsked): (organization: StoredResource) => object {
  const { catalog } = asked
  const groups = groupsNamed(asked)
  const isProvider = providersIn(asked)
  return (organization) => {
    asked.concerns(organization)
    const { spec, uid, name, createdAt } = organization
    const contact = part(spec, 'contact')
    const person = [text(contact, 'firstName'), text(contact, 'lastName')].filter((one) => one !== undefined)
    const projects = catalog.of(name, 'Workspace').filter((one) => text(one.spec, 'type') === 'project')
    return {
      url: customerAddress(asked, organization),
      uuid: uid,
      created: createdAt,
      organization_groups: groups(organization),
      display_name: nameOf(organization),
      name: nameOf(organization),
      slug: name,
      native_name: '',
      abbreviation: '',
      description: text(spec, 'description') ?? '',
      contact_details: person.join(' '),
      email: text(contact, 'email') ?? '',
      phone_number: text(contact, 'mobilePhone') ?? '',
      domain: text(spec, 'hostname') ?? '',
      backend_id: text(spec, 'id') ?? '',
      archived: flag(spec, 'archived'),
      projects_count: projects.length,
      users_count: catalog.of(name, 'User').length,
      is_service_provider: isProvider(organization),
    }
  }
}
