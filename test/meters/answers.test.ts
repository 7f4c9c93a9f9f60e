import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { readUsage } from '../../src/meters/read.ts'
import type { UsageSourceSpec } from '../../src/model/kinds.generated.ts'
import { type ReceiverServer, startReceiver } from '../support/receiver.ts'
import { failureOf, meteringOf, sourceOf } from './metering.ts'

let server: ReceiverServer

test.before(async () => {
  server = await startReceiver()
})

test.after(() => server.close())

const HOUR = 3600
const LAST = Date.parse('2026-11-22T12:00:00Z') / 1000

function answered(answer: unknown, spec: Partial<UsageSourceSpec> = {}, status = 200) {
  server.replies.length = 0
  server.replies.push((response) => void response.writeHead(status).end(JSON.stringify(answer)))
  const query = 'sum by (org) (increase(calls_total[1h]))'
  const source = sourceOf({
    type: 'prometheus',
    url: `${server.url}/prom/?tenant=a`,
    query,
    organizationLabel: 'org',
    ...spec,
  })
  return readUsage(source, meteringOf({ allowedHosts: new Set([new URL(server.url).host]) }))
}

const matrix = (result: unknown, more: object = {}) => ({
  status: 'success',
  data: { resultType: 'matrix', result },
  ...more,
})
const series = (org: string, ...values: readonly unknown[]) => ({ metric: { org }, values })

test('the full hours of the window are asked for, behind the path of the address', async () => {
  await answered(matrix([]))
  const url = new URL(server.calls.at(-1)?.path ?? '', server.url)
  assert.is(url.pathname, '/prom/api/v1/query_range')
  const { start, end, step, tenant, query } = Object.fromEntries(url.searchParams)
  assert.equal(
    [start, end, step, tenant, query],
    [`${LAST - 12 * HOUR}`, `${LAST}`, '3600', 'a', 'sum by (org) (increase(calls_total[1h]))'],
  )
})

test('a delta begins an hour before it is told, a gauge at that time', async () => {
  const result = [series('acme', [LAST - HOUR, '1'], [LAST, '2.5']), series('nobody', [LAST, '9'])]
  const delta = await answered(matrix(result))
  assert.equal(
    delta.samples.map(({ organization, start, value }) => [organization, start, value]),
    [
      ['acme', '2026-11-22T10:00:00.000Z', 1],
      ['acme', '2026-11-22T11:00:00.000Z', 2.5],
    ],
  )
  assert.equal(delta.unknown, { count: 1, first: ['nobody'] })
  const gauge = await answered(matrix(result), { kind: 'gauge' })
  assert.equal(
    gauge.samples.map(({ start }) => start),
    ['2026-11-22T11:00:00.000Z', '2026-11-22T12:00:00.000Z'],
  )
})

test('what is no number, names nobody, or is warned of is told', async () => {
  const result = [
    series('acme', [LAST, 'NaN'], [LAST - HOUR, '+Inf'], [LAST - 2 * HOUR, '3']),
    { metric: {}, values: [] },
  ]
  const { samples, faults } = await answered(matrix(result, { warnings: ['canary'] }))
  assert.is(samples.length, 1)
  assert.equal(faults, {
    count: 4,
    first: [
      'answer: the server warns that something of it may be missing or wrong',
      'series 1: a value is no finite number',
      'series 1: a value is no finite number',
      'series 2: has no organization label',
    ],
  })
})

test('several series of one organization are refused, unless a label tells their projects', async () => {
  const labelled = (project: string, value: string) => ({ metric: { org: 'acme', project }, values: [[LAST, value]] })
  const result = [labelled('web', '1'), labelled('db', '2')]
  const failed = await failureOf(answered(matrix(result)))
  assert.is(failed.code, 'MeterMisused')
  assert.match(failed.text, /several series for organization acme/)
  const { samples } = await answered(matrix(result), { mapping: { project: 'project' } })
  assert.equal(
    samples.map(({ project, value }) => [project, value]),
    [
      ['web', 1],
      ['db', 2],
    ],
  )
})

test('a delta over more than an hour is refused before anybody is asked', async () => {
  const before = server.calls.length
  const query = 'sum by (org) (increase(calls_total[1d]))'
  assert.match((await failureOf(answered(matrix([]), { query }))).text, /count use several times; write `\[1h\]`/)
  assert.is(server.calls.length, before)
  await answered(matrix([]), { query, kind: 'gauge' })
  assert.is(server.calls.length, before + 1)
})

test('what the server refuses is told in our words, and what is no Prometheus is told so', async () => {
  const error = (errorType: string) => ({ status: 'error', errorType, error: 'canary' })
  for (const [answer, status, code, words] of [
    [error('bad_data'), 400, 'MeterMisused', /cannot read the query/],
    [error('execution'), 422, 'MeterMisused', /cannot carry out/],
    [error('timeout'), 503, 'MeterUnavailable', /in time/],
    ['canary', 503, 'MeterUnavailable', /answered 503/],
    ['canary', 200, 'MeterUnreadable', /not that of a Prometheus/],
    [null, 200, 'MeterUnreadable', /not that of a Prometheus/],
    [{ status: 'success', data: { resultType: 'vector', result: [] } }, 200, 'MeterUnreadable', /not that/],
    [matrix([{ metric: {}, values: [[LAST, 3]] }]), 200, 'MeterUnreadable', /no series of values/],
    [matrix([null]), 200, 'MeterUnreadable', /no series of values/],
    [matrix([series('acme', [1e18, '3'])]), 200, 'MeterUnreadable', /no series of values/],
  ] as const) {
    const failed = await failureOf(answered(answer, {}, status))
    assert.is(failed.code, code)
    assert.match(failed.text, words)
    assert.not.match(failed.text, /canary/)
  }
})

test.run()
