import fc from 'fast-check'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import type { Fetch } from '../../src/meters/call.ts'
import type { Metering } from '../../src/meters/source.ts'
import { type Meter, readMeter } from '../../src/run/meter.ts'
import { openSamples } from '../../src/store/samples.ts'
import { meteringOf, sourceOf } from '../meters/metering.ts'
import { createFolder, removeFolder } from '../support/folder.ts'
import { holds } from '../support/property.ts'
import { createMemorySamples } from '../support/samples.ts'

const HOUR = 3_600_000
const BEGIN = Date.parse('2026-10-30T00:00:00Z')
const SOURCE = sourceOf({
  type: 'prometheus',
  url: 'http://prometheus.example',
  query: 'sum by (org) (increase(calls[1h]))',
  organizationLabel: 'org',
})

/** A server that answers as Prometheus does, from what was used in each hour (by its end). */
function serving(usedBy: (hour: number) => number | undefined, isDown: () => boolean = () => false) {
  const windows: number[] = []
  const fetch: Fetch = async (url) => {
    if (isDown()) throw Object.assign(new TypeError('fetch failed'), { cause: { code: 'ECONNREFUSED' } })
    const { start, end, step } = Object.fromEntries(new URL(url).searchParams)
    const values: [number, string][] = []
    for (let at = Number(start); at <= Number(end); at += Number(step)) {
      const value = usedBy(at * 1000)
      if (value !== undefined) values.push([at, `${value}`])
    }
    windows.push((Number(end) - Number(start)) / Number(step) + 1)
    const result = values.length === 0 ? [] : [{ metric: { org: 'acme' }, values }]
    return new Response(JSON.stringify({ status: 'success', data: { resultType: 'matrix', result } }))
  }
  return { fetch, windows }
}

function meteringAt(now: number, fetch: Fetch): Metering {
  const allowedHosts = new Set(['prometheus.example'])
  return meteringOf({ allowedHosts, fetch, now: new Date(now).toISOString() })
}

test('a Prometheus is asked for the time since it was read last, and for the last two hours again', async () => {
  const { fetch, windows } = serving(() => 1)
  const samples = createMemorySamples()
  const around = (now: number) => ({ metering: meteringAt(now, fetch), samples, organizations: 1 })
  const now = BEGIN + 100 * 24 * HOUR + 60_000
  const first = await readMeter(SOURCE, undefined, around(now))
  assert.is(
    windows.reduce((sum, count) => sum + count, 0),
    31 * 24,
  )
  assert.ok(Math.max(...windows) <= 168)
  assert.is((await samples.read()).length, 31 * 24)
  windows.length = 0
  await readMeter(SOURCE, first.until, around(now + 3 * HOUR))
  assert.equal(windows, [5])
  assert.is((await samples.read()).length, 31 * 24 + 3)
})

test('an answer that is too large is asked for in smaller pieces', async () => {
  const { fetch, windows } = serving(() => 1)
  const narrow: Fetch = async (url, init) => {
    const { start, end } = Object.fromEntries(new URL(url).searchParams)
    const isLarge = Number(end) - Number(start) > 10 * 3600
    return isLarge ? new Response(' '.repeat(16 * 1024 * 1024 + 1)) : fetch(url, init)
  }
  const samples = createMemorySamples()
  await readMeter(SOURCE, undefined, { metering: meteringAt(BEGIN, narrow), samples, organizations: 1 })
  assert.is((await samples.read()).length, 31 * 24)
  assert.ok(windows.length > 60)
})

test('read again, restarted, failed, or with a clock set back: the sums are those of the model (H25)', async () => {
  const step = fc.oneof(
    {
      weight: 5,
      arbitrary: fc.record({ type: fc.constant('read' as const), hours: fc.double({ min: 0, max: 40, noNaN: true }) }),
    },
    { weight: 1, arbitrary: fc.record({ type: fc.constant('restart' as const) }) },
    { weight: 1, arbitrary: fc.record({ type: fc.constant('back' as const), hours: fc.nat({ max: 60 }) }) },
    { weight: 1, arbitrary: fc.record({ type: fc.constant('down' as const) }) },
  )
  const property = fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 15 }), async (steps) => {
    const folder = createFolder()
    // What an hour gave is known for good an hour after it, and before that only half of it.
    let now = BEGIN
    let latest = now
    let isDown = false
    const used = (end: number) => 10 + ((end / HOUR) % 7)
    const { fetch } = serving(
      (end) => (end <= BEGIN ? undefined : now >= end + HOUR ? used(end) : used(end) / 2),
      () => isDown,
    )
    let store = openSamples({ folder })
    let meter: Meter | undefined
    const read = async () => {
      meter = await readMeter(SOURCE, meter?.until, {
        metering: meteringAt(now, fetch),
        samples: store,
        organizations: 1,
      })
      latest = Math.max(latest, now)
    }
    for (const one of steps) {
      switch (one.type) {
        case 'read':
          now += Math.round(one.hours * HOUR)
          await read()
          break
        case 'restart':
          store = openSamples({ folder })
          meter = undefined
          break
        case 'back':
          now = Math.max(BEGIN, now - one.hours * HOUR)
          break
        case 'down':
          isDown = true
          await read().then(
            () => assert.unreachable(),
            () => undefined,
          )
          isDown = false
          break
      }
    }
    now = latest + 2 * HOUR
    await read()
    const ends = Array.from({ length: Math.floor((now - BEGIN) / HOUR) }, (_, index) => BEGIN + (index + 1) * HOUR)
    const expected = ends.filter((end) => end < now).map((end) => (now >= end + HOUR ? used(end) : used(end) / 2))
    const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0)
    const stored = await openSamples({ folder }).read()
    assert.is(sum(stored.map(({ value }) => value)), sum(expected))
    removeFolder(folder)
  })
  await holds(property, 60)
})

test.run()
