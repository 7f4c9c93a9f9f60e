import { test } from 'uvu'
import * as assert from 'uvu/assert'
import type { Sample } from '../../../src/model/usage.ts'
import { evaluatePolicy } from '../../../src/usage/policies/evaluate.ts'
import { policiesIn } from '../../../src/usage/policies/watched.ts'
import { storedState } from '../../support/holdings.ts'
import type { Literal, Literals } from '../../support/organization.ts'
import { sample } from '../../support/samples.ts'

const components = (billingType: string): Literal => ({
  displayName: 'Compute',
  components: [{ type: 'cpu', billingType }],
})
const never = { startDate: '2026-09-20', endDate: 'never' }

/** The cost in November 2026 of acme, which is subscribed to a plan with a price of 2.50 for its only component. */
function cost(
  billingType: string,
  samples: readonly Sample[] = [],
  {
    policy = {},
    subscriptions = { main: { plan: 'small', ...never } } as Literals,
    instant = '2026-11-22T12:00:00Z',
  } = {},
): string {
  const budget = {
    type: 'cost',
    scope: { organization: 'acme' },
    limitCost: '7.50',
    actions: ['request_pausing'],
    ...policy,
  }
  const plans = {
    small: { displayName: 'Small', offering: 'compute', prices: { cpu: '2.50', unknown: '1000' } },
    large: { displayName: 'Large', offering: 'compute', prices: { cpu: '10' } },
    bare: { displayName: 'Bare', prices: { cpu: '10' } },
  }
  const offerings = { compute: components(billingType) }
  const state = storedState({ organizations: { acme: { subscriptions } }, offerings, plans, policies: { budget } })
  const [stored] = policiesIn(state)
  assert.ok(stored)
  const { measures, isFired } = evaluatePolicy(stored, { state, samples, instant })
  return `${measures.map(({ current, limit }) => `${current} of ${limit}`)}${isFired ? '!' : ''}`
}

const quarter = { policy: { period: 'quarter' } }

test('a fixed price is paid for each calendar month that is begun', () => {
  assert.is(cost('fixed'), '2.5 of 7.5')
  assert.is(cost('fixed', [], quarter), '7.5 of 7.5')
  assert.is(cost('fixed', [], { ...quarter, instant: '2026-10-01T00:00:00Z' }), '5 of 7.5')
  assert.is(cost('fixed', [], { ...quarter, instant: '2026-09-19T23:59:59Z' }), '0 of 7.5')
  assert.is(cost('fixed', [], { policy: { period: 'total' }, instant: '2027-01-01T00:00:00Z' }), '12.5 of 7.5!')
})

test('a subscription that has ended costs nothing from then on', () => {
  const subscriptions = { main: { plan: 'small', startDate: '2026-09-20', endDate: '2026-11-01' } }
  assert.is(cost('fixed', [], { subscriptions }), '0 of 7.5')
  assert.is(cost('fixed', [], { ...quarter, subscriptions }), '5 of 7.5')
})

test('each of two subscriptions in one month has the months that it begins, at the prices of its plan', () => {
  const subscriptions = {
    first: { plan: 'small', startDate: '2026-09-20', endDate: '2026-11-10' },
    second: { plan: 'large', startDate: '2026-11-10', endDate: 'never' },
  }
  assert.is(cost('fixed', [], { subscriptions }), '12.5 of 7.5!')
  const samples = [sample('2026-11-09T23:59:59Z', 1), sample('2026-11-10T00:00:00Z', 1)]
  assert.is(cost('usage', samples, { subscriptions }), '12.5 of 7.5!')
})

test('of two subscriptions that overlap all the same, use belongs to the one that began last', () => {
  const subscriptions = {
    first: { plan: 'small', ...never },
    second: { plan: 'large', startDate: '2026-11-10', endDate: '2026-11-20' },
  }
  const samples = ['09', '10', '19', '20'].map((day) => sample(`2026-11-${day}T12:00:00Z`, 1))
  assert.is(cost('usage', samples, { subscriptions }), '25 of 7.5!')
})

test('a price that is paid once is paid in the first month', () => {
  assert.is(cost('one'), '0 of 7.5')
  assert.is(cost('one', [], quarter), '2.5 of 7.5')
  assert.is(cost('one', [], { instant: '2026-09-30T00:00:00Z' }), '2.5 of 7.5')
  assert.is(cost('one', [], { policy: { period: 'total' }, instant: '2030-01-01T00:00:00Z' }), '2.5 of 7.5')
})

test('each purchase is paid, whatever its value, but one of nothing', () => {
  const samples = [
    sample('2026-11-01T00:00:00Z', 5),
    sample('2026-11-02T00:00:00Z', 1),
    sample('2026-11-03T00:00:00Z', 0),
  ]
  assert.is(cost('few', samples), '5 of 7.5')
})

test('what is used is paid by its sum, exactly', () => {
  const tenths = Array.from({ length: 30 }, (_, day) =>
    sample(`2026-11-${String(day + 1).padStart(2, '0')}T00:00:00Z`, 0.1),
  )
  assert.is(cost('usage', tenths, { instant: '2026-11-30T00:00:00Z' }), '7.5 of 7.5')
  const more = [...tenths, sample('2026-11-30T01:00:00Z', 1e-10)]
  assert.is(cost('usage', more, { instant: '2026-11-30T02:00:00Z' }), '7.50000000025 of 7.5!')
})

test('what is told as a level is paid by the month, at its last value there', () => {
  const level = (start: string, value: number) => sample(start, value, { kind: 'gauge' })
  const samples = [
    level('2026-09-21T00:00:00Z', 9),
    level('2026-09-30T23:00:00Z', 1),
    level('2026-10-01T00:00:00Z', 2),
    level('2026-11-05T00:00:00Z', 7),
    level('2026-11-06T00:00:00Z', 4),
  ]
  assert.is(cost('usage', samples), '10 of 7.5!')
  assert.is(cost('usage', samples, quarter), '17.5 of 7.5!')
})

test('a limit is paid at the highest that it was, of all projects together', () => {
  const limit = (start: string, value: number, project: string) => sample(start, value, { kind: 'gauge', project })
  const samples = [
    limit('2026-10-31T00:00:00Z', 100, 'a'),
    limit('2026-11-01T00:00:00Z', 1, 'a'),
    limit('2026-11-02T00:00:00Z', 2, 'b'),
    limit('2026-11-03T00:00:00Z', 3, 'b'),
    limit('2026-11-03T00:00:00Z', 0, 'a'),
  ]
  assert.is(cost('limit', samples), '7.5 of 7.5')
  assert.is(cost('limit', [...samples, limit('2026-11-04T00:00:00Z', 0.5, 'a')]), '8.75 of 7.5!')
})

test('a plan without an offering has no components, and costs nothing', () => {
  assert.is(cost('fixed', [], { subscriptions: { main: { plan: 'bare', ...never } } }), '0 of 7.5')
  assert.is(cost('fixed', [], { subscriptions: { main: { plan: 'lost', ...never } } }), '0 of 7.5')
})

test('a policy on an offering counts the cost of this offering alone', () => {
  const scope = { scope: { offering: 'elsewhere' }, applyToAll: true }
  assert.is(cost('fixed', [], { policy: scope }), '0 of 7.5')
  assert.is(cost('fixed', [], { policy: { scope: { offering: 'compute' }, applyToAll: true } }), '2.5 of 7.5')
})

test.run()
