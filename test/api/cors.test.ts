import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { SYSTEMS } from '../../src/api/compat/systems.ts'
import { createCors } from '../../src/api/cors.ts'
import { createHttp } from '../../src/api/http.ts'
import type { Status } from '../../src/model/status.ts'
import { createPublication } from '../../src/run/publication.ts'
import { beginStatus } from '../../src/status/status.ts'
import { INSTANT, OPERATOR } from '../support/api.ts'
import { running } from '../support/controller.ts'
import { type Asked, ask, listening } from '../support/http.ts'
import { installationWith } from '../support/installation.ts'
import { NOTHING_KEPT, NOTHING_PUBLISHED } from '../support/publication.ts'

const PAGE = 'https://dashboard.example'

/** A server that lets pages of these origins read, and in which `TOKEN` is the operator's. */
function server(origins: readonly string[], publication = NOTHING_PUBLISHED) {
  return createHttp({
    status: () => ({ isReady: true, sources: [], passes: [] }) as unknown as Status,
    metrics: async () => ({ type: 'text/plain', text: '' }),
    isAlive: () => true,
    authenticate: async ({ headers }) =>
      headers.authorization === 'Bearer TOKEN' ? OPERATOR : { type: 'unauthorized', reason: 'nobody' },
    limit: () => undefined,
    cors: createCors(origins),
    publication,
    version: '1.2.3',
  })
}

/** What an answer says to browsers, with its status. */
async function headersOf(port: number, asked: Asked): Promise<Readonly<Record<string, unknown>>> {
  const { status, headers } = await ask(port, asked)
  const own = Object.entries(headers).filter(([name]) => name.startsWith('access-control-'))
  return { status, vary: headers.vary, ...Object.fromEntries(own) }
}

const PREFLIGHT = { 'access-control-request-method': 'GET', 'access-control-request-headers': 'authorization' }

test('pages of an origin that is named may read, whatever the answer is, and say who asks', async () => {
  await listening(server([PAGE]), async (port) => {
    const path = '/api/v1/status'
    for (const [authorization, status, vary] of [
      ['Bearer TOKEN', 200, 'origin, authorization'],
      ['Bearer wrong', 401, 'origin'],
    ] as const) {
      const found = await headersOf(port, { path, headers: { origin: PAGE, authorization } })
      assert.equal([found.status, found['access-control-allow-origin'], found.vary], [status, PAGE, vary])
      assert.match(
        String(found['access-control-expose-headers']),
        /Charter-Revision, Charter-Instant, ETag, Link, X-Result-Count, RateLimit/,
      )
      assert.is(found['access-control-allow-credentials'], undefined)
    }
    const { vary } = await headersOf(port, { path: '/openapi.json' })
    assert.is(vary, 'origin')
  })
})

test('a browser that asks first is answered without a token', async () => {
  await listening(server([PAGE]), async (port) => {
    const headers = { origin: PAGE, ...PREFLIGHT }
    for (const path of ['/api/v1/organizations', '/api/v1/events', ...SYSTEMS.map(({ name }) => `/compat/${name}/x`)]) {
      assert.is((await headersOf(port, { method: 'OPTIONS', path, headers })).status, 204, path)
    }
    const found = await headersOf(port, { method: 'OPTIONS', path: '/api/v1/organizations', headers })
    assert.is(found['access-control-allow-origin'], PAGE)
    assert.is(found['access-control-allow-methods'], 'GET, HEAD, OPTIONS')
    assert.is(found['access-control-allow-headers'], 'Authorization, If-None-Match, Last-Event-ID')
    assert.is(found['access-control-max-age'], '600')
  })
})

test('to other origins nothing is said', async () => {
  await listening(server([PAGE]), async (port) => {
    const others = [
      'https://evil.example',
      'https://dashboard.example.evil.example',
      'http://dashboard.example',
      'null',
      `${PAGE}:8443`,
    ]
    for (const origin of others) {
      const path = '/api/v1/organizations'
      const plain = await headersOf(port, { path: '/openapi.json', headers: { origin } })
      assert.equal(plain, { status: 200, vary: 'origin' }, origin)
      const preflight = await headersOf(port, { method: 'OPTIONS', path, headers: { origin, ...PREFLIGHT } })
      assert.equal(preflight, { status: 204, vary: 'origin' }, origin)
    }
  })
})

test('without an origin in the configuration nothing is said to anybody', async () => {
  await listening(server([]), async (port) => {
    const found = await headersOf(port, { path: '/openapi.json', headers: { origin: PAGE } })
    assert.equal(found, { status: 200, vary: undefined })
  })
})

test('what else an answer is made of is said as well', async () => {
  const { store, state } = await installationWith({})
  const status = beginStatus({ version: '0', startedAt: INSTANT, sources: [] }, state())
  const turns = { state, status: () => status, ledger: () => store }
  const publication = createPublication(turns, NOTHING_KEPT, { now: () => INSTANT })
  await listening(server([PAGE], { ...publication, isReady: () => true }), async (port) => {
    const headers = { authorization: 'Bearer TOKEN' }
    const { vary } = await headersOf(port, { path: '/api/v1/organizations', headers })
    assert.is(vary, 'origin, accept, authorization')
  })
})

test('the program lets those pages read that its configuration names', async () => {
  const http = { host: '127.0.0.1', port: 0 }
  await running(
    [],
    async ({ controller }) => {
      const port = Number(new URL(controller.http ?? '').port)
      const found = await headersOf(port, { path: '/openapi.json', headers: { origin: PAGE } })
      assert.is(found['access-control-allow-origin'], PAGE)
    },
    { http, allowedOrigins: [PAGE] },
  )
})

test.run()
