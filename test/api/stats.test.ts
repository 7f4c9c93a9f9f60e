import { test } from 'uvu'
import * as assert from 'uvu/assert'
import type { Identity } from '../../src/api/identity.ts'
import { AUDITOR, OPERATOR, openApi, person } from '../support/api.ts'
import { sample } from '../support/samples.ts'

const HEAD = 'apiVersion: charter.sh/v1alpha1\nkind: '
const global = (kind: string, name: string, spec: string) =>
  `${HEAD}${kind}\nmetadata: {name: ${name}}\nspec: {displayName: The ${name}, ${spec}}\n`
const organization = (name: string, groups: string, plan: string, more = '') => `${HEAD}Organization
metadata: {name: ${name}}
spec:
  displayName: The ${name}
  organizationGroups: [${groups}]
  users: [{name: ada, email: ada@${name}.example, admin: true}, {name: bob, email: bob@${name}.example}]
  subscriptions: [{name: main, plan: ${plan}, startDate: "2026-01-01", endDate: never}]
  ${more}
`
const WORKSPACES = `workspaces:
    - {name: web, type: project, displayName: Web}
    - {name: old, type: project, displayName: Old, archived: true}
    - {name: lab, type: environment, displayName: Lab}
  hosts: [{name: one, workspace: lab, displayName: One}]`
const SCIENTIFIC = 'displayName: Compute, provider: vendor, country: EE, organizationGroups: [science, schools]'
const TEXTS = {
  'installation.yaml': [
    global('OrganizationGroup', 'science', ''),
    global('OrganizationGroup', 'physics', 'parent: science'),
    global('OrganizationGroup', 'schools', ''),
    `${HEAD}Offering\nmetadata: {name: compute}\nspec: {${SCIENTIFIC}, components: [{type: cpu}]}\n`,
    global('Offering', 'free', 'provider: globex, components: [{type: cpu}]'),
    global('SubscriptionPlan', 'small', 'offering: compute'),
    global('SubscriptionPlan', 'free', 'offering: free, fixedTerm: P1Y'),
    global('SubscriptionPlan', 'none', ''),
  ].join('---\n'),
  'acme.yaml': organization('acme', 'science, physics', 'small', WORKSPACES),
  'below.yaml': organization('below', 'schools', 'small'),
  'initech.yaml': organization('initech', '', 'free').replace(', endDate: never', ''),
  'globex.yaml': organization('globex', '', 'none'),
  'vendor.yaml': organization('vendor', 'science', 'none'),
}

const SAMPLES = [
  sample('2026-11-02T00:00:00Z', 0.1),
  sample('2026-11-03T00:00:00Z', 0.2),
  sample('2026-11-03T00:00:00Z', 5, { organization: 'below' }),
  sample('2026-10-03T00:00:00Z', 40),
  sample('2026-11-03T00:00:00Z', 9, { organization: 'initech' }),
  sample('2025-11-30T00:00:00Z', 9),
]

const api = await openApi(TEXTS, { samples: SAMPLES })
// What an organization has subscribed to it keeps in other groups, too.
await api.apply({
  ...TEXTS,
  'below.yaml': organization(
    'below',
    'physics',
    'small',
    'workspaces: [{name: lab, type: environment, displayName: Lab}]',
  ),
})
test.after(() => api.close())

const VENDOR = person('ada@vendor.example')

async function rows(path: string, as: Identity = OPERATOR): Promise<readonly string[]> {
  const { status, body } = await api.read(`/stats/${path}`, as)
  assert.is(status, 200, path)
  return body.map((row: Record<string, unknown>) =>
    [
      row.customerName ?? row.componentType ?? row.name,
      row.customerOrganizationGroupName ?? row.organizationGroupName ?? '-',
      row.usage ?? row.count,
      ...(row.month === undefined ? [] : [`${row.year}-${row.month}`]),
    ].join(' | '),
  )
}

test('active resources are counted by group, with the groups below where so asked', async () => {
  const path = 'active-resources-by-organization-group'
  assert.equal(await rows(path), ['The physics | - | 4', 'The science | - | 3'])
  assert.equal(await rows(`${path}?recursive=true&o=-count,name`, AUDITOR), [
    'The physics | - | 4',
    'The science | - | 4',
  ])
  for (const reader of [VENDOR, person('ada@acme.example')]) {
    assert.is((await api.read(`/stats/${path}`, reader)).status, 404)
  }
})

test('what was used of an offering is told once for each of its groups, as exact decimals', async () => {
  assert.equal((await rows('component-usages')).toSorted(), [
    'cpu |  | 9',
    'cpu | The schools | 5.3',
    'cpu | The science | 5.3',
  ])
  const { body } = await api.read('/stats/component-usages?offering=compute&group=science')
  const group = (await api.read('/organization-groups/science')).body
  const offering = (await api.read('/offerings/compute')).body
  assert.equal(body, [
    {
      offeringUid: offering.uid,
      componentType: 'cpu',
      usage: '5.3',
      offeringCountry: 'EE',
      organizationGroupName: 'The science',
      organizationGroupUid: group.uid,
    },
  ])
  assert.equal(await rows('component-usages?group=nothing'), [])
  assert.equal(await rows('component-usages?offering=compute&group=science&start=2026-10-01'), [
    'cpu | The science | 45.3',
  ])
})

test('by months each row says which one it is, for a year where no dates are given', async () => {
  assert.equal(await rows('component-usages-per-month?offering=compute&group=science'), [
    'cpu | The science | 40 | 2026-10',
    'cpu | The science | 5.3 | 2026-11',
  ])
  assert.equal(await rows('component-usages-per-month?group=science&start=2026-10-02&end=2026-10-31'), [
    'cpu | The science | 40 | 2026-10',
  ])
  for (const query of ['start=2026-12-01', 'start=2000-01-01', 'at=2026-01-01']) {
    assert.is((await api.read(`/stats/component-usages?${query}`)).status, 400, query)
  }
})

test('users and projects of customers are counted for each of their groups', async () => {
  assert.equal((await rows('service-provider-users')).toSorted(), [
    'The acme | The physics | 2',
    'The acme | The science | 2',
    'The below | The physics | 2',
    'The initech |  | 2',
  ])
  assert.equal(await rows('service-provider-projects?name=acme'), [
    'The acme | The physics | 2',
    'The acme | The science | 2',
  ])
})

test('who provides is told of own offerings, for organizations in their groups', async () => {
  assert.equal(await rows('component-usages', VENDOR), ['cpu | The schools | 0.3', 'cpu | The science | 0.3'])
  assert.equal(await rows('component-usages-per-month?group=schools', VENDOR), [
    'cpu | The schools | 40 | 2026-10',
    'cpu | The schools | 0.3 | 2026-11',
  ])
  assert.equal(await rows('service-provider-users', VENDOR), [
    'The acme | The physics | 2',
    'The acme | The science | 2',
  ])
  assert.equal(await rows('service-provider-users', person('ada@globex.example')), ['The initech |  | 2'])
})

test('who provides nothing is told nothing', async () => {
  for (const reader of ['bob@vendor.example', 'ada@acme.example', 'nobody@vendor.example']) {
    for (const path of ['component-usages', 'component-usages-per-month', 'service-provider-users']) {
      assert.equal(await rows(path, person(reader)), [], `${path} ${reader}`)
    }
  }
})

test.run()
