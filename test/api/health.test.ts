import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { createHttp } from '../../src/api/health.ts'
import type { Status } from '../../src/model/status.ts'
import { ask, listening } from '../support/http.ts'

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
  await listening(createHttp({ status: () => status, metrics, isAlive: () => isAlive, token: TOKEN }), (port) =>
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

test('nothing is written here: any verb but GET, HEAD and OPTIONS is refused with these', async () => {
  await onHttp(async (_, port) => {
    for (const path of ['/healthz', '/readyz', '/metrics', '/api/v1/status']) {
      const { status, headers } = await ask(port, { method: 'POST', path, body: '{}' })
      assert.equal([status, headers.allow], [405, 'GET, HEAD, OPTIONS'])
    }
  })
})

test.run()
