import { createHash, randomBytes } from 'node:crypto'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { identityOf, requireIdentity } from '../../../src/api/authentication/require.ts'
import { createServer } from '../../../src/api/server.ts'
import { authenticating, movedClock, requestOf, tokenOf } from '../../support/asking.ts'
import { ask, listening, sendRaw } from '../../support/http.ts'

const TOKEN = randomBytes(32).toString('base64url')
const OTHER = randomBytes(32).toString('base64url')

test('H01: who sends no token, an empty or malformed one, or one that is too long or too short is nobody', async () => {
  const one = authenticating({ tokens: [tokenOf(TOKEN)] })
  assert.is(await one.ask(`Bearer ${TOKEN}`), 'token: operator-of-test')
  assert.is(await one.ask(`token   ${TOKEN}`), 'token: operator-of-test')
  assert.is(await one.ask(), 'unauthorized: no token')
  for (const value of ['', 'Bearer', 'Bearer ', TOKEN, `Basic ${TOKEN}`, `Bearer ${TOKEN} x`, `Bearer "${TOKEN}"`])
    assert.is(await one.ask(value), 'unauthorized: an Authorization header without one token', value)
  assert.is(
    await one.ask(`Bearer ${TOKEN}, Bearer ${TOKEN}`),
    'unauthorized: an Authorization header without one token',
  )
  assert.is(await one.ask('Bearer short'), 'unauthorized: a token that is too short')
  assert.is(await one.ask(`Bearer ${'x'.repeat(100_000)}`), 'unauthorized: a token that is too long')
})

test('H02: a token counts only whole, whichever of the configured ones it is', async () => {
  const one = authenticating({ tokens: [tokenOf(TOKEN), tokenOf(OTHER, 'auditor', ['acme'])] })
  const other = await one.authenticate(requestOf(`Bearer ${OTHER}`))
  const organizations = new Set(['acme'])
  assert.equal(other, { type: 'token', name: 'auditor-of-test', role: 'auditor', organizations })
  const first = await one.authenticate(requestOf(`Bearer ${TOKEN}`))
  assert.equal(first, { type: 'token', name: 'operator-of-test', role: 'operator', organizations: undefined })
  const { sha256 } = tokenOf(TOKEN)
  for (const wrong of [TOKEN.slice(0, -1), `${TOKEN}A`, TOKEN.toUpperCase(), sha256, randomBytes(32).toString('hex')])
    assert.is(await one.ask(`Bearer ${wrong}`), 'unauthorized: an unknown token')
})

test('an access key is its user, with no more than the key has', async () => {
  const digest = createHash('sha256').update(TOKEN).digest('hex')
  const holders = new Map([[digest, { organization: 'acme', user: 'ada', name: 'ci', permissions: ['VIEW'] }]])
  const one = authenticating({ keys: (sha256) => holders.get(sha256) })
  assert.equal(await one.authenticate(requestOf(`Token ${TOKEN}`)), {
    type: 'user',
    name: 'ci',
    organization: 'acme',
    user: 'ada',
    permissions: ['VIEW'],
  })
  assert.is(await one.ask(`Token ${OTHER}`), 'unauthorized: an unknown token')
  holders.clear()
  assert.is(await one.ask(`Token ${TOKEN}`), 'unauthorized: an unknown token')
})

test('trouble with a way to be somebody lets nobody in', async () => {
  const keys = (): never => {
    throw new Error(`canary ${TOKEN}`)
  }
  const one = authenticating({ keys })
  assert.is(await one.ask(`Bearer ${TOKEN}`), 'unavailable: a bug in charter; please report it')
  assert.not.match(one.lines.join(''), new RegExp(TOKEN))
})

test('H12: a token in the address is refused, also a right one, and stands nowhere in the log or the answer', async () => {
  const one = authenticating({ tokens: [tokenOf(TOKEN)] })
  const server = createServer({ bodyBytes: 0 })
  server.get('/', { onRequest: requireIdentity(one.authenticate) }, (request, reply) =>
    reply.send(identityOf(request).name),
  )
  await listening(server, async (port) => {
    const names = [
      'access_token',
      'token',
      'Authorization',
      'api_key',
      'apiKey',
      'API-KEY',
      'id_token',
      '%74oken',
      'jwt',
    ]
    for (const name of names) {
      const headers = { authorization: `Bearer ${TOKEN}` }
      const { status, body } = await ask(port, { path: `/?page=1&${name}=${TOKEN}`, headers })
      assert.is(status, 400, name)
      assert.not.match(body, new RegExp(TOKEN))
    }
    const headers = { authorization: `Bearer ${TOKEN}`, referer: `http://elsewhere.example/?token=${OTHER}` }
    const { status, body } = await ask(port, { path: '/?page=1&key=token', headers })
    assert.equal([status, body], [200, 'operator-of-test'])
    assert.is((await ask(port, { path: '/', headers: { authorization: `Bearer ${OTHER}` } })).status, 401)
  })
  assert.equal(one.reasons(), ['a token in the address', 'an unknown token'])
  assert.not.match(one.lines.join(''), new RegExp(`${TOKEN}|${OTHER}`))
})

test('H01: two Authorization headers are refused before either is looked at, over a bare socket too', async () => {
  const one = authenticating({ tokens: [tokenOf(TOKEN)] })
  const server = createServer({ bodyBytes: 0 })
  server.get('/', { onRequest: requireIdentity(one.authenticate) }, (_, reply) => reply.send('in'))
  await listening(server, async (port) => {
    const send = (...lines: readonly string[]) =>
      sendRaw(port, `${['GET / HTTP/1.1', 'Host: a', 'Connection: close', ...lines].join('\r\n')}\r\n\r\n`)
    const right = `Authorization: Bearer ${TOKEN}`
    assert.match(await send(right), /^HTTP\/1.1 200 /)
    for (const second of [right, `authorization: Bearer ${OTHER}`, 'AUTHORIZATION:', 'Authorization: Basic eDp5']) {
      assert.match(await send(right, second), /^HTTP\/1.1 400 /, second)
      assert.match(await send(second, right), /^HTTP\/1.1 400 /, second)
    }
    assert.match(await send(`Authorization: Bearer ${'x'.repeat(100_000)}`), /^HTTP\/1.1 431 /)
  })
  assert.equal(one.reasons(), ['two Authorization headers'])
})

test('H01: whoever is nobody gets the same bytes, whatever was wrong', async () => {
  const one = authenticating({ tokens: [tokenOf(TOKEN)] })
  const server = createServer({ bodyBytes: 0 })
  server.get('/', { onRequest: requireIdentity(one.authenticate) }, (_, reply) => reply.send('in'))
  await listening(server, async (port) => {
    const answers = new Set<string>()
    for (const authorization of ['', 'Basic eDp5', `Bearer ${OTHER}`, 'Bearer short', `Bearer ${'x'.repeat(9000)}`]) {
      const { status, headers, body } = await ask(port, { path: '/', headers: { authorization } })
      const { date: _, ...others } = headers
      answers.add(JSON.stringify([status, others, body]))
    }
    assert.is(answers.size, 1)
    assert.match([...answers][0] ?? '', /^\[401,.*"www-authenticate":"Bearer realm=\\"charter\\""/)
  })
})

test('H18: a request that is too large is refused before anybody looks who sends it', async () => {
  let looked = 0
  const server = createServer({ bodyBytes: 0 })
  const authenticate = async () => {
    looked += 1
    return { type: 'unauthorized', reason: 'nobody is known' } as const
  }
  server.get('/', { onRequest: requireIdentity(authenticate) }, (_, reply) => reply.send('in'))
  await listening(server, async (port) => {
    const parameters = Array.from({ length: 1200 }, (_, at) => `p${at}=1`).join('&')
    for (const path of [`/?${'x'.repeat(2048)}`, `/?${parameters}`, `/?token=${'x'.repeat(10_000)}`])
      assert.is((await ask(port, { path })).status, 414)
    assert.is((await ask(port, { path: '/', headers: { 'x-other': 'x'.repeat(20_000) } })).status, 431)
    assert.is((await ask(port, { path: `/${'x'.repeat(20_000)}` })).status, 431)
    assert.is((await ask(port, { path: '/', method: 'POST', body: '{}' })).status, 405)
  })
  assert.is(looked, 0)
})

test('who is known and may not pass is told so, and a route that nobody guards has no one', async () => {
  const one = authenticating({ tokens: [tokenOf(TOKEN)] })
  const server = createServer({ bodyBytes: 0 })
  server.get('/', { onRequest: requireIdentity(one.authenticate, () => false) }, (_, reply) => reply.send('in'))
  server.get('/bare', (request, reply) => reply.send(identityOf(request).name))
  await listening(server, async (port) => {
    const headers = { authorization: `Bearer ${TOKEN}` }
    assert.is((await ask(port, { path: '/', headers })).status, 403)
    assert.is((await ask(port, { path: '/bare', headers })).status, 500)
  })
})

test('who knocks again and again fills no log, and one without a token is none to write of', async () => {
  const clock = movedClock()
  const one = authenticating({ tokens: [tokenOf(TOKEN)] }, clock)
  for (let at = 0; at < 50; at += 1) await one.ask(`Bearer ${OTHER}`)
  await one.ask()
  clock.pass(10_000)
  await one.ask(`Bearer ${OTHER}`)
  const times = one.lines.map((line) => JSON.parse(line)).map(({ msg, times }) => [msg, times])
  assert.equal(times, [
    ['refused to answer', 1],
    ['refused to answer', 50],
  ])
})

test.run()
