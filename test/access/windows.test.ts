import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { boundariesAfter, isInForce, momentOf } from '../../src/access/windows.ts'
import { resource } from '../support/organization.ts'

const at = (window: { from?: string; until?: string }, instant: string): boolean =>
  isInForce(resource('User', 'acme', 'ada', window), momentOf(instant))

test('a date begins at its midnight UTC, to the millisecond', () => {
  assert.is(at({ from: '2026-03-02' }, '2026-03-01T23:59:59.999Z'), false)
  assert.is(at({ from: '2026-03-02' }, '2026-03-02T00:00:00.000Z'), true)
})

test('until is exclusive: at that very moment access has ended', () => {
  assert.is(at({ until: '2026-03-02' }, '2026-03-01T23:59:59.999Z'), true)
  assert.is(at({ until: '2026-03-02' }, '2026-03-02T00:00:00.000Z'), false)
})

test('offsets count, also on the day the clocks change', () => {
  const until = '2026-03-29T03:00:00+02:00'
  assert.is(at({ until }, '2026-03-29T00:59:59.999Z'), true)
  assert.is(at({ until }, '2026-03-29T01:00:00Z'), false)
})

test('a leap day is a day', () => {
  assert.is(at({ until: '2028-02-29' }, '2028-02-28T23:59:59Z'), true)
  assert.is(at({ until: '2028-02-29' }, '2028-02-29T00:00:00Z'), false)
})

test('a bound that cannot be read closes the window', () => {
  assert.is(at({ until: '2026-02-30' }, '2026-01-01T00:00:00Z'), false)
  assert.is(at({ from: '2026-03-02T10:00:00' }, '2027-01-01T00:00:00Z'), false)
  assert.is(at({ until: 'never' }, '2126-01-01T00:00:00Z'), true)
  assert.is(at({}, 'some time'), false)
})

test('boundaries after an instant come once each, earliest first', () => {
  const resources = [
    resource('User', 'acme', 'a', { from: '2026-01-01', until: '2026-05-01' }),
    resource('User', 'acme', 'b', { from: '2026-05-01T00:00:00Z' }),
    resource('Permission', 'acme', 'c', { until: '2026-04-01T02:00:00+02:00' }),
  ]
  assert.equal(
    boundariesAfter(resources, momentOf('2026-01-01')).map((moment) => new Date(moment).toISOString()),
    ['2026-04-01T00:00:00.000Z', '2026-05-01T00:00:00.000Z'],
  )
})

test.run()
