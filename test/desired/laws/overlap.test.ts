import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { acme, createdOn, findingsIn, refused, told } from '../../support/laws.ts'
import type { Literals, OrganizationLiteral } from '../../support/organization.ts'

const plans = { gold: {}, free: { fixedTerm: 'P1Y' } }
const gold = (startDate: string, endDate: string) => ({ plan: 'gold', startDate, endDate })

function all(subscriptions: Literals, more: OrganizationLiteral = {}) {
  return acme({ subscriptions, installation: { plans }, ...more })
}

test('one subscription begins on the day on which another ends, or later', () => {
  assert.equal(told(all({ a: gold('2026-01-01', '2026-07-01'), b: gold('2026-07-01', 'never') })), [])
  assert.equal(told(all({ b: gold('2026-01-01', '2026-07-01'), a: gold('2026-08-01', 'never') })), [])
  assert.equal(told(all({ a: gold('2026-01-01', '2026-07-02'), b: gold('2026-07-01', 'never') })), [
    'Overlap Subscription/acme/b/spec/startDate: Subscriptions `a` and `b` run at the same time, from 2026-07-01 to 2026-07-02',
  ])
})

test('what says which subscription runs how long stands with it', () => {
  const [finding] = findingsIn(all({ a: gold('2026-01-01', 'never'), b: gold('2027-01-01', 'never') }))
  assert.is(finding?.message, 'Subscriptions `a` and `b` run at the same time, from 2027-01-01 on')
  assert.is(finding?.help, 'let `a` end on 2027-01-01 or before, or `b` begin later')
  assert.equal(finding?.related, [{ key: 'Subscription/acme/a', pointer: '/spec/endDate', message: 'has no end' }])
})

test('each is told once, with the one that runs longest before it', () => {
  const many = {
    a: gold('2026-01-01', '2027-01-01'),
    b: gold('2026-02-01', '2026-03-01'),
    c: gold('2026-04-01', '2026-05-01'),
    d: gold('2027-01-01', '2027-02-01'),
  }
  assert.equal(
    findingsIn(all(many)).map(({ subject }) => subject),
    ['overlap/a b', 'overlap/a c'],
  )
})

test('a fixed term is renewed until its subscription is removed', () => {
  const free = { plan: 'free', startDate: '2025-01-01' }
  const [finding] = findingsIn(all({ free, next: gold('2026-04-01', 'never') }))
  assert.is(finding?.code, 'Overlap')
  assert.is(finding?.help, 'take `free` out in the change that brings `next`: a fixed term is renewed until then')
  const stored = all({ free })
  assert.equal(told(all({ next: gold('2026-04-01', 'never') }, { stored })), [])
})

test('one without startDate begins today where it is new', () => {
  const now = { plan: 'gold', endDate: '2026-06-01' }
  assert.equal(told(all({ past: gold('2025-01-01', '2026-03-02'), now })), [])
  assert.match(
    told(all({ past: gold('2025-01-01', '2026-03-03'), now })).join(),
    /^Overlap Subscription\/acme\/now\/metadata/,
  )
})

test('one without startDate that is stored began with its creation', () => {
  const now = { plan: 'gold', endDate: '2026-06-01' }
  const stored = createdOn('2025-06-01', all({ now }))
  assert.match(told(all({ past: gold('2025-01-01', '2025-06-02'), now }, { stored })).join(), /^Overlap /)
  assert.equal(told(all({ past: gold('2025-01-01', '2025-06-01'), now }, { stored })), [])
})

test('what has no end, or ends before it begins, is told as that alone', () => {
  assert.match(
    told(all({ a: { plan: 'gold', startDate: '2026-01-01' }, b: gold('2026-02-01', 'never') })).join('|'),
    /^EndDateRequired [^|]*$/,
  )
  assert.match(
    told(all({ a: gold('2026-05-01', '2026-01-01'), b: gold('2026-02-01', 'never') })).join('|'),
    /^InvalidDate [^|]*$/,
  )
})

test('an overlap that is there may shrink and not grow', () => {
  const until = (endDate: string, begin = '2026-06-01') => ({ a: gold('2026-01-01', endDate), b: gold(begin, 'never') })
  const stored = all(until('2026-07-01'))
  const count = (subscriptions: Literals, before = stored): number =>
    refused(all(subscriptions, { stored: before })).length
  assert.equal([count(until('2026-07-01')), count(until('2026-06-15')), count(until('2026-07-02'))], [0, 0, 1])
  const endless = all(until('never'))
  assert.equal([count(until('never', '2026-06-02'), endless), count(until('never', '2026-05-31'), endless)], [0, 1])
})

test.run()
