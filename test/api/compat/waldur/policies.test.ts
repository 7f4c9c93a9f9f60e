import { test } from 'uvu'
import * as assert from 'uvu/assert'
import type { Identity } from '../../../../src/api/identity.ts'
import { OPERATOR, openApi, person } from '../../../support/api.ts'
import { sample } from '../../../support/samples.ts'
import { declared, MARKETPLACE } from '../../../support/waldur.ts'

const policy = (name: string, spec: string) => declared('UsagePolicy', name, spec)
const NOTIFY = 'actions: [notify_organization_owners, block_creation_of_new_resources]'
const POLICIES = [
  policy('all', `type: cost, scope: {offering: compute}, applyToAll: true, period: year, limitCost: "1000", ${NOTIFY}`),
  policy(
    'groups',
    `type: usage, scope: {offering: compute}, organizationGroups: [education], includeSubgroups: true, componentLimits: [{component: cpu, limit: 100}], ${NOTIFY}`,
  ),
  policy('hidden', `type: cost, scope: {offering: secret}, applyToAll: true, limitCost: "1", ${NOTIFY}`),
  policy(
    'budget',
    'type: cost, scope: {organization: acme}, period: quarter, limitCost: "70.5", actions: [request_pausing], options: {request_pausing: {grace: 3}}',
  ),
  policy(
    'use',
    'type: usage, scope: {organization: acme}, componentLimits: [{component: cpu, limit: 10}, {component: support, limit: 2.5, period: total}], actions: [restrict_members]',
  ),
  policy('early', 'type: cost, scope: {organization: later}, limitCost: "1", actions: [request_pausing]'),
]
const SAMPLES = [
  sample('2026-11-02T00:00:00Z', 120),
  sample('2026-10-02T00:00:00Z', 40),
  sample('2026-07-02T00:00:00Z', 2000),
]
const api = await openApi({ ...MARKETPLACE, 'policies.yaml': POLICIES.join('---\n') }, { samples: SAMPLES })
test.after(() => api.close())

const ACME = person('ada@acme.example')
const VENDOR = person('ada@vendor.example')
const BASE = `${api.address}/compat/waldur/api`
const get = (path: string, as: Identity = OPERATOR) => api.compat(`/waldur/api/marketplace-${path}`, as)
const read = async (path: string, as?: Identity) => (await get(path, as)).body
const stored = (key: string) => {
  const found = api.state().resources.get(key as never)
  return { uid: found?.uid ?? '', createdAt: found?.createdAt ?? '' }
}
const since = '2026-11-05T00:00:00.000Z'
api.publish({ ...api.state(), policies: new Map([[stored('UsagePolicy//all').uid, { since, exceeded: [] }]]) })

const common = (sort: string, name: string, scope: string, resource: string) => {
  const { uid, createdAt } = stored(`UsagePolicy//${name}`)
  return {
    uuid: uid,
    url: `${BASE}/marketplace-${sort}-policies/${uid}/`,
    scope: `${BASE}/${scope}/${stored(resource).uid}/`,
    scope_uuid: stored(resource).uid,
    options: {},
    created: createdAt,
    created_by_full_name: '',
    created_by_username: '',
    has_fired: false,
    fired_datetime: '1970-01-01T00:00:00.000Z',
  }
}
const ON_COMPUTE = ['marketplace-provider-offerings', 'Offering//compute'] as const

test('a policy on the cost of an offering has its limit, its period and what it comes to', async () => {
  const all = {
    ...common('offering-estimated-cost', 'all', ...ON_COMPUTE),
    scope_name: 'Compute',
    actions: 'block_creation_of_new_resources,notify_organization_owners',
    has_fired: true,
    fired_datetime: since,
    affected_resources_count: 2,
    organization_groups: [],
    apply_to_all: true,
    period: 4,
    period_name: '12 month',
    limit_cost: 1000,
    current_cost: '666.9',
  }
  assert.equal(await read('offering-estimated-cost-policies/', VENDOR), [
    all,
    ...(await read('offering-estimated-cost-policies/', VENDOR)).slice(1),
  ])
  assert.equal(await read(`offering-estimated-cost-policies/${all.uuid}/`), all)
})

test('a policy on the use of an offering has limits by component, and names its groups by their addresses', async () => {
  const universities = stored('OrganizationGroup//universities').uid
  const education = stored('OrganizationGroup//education').uid
  assert.equal(await read('offering-usage-policies/', VENDOR), [
    {
      ...common('offering-usage', 'groups', ...ON_COMPUTE),
      scope_name: 'Compute',
      actions: 'block_creation_of_new_resources,notify_organization_owners',
      affected_resources_count: 2,
      organization_groups: [
        `${BASE}/organization-groups/${education}/`,
        `${BASE}/organization-groups/${universities}/`,
      ],
      apply_to_all: false,
      period: 2,
      period_name: '1 month',
      component_limits_set: [{ type: 'cpu', limit: 100 }],
    },
  ])
})

test('a policy on the cost of a customer tells the cost of its window and of this month', async () => {
  assert.equal(await read('customer-estimated-cost-policies/', ACME), [
    {
      ...common('customer-estimated-cost', 'budget', 'customers', 'Organization//acme'),
      scope_name: 'The acme',
      actions: 'request_pausing',
      options: { request_pausing: { grace: 3 } },
      affected_resources_count: 2,
      period: 3,
      period_name: '3 month',
      limit_cost: 70.5,
      current_cost: '157.7',
      customer_credit: null,
      billing_price_estimate: { total: '55.9', current: '55.9', tax: '0', tax_current: '0' },
    },
  ])
})

test('a policy on the use of a customer has a period for each limit', async () => {
  const [{ component_limits_set, actions, scope_uuid, ...rest }] = await read(
    'customer-component-usage-policies/',
    ACME,
  )
  assert.equal(
    [actions, scope_uuid, rest.period, rest.limit_cost],
    ['restrict_members', stored('Organization//acme').uid, undefined, undefined],
  )
  const { components } = await read(`public-offerings/${stored('Offering//compute').uid}/`)
  const [cpu, , support] = components.map(({ uuid }: { uuid: string }) => uuid)
  assert.match(cpu, /^[0-9a-f]{8}-[0-9a-f]{4}-5/)
  assert.equal(component_limits_set, [
    { type: 'cpu', component: cpu, limit: 10, period: 2, period_name: '1 month' },
    { type: 'support', component: support, limit: 2.5, period: 1, period_name: 'Total' },
  ])
})

test('policies are there for who sees the offering or manages the customer, and numbers for who may know them', async () => {
  const names = async (sort: string, as: Identity): Promise<readonly string[]> =>
    (await read(`${sort}-policies/`, as)).map((one: { scope_name: string }) => one.scope_name)
  assert.equal(await names('offering-estimated-cost', OPERATOR), ['Compute', 'Secret'])
  assert.equal(await names('offering-estimated-cost', ACME), ['Compute'])
  assert.equal(await names('offering-estimated-cost', person('ada@globex.example')), [])
  assert.equal(await names('customer-estimated-cost', OPERATOR), ['The acme'])
  for (const sort of ['customer-estimated-cost', 'customer-component-usage'])
    assert.equal(await names(sort, VENDOR), [])
  const [told] = await read('offering-estimated-cost-policies/', ACME)
  assert.equal(
    [told.limit_cost, told.has_fired, told.current_cost, told.affected_resources_count],
    [1000, true, null, null],
  )
  const { uid } = stored('UsagePolicy//budget')
  assert.is((await get(`customer-estimated-cost-policies/${uid}/`, VENDOR)).status, 404)
  assert.is((await get(`offering-usage-policies/${uid}/`)).status, 404)
})

test('policies are filtered by what they watch', async () => {
  const count = async (query: string) => (await read(`offering-estimated-cost-policies/?${query}`)).length
  const { uid } = stored('Offering//compute')
  assert.is(await count(''), 2)
  assert.is(await count(`scope_uuid=${uid}`), 1)
  assert.is(await count(`scope=https://other.example/api/marketplace-provider-offerings/${uid}/`), 1)
  assert.is(await count('scope=https://other.example/api/marketplace-provider-offerings/x/'), 0)
  assert.is(await count('page_size=1&page=2'), 1)
  const acme = stored('Organization//acme').uid
  assert.is((await read(`customer-estimated-cost-policies/?customer_uuid=${acme}`)).length, 1)
  assert.is((await read(`customer-estimated-cost-policies/?customer_uuid=${uid}`)).length, 0)
  for (const name of ['scope_uuid', 'customer_uuid']) {
    const { status, body } = await get(`offering-estimated-cost-policies/?${name}=x`)
    assert.equal([status, body], [400, { [name]: ['Enter a valid UUID.'] }])
  }
  assert.is((await get('offering-estimated-cost-policies/?page=2')).status, 404)
})

test('of the sorts that nobody can declare there are none', async () => {
  const { uid } = stored('UsagePolicy//budget')
  for (const sort of ['project-estimated-cost-policies', 'slurm-periodic-usage-policies']) {
    const { status, headers, body } = await get(`${sort}/`)
    assert.equal([status, headers.get('x-result-count'), body], [200, '0', []], sort)
    assert.equal([await read(`${sort}/actions/`), (await get(`${sort}/${uid}/`)).status], [[], 404])
    assert.is((await get(`${sort}/?page_size=x`)).status, (await get('offering-usage-policies/?page_size=x')).status)
  }
})

test.run()
