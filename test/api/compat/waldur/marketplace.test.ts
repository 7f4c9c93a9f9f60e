import { test } from 'uvu'
import * as assert from 'uvu/assert'
import type { Identity } from '../../../../src/api/identity.ts'
import { AUDITOR, OPERATOR, openApi, person } from '../../../support/api.ts'
import { MARKETPLACE } from '../../../support/waldur.ts'

const api = await openApi(MARKETPLACE)
test.after(() => api.close())

const ACME = person('ada@acme.example')
const GLOBEX = person('ada@globex.example')
const VENDOR = person('ada@vendor.example')
const NOBODY = person('nobody@acme.example')

const BASE = `${api.address}/compat/waldur/api`
const get = (path: string, as: Identity = OPERATOR) => api.compat(`/waldur/api/${path}`, as)
const read = async (path: string, as?: Identity) => (await get(path, as)).body
const names = async (path: string, as?: Identity): Promise<readonly string[]> =>
  (await read(path, as)).map(({ name }: { name: string }) => name)
const uidOf = (key: string): string => api.state().resources.get(key as never)?.uid ?? ''
const createdAt = (key: string): string => api.state().resources.get(key as never)?.createdAt ?? ''
const [acme, globex, vendor] = ['acme', 'globex', 'vendor'].map((name) => uidOf(`Organization//${name}`))
const [compute, storage, large] = [
  uidOf('Offering//compute'),
  uidOf('Offering//storage'),
  uidOf('SubscriptionPlan//large'),
]
const universities = uidOf('OrganizationGroup//universities')
const education = uidOf('OrganizationGroup//education')

const UNIVERSITIES = {
  uuid: universities,
  url: `${BASE}/organization-groups/${universities}/`,
  name: 'Universities',
  parent_uuid: education,
  parent_name: 'Education',
  parent: `${BASE}/organization-groups/${education}/`,
  customers_count: 1,
}

test('a customer is told with its groups, what is declared of it, and how much it has', async () => {
  const { status, body } = await get(`customers/${acme}/`, ACME)
  assert.is(status, 200)
  assert.equal(body, {
    url: `${BASE}/customers/${acme}/`,
    uuid: acme,
    created: createdAt('Organization//acme'),
    organization_groups: [UNIVERSITIES],
    display_name: 'The acme',
    name: 'The acme',
    slug: 'acme',
    native_name: '',
    abbreviation: '',
    description: 'Research',
    contact_details: 'Ada Lovelace',
    email: 'office@acme.example',
    phone_number: '+44 1',
    domain: 'acme.example',
    backend_id: 'other-acme',
    archived: false,
    projects_count: 2,
    users_count: 2,
    is_service_provider: false,
  })
  assert.equal(await read(`customers/${acme?.replaceAll('-', '')}/`, ACME), body)
  const { archived, is_service_provider, email, organization_groups } = await read(`customers/${vendor}/`)
  assert.equal([archived, is_service_provider, email, organization_groups.length], [true, true, '', 1])
})

test('customers are listed as far as the reader sees them, filtered and in order', async () => {
  const all = ['The acme', 'The globex', 'The vendor']
  assert.equal(await names('customers/'), all)
  assert.equal(await names('customers/', AUDITOR), all)
  assert.equal(await names('customers/', ACME), ['The acme'])
  assert.equal(await names('customers/', NOBODY), [])
  assert.is((await get(`customers/${globex}/`, ACME)).status, 404)
  const industry = uidOf('OrganizationGroup//industry')
  for (const [query, wanted] of [
    [`organization_group_uuid=${universities}`, all.slice(0, 1)],
    [`organization_group_uuid=${universities}&organization_group_uuid=${industry}`, ['The acme', 'The vendor']],
    [`organization_group_uuid=${education}`, []],
    ['organization_group_name=UNIV', all.slice(0, 1)],
    [`organization_group_uuid=${industry}&organization_group_name=univ`, []],
    ['name=GLO', ['The globex']],
    ['query=vend', ['The vendor']],
    ['name_exact=The%20acme', ['The acme']],
    ['name_exact=acme', []],
    ['slug=acme', ['The acme']],
    ['backend_id=other-acme', ['The acme']],
    ['archived=true', ['The vendor']],
    ['is_service_provider=false', all.slice(0, 2)],
    ['o=-name&whatever=1', all.toReversed()],
  ] as const) {
    assert.equal(await names(`customers/?${query}`), wanted, query)
  }
  const page = await get('customers/?page_size=2&page=2')
  assert.equal([page.body.length, page.headers.get('x-result-count')], [1, '3'])
})

const PLAN = {
  url: `${BASE}/marketplace-plans/${large}/`,
  uuid: large,
  name: 'Large',
  description: '',
  max_amount: 1,
  archived: false,
  is_active: false,
  unit: 'month',
  unit_price: '49.9',
  init_price: 10,
  switch_price: 0,
  organization_groups: [UNIVERSITIES],
  components: [
    { type: 'cpu', name: 'CPU hours', measured_unit: 'hour', price: '0.05' },
    { type: 'setup', name: 'setup', measured_unit: '', price: '10' },
    { type: 'support', name: 'support', measured_unit: '', price: '49.90' },
  ],
  prices: { cpu: '0.05', setup: '10', support: '49.90' },
  future_prices: {},
  quotas: { cpu: 8 },
}

test('an offering is told with its components, its groups and its plans', async () => {
  const component = {
    offering_uuid: compute,
    description: '',
    measured_unit: '',
    limit_period: null,
    limit_amount: null,
    min_value: null,
    max_value: null,
  }
  const body = await read(`marketplace-public-offerings/${compute}/`, ACME)
  const uuids = body.components.map(({ uuid }: { uuid: string }) => uuid)
  assert.is(new Set(uuids).size, 3)
  assert.equal(body, {
    url: `${BASE}/marketplace-public-offerings/${compute}/`,
    uuid: compute,
    created: createdAt('Offering//compute'),
    name: 'Compute',
    slug: 'compute',
    description: 'Machines',
    customer: null,
    customer_uuid: null,
    customer_name: 'vendor',
    state: 'Active',
    paused_reason: '',
    shared: true,
    country: 'EE',
    organization_groups: body.organization_groups,
    components: [
      {
        ...component,
        uuid: uuids[0],
        type: 'cpu',
        name: 'CPU hours',
        measured_unit: 'hour',
        billing_type: 'usage',
        limit_period: 'month',
        limit_amount: 1000,
        min_value: 1,
        max_value: 64,
      },
      { ...component, uuid: uuids[1], type: 'setup', name: 'setup', billing_type: 'one' },
      { ...component, uuid: uuids[2], type: 'support', name: 'support', billing_type: 'fixed' },
    ],
    plans: [PLAN],
  })
  assert.equal(
    body.organization_groups.map(({ name }: { name: string }) => name),
    ['Industry', 'Universities'],
  )
  const own = await read(`marketplace-provider-offerings/${compute}/`, VENDOR)
  assert.equal(
    [own.url, own.customer, own.customer_uuid, own.customer_name],
    [`${BASE}/marketplace-provider-offerings/${compute}/`, `${BASE}/customers/${vendor}/`, vendor, 'The vendor'],
  )
  assert.equal(own.plans.at(0), { ...PLAN, resources_count: 1 })
})

test('offerings are seen where they are open to a group of the reader, and the own ones by who provides them', async () => {
  const path = 'marketplace-public-offerings/'
  assert.equal(await names(path), ['Compute', 'Secret', 'Storage'])
  assert.equal(await names(path, ACME), ['Compute', 'Storage'])
  assert.equal(await names(path, GLOBEX), ['Storage'])
  assert.equal(await names(path, VENDOR), ['Compute', 'Secret', 'Storage'])
  assert.equal(await names(path, NOBODY), [])
  assert.is((await get(`${path}${compute}/`, GLOBEX)).status, 404)
  assert.equal(await names('marketplace-provider-offerings/', VENDOR), ['Compute', 'Secret', 'Storage'])
  assert.equal(await names('marketplace-provider-offerings/', person('eve@vendor.example')), [])
  assert.equal(await names('marketplace-provider-offerings/', ACME), [])
  for (const [query, wanted] of [
    [`organization_group_uuid=${universities}`, ['Compute']],
    ['organization_group_name=industry', ['Compute']],
    ['state=Draft', ['Secret']],
    ['state=Draft&state=Paused', ['Secret', 'Storage']],
    [`allowed_customer_uuid=${acme}`, ['Compute', 'Storage']],
    [`allowed_customer_uuid=${globex}`, ['Storage']],
    [`customer_uuid=${vendor}`, ['Compute', 'Secret', 'Storage']],
    [`customer_uuid=${acme}`, []],
    ['name=stor', ['Storage']],
    ['keyword=COMP', ['Compute']],
    ['name_exact=Storage', ['Storage']],
    ['shared=false', []],
    ['o=-state,name', ['Storage', 'Secret', 'Compute']],
  ] as const) {
    assert.equal(await names(`${path}?${query}`), wanted, query)
  }
})

test('plans are seen as offerings are, but for those that are put away', async () => {
  assert.equal(await names('marketplace-plans/'), ['Large', 'Old', 'Small'])
  assert.equal(await names('marketplace-plans/', ACME), ['Large', 'Small'])
  assert.equal(await names('marketplace-plans/', GLOBEX), ['Small'])
  assert.equal(await names(`marketplace-plans/?offering_uuid=${compute}`, ACME), ['Large'])
  assert.equal(await names(`marketplace-plans/?organization_group_uuid=${universities}`), ['Large'])
  assert.equal(await names(`marketplace-public-offerings/${compute}/plans/`, ACME), ['Large'])
  assert.equal(await read(`marketplace-plans/${large}/`, ACME), PLAN)
  assert.is((await get(`marketplace-plans/${large}/`, GLOBEX)).status, 404)
  const small = await read(`marketplace-plans/${uidOf('SubscriptionPlan//small')}/`, AUDITOR)
  assert.equal([small.max_amount, small.is_active, small.unit_price, small.resources_count], [null, true, '0', 1])
})

test('what is wrong with a parameter is told by its name', async () => {
  for (const [path, name] of [
    ['customers/?organization_group_uuid=x', 'organization_group_uuid'],
    ['customers/?o=uuid', 'o'],
    ['marketplace-public-offerings/?customer_uuid=x', 'customer_uuid'],
    ['marketplace-public-offerings/?allowed_customer_uuid=x', 'allowed_customer_uuid'],
    ['marketplace-public-offerings/?organization_group_uuid=x', 'organization_group_uuid'],
    ['marketplace-public-offerings/?o=uuid', 'o'],
    ['marketplace-plans/?offering_uuid=x', 'offering_uuid'],
    ['marketplace-plans/?organization_group_uuid=x', 'organization_group_uuid'],
  ]) {
    const { status, body } = await get(path ?? '')
    assert.equal([status, Object.keys(body)], [400, [name]], path)
  }
  assert.equal(await read('customers/x/'), { detail: 'Not found.' })
  assert.equal(await read('marketplace-plans/?page=2'), { detail: 'Invalid page.' })
})

const STATS = 'marketplace-stats/'

test('resources are counted by offering and by organization, and projects by organization', async () => {
  const path = `${STATS}count_active_resources_grouped_by_offering/`
  const own = { name: 'Compute', uuid: compute, country: 'EE', count: 2 }
  const other = { name: 'Storage', uuid: storage, country: '', count: 1 }
  assert.equal(await read(path), [own, other])
  assert.equal(await read(path, VENDOR), [own, other])
  const row = (name: string, uuid: string | undefined, count: number) => ({ name, uuid, count, abbreviation: '' })
  const rows = (...[first = 0, second = 0, third = 0]: readonly number[]) => [
    row('The acme', acme, first),
    row('The globex', globex, second),
    row('The vendor', vendor, third),
  ]
  assert.equal(await read(`${STATS}organization_project_count/`, AUDITOR), rows(2, 1))
  assert.equal(await read(`${STATS}organization_resource_count/`), rows(2, 1))
  for (const name of ['organization_project_count', 'organization_resource_count']) {
    assert.is((await get(`${STATS}${name}/`, VENDOR)).status, 403)
  }
})

test('limits are those of the plan, else of the component, a row for each group of the offering', async () => {
  const row = (name: string) => ({
    offering_uuid: compute,
    name: 'cpu',
    value: 8,
    offering_country: 'EE',
    organization_group_name: name,
    organization_group_uuid: uidOf(`OrganizationGroup//${name.toLowerCase()}`),
  })
  for (const reader of [OPERATOR, VENDOR]) {
    assert.equal(await read(`${STATS}resources_limits/`, reader), [row('Industry'), row('Universities')])
  }
  assert.is((await get(`${STATS}resources_limits/`, ACME)).status, 403)
})

test('people are counted once for a provider, in however many of its customers they are', async () => {
  const path = `${STATS}count_unique_users_connected_with_active_resources_of_service_provider/`
  const rows = [{ customer_uuid: vendor, customer_name: 'The vendor', count_users: 3 }]
  assert.equal(await read(path), rows)
  assert.equal(await read(path, VENDOR), rows)
  assert.is((await get(path, GLOBEX)).status, 403)
})

test.run()
