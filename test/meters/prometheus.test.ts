import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { readUsage } from '../../src/meters/read.ts'
import type { UsageSourceSpec } from '../../src/model/kinds.generated.ts'
import { hasPrometheus, type RunningPrometheus, startPrometheus } from '../support/prometheus.ts'
import { failureOf, meteringOf, sourceOf } from './metering.ts'

const FROM = Date.parse('2026-03-10T00:00:00Z')
const HOUR = 3_600_000

let prometheus: RunningPrometheus | undefined

test.before(async () => {
  if (hasPrometheus) prometheus = await startPrometheus(openMetrics())
})

test.after(() => prometheus?.stop())

/** Six hours: acme makes 2 calls a minute, then from the third hour on 5; globex 1; the counters of acme stand in two instances. */
function openMetrics(): string {
  const lines = ['# TYPE api_calls counter', '# TYPE storage_bytes gauge']
  const minutes = Array.from({ length: 6 * 60 }, (_, index) => index)
  const counter = (labels: string, callsBy: (minute: number) => number) =>
    minutes.map((minute) => `api_calls_total{${labels}} ${callsBy(minute)} ${FROM / 1000 + minute * 60 + 30}`)
  const acme = (minute: number) => (minute < 120 ? minute * 2 : 240 + (minute - 120) * 5)
  lines.splice(1, 0, ...counter('organization="acme",instance="a"', acme))
  lines.splice(1 + minutes.length, 0, ...counter('organization="acme",instance="b"', acme))
  lines.splice(1 + 2 * minutes.length, 0, ...counter('organization="globex",instance="a"', (minute) => minute))
  lines.push(
    ...minutes.map((minute) => `storage_bytes{organization="acme"} ${1000 + minute} ${FROM / 1000 + minute * 60}`),
  )
  return `${lines.join('\n')}\n# EOF\n`
}

function reading(spec: Partial<UsageSourceSpec>, hours: readonly [number, number] = [0, 6]) {
  const [first, last] = hours
  const url = prometheus?.url ?? ''
  const source = sourceOf({ type: 'prometheus', url, organizationLabel: 'organization', ...spec })
  const window = { from: FROM + first * HOUR, until: FROM + last * HOUR }
  return readUsage(source, meteringOf({ allowedHosts: new Set([new URL(url).host]), window }))
}

const CALLS = 'sum by (organization) (increase(api_calls_total[1h]))'

if (hasPrometheus) {
  test('a real Prometheus tells what was used in each hour', async () => {
    const { samples, unknown, faults } = await reading({ query: CALLS }, [1, 7])
    assert.equal([unknown.count, faults.count], [0, 0])
    const of = (name: string) =>
      samples
        .filter(({ organization }) => organization === name)
        .map(({ start, value }) => [start.slice(11, 16), Math.round(value)])
    assert.equal(of('globex').slice(1, -1), [
      ['01:00', 60],
      ['02:00', 60],
      ['03:00', 60],
      ['04:00', 60],
    ])
    const acme = of('acme')
    assert.equal(
      acme.map(([start]) => start),
      ['00:00', '01:00', '02:00', '03:00', '04:00', '05:00'],
    )
    assert.equal(
      [acme[1], acme[3], acme[4]],
      [
        ['01:00', 240],
        ['03:00', 600],
        ['04:00', 600],
      ],
    )
  })

  test('an hour has the same start and the same value whenever it is asked for', async () => {
    const whole = (await reading({ query: CALLS }, [1, 6])).samples
    const parts = [
      ...(await reading({ query: CALLS }, [1, 4])).samples,
      ...(await reading({ query: CALLS }, [3.5, 6])).samples,
    ]
    const texts = (samples: typeof whole) => [...new Set(samples.map((sample) => JSON.stringify(sample)))].sort()
    assert.equal(texts(parts), texts(whole))
    assert.is(parts.length, whole.length)
    assert.equal((await reading({ query: CALLS }, [1.1, 1.9])).samples, [])
  })

  test('a gauge of a real Prometheus is what stood at the hour', async () => {
    const { samples } = await reading({ query: 'storage_bytes', kind: 'gauge' }, [0, 3])
    assert.equal(
      samples.map(({ start, value }) => [start.slice(11, 16), value]),
      [
        ['00:00', 1000],
        ['01:00', 1060],
        ['02:00', 1120],
      ],
    )
  })

  test('a real Prometheus refuses what is no query, and several series are told', async () => {
    assert.equal(await failureOf(reading({ query: 'sum by (' })), {
      code: 'MeterMisused',
      text: 'the server cannot read the query; correct `query`; try it in Prometheus itself',
    })
    const twice = await failureOf(reading({ query: 'increase(api_calls_total[1h])' }))
    assert.match(twice.text, /several series for organization acme/)
    const sorted = await reading({ query: '1' })
    assert.equal(sorted.faults, { count: 1, first: ['series 1: has no organization label'] })
    const wrong = await failureOf(reading({ query: CALLS, url: `${prometheus?.url}/graph` }))
    assert.match(wrong.text, /nothing at its address|not that of a Prometheus/)
  })
}

test.run()
