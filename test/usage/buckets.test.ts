import fc from 'fast-check'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { bucketsOf, defaultSpan, MOST_BUCKETS, type UsageQuery, usageWindow } from '../../src/usage/buckets.ts'
import { DAY_MS, dateOf, type Span } from '../../src/usage/calendar.ts'
import { subscriptionOf } from '../../src/usage/subscriptions.ts'
import { storedState } from '../support/holdings.ts'

const span = (from: string, until: string): Span => ({ from: Date.parse(from), until: Date.parse(until) })

/** The bounds of the buckets, each once: `[start, next, …, end]`; or what is refused. */
function asked(query: UsageQuery, standard = span('2026-03-20', '2026-04-20')): readonly string[] {
  const window = usageWindow(query, standard)
  switch (window.type) {
    case 'refused':
      return [window.parameter, window.message]
    case 'window':
      return [dateOf(window.span.from), ...window.buckets.map(({ until }) => dateOf(until))]
  }
}

test('without dates the current period of the subscription is meant, as UbiOps says it', () => {
  const state = storedState({
    organizations: {
      acme: { subscriptions: { main: { plan: 'professional', startDate: '2020-11-20', endDate: 'never' } } },
    },
  })
  const instant = '2020-12-01T00:00:00.000Z'
  const standard = defaultSpan(subscriptionOf('acme', state, instant), instant)
  assert.equal(asked({}, standard), ['2020-11-20', '2020-12-20'])
  assert.equal(asked({ start: '2020-11-12', end: '2020-12-12' }, standard), ['2020-11-12', '2020-12-12'])
  assert.equal(asked({ start: '2019-08-01', end: '2019-09-01' }, standard), ['2019-08-01', '2019-09-01'])
})

test('without a subscription that runs the calendar month is meant', () => {
  assert.equal(asked({}, defaultSpan(undefined, '2026-02-10T12:00:00Z')), ['2026-02-01', '2026-03-01'])
  assert.equal(asked({}, defaultSpan({}, '2026-02-10T12:00:00Z')), ['2026-02-01', '2026-03-01'])
})

test('a date that is left out comes from the current period', () => {
  assert.equal(asked({ start: '2026-02-20' }), ['2026-02-20', '2026-03-20', '2026-04-20'])
  assert.equal(asked({ end: '2026-04-01' }), ['2026-03-20', '2026-04-01'])
  assert.equal(asked({ start: '2026-04-20' }), ['start', 'the start lies not before the end'])
  assert.equal(asked({ end: '2026-03-20' }), ['end', 'the start lies not before the end'])
})

test('month buckets step by anniversaries of the start, and the last may be short', () => {
  assert.equal(asked({ start: '2026-01-31', end: '2026-04-15' }), [
    '2026-01-31',
    '2026-02-28',
    '2026-03-31',
    '2026-04-15',
  ])
})

test('day buckets are days in UTC, also where the window begins within one', () => {
  assert.equal(bucketsOf(span('2026-03-01T18:00:00Z', '2026-03-03T06:00:00Z'), 'day'), [
    span('2026-03-01T18:00:00Z', '2026-03-02'),
    span('2026-03-02', '2026-03-03'),
    span('2026-03-03', '2026-03-03T06:00:00Z'),
  ])
})

test('400 buckets are given, and one more is refused', () => {
  const start = Date.parse('2026-01-01')
  const end = (count: number) => new Date(start + count * DAY_MS).toISOString()
  const query = { start: '2026-01-01', interval: 'day' } as const
  assert.is(asked({ ...query, end: end(400) }).length, 401)
  assert.equal(asked({ ...query, end: end(401) }), [
    'start',
    'the window has more than 400 day buckets, ask for less at once',
  ])
  assert.is(asked({ start: '0001-01-01', end: '9999-12-31' })[0], 'start')
})

test('what is no date is refused by name, and shown so that it moves no cursor', () => {
  assert.match(asked({ start: '01-12-2020' }).join(': '), /^start: `01-12-2020` is neither a date nor a time/)
  assert.match(asked({ end: '2026-02-30' }).join(': '), /^end: `2026-02-30` is neither/)
  assert.match(asked({ end: '\u001b[2J' }).join(': '), /^end: `\\u\{1b\}\[2J` is/)
})

test('buckets tile the window', () => {
  const moments = fc.integer({ min: Date.parse('1999-01-01'), max: Date.parse('2050-01-01') })
  const lengths = fc.integer({ min: 1, max: 390 * DAY_MS })
  fc.assert(
    fc.property(moments, lengths, fc.constantFrom('day' as const, 'month' as const), (from, length, interval) => {
      const buckets = bucketsOf({ from, until: from + length }, interval) ?? []
      assert.ok(buckets.length > 0 && buckets.length <= MOST_BUCKETS)
      assert.is(buckets[0]?.from, from)
      assert.is(buckets.at(-1)?.until, from + length)
      for (const [index, bucket] of buckets.entries()) {
        assert.ok(bucket.from < bucket.until)
        if (index > 0) assert.is(bucket.from, buckets[index - 1]?.until)
      }
    }),
  )
})

test.run()
