import { test } from 'uvu'
import * as assert from 'uvu/assert'
import type { Identity } from '../../src/api/identity.ts'
import { AUDITOR, OPERATOR, openApi, person } from '../support/api.ts'
import { sample } from '../support/samples.ts'

const HEAD = 'apiVersion: charter.sh/v1alpha1\nkind: '
const global = (kind: string, name: string, spec: string) =>
  `${HEAD}${kind}\nmetadata: {name: ${name}}\nspec: {${spec}}\n`
const policy = (name: string, spec: string) => global('UsagePolicy', name, spec)
const organization = (name: string, groups: string, plan = 'small') => `${HEAD}Organization
metadata: {name: ${name}}
spec:
  displayName: ${name}
  organizationGroups: [${groups}]
  users: [{name: ada, email: ada@${name}.example, admin: true}, {name: bob, email: bob@${name}.example}]
  subscriptions: [{name: main, plan: ${plan}, startDate: "2026-01-01", endDate: never}]
`
const CPU = 'componentLimits: [{component: cpu, limit: 100}, {component: disk, limit: 1000, period: total}]'
const NOTIFY = 'actions: [notify_organization_owners]'
const TEXTS = {
  'installation.yaml': [
    global('OrganizationGroup', 'universities', 'displayName: Universities'),
    global('OrganizationGroup', 'faculties', 'displayName: Faculties, parent: universities'),
    global('Offering', 'compute', 'displayName: Compute, provider: vendor, components: [{type: cpu}, {type: disk}]'),
    global('Offering', 'private', 'displayName: Private, shared: false, components: [{type: cpu}]'),
    global('SubscriptionPlan', 'small', 'displayName: Small, offering: compute, prices: {cpu: "2.50"}'),
    global('SubscriptionPlan', 'other', 'displayName: Other'),
    policy(
      'universities',
      `type: usage, scope: {offering: compute}, organizationGroups: [universities], includeSubgroups: true, ${CPU}, ${NOTIFY}`,
    ),
    policy(
      'direct',
      `type: usage, scope: {offering: compute}, organizationGroups: [universities], period: year, ${CPU}, ${NOTIFY}`,
    ),
    policy('everybody', `type: cost, scope: {offering: compute}, applyToAll: true, limitCost: "1000", ${NOTIFY}`),
    policy('private', `type: cost, scope: {offering: private}, applyToAll: true, limitCost: "10", ${NOTIFY}`),
    policy(
      'budget',
      'type: cost, scope: {organization: acme}, limitCost: "100.5", actions: [request_pausing], options: {request_pausing: {grace: 3}}',
    ),
  ].join('---\n'),
  'acme.yaml': organization('acme', 'universities'),
  'below.yaml': organization('below', 'faculties'),
  'globex.yaml': organization('globex', ''),
  'vendor.yaml': organization('vendor', 'universities', 'other'),
}
const SAMPLES = [
  sample('2026-11-02T00:00:00Z', 60),
  sample('2026-11-03T00:00:00Z', 50, { organization: 'below' }),
  sample('2026-11-03T00:00:00Z', 500, { organization: 'globex' }),
  sample('2026-10-03T00:00:00Z', 7, { component: 'disk' }),
]

const api = await openApi(TEXTS, { samples: SAMPLES })
test.after(() => api.close())

const uidOf = (name: string): string => api.state().resources.get(`UsagePolicy//${name}` as never)?.uid ?? ''
const exceeded = [{ component: 'cpu', period: 'month', current: '101', limit: '100' }] as const
api.publish({
  ...api.state(),
  policies: new Map([[uidOf('universities'), { since: '2026-11-05T00:00:00.000Z', exceeded }]]),
})

async function names(path: string, as: Identity = OPERATOR): Promise<readonly string[]> {
  const { status, body } = await api.read(path, as)
  assert.is(status, 200, path)
  return body.map(({ name }: { name: string }) => name)
}

test('policies on offerings are there for whoever sees the offering, those on an organization for who manages it', async () => {
  const all = ['budget', 'direct', 'everybody', 'private', 'universities']
  assert.equal(await names('/policies'), all)
  assert.equal(await names('/policies', AUDITOR), all)
  assert.equal(await names('/policies', person('ada@acme.example')), ['budget', 'direct', 'everybody', 'universities'])
  for (const reader of ['bob@acme.example', 'ada@globex.example']) {
    assert.equal(await names('/policies', person(reader)), ['direct', 'everybody', 'universities'])
    assert.is((await api.read('/policies/budget', person(reader))).status, 404)
  }
  assert.equal(await names('/policies', person('nobody@acme.example')), [])
  assert.equal(await names('/policies?scope=organization'), ['budget'])
  assert.equal(await names('/policies?scope=offering&fired=false'), ['direct', 'everybody', 'private'])
  assert.equal(await names('/policies?fired=true'), ['universities'])
})

test('a policy is told whole to who may know its numbers, with the values at the instant', async () => {
  const { body } = await api.read('/policies/universities', person('ada@vendor.example'))
  const { uid, createdAt, updatedAt, ...rest } = body
  assert.is(uid, uidOf('universities'))
  assert.equal(rest, {
    id: 'universities',
    name: 'universities',
    version: 1,
    labels: {},
    type: 'usage',
    scope: { offering: 'compute', organizationGroups: ['faculties', 'universities'] },
    period: 'month',
    componentLimits: [
      { component: 'cpu', limit: 100 },
      { component: 'disk', limit: 1000, period: 'total' },
    ],
    actions: ['notify_organization_owners'],
    fired: true,
    firedAt: '2026-11-05T00:00:00.000Z',
    firedBy: exceeded,
    organizations: ['acme', 'below'],
    affectedCount: 2,
    exceeded: true,
    measures: [
      {
        component: 'cpu',
        period: 'month',
        current: '110',
        limit: '100',
        windowStart: '2026-11-01T00:00:00Z',
        exceeded: true,
      },
      { component: 'disk', period: 'total', current: '7', limit: '1000', exceeded: false },
    ],
  })
  const budget = (await api.read('/policies/budget', person('ada@acme.example'))).body
  assert.equal(budget.scope, { organization: 'acme' })
  assert.equal(budget.options, { request_pausing: { grace: 3 } })
  const month = { period: 'month', windowStart: '2026-11-01T00:00:00Z' }
  assert.equal(budget.measures, [{ ...month, current: '150', limit: '100.5', exceeded: true }])
  assert.equal([budget.fired, budget.exceeded, budget.organizations], [false, true, ['acme']])
})

test('who is watched among others is told what is declared and that it has fired, and nothing of the others', async () => {
  const { body } = await api.read('/policies/universities', person('ada@acme.example'))
  assert.equal([body.fired, body.firedAt], [true, '2026-11-05T00:00:00.000Z'])
  for (const field of ['firedBy', 'organizations', 'affectedCount', 'exceeded', 'measures']) {
    assert.is(body[field], undefined, field)
  }
  const [listed] = (await api.read('/organizations/below/policies?fired=true', person('ada@below.example'))).body
  assert.equal([listed.name, listed.organizations, listed.firedBy], ['universities', undefined, undefined])
})

test('the policies of an organization are those that concern it, for who manages it', async () => {
  assert.equal(await names('/organizations/acme/policies'), ['budget', 'direct', 'everybody', 'universities'])
  assert.equal(await names('/organizations/below/policies'), ['everybody', 'universities'])
  assert.equal(await names('/organizations/globex/policies', person('ada@globex.example')), ['everybody'])
  assert.equal(await names('/organizations/vendor/policies'), [])
  assert.equal(await names('/organizations/acme/policies?fired=true'), ['universities'])
  assert.is((await api.read('/organizations/acme/policies', person('bob@acme.example'))).status, 403)
  assert.is((await api.read('/organizations/acme/policies', person('ada@globex.example'))).status, 404)
})

test('the policies of a group are those that name it, or one above it with the groups below', async () => {
  assert.equal(await names('/organization-groups/universities/policies'), ['direct', 'universities'])
  assert.equal(await names('/organization-groups/faculties/policies', person('bob@acme.example')), ['universities'])
  assert.is((await api.read('/organization-groups/faculties/policies', person('no@acme.example'))).status, 404)
})

test('the actions that may be asked for depend on what is watched', async () => {
  const actions = async (query: string) => (await api.read(`/policy-actions${query}`)).body
  const offering = ['block_creation_of_new_resources', 'notify_organization_owners']
  assert.equal(await actions('?scope=offering'), offering)
  assert.is((await actions('?scope=organization')).length, 7)
  assert.is((await actions('')).length, 7)
  assert.is((await api.read('/policy-actions?scope=user')).status, 400)
})

test.run()
