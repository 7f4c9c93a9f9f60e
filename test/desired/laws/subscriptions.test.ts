import { test } from 'uvu'
import * as assert from 'uvu/assert'
import type { OrganizationView } from '../../../src/desired/view.ts'
import { acme, createdOn, findingsIn, refused, told } from '../../support/laws.ts'
import type { Literal, OrganizationLiteral } from '../../support/organization.ts'

const plans = { gold: {}, free: { fixedTerm: 'P1Y' }, quarter: { fixedTerm: 'P3M' } }

/** Acme with one subscription, `main`. */
function main(literal: Literal, more: OrganizationLiteral = {}): OrganizationView {
  return acme({ subscriptions: { main: literal }, installation: { plans }, ...more })
}

test('a plan with a fixed term takes no end, also not never', () => {
  assert.equal(told(main({ plan: 'free', startDate: '2026-01-01' })), [])
  assert.equal(told(main({ plan: 'quarter', startDate: '2026-01-01', endDate: '2026-12-31' })), [
    'EndDateNotAllowed Subscription/acme/main/spec/endDate: Subscription `main` names an endDate, but its plan `quarter` has a fixed term (`P3M`)',
  ])
  assert.match(told(main({ plan: 'free', endDate: 'never' })).join(), /^EndDateNotAllowed /)
})

test('every other plan needs an end, a day or never', () => {
  assert.equal(told(main({ plan: 'gold', endDate: '2026-12-31' })), [])
  assert.equal(told(main({ plan: 'gold', endDate: 'never' })), [])
  assert.equal(told(main({ plan: 'gold' })), [
    'EndDateRequired Subscription/acme/main/spec/plan: Subscription `main` to the plan `gold` does not say when it ends',
  ])
})

test('of a plan that nothing declares it is said that it is missing, and nothing of dates', () => {
  const without = { installation: {} }
  assert.match(told(main({ plan: 'gone' }, without)).join(), /^DanglingReference [^,]*, which nothing declares$/)
  assert.match(told(main({ plan: 'free', endDate: 'never' }, without)).join('\n'), /^EndDateNotAllowed /m)
})

test('a plan that gains or loses its fixed term leaves what is subscribed to it', () => {
  const given = (fixedTerm?: string): OrganizationLiteral => ({
    installation: { plans: { gold: fixedTerm === undefined ? {} : { fixedTerm } } },
  })
  const [dated, open] = [
    { plan: 'gold', startDate: '2026-01-01', endDate: '2026-12-31' },
    { plan: 'gold', startDate: '2026-01-01' },
  ]
  const gains = main(dated, { ...given('P1Y'), stored: main(dated, given()) })
  assert.match(told(gains).join(), /^warning EndDateNotAllowed /)
  assert.match(told(main(open, { ...given(), stored: main(open, given('P1Y')) })).join(), /^warning EndDateRequired /)
  const fact = main(dated, given('P1Y'))
  assert.equal(refused(main({ ...dated, overage: true }, { ...given('P1Y'), stored: fact })), [])
  assert.is(refused(main({ ...dated, endDate: '2027-12-31' }, { ...given('P1Y'), stored: fact })).length, 1)
  assert.equal(refused(main(open, { ...given('P1Y'), stored: fact })), [])
  assert.is(refused(main({ ...dated, overage: true }, { ...given('P1Y'), stored: main(dated, given()) })).length, 1)
})

test('a change says from which day on, the first subscription need not', () => {
  const stored = main({ plan: 'gold', endDate: '2026-12-31' }, { stored: acme() })
  assert.equal(told(stored), [])
  assert.equal(told(main({ plan: 'gold', endDate: '2026-12-31' }, { stored })), [])
  assert.equal(told(main({ plan: 'free' }, { stored })), [
    'StartDateRequired Subscription/acme/main/spec/plan: Subscription `main` is changed without a startDate',
  ])
  assert.match(told(main({ plan: 'gold', endDate: '2027-12-31' }, { stored })).join(), /^StartDateRequired /)
  assert.equal(told(main({ plan: 'gold', startDate: '2026-01-01', endDate: '2027-12-31' }, { stored })), [])
  const labelled = { plan: 'gold', endDate: '2026-12-31', labels: { by: 'sales' } }
  assert.equal(told(main(labelled, { stored })), [])
})

test('what follows a subscription says when, also where it takes the place of one that goes', () => {
  const stored = main({ plan: 'gold', startDate: '2025-01-01', endDate: '2026-01-01' })
  const next = (literal: Literal): readonly string[] =>
    told(acme({ subscriptions: { next: literal }, installation: { plans }, stored }))
  assert.equal(next({ plan: 'gold', endDate: 'never' }), [
    'StartDateRequired Subscription/acme/next/spec/plan: Subscription `next` follows another one without a startDate',
  ])
  assert.equal(next({ plan: 'gold', startDate: '2026-03-02', endDate: 'never' }), [])
})

test('a subscription begins before it ends', () => {
  const until = (endDate: string): readonly string[] => told(main({ plan: 'gold', startDate: '2026-03-02', endDate }))
  assert.equal(until('2026-03-03'), [])
  assert.equal(until('2026-03-02'), [
    'InvalidDate Subscription/acme/main/spec/endDate: Subscription `main` ends on 2026-03-02, which is not after its startDate 2026-03-02',
  ])
  assert.is(until('2025-12-31').length, 1)
})

test('one without startDate begins with its creation, which nobody knows of what is new', () => {
  const ended = { plan: 'gold', endDate: '2026-01-31' }
  assert.equal(told(main(ended)), [])
  assert.equal(told(createdOn('2025-06-01', main(ended))), [])
  assert.equal(told(createdOn('2026-02-01', main(ended))), [
    'InvalidDate Subscription/acme/main/spec/endDate: Subscription `main` ends on 2026-01-31, which is not after the day of its creation',
  ])
  assert.equal(told(main(ended, { stored: createdOn('2025-06-01', main(ended)) })), [])
})

test('dates that are wrong already are a fact, other ones that are wrong are not', () => {
  const wrong = { plan: 'gold', startDate: '2026-03-02', endDate: '2026-03-01' }
  assert.equal(refused(main({ ...wrong, overage: true }, { stored: main(wrong) })), [])
  assert.is(refused(main({ ...wrong, endDate: '2026-02-01' }, { stored: main(wrong) })).length, 1)
})

test('taking a subscription away is never refused', () => {
  const stored = main({ plan: 'gold', startDate: '2026-01-01', endDate: 'never' })
  assert.equal(findingsIn(acme({ installation: { plans }, stored })), [])
})

test.run()
