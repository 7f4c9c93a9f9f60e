import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { tokenOf } from '../support/asking.ts'
import { running } from '../support/controller.ts'
import { declaring } from '../support/declared.ts'
import { createFolder } from '../support/folder.ts'
import { ask } from '../support/http.ts'
import { forged, settingsOf, showing, signingKey, startListening } from '../support/issuer.ts'

const TOKEN = 'a-configured-token-with-enough-characters'
const TWO = {
  'Organization//acme': {},
  'User/acme/ada': { admin: true, email: 'ada@acme.example' },
  'Organization//globex': {},
  'User/globex/hank': { admin: true, email: 'hank@globex.example' },
}
const http = { host: '127.0.0.1', port: 0 }

test('where the configuration says who may ask, no operator’s token is made or counts, and nothing secret is written', async () => {
  const authentication = { tokens: [tokenOf(TOKEN, 'auditor')] }
  await running(
    [{ folder: createFolder() }],
    async ({ controller, state, log }) => {
      assert.equal([controller.tokenPath, existsSync(join(state, 'operator-token'))], [undefined, false])
      const port = Number(new URL(controller.http ?? '').port)
      const get = async (path: string, token: string) =>
        (await ask(port, { path, headers: { authorization: `Bearer ${token}` } })).status
      assert.is(await get('/api/v1/status', TOKEN), 200)
      assert.is(await get('/metrics', TOKEN), 403)
      assert.is(await get('/api/v1/status', `${TOKEN}x`), 401)
      const refused = log.filter(({ msg }) => msg === 'refused to answer')
      assert.equal(
        refused.map(({ level, type, reason }) => [level, type, reason]),
        [['info', 'unauthorized', 'an unknown token']],
      )
      assert.not.match(JSON.stringify(log), new RegExp(TOKEN))
    },
    { http, authentication },
  )
})

test('whom an identity provider vouches for sees their own organizations, and nothing that tells of all', async () => {
  const server = await startListening()
  const key = await signingKey('first')
  server.answer = showing(server.url, [key])
  const authentication = { tokens: [], oidc: settingsOf(server.url) }
  try {
    await running(
      [{ folder: createFolder({ 'all.yaml': declaring(TWO) }) }],
      async ({ controller, log }) => {
        const port = Number(new URL(controller.http ?? '').port)
        const token = await forged(key, server.url, {})
        const get = (path: string, token: string) =>
          ask(port, { path: `/api/v1/${path}`, headers: { authorization: `Bearer ${token}` } })
        const { status, body } = await get('organizations', token)
        assert.equal([status, JSON.parse(body).map(({ name }: { name: string }) => name)], [200, ['acme']])
        assert.equal(
          [(await get('organizations/globex', token)).status, (await get('status', token)).status],
          [404, 403],
        )
        assert.is((await get('organizations', `${token}x`)).status, 401)
        const stranger = await forged(key, server.url, { claims: { email: 'eve@acme.example' } })
        assert.equal(JSON.parse((await get('organizations', stranger)).body), [])
        assert.not.match(JSON.stringify(log), new RegExp(token))
      },
      { http, authentication },
    )
  } finally {
    await server.stop()
  }
})

test('who asks too often is told so by the running program', async () => {
  await running(
    [{ folder: createFolder() }],
    async ({ controller }) => {
      const port = Number(new URL(controller.http ?? '').port)
      const codes: number[] = []
      for (let at = 0; at < 4; at += 1) codes.push((await ask(port, { path: '/metrics' })).status)
      assert.equal(codes, [401, 401, 429, 429])
    },
    { http, rateLimit: { perSecond: 0.001, burst: 2 } },
  )
})

test.run()
