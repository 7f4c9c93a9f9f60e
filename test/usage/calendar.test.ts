import fc from 'fast-check'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import {
  calendarMonth,
  DAY_MS,
  dateOf,
  momentOf,
  monthAround,
  monthsAfter,
  termEnd,
  termOf,
  timeOf,
} from '../../src/usage/calendar.ts'

const at = (text: string): number => Date.parse(text)
const days = (start: string, ...months: readonly number[]): readonly string[] =>
  months.map((count) => dateOf(monthsAfter(at(start), count)))

const moments = fc.integer({ min: at('1990-01-01'), max: at('2100-01-01') })

test('an anniversary is clamped to its month and counted from the start day', () => {
  assert.equal(days('2026-01-31', 0, 1, 2, 3), ['2026-01-31', '2026-02-28', '2026-03-31', '2026-04-30'])
  assert.equal(days('2028-01-31', 1, 2), ['2028-02-29', '2028-03-31'])
  assert.equal(days('2024-02-29', 12, 48), ['2025-02-28', '2028-02-29'])
  assert.equal(days('2026-11-30', 3), ['2027-02-28'])
  assert.equal(days('0099-01-31', 1), ['0099-02-28'])
  assert.is(timeOf(monthsAfter(at('2026-01-31T15:04:05Z'), 1)), '2026-02-28T15:04:05Z')
})

test('a moment lies in one anniversary month, whose first moment belongs to it', () => {
  const around = (start: string, moment: string) => {
    const span = monthAround(at(start), at(moment))
    return span === undefined ? undefined : [dateOf(span.from), dateOf(span.until)]
  }
  assert.equal(around('2020-11-20', '2020-12-01'), ['2020-11-20', '2020-12-20'])
  assert.equal(around('2020-11-20', '2020-12-20'), ['2020-12-20', '2021-01-20'])
  assert.equal(around('2020-11-20', '2020-12-19T23:59:59.999Z'), ['2020-11-20', '2020-12-20'])
  assert.equal(around('2026-01-31', '2026-02-28'), ['2026-02-28', '2026-03-31'])
  assert.equal(around('2026-01-31', '2026-03-30'), ['2026-02-28', '2026-03-31'])
  assert.is(around('2026-01-31', '2026-01-30'), undefined)
})

test('calendar months are those of UTC', () => {
  const { from, until } = calendarMonth(at('2026-03-01T00:30:00+02:00'))
  assert.equal([timeOf(from), timeOf(until)], ['2026-02-01T00:00:00Z', '2026-03-01T00:00:00Z'])
})

test('a term is read from a duration, and an empty one is none', () => {
  assert.equal(termOf('P1Y'), { months: 12, days: 0 })
  assert.equal(termOf('P1Y6M10D'), { months: 18, days: 10 })
  assert.equal(termOf('P2W'), { months: 0, days: 14 })
  for (const text of ['P0D', 'P', 'PT1H', '1Y', 'P-1Y', '']) assert.is(termOf(text), undefined, text)
})

test('terms follow one another from the start', () => {
  const ends = (duration: string, moment: string) => {
    const term = termOf(duration)
    return term === undefined ? undefined : dateOf(termEnd(at('2024-02-29'), term, at(moment)))
  }
  assert.is(ends('P1Y', '2020-01-01'), '2025-02-28')
  assert.is(ends('P1Y', '2025-02-27'), '2025-02-28')
  assert.is(ends('P1Y', '2025-02-28'), '2026-02-28')
  assert.is(ends('P1Y', '2027-06-01'), '2028-02-29')
  assert.is(ends('P90D', '2024-05-29'), '2024-08-27')
  assert.is(ends('P9999Y', '2026-01-01'), 'never')
})

test('a date that nobody can write is never', () => {
  assert.is(dateOf(Number.POSITIVE_INFINITY), 'never')
  assert.is(dateOf(Number.NaN), 'never')
  assert.is(dateOf(at('9999-12-31')), '9999-12-31')
  assert.ok(Number.isNaN(momentOf('2026-02-30')))
})

test('anniversaries keep the day of the start or take the last of their month, at the same time of day', () => {
  fc.assert(
    fc.property(moments, fc.integer({ min: 0, max: 600 }), (start, months) => {
      const [begin, later] = [new Date(start), new Date(monthsAfter(start, months))]
      const last = new Date(Date.UTC(later.getUTCFullYear(), later.getUTCMonth() + 1, 0)).getUTCDate()
      assert.is(later.getUTCDate(), Math.min(begin.getUTCDate(), last))
      assert.is(later.getTime() % DAY_MS, start % DAY_MS)
      const passed = (later.getUTCFullYear() - begin.getUTCFullYear()) * 12 + later.getUTCMonth() - begin.getUTCMonth()
      assert.is(passed, months)
    }),
  )
})

test('anniversary months tile the time after a start', () => {
  fc.assert(
    fc.property(moments, moments, (one, other) => {
      const [start, moment] = one < other ? [one, other] : [other, one]
      const span = monthAround(start, moment)
      assert.ok(span !== undefined && span.from <= moment && moment < span.until)
      assert.equal(monthAround(start, span?.from ?? 0), span)
      assert.is(monthAround(start, span?.until ?? 0)?.from, span?.until)
    }),
  )
})

test('the term that runs is the first that ends after the moment', () => {
  const terms = fc
    .record({ months: fc.integer({ min: 0, max: 30 }), days: fc.integer({ min: 0, max: 400 }) })
    .filter(({ months, days: more }) => months + more > 0)
  fc.assert(
    fc.property(moments, terms, moments, (start, term, moment) => {
      let count = 1
      const endOf = (index: number) => monthsAfter(start, term.months * index) + term.days * index * DAY_MS
      while (endOf(count) <= moment) count++
      assert.is(termEnd(start, term, moment), endOf(count))
    }),
  )
})

test.run()
