import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { keyOf } from '../../src/model/resource.ts'
import { bucketsOf } from '../../src/usage/buckets.ts'
import { groupsOf, totalSeries } from '../../src/usage/groups.ts'
import { seriesOf } from '../../src/usage/series.ts'
import { organizationNames, type Stored, storedHolding } from '../../src/usage/stored.ts'
import {
  activeResources,
  componentUsages,
  monthlyComponentUsages,
  providerCounts,
  type Survey,
  type Telling,
} from '../../src/usage/waldur.ts'
import { storedState } from '../support/holdings.ts'
import { sample } from '../support/samples.ts'

const member = (...organizationGroups: readonly string[]) => ({ organization: { organizationGroups } })
const subscribed = (plan: string) => ({ subscriptions: { main: { plan, startDate: '2026-01-01', endDate: 'never' } } })

const STATE = storedState({
  groups: {
    education: { displayName: 'Education' },
    universities: { displayName: 'Universities', parent: 'education' },
    schools: { displayName: 'Schools', parent: 'education' },
    empty: { displayName: 'Empty' },
  },
  organizations: {
    acme: {
      ...member('universities', 'education', 'schools'),
      ...subscribed('cloud'),
      workspaces: { web: { type: 'project' }, old: { type: 'project', archived: true } },
      hosts: { one: {} },
      users: { ada: {}, bob: {} },
    },
    globex: { ...member('schools'), ...subscribed('cloud'), workspaces: { lab: { type: 'workspace' } } },
    initech: { ...subscribed('free'), hosts: { two: {} }, users: { cyd: {} } },
    umbrella: { organization: { organizationGroups: ['schools'] } },
  },
  offerings: {
    compute: {
      provider: 'umbrella',
      country: 'EE',
      organizationGroups: ['universities', 'schools'],
      components: [{ type: 'cpu' }, { type: 'disk' }],
    },
    free: { components: [{ type: 'cpu' }] },
  },
  plans: { cloud: { offering: 'compute' }, free: { offering: 'free' } },
})

/** All that a state has, at an instant. */
function surveyOf(state: Stored, instant: string): Survey {
  const global = [...state.resources.values()].filter(({ namespace }) => namespace === '')
  return {
    groups: groupsOf(state),
    holdings: organizationNames(state).flatMap((name) => storedHolding(name, state, instant) ?? []),
    installation: new Map(global.map((one) => [keyOf(one), one])),
  }
}

const INSTANT = '2026-03-15T00:00:00Z'
const SURVEY = surveyOf(STATE, INSTANT)
const uid = (kind: string, name: string) => `uid of ${kind}//${name}`

test('an organization is once in a group, and once in each group above', () => {
  const told = groupsOf(STATE).map(({ name, direct, all }) => [name, direct, all])
  assert.equal(told, [
    ['education', ['acme'], ['acme', 'globex', 'umbrella']],
    ['empty', [], []],
    ['schools', ['acme', 'globex', 'umbrella'], ['acme', 'globex', 'umbrella']],
    ['universities', ['acme'], ['acme']],
  ])
})

test('groups in a circle come to an end', () => {
  const circle = storedState({
    groups: { a: { displayName: 'A', parent: 'b' }, b: { displayName: 'B', parent: 'a' } },
    organizations: { acme: member('a') },
  })
  assert.equal(
    groupsOf(circle).map(({ all }) => all),
    [['acme'], ['acme']],
  )
})

test('series of organizations add up bucket by bucket, deltas and gauges each for themselves', () => {
  const buckets = bucketsOf({ from: Date.parse('2026-01-01'), until: Date.parse('2026-03-01') }, 'month') ?? []
  const gauge = { kind: 'gauge', metric: 'storage' } as const
  const acme = [sample('2026-01-05', 2), sample('2026-01-06', 3), sample('2026-02-01', 4, gauge)]
  const globex = [sample('2026-02-02', 10), sample('2026-01-02', 7, gauge), sample('2026-02-02', 1, gauge)]
  const total = totalSeries([acme, globex].map((samples) => seriesOf(samples, buckets)))
  assert.equal(
    total.map(({ metric, kind, usage }) => [metric, kind, usage.map(({ start, value }) => [start.slice(0, 7), value])]),
    [
      [
        'cpu_hours',
        'delta',
        [
          ['2026-01', 5],
          ['2026-02', 10],
        ],
      ],
      [
        'storage',
        'gauge',
        [
          ['2026-01', 7],
          ['2026-02', 5],
        ],
      ],
    ],
  )
  assert.equal(totalSeries([]), [])
})

test('active resources are told for each group, and once for those without one', () => {
  const rows = (isRecursive: boolean) => activeResources(SURVEY, isRecursive).map(({ name, count }) => [name, count])
  assert.equal(rows(false), [
    ['', 1],
    ['Education', 2],
    ['Schools', 3],
    ['Universities', 2],
  ])
  assert.equal(rows(true), [
    ['', 1],
    ['Education', 3],
    ['Schools', 3],
    ['Universities', 2],
  ])
  assert.equal(activeResources(SURVEY)[1], { name: 'Education', uuid: uid('OrganizationGroup', 'education'), count: 2 })
})

const GIVEN = {
  survey: SURVEY,
  samples: [
    sample('2026-01-31T23:59:59Z', 100),
    sample('2026-02-01', 0.1),
    sample('2026-02-02', 0.2),
    sample('2026-02-02', 5, { organization: 'globex' }),
    sample('2026-02-03', 7, { component: 'disk', kind: 'gauge' }),
    sample('2026-02-03', 9, { organization: 'initech' }),
    sample('2026-02-03', 9, { component: 'unknown' }),
    sample('2026-02-03', 9, { organization: 'nobody' }),
    sample('2025-12-31', 9),
    sample('2026-03-01', 1),
  ],
}
const FEBRUARY = { from: Date.parse('2026-02-01'), until: Date.parse('2026-03-01') }

test('an offering in two groups has two rows, one without groups a row with empty texts', () => {
  const row = (usage: string, component_type: string, group: string, name: string) => ({
    usage,
    offering_uuid: uid('Offering', 'compute'),
    component_type,
    offering_country: 'EE',
    organization_group_name: name,
    organization_group_uuid: uid('OrganizationGroup', group),
  })
  assert.equal(componentUsages(GIVEN, FEBRUARY), [
    row('5.3', 'cpu', 'schools', 'Schools'),
    row('5.3', 'cpu', 'universities', 'Universities'),
    row('7', 'disk', 'schools', 'Schools'),
    row('7', 'disk', 'universities', 'Universities'),
    {
      usage: '9',
      offering_uuid: uid('Offering', 'free'),
      component_type: 'cpu',
      offering_country: '',
      organization_group_name: '',
      organization_group_uuid: '',
    },
  ])
})

test('by months each row says which one it is', () => {
  const rows = monthlyComponentUsages(GIVEN, { from: Date.parse('2025-12-01'), until: Date.parse('2026-03-10') })
  const cpu = rows.filter((row) => row.component_type === 'cpu' && row.organization_group_name === 'Schools')
  assert.equal(
    cpu.map(({ year, month, usage }) => [year, month, usage]),
    [
      [2026, 1, '100'],
      [2026, 2, '5.3'],
      [2026, 3, '1'],
    ],
  )
})

test('users and projects of customers are told to their provider, a row for each group of the customer', () => {
  const told = (what: 'users' | 'projects') =>
    providerCounts(what, SURVEY).map((row) => [row.customer_name, row.customer_organization_group_name, row.count])
  assert.equal(told('users'), [
    ['The acme', 'Education', 2],
    ['The acme', 'Schools', 2],
    ['The acme', 'Universities', 2],
    ['The globex', 'Schools', 0],
  ])
  assert.equal(told('projects')[0], ['The acme', 'Education', 2])
  assert.equal(providerCounts('users', SURVEY)[0], {
    service_provider_uuid: uid('Organization', 'umbrella'),
    customer_uuid: uid('Organization', 'acme'),
    customer_name: 'The acme',
    customer_organization_group_uuid: uid('OrganizationGroup', 'education'),
    customer_organization_group_name: 'Education',
    count: 2,
  })
  assert.equal(providerCounts('users', surveyOf(STATE, '2025-06-01')), [])
})

test('what is not for a reader is left out, of use as of customers', () => {
  const isTold: Telling = ({ name }, offering) => name === 'globex' && offering.name === 'compute'
  const usage = componentUsages({ ...GIVEN, isTold }, FEBRUARY)
  assert.equal(
    usage.map((row) => [row.usage, row.component_type, row.organization_group_name]),
    [
      ['5', 'cpu', 'Schools'],
      ['5', 'cpu', 'Universities'],
    ],
  )
  assert.equal(
    providerCounts('users', SURVEY, isTold).map((row) => row.customer_name),
    ['The globex'],
  )
})

test.run()
