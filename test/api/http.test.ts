import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { createAuthenticate } from '../../src/api/authentication/authenticate.ts'
import { operatorOf } from '../../src/api/authentication/tokens.ts'
import { createHttp } from '../../src/api/http.ts'
import { systemClock } from '../../src/lib/clock.ts'
import { noLog } from '../../src/lib/log.ts'
import type { Status } from '../../src/model/status.ts'
import { authenticating, tokenOf } from '../support/asking.ts'
import { ask, listening } from '../support/http.ts'
import { NOTHING_PUBLISHED } from '../support/publication.ts'

const TOKEN = 'a-token-of-the-operator-with-enough-characters'

async function onHttp(
  work: (
    get: (path: string, authorization?: string) => Promise<readonly [number, string]>,
    port: number,
  ) => Promise<void>,
  { isReady = true, isAlive = true } = {},
): Promise<void> {
  const status = { isReady, seq: 3, hash: 'a', sources: [], passes: [], version: 'test' } as unknown as Status
  const metrics = async () => ({ type: 'text/plain; version=0.0.4; charset=utf-8', text: 'charter_ready 1\n' })
  const authenticate = createAuthenticate({ tokens: [operatorOf(TOKEN)] }, { log: noLog, clock: systemClock })
  const shown = {
    status: () => status,
    metrics,
    isAlive: () => isAlive,
    authenticate,
    limit: () => undefined,
    publication: NOTHING_PUBLISHED,
    version: '0.0.0',
  }
  await listening(createHttp(shown), (port) =>
    work(async (path, authorization) => {
      const headers = authorization === undefined ? {} : { authorization }
      const { status: code, body } = await ask(port, { path, headers })
      return [code, body]
    }, port),
  )
}

test('health and readiness are told to anybody, and nothing else', async () => {
  await onHttp(async (get, port) => {
    assert.equal(
      [await get('/healthz'), await get('/readyz')],
      [
        [200, 'ok\n'],
        [200, 'ok\n'],
      ],
    )
    for (const path of ['/metrics', '/api/v1/status']) {
      const { status, headers, body } = await ask(port, { path })
      assert.equal([status, headers['www-authenticate']], [401, 'Bearer realm="charter"'])
      assert.match(body, /a token is needed/)
    }
    assert.is((await ask(port, { method: 'HEAD', path: '/api/v1/status' })).status, 401)
  })
  await onHttp(async (get) => assert.equal(await get('/readyz'), [503, 'not ready\n']), { isReady: false })
  await onHttp(async (get) => assert.equal(await get('/healthz'), [503, 'stuck\n']), { isAlive: false })
})

test('who has the token sees numbers and the status, and any other one nothing', async () => {
  await onHttp(async (get) => {
    for (const authorization of [`Bearer ${TOKEN}`, `Token ${TOKEN}`, `bearer ${TOKEN}`]) {
      assert.equal(await get('/metrics', authorization), [200, 'charter_ready 1\n'])
      const [code, body] = await get('/api/v1/status', authorization)
      assert.equal([code, JSON.parse(body).observedRevision], [200, 3])
    }
    for (const authorization of [
      '',
      'Bearer',
      'Bearer ',
      TOKEN,
      `Basic ${TOKEN}`,
      `Bearer ${TOKEN}x`,
      `Bearer ${TOKEN.slice(0, -1)}`,
      `Bearer ${TOKEN} x`,
      `Bearer x ${TOKEN}`,
    ])
      assert.is((await get('/metrics', authorization))[0], 401, authorization)
  })
})

test('the status names the entry that it is of, is told once to who has it, and knows no parameters', async () => {
  await onHttp(async (_, port) => {
    const authorization = `Bearer ${TOKEN}`
    const told = (path: string, more: Record<string, string> = {}) =>
      ask(port, { path, headers: { authorization, ...more } })
    const { status, headers } = await told('/api/v1/status')
    assert.equal([status, headers['charter-revision'], headers.vary], [200, '3', 'authorization'])
    const again = await told('/api/v1/status', { 'if-none-match': String(headers.etag) })
    assert.equal([again.status, again.body], [304, ''])
    const wrong = await told('/api/v1/status?organization=acme')
    assert.equal(
      [wrong.status, JSON.parse(wrong.body).detail],
      [400, 'the parameter organization is not known here: there are no parameters'],
    )
  })
})

test('a role opens what it is for: metrics alone, or the status alone, and nothing that tells of all to who may see some', async () => {
  const tokens = [
    tokenOf('a'.repeat(32), 'metrics'),
    tokenOf('b'.repeat(32), 'auditor'),
    tokenOf('c'.repeat(32), 'operator'),
    tokenOf('d'.repeat(32), 'operator', ['acme']),
  ]
  const asks = authenticating({
    tokens,
    keys: (sha256) =>
      sha256 === tokenOf('e'.repeat(32)).sha256 ? { organization: 'acme', user: 'ada', name: 'ci' } : undefined,
  })
  const status = { isReady: true, seq: 3, hash: 'a', sources: [], passes: [], version: 'test' } as unknown as Status
  const metrics = async () => ({ type: 'text/plain', text: '' })
  const { authenticate } = asks
  const shown = {
    status: () => status,
    metrics,
    isAlive: () => true,
    authenticate,
    limit: () => undefined,
    publication: NOTHING_PUBLISHED,
    version: '0.0.0',
  }
  await listening(createHttp(shown), async (port) => {
    const codes = async (letter: string) => {
      const headers = { authorization: `Bearer ${letter.repeat(32)}` }
      const paths = ['/metrics', '/api/v1/status']
      return Promise.all(paths.map(async (path) => (await ask(port, { path, headers })).status))
    }
    assert.equal(await codes('a'), [200, 403])
    assert.equal(await codes('b'), [403, 200])
    assert.equal(await codes('c'), [200, 200])
    assert.equal(await codes('d'), [403, 403])
    assert.equal(await codes('e'), [403, 403])
    assert.equal(await codes('f'), [401, 401])
  })
})

test('nothing is written here: any verb but GET, HEAD and OPTIONS is refused with these', async () => {
  await onHttp(async (_, port) => {
    for (const path of ['/healthz', '/readyz', '/metrics', '/api/v1/status']) {
      const { status, headers } = await ask(port, { method: 'POST', path, body: '{}' })
      assert.equal([status, headers.allow], [405, 'GET, HEAD, OPTIONS'])
    }
  })
})

test.run()
