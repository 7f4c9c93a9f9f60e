import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { isOf } from '../../src/usage/spec.ts'
import { activePlan, subscriptionOf, subscriptionsOf } from '../../src/usage/subscriptions.ts'
import { stored, storedState } from '../support/holdings.ts'
import { type Literal, type Literals, view } from '../support/organization.ts'

const plans: Literals = {
  professional: { displayName: 'Professional', selfService: true },
  free: { displayName: 'Free', fixedTerm: 'P1Y' },
  quarter: { displayName: 'Quarter', fixedTerm: 'P3M' },
}

function stateOf(subscriptions: Literals) {
  return storedState({ organizations: { acme: { subscriptions } }, plans })
}

/** Name, state, effective end and current period of what speaks for acme, in one line. */
function told(subscriptions: Literals, instant: string): string {
  const one = subscriptionOf('acme', stateOf(subscriptions), instant)
  if (one === undefined) return 'none'
  const period = one.currentPeriod === undefined ? '' : ` ${one.currentPeriod.start}/${one.currentPeriod.end}`
  return `${one.name} ${one.state} until ${one.effectiveEndDate}${period}`
}

test('a subscription is scheduled, active and expired by its days, from midnight to midnight UTC', () => {
  const main = { main: { plan: 'professional', startDate: '2020-07-30', endDate: '2020-08-30' } }
  assert.is(told(main, '2020-07-29T23:59:59.999Z'), 'main scheduled until 2020-08-30')
  assert.is(told(main, '2020-07-30T00:00:00Z'), 'main active until 2020-08-30 2020-07-30/2020-08-30')
  assert.is(told(main, '2020-08-29T23:59:59Z'), 'main active until 2020-08-30 2020-07-30/2020-08-30')
  assert.is(told(main, '2020-08-30T00:00:00Z'), 'main expired until 2020-08-30')
})

test('the current period is the anniversary month of the start day', () => {
  const main = (startDate: string) => ({ main: { plan: 'professional', startDate, endDate: 'never' } })
  assert.is(told(main('2020-11-20'), '2020-12-01T00:00:00Z'), 'main active until never 2020-11-20/2020-12-20')
  assert.is(told(main('2026-01-31'), '2026-02-28T00:00:00Z'), 'main active until never 2026-02-28/2026-03-31')
  assert.is(told(main('2026-01-31'), '2026-04-29T00:00:00Z'), 'main active until never 2026-03-31/2026-04-30')
})

test('a plan with a fixed term begins a new one, and never expires by itself', () => {
  const free = { main: { plan: 'free', startDate: '2024-02-29' } }
  assert.is(told(free, '2024-02-01T00:00:00Z'), 'main scheduled until 2025-02-28')
  assert.is(told(free, '2025-02-27T00:00:00Z'), 'main active until 2025-02-28 2025-01-29/2025-02-28')
  assert.is(told(free, '2025-02-28T00:00:00Z'), 'main active until 2026-02-28 2025-02-28/2025-03-29')
  const quarter = { main: { plan: 'quarter', startDate: '2026-01-31' } }
  assert.is(told(quarter, '2026-05-01T00:00:00Z'), 'main active until 2026-07-31 2026-04-30/2026-05-31')
})

test('the free plan lasts one year also where it is not declared', () => {
  const state = storedState({
    organizations: { acme: { subscriptions: { main: { plan: 'free', startDate: '2026-01-01' } } } },
  })
  const one = subscriptionOf('acme', state, '2026-06-01T00:00:00Z')
  assert.equal([one?.fixedTerm, one?.effectiveEndDate], ['P1Y', '2027-01-01'])
})

test('an end that is declared beside a fixed term is kept as a fact', () => {
  const both = { main: { plan: 'free', startDate: '2026-01-01', endDate: '2026-06-30' } }
  assert.is(told(both, '2026-06-01T00:00:00Z'), 'main active until 2026-06-30 2026-06-01/2026-07-01')
  assert.is(told(both, '2026-06-30T00:00:00Z'), 'main expired until 2026-06-30')
})

test('a subscription without a first day begins on the day of its creation', () => {
  const main = { main: { plan: 'professional', endDate: 'never' } }
  assert.is(told(main, '2020-02-20T00:00:00Z'), 'main active until never 2020-02-15/2020-03-15')
})

test('the active one speaks for the organization, else the next to begin, else the last to have ended', () => {
  const all = {
    past: { plan: 'professional', startDate: '2024-01-01', endDate: '2025-01-01' },
    older: { plan: 'professional', startDate: '2022-01-01', endDate: '2023-01-01' },
    now: { plan: 'professional', startDate: '2026-01-01', endDate: '2026-03-01' },
    next: { plan: 'professional', startDate: '2026-05-01', endDate: 'never' },
  }
  const { next: _, ...without } = all
  assert.match(told(all, '2026-02-01T00:00:00Z'), /^now active/)
  assert.match(told(all, '2026-04-01T00:00:00Z'), /^next scheduled/)
  assert.match(told(without, '2026-04-01T00:00:00Z'), /^now expired/)
  assert.is(told({}, '2026-04-01T00:00:00Z'), 'none')
  assert.equal(
    subscriptionsOf('acme', stateOf(all), '2026-02-01T00:00:00Z').map(({ name, state }) => `${name} ${state}`),
    ['older expired', 'past expired', 'now active', 'next scheduled'],
  )
})

test('of two that run at once the one that began later counts', () => {
  const both = {
    a: { plan: 'professional', startDate: '2026-02-01', endDate: 'never' },
    b: { plan: 'free', startDate: '2026-01-01' },
  }
  assert.match(told(both, '2026-03-01T00:00:00Z'), /^a active/)
})

test('what was removed before its end is cancelled, after it expired', () => {
  const gone = (endDate: string) =>
    stored('Subscription', 'acme', 'gone', { plan: 'professional', startDate: '2026-01-01', endDate })
  const ask = (endDate: string, at: string, instant: string) => {
    const removed = [gone(endDate)].filter(isOf('Subscription')).map((resource) => ({ resource, at }))
    return subscriptionsOf('acme', stateOf({}), instant, removed).map(({ state, effectiveEndDate }) => [
      state,
      effectiveEndDate,
    ])
  }
  const later = '2026-12-01T00:00:00Z'
  assert.equal(ask('2026-06-30', '2026-03-05T15:00:00Z', later), [['cancelled', '2026-03-05']])
  assert.equal(ask('never', '2026-03-05T15:00:00Z', later), [['cancelled', '2026-03-05']])
  assert.equal(ask('2026-02-01', '2026-03-05T15:00:00Z', later), [['expired', '2026-02-01']])
  assert.equal(ask('never', '2026-03-05T15:00:00Z', '2026-03-01T00:00:00Z'), [])
})

test('what is only declared has an active plan too, from today where it names no first day', () => {
  const declared = (main: Literal) => view({ subscriptions: { main }, installation: { plans } })
  assert.is(activePlan(declared({ plan: 'professional', endDate: 'never' }))?.name, 'professional')
  assert.is(activePlan(declared({ plan: 'free', startDate: '2020-01-01' }))?.name, 'free')
  assert.is(activePlan(declared({ plan: 'free', startDate: '2099-01-01' })), undefined)
  assert.is(activePlan(declared({ plan: 'nowhere', endDate: 'never' })), undefined)
})

test('whether the plan is self-service is read from the plan, and overage from the subscription', () => {
  const state = stateOf({ main: { plan: 'professional', startDate: '2026-01-01', endDate: 'never', overage: true } })
  const one = subscriptionOf('acme', state, '2026-02-01T00:00:00Z')
  assert.equal([one?.selfService, one?.overage, one?.plan], [true, true, 'professional'])
  assert.is(subscriptionOf('initech', state, '2026-02-01T00:00:00Z'), undefined)
})

test.run()
