import { test } from 'uvu'
import * as assert from 'uvu/assert'
import type { Identity } from '../../../src/api/identity.ts'
import { AUDITOR, OPERATOR, openApi, person } from '../../support/api.ts'
import { sample } from '../../support/samples.ts'

const HEAD = 'apiVersion: charter.sh/v1alpha1\nkind: '
const group = (name: string, displayName: string, more = '') =>
  `${HEAD}OrganizationGroup\nmetadata: {name: ${name}}\nspec: {displayName: "${displayName}"${more}}\n`
const organization = (name: string, groups: string, more = '') => `${HEAD}Organization
metadata: {name: ${name}}
spec:
  displayName: The ${name}
  organizationGroups: [${groups}]
  users: [{name: ada, email: ada@${name}.example, admin: true}, {name: eve, email: eve@${name}.example}]
  ${more}
`
const HOLDING = `workspaces: [{name: web, type: project, displayName: Web}]
  subscriptions: [{name: main, plan: large, startDate: "2026-01-01", endDate: never}]`
const TEXTS = {
  'groups.yaml': [
    group('education', 'Education'),
    group('universities', 'Universities', ', parent: education'),
    group('faculties', 'Faculties', ', parent: universities'),
    group('faculties-b', 'Faculties', ', parent: education'),
    group('industry', 'Industry'),
  ].join('---\n'),
  'offerings.yaml': `${HEAD}Offering
metadata: {name: compute}
spec: {displayName: Compute, provider: initech, country: EE, organizationGroups: [universities, industry], components: [{type: cpu, billingType: usage}]}
---
${HEAD}SubscriptionPlan
metadata: {name: large}
spec: {displayName: Large, offering: compute}
---
${HEAD}Offering
metadata: {name: storage}
spec: {displayName: Storage, provider: globex, components: [{type: disk, billingType: usage}]}
---
${HEAD}SubscriptionPlan
metadata: {name: small}
spec: {displayName: Small, offering: storage}
`,
  'acme.yaml': organization('acme', 'universities, faculties', HOLDING),
  'globex.yaml': organization('globex', 'faculties'),
  'initech.yaml': organization(
    'initech',
    'education, industry',
    'subscriptions: [{name: main, plan: small, startDate: "2026-01-01", endDate: never}]',
  ),
}
const SAMPLES = [
  sample('2026-11-20T00:00:00Z', 3, { organization: 'initech', component: 'disk' }),
  sample('2025-11-01T00:00:00Z', 9),
  sample('2026-10-31T23:59:59Z', 7.5),
  sample('2026-11-01T00:00:00Z', 100),
  sample('2026-11-20T00:00:00Z', 20),
]

const api = await openApi(TEXTS, { samples: SAMPLES })
test.after(() => api.close())

const LIST = '/waldur/api/organization-groups/'
const BASE = `${api.address}/compat${LIST}`

const uidOf = async (name: string): Promise<string> => (await api.read(`/organization-groups/${name}`)).body.uid

test('a group has the fields of the document, and no others', async () => {
  const [education, universities] = [await uidOf('education'), await uidOf('universities')]
  const { status, headers, body } = await api.compat(`${LIST}${universities}/`)
  assert.is(status, 200)
  assert.equal(body, {
    uuid: universities,
    url: `${BASE}${universities}/`,
    name: 'Universities',
    parent_uuid: education,
    parent_name: 'Education',
    parent: `${BASE}${education}/`,
    customers_count: 1,
  })
  assert.equal((await api.compat(`${LIST}${universities.replaceAll('-', '').toUpperCase()}/`)).body, body)
  assert.match(headers.get('charter-revision') ?? '', /^\d+$/)
  const etag = headers.get('etag') ?? ''
  const again = await api.compat(`${LIST}${universities}/`, OPERATOR, { headers: { 'if-none-match': etag } })
  assert.equal([again.status, again.text], [304, ''])
})

test('a group without a parent has a null and leaves out what would be known of it', async () => {
  const uuid = await uidOf('education')
  const { body } = await api.compat(`${LIST}${uuid}/`)
  assert.equal(body, { uuid, url: `${BASE}${uuid}/`, name: 'Education', parent: null, customers_count: 1 })
})

test('the address of a parent can be followed', async () => {
  const { body } = await api.compat(`${LIST}${await uidOf('faculties')}/`)
  const parent = (await api.compat(body.parent.replace(`${api.address}/compat`, ''))).body
  assert.equal([parent.uuid, parent.name], [body.parent_uuid, body.parent_name])
})

test('addresses are those by which a proxy is reached, and nothing that is no host gets into them', async () => {
  const uuid = await uidOf('education')
  const urlWith = async (headers: Record<string, string>) =>
    (await api.compat(`${LIST}${uuid}/`, OPERATOR, { headers })).body.url
  assert.is(await urlWith({ 'x-forwarded-proto': 'https' }), `${BASE.replace('http:', 'https:')}${uuid}/`)
  assert.is(await urlWith({ 'x-forwarded-proto': 'javascript' }), `${BASE}${uuid}/`)
})

const names = async (query: string, as?: Identity) =>
  (await api.compat(`${LIST}?${query}`, as)).body.map(({ name }: { name: string }) => name)

test('groups are filtered by name, exact name and parent, and nobody minds unknown parameters', async () => {
  assert.equal(await names(''), ['Education', 'Faculties', 'Faculties', 'Industry', 'Universities'])
  assert.equal(await names('name=UNI&whatever=1'), ['Universities'])
  assert.equal(await names('name_exact=uni'), [])
  assert.equal(await names('name_exact=Faculties'), ['Faculties', 'Faculties'])
  assert.equal(await names('name=&parent='), await names(''))
  const uid = await uidOf('education')
  assert.equal(await names(`parent=${uid}`), ['Faculties', 'Universities'])
  assert.equal(await names(`parent=${uid.replaceAll('-', '')}`), ['Faculties', 'Universities'])
  assert.equal(await names('parent=00000000-0000-4000-8000-000000000000'), [])
})

test('groups are sorted by name and by how many customers they have', async () => {
  const rows = async (o: string) =>
    (await api.compat(`${LIST}?o=${o}`)).body.map(
      ({ name, customers_count }: Record<string, string>) => `${name} ${customers_count}`,
    )
  const counted = ['Faculties 2', 'Education 1', 'Industry 1', 'Universities 1', 'Faculties 0']
  assert.equal(await rows('-customers_count,name'), counted)
  assert.equal(await rows('-customers_count&o=name'), counted)
  assert.equal((await rows('-name')).at(0), 'Universities 1')
  assert.equal((await rows('customers_count')).at(0), 'Faculties 0')
})

test('a page has ten, says how many there are in all, and leads to the others', async () => {
  const all = Array.from({ length: 12 }, (_, at) => group(`g${at}`, `Group ${String.fromCharCode(97 + at)}`))
  const many = await openApi({ 'groups.yaml': all.join('---\n'), 'acme.yaml': organization('acme', '') })
  try {
    const first = await many.compat(LIST)
    assert.equal([first.body.length, first.headers.get('x-result-count')], [10, '12'])
    const to = (page: number) => `<${many.address}/compat${LIST}?page=${page}>`
    assert.is(first.headers.get('link'), `${to(1)}; rel="first", ${to(2)}; rel="next", ${to(2)}; rel="last"`)
    const next = await many.compat(`${LIST}?page=2`)
    assert.is(next.headers.get('link'), `${to(1)}; rel="first", ${to(1)}; rel="prev", ${to(2)}; rel="last"`)
    assert.equal(
      next.body.map(({ name }: { name: string }) => name),
      ['Group k', 'Group l'],
    )
    assert.equal((await many.compat(`${LIST}?page=last`)).body, next.body)
    for (const size of ['300', '1000']) {
      assert.is((await many.compat(`${LIST}?page_size=${size}`)).body.length, 12)
    }
    for (const size of ['0', '-1', 'x']) assert.is((await many.compat(`${LIST}?page_size=${size}`)).body.length, 10)
    const head = await many.compat(`${LIST}?name=group`, OPERATOR, { method: 'HEAD' })
    assert.equal([head.status, head.headers.get('x-result-count'), head.text], [200, '12', ''])
    for (const page of ['3', '0', 'x', '-1']) {
      const { status, body } = await many.compat(`${LIST}?page=${page}`)
      assert.equal([status, body], [404, { detail: 'Invalid page.' }])
    }
  } finally {
    await many.close()
  }
})

test('what is wrong is told as Waldur tells it', async () => {
  const told = async (path: string, init: RequestInit = {}) => {
    const { status, headers, body } = await api.compat(path, OPERATOR, init)
    assert.match(headers.get('content-type') ?? '', /^application\/json/)
    return [status, body]
  }
  assert.equal(await told(`${LIST}?parent=x`), [400, { parent: ['Enter a valid UUID.'] }])
  assert.equal(await told(`${LIST}?o=-size`), [
    400,
    { o: ['Select a valid choice. -size is not one of the available choices.'] },
  ])
  for (const path of [`${LIST}00000000-0000-4000-8000-000000000000/`, `${LIST}x/`, '/waldur/api/nothing/']) {
    assert.equal(await told(path), [404, { detail: 'Not found.' }])
  }
  const uuid = await uidOf('education')
  for (const method of ['POST', 'PUT', 'PATCH', 'DELETE']) {
    const { headers } = await api.compat(`${LIST}${uuid}/`, OPERATOR, { method })
    assert.is(headers.get('allow'), 'GET, HEAD, OPTIONS')
    assert.equal(await told(`${LIST}${uuid}/`, { method }), [405, { detail: `Method "${method}" not allowed.` }])
  }
})

test('groups are there for whoever sees an organization', async () => {
  const uuid = await uidOf('education')
  for (const reader of [AUDITOR, person('eve@globex.example')]) {
    assert.is((await names('', reader)).length, 5)
    assert.is((await api.compat(`${LIST}${uuid}/`, reader)).status, 200)
  }
  const nobody = person('nobody@acme.example')
  assert.equal(await names('', nobody), [])
  assert.equal((await api.compat(`${LIST}${uuid}/`, nobody)).body, { detail: 'Not found.' })
})

const STATS = '/waldur/api/marketplace-stats'
const PROVIDER = person('ada@initech.example')

test('active resources are counted by group, for operators and auditors', async () => {
  const path = `${STATS}/count_active_resources_grouped_by_organization_group/`
  const { body, headers } = await api.compat(path, AUDITOR)
  assert.equal(body, [
    { name: 'Faculties', uuid: await uidOf('faculties'), count: 1 },
    { name: 'Universities', uuid: await uidOf('universities'), count: 1 },
  ])
  assert.is(headers.get('x-result-count'), '2')
  const refused = await api.compat(path, PROVIDER)
  assert.equal([refused.status, refused.body], [403, { detail: 'You do not have permission to perform this action.' }])
})

test('the use of components is told of the current month and of each month, a row for each group of the offering', async () => {
  const [universities, industry] = [await uidOf('universities'), await uidOf('industry')]
  const offering = (await api.read('/offerings/compute')).body.uid
  const row = (usage: string, name: string, uuid: string) => ({
    usage,
    offering_uuid: offering,
    component_type: 'cpu',
    offering_country: 'EE',
    organization_group_name: name,
    organization_group_uuid: uuid,
  })
  const current = [row('120', 'Industry', industry), row('120', 'Universities', universities)]
  assert.equal((await api.compat(`${STATS}/component_usages/`, PROVIDER)).body, current)
  const all = (await api.compat(`${STATS}/component_usages/`)).body
  const isOwn = (one: { offering_uuid: string }): boolean => one.offering_uuid === offering
  assert.equal([all.length, all.filter(isOwn)], [3, current])
  const other = all.find((one: { offering_uuid: string }) => !isOwn(one))
  assert.equal([other.usage, other.offering_country, other.organization_group_name], ['3', '', ''])
  assert.is(other.organization_group_uuid, '')
  const monthly = (await api.compat(`${STATS}/component_usages_per_month/?page_size=50`, PROVIDER)).body
  assert.equal(monthly, [
    { ...row('7.5', 'Industry', industry), month: 10, year: 2026 },
    { ...row('7.5', 'Universities', universities), month: 10, year: 2026 },
    ...current.map((one) => ({ ...one, month: 11, year: 2026 })),
  ])
  const october = await api.compat(`${STATS}/component_usages_per_month/?start=2026-10&end=2026-10`, PROVIDER)
  assert.equal(october.body, monthly.slice(0, 2))
  for (const [query, name] of [
    ['start=2026-13', 'start'],
    ['end=x', 'end'],
    ['start=2026-11&end=2026-10', 'start'],
    ['start=2000-01', 'start'],
  ]) {
    const { status, body } = await api.compat(`${STATS}/component_usages_per_month/?${query}`)
    assert.equal([status, Object.keys(body)], [400, [name]])
  }
})

test('users and projects are counted by provider, customer and group, and a provider sees its own', async () => {
  const initech = (await api.read('/organizations/initech')).body.uid
  const acme = (await api.read('/organizations/acme')).body.uid
  const rows = async (count: number) =>
    Promise.all(
      ['faculties', 'universities'].map(async (name) => ({
        service_provider_uuid: initech,
        customer_uuid: acme,
        customer_name: 'The acme',
        customer_organization_group_uuid: await uidOf(name),
        customer_organization_group_name: name === 'faculties' ? 'Faculties' : 'Universities',
        count,
      })),
    )
  const isOwn = (row: { service_provider_uuid: string }): boolean => row.service_provider_uuid === initech
  for (const reader of [OPERATOR, PROVIDER]) {
    const [users, projects] = [
      await api.compat(`${STATS}/count_users_of_service_providers/`, reader),
      await api.compat(`${STATS}/count_projects_of_service_providers/`, reader),
    ]
    assert.equal([users.body.filter(isOwn), projects.body.filter(isOwn)], [await rows(2), await rows(1)])
    assert.is(users.body.length, reader === OPERATOR ? 4 : 2)
  }
})

test('who provides nothing is told no statistics', async () => {
  const paths = ['component_usages', 'component_usages_per_month', 'count_users_of_service_providers']
  for (const path of paths) {
    for (const reader of [person('ada@acme.example'), person('eve@initech.example')]) {
      assert.is((await api.compat(`${STATS}/${path}/`, reader)).status, 403)
    }
  }
})

test('the actions that policies may ask for are told by what they watch', async () => {
  const actions = async (name: string) => (await api.compat(`/waldur/api/marketplace-${name}-policies/actions/`)).body
  const own = ['notify_organization_owners', 'block_creation_of_new_resources']
  for (const name of ['offering-estimated-cost', 'offering-usage']) assert.equal(await actions(name), own)
  for (const name of ['customer-estimated-cost', 'customer-component-usage']) {
    assert.equal((await actions(name)).length, 7)
  }
})

test.run()
