import { gzipSync } from 'node:zlib'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { call } from '../../src/meters/call.ts'
import { readUsage } from '../../src/meters/read.ts'
import type { Metering } from '../../src/meters/source.ts'
import type { UsageSourceSpec } from '../../src/model/kinds.generated.ts'
import { type ReceiverServer, type Reply, startReceiver } from '../support/receiver.ts'
import { failureOf, meteringOf, sourceOf } from './metering.ts'

let server: ReceiverServer

test.before(async () => {
  server = await startReceiver()
})

test.after(() => server.close())

const host = () => new URL(server.url).host
const body =
  (text: string | Buffer, headers: Record<string, string> = {}): Reply =>
  (response) =>
    void response.writeHead(200, headers).end(text)

function reading(spec: Partial<UsageSourceSpec>, reply: Reply, more: Partial<Metering> = {}) {
  server.replies.length = 0
  server.replies.push(reply)
  const source = sourceOf({ url: `${server.url}/usage?all=1`, ...spec })
  return readUsage(source, meteringOf({ allowedHosts: new Set([host()]), ...more }))
}

const RECORDS = [
  { organization: 'acme', start: '2026-11-21', value: 5 },
  { organization: 'acme', start: '2026-11-21T01:00:00+01:00', value: 6, project: 'web' },
  { organization: 'globex', start: '2026-11-21T13:00:00Z', end: '2026-11-21T14:00:00Z', value: '7.25' },
]
const SAMPLES = [
  { organization: 'acme', start: '2026-11-21T00:00:00.000Z', value: 5 },
  { organization: 'acme', start: '2026-11-21T00:00:00.000Z', value: 6, project: 'web' },
  { organization: 'globex', start: '2026-11-21T13:00:00.000Z', value: 7.25 },
].map((sample) => ({ source: 'meter', metric: 'calls', objectType: '', kind: 'delta', ...sample }))

test('records are read as lines of JSON, as a list of JSON and as CSV, and say the same', async () => {
  const lines = RECORDS.map((record) => JSON.stringify(record)).join('\r\n')
  const csv = `\ufefforganization,start,end,value,project\r\n${RECORDS.map(
    ({ organization, start, end = '', value, project = '' }) => [organization, start, end, value, project].join(','),
  ).join('\r\n')}\r\n`
  const nothing = { count: 0, first: [] }
  for (const [format, text] of [
    ['ndjson', `${lines}\n\n`],
    ['json', JSON.stringify(RECORDS)],
    ['csv', csv],
  ] as const) {
    assert.equal(await reading({ format }, body(text)), { samples: SAMPLES, unknown: nothing, faults: nothing }, format)
  }
  const { path, method, headers } = server.calls.at(-1) ?? {}
  assert.equal([method, path, headers?.authorization], ['GET', '/usage?all=1', undefined])
})

test('fields may have other names, and samples say what the source is about', async () => {
  const mapping = { organization: 'tenant', value: 'amount', start: 'from' }
  const text = JSON.stringify([{ tenant: 'acme', amount: 3, from: '2026-11-01', value: 9, organization: 'globex' }])
  const spec = { format: 'json', mapping, objectType: 'bucket', component: 'storage', kind: 'gauge' } as const
  const { samples } = await reading(spec, body(text))
  assert.equal(samples, [
    {
      source: 'meter',
      metric: 'calls',
      objectType: 'bucket',
      kind: 'gauge',
      component: 'storage',
      organization: 'acme',
      start: '2026-11-01T00:00:00.000Z',
      value: 3,
    },
  ])
})

test('a gauge without a time counts for the hour of the reading, a delta without one for nothing', async () => {
  const text = '{"organization":"acme","value":3}'
  const gauge = await reading({ kind: 'gauge' }, body(text))
  assert.equal(
    gauge.samples.map(({ start }) => start),
    ['2026-11-22T12:00:00.000Z'],
  )
  const delta = await reading({}, body(text))
  assert.equal([delta.samples.length, delta.faults.count], [0, 1])
})

test('what is wrong is told by its line, what is unknown is counted, and the rest counts', async () => {
  const at = '"start":"2026-11-21"'
  const lines = [
    `{"organization":"acme",${at},"value":1}`,
    'no json',
    '[1]',
    `{"organization":"acme",${at},"value":"NaN"}`,
    `{"organization":"acme",${at},"value":1e999}`,
    '{"organization":"acme","start":"yesterday","value":1}',
    '{"organization":"acme","start":"2026-11-25","value":1}',
    '{"organization":"acme","start":"1999-12-31","value":1}',
    `{"organization":"acme",${at},"value":1,"end":"2026-11-21"}`,
    `{"organization":"acme",${at},"value":null}`,
    `{"organization":7,${at},"value":1}`,
    `{"organization":"nobody",${at},"value":1}`,
    `{"organization":"no\u202ebody",${at},"value":1}`,
    `{"organization":"acme",${at},"value":4}`,
    `{"__proto__":{"organization":"acme"},${at},"value":1}`,
  ]
  const { samples, unknown, faults } = await reading({}, body(lines.join('\n')))
  assert.equal(
    samples.map(({ value }) => value),
    [1, 4],
  )
  assert.equal(unknown, { count: 2, first: ['nobody', 'no\\u{202e}body'] })
  assert.equal(faults, {
    count: 12,
    first: [
      'line 2: is no record',
      'line 3: is no record',
      'line 4: its value is no finite number',
      'line 5: its value is no finite number',
      'line 6: its start is neither a date nor a time with its offset',
    ],
  })
  const again = await reading({}, body([lines[0], '', lines[13]].join('\n')))
  assert.equal(again.faults.first, ['line 3: says again what line 1 says; the last one counts'])
})

test('a host that is not allowed is not called, whatever its port', async () => {
  const before = server.calls.length
  const { port } = new URL(server.url)
  for (const allowed of [[], ['127.0.0.1'], [`localhost:${port}`], [`127.0.0.1:${port}1`]]) {
    const failed = await failureOf(reading({}, 200, { allowedHosts: new Set(allowed) }))
    assert.equal(failed, {
      code: 'HostNotAllowed',
      text: `the host \`${host()}\` is not allowed by the configuration; add \`${host()}\` to usage.allowedHosts, if usage is to be read from there`,
    })
  }
  const away = { url: `${server.url.replace('//', '//elsewhere.example\\@')}` }
  assert.match((await failureOf(reading(away, 200))).code, /^(HostNotAllowed|MeterMisused)$/)
  const inside = { url: server.url.replace('//', '//ada:pw@') }
  assert.is((await failureOf(reading(inside, 200))).code, 'MeterMisused')
  assert.is(server.calls.length, before)
})

test('a token is sent where one is named, and never in clear text to another machine', async () => {
  const authSecretRef = { env: 'TOKEN' }
  await reading({ authSecretRef }, body(''))
  assert.is(server.calls.at(-1)?.headers.authorization, 'Bearer t0ken')
  const before = server.calls.length
  const url = 'http://meter.example/usage'
  const allowedHosts = new Set(['meter.example'])
  const clear = await failureOf(reading({ authSecretRef, url }, 200, { allowedHosts }))
  assert.equal(clear.code, 'MeterMisused')
  assert.match(clear.text, /in clear text; use an https address/)
  const missing = await failureOf(reading({ authSecretRef: { env: 'OTHER' } }, 200))
  assert.equal(missing, {
    code: 'SecretUnresolved',
    text: 'its token cannot be had: the variable OTHER is not set; set it',
  })
  const cluster = await failureOf(reading({ authSecretRef: { kubernetes: { name: 'a', key: 'b' } } }, 200))
  assert.is(cluster.code, 'SecretUnresolved')
  assert.is(server.calls.length, before)
})

test('a redirect is not followed, and each status has its words', async () => {
  const redirect = { status: 302, headers: { location: `${server.url}/elsewhere` } }
  const before = server.calls.length
  assert.match((await failureOf(reading({}, redirect))).text, /^redirects are not followed \(302\)/)
  assert.is(server.calls.length, before + 1)
  for (const [status, code, words] of [
    [401, 'MeterRefused', /wants to know who asks/],
    [404, 'MeterRefused', /nothing at its address/],
    [418, 'MeterRefused', /answered 418/],
    [429, 'MeterUnavailable', /come later/],
    [500, 'MeterUnavailable', /answered 500/],
  ] as const) {
    const failed = await failureOf(reading({}, status))
    assert.is(failed.code, code)
    assert.match(failed.text, words)
  }
  assert.match((await failureOf(reading({ authSecretRef: { env: 'TOKEN' } }, 403))).text, /does not take the token/)
})

test('an answer that is too large, packed or not, too slow, or broken off counts for nothing', async () => {
  const url = new URL(server.url)
  const calling = { fetch, signal: new AbortController().signal, mostBytes: 1000 }
  const asked = (reply: Reply, more: { readonly timeoutMs?: number } = {}) => {
    server.replies.push(reply)
    return failureOf(call(url, { ...calling, ...more }))
  }
  assert.is((await asked(body('x'.repeat(1001)))).code, 'MeterTooLarge')
  const packed = gzipSync(Buffer.alloc(5_000_000))
  assert.is((await asked(body(packed, { 'content-encoding': 'gzip' }))).code, 'MeterTooLarge')
  assert.equal(await asked((response) => void response.writeHead(200).write('half'), { timeoutMs: 300 }), {
    code: 'MeterUnavailable',
    text: 'no whole answer within 0.3 seconds; undefined',
  })
  const broken = await asked((response) => {
    response.writeHead(200, { 'content-length': '9' }).write('half')
    setTimeout(() => response.destroy(), 20)
  })
  assert.is(broken.code, 'MeterUnavailable')
  const closed = await failureOf(call(new URL('http://127.0.0.1:9'), calling))
  assert.match(closed.text, /nothing listens at this address|connection failed/)
})

test('what is no text, no list or no table is refused, without a word of it', async () => {
  for (const [format, content] of [
    ['ndjson', Buffer.from([0xff, 0xfe])],
    ['json', '{"canary": 1}'],
    ['json', 'canary'],
    ['csv', '"canary\n'],
  ] as const) {
    const failed = await failureOf(reading({ format }, body(content)))
    assert.is(failed.code, 'MeterUnreadable')
    assert.not.match(failed.text, /canary/)
  }
})

test('more records than are allowed are refused', async () => {
  const line = '{"organization":"nobody","start":"2026-11-21","value":1}\n'
  assert.is((await failureOf(reading({}, body(line.repeat(250_001))))).code, 'MeterTooLarge')
})

test.run()
