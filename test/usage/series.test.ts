import fc from 'fast-check'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import type { Sample } from '../../src/model/usage.ts'
import { bucketsOf } from '../../src/usage/buckets.ts'
import { type Series, seriesOf } from '../../src/usage/series.ts'

const buckets = (from: string, until: string, interval: 'day' | 'month' = 'month') =>
  bucketsOf({ from: Date.parse(from), until: Date.parse(until) }, interval) ?? []

function sample(start: string, value: number, more: Partial<Sample> = {}): Sample {
  const meter = { source: 'meter', organization: 'acme', objectType: 'deployment_version', metric: 'credits' } as const
  return { ...meter, kind: 'delta', start, value, ...more }
}

const values = ([series]: readonly Series[]): readonly number[] => series?.usage.map(({ value }) => value) ?? []

test('the answer of UbiOps: five series in order, each with one month', () => {
  const told = [
    ['pipeline_version', 'output_volume', 400],
    ['deployment_version', 'output_volume', 1598],
    ['deployment_version', 'credits', 1484124],
    ['pipeline_version', 'input_volume', 1840],
    ['deployment_version', 'input_volume', 1204],
  ] as const
  const samples = told.flatMap(([objectType, metric, value]) => [
    sample('2019-08-01', value - 100, { objectType, metric }),
    sample('2019-08-31T23:59:59Z', 100, { objectType, metric }),
    sample('2019-09-01', 7, { objectType, metric }),
    sample('2019-07-31T23:00:00Z', 7, { objectType, metric }),
  ])
  const usage = (value: number) => [{ start: '2019-08-01T00:00:00Z', end: '2019-09-01T00:00:00Z', value }]
  const kind = 'delta'
  assert.equal(seriesOf(samples, buckets('2019-08-01', '2019-09-01')), [
    { objectType: 'deployment_version', metric: 'credits', kind, usage: usage(1484124) },
    { objectType: 'deployment_version', metric: 'input_volume', kind, usage: usage(1204) },
    { objectType: 'deployment_version', metric: 'output_volume', kind, usage: usage(1598) },
    { objectType: 'pipeline_version', metric: 'input_volume', kind, usage: usage(1840) },
    { objectType: 'pipeline_version', metric: 'output_volume', kind, usage: usage(400) },
  ])
})

test('a delta adds up and is 0 without data, a gauge takes the last value and leaves its bucket out', () => {
  const days = buckets('2026-03-01', '2026-03-04', 'day')
  const three = [
    sample('2026-03-01T10:00:00Z', 2),
    sample('2026-03-03T09:00:00Z', 5),
    sample('2026-03-03T08:00:00Z', 3),
  ]
  assert.equal(values(seriesOf(three, days)), [2, 0, 8])
  const gauges = three.map((one): Sample => ({ ...one, kind: 'gauge' }))
  assert.equal(seriesOf(gauges, days)[0]?.usage, [
    { start: '2026-03-01T00:00:00Z', end: '2026-03-02T00:00:00Z', value: 2 },
    { start: '2026-03-03T00:00:00Z', end: '2026-03-04T00:00:00Z', value: 5 },
  ])
})

test('what is read twice counts once, and the later reading stands', () => {
  const month = buckets('2026-03-01', '2026-04-01')
  const again = [sample('2026-03-02', 5), sample('2026-03-02T00:00:00Z', 5), sample('2026-03-02T01:00:00+01:00', 6)]
  assert.equal(values(seriesOf(again, month)), [6])
  assert.equal(values(seriesOf([...again, sample('2026-03-02', 10, { source: 'other' })], month)), [16])
  assert.equal(values(seriesOf([...again, sample('2026-03-02', 1, { project: 'lab' })], month)), [7])
})

test('a gauge of several projects is the sum of their last values', () => {
  const gauge = (start: string, value: number, project: string) => sample(start, value, { kind: 'gauge', project })
  const samples = [gauge('2026-03-01', 1, 'lab'), gauge('2026-03-05', 4, 'lab'), gauge('2026-03-02', 10, 'mill')]
  assert.equal(values(seriesOf(samples, buckets('2026-03-01', '2026-04-01'))), [14])
})

test('a series without data is given only where it is asked for', () => {
  const month = buckets('2026-03-01', '2026-04-01')
  const before = [sample('2026-02-01', 5)]
  assert.equal(seriesOf(before, month), [])
  const metric = { objectType: 'bucket', metric: 'storage_used', kind: 'gauge' } as const
  assert.equal(seriesOf(before, month, [metric]), [{ ...metric, usage: [] }])
  assert.equal(values(seriesOf(before, month, [sample('2026-02-01', 5)])), [0])
})

test('what has no readable time counts nowhere', () => {
  assert.equal(seriesOf([sample('yesterday', 5)], buckets('2026-03-01', '2026-04-01')), [])
})

test('whichever way a window is cut, a delta adds up to the same, in any order and read twice', () => {
  const from = Date.parse('2026-01-15T06:00:00Z')
  const until = Date.parse('2026-05-02T18:00:00Z')
  const starts = fc.integer({ min: from - 1e9, max: until + 1e9 }).map((moment) => new Date(moment).toISOString())
  const samples = fc.array(fc.tuple(starts, fc.integer({ min: 0, max: 1000 })).map(([at, value]) => sample(at, value)))
  fc.assert(
    fc.property(samples, (all) => {
      const total = (interval: 'day' | 'month', given: readonly Sample[]) =>
        values(seriesOf(given, bucketsOf({ from, until }, interval) ?? [])).reduce((sum, value) => sum + value, 0)
      const known = new Map(all.map((one) => [one.start, one]))
      const within = [...known.values()].filter(({ start }) => Date.parse(start) >= from && Date.parse(start) < until)
      const expected = within.reduce((sum, { value }) => sum + value, 0)
      assert.is(total('month', all), expected)
      assert.is(total('day', [...all, ...all]), expected)
      assert.is(total('day', [...known.values()].reverse()), expected)
    }),
  )
})

test.run()
