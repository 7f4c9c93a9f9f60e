import { gzipSync } from 'node:zlib'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { discoverKeys } from '../../../src/api/authentication/discover.ts'
import { fetchJson } from '../../../src/api/authentication/fetch.ts'
import { isPrivate } from '../../../src/api/authentication/private.ts'
import { showing, signingKey, startListening } from '../../support/issuer.ts'

const server = await startListening()
const other = await startListening()
const key = await signingKey('first')
const { url } = server

test.after(async () => {
  await server.stop()
  await other.stop()
})

const reason = async (issuer = url): Promise<string> => {
  const found = await discoverKeys(issuer)
  return found.type === 'failed' ? found.reason : 'keys'
}

test('an issuer names its keys, with or without a slash at its end', async () => {
  server.answer = showing(url, [key])
  assert.is(await reason(), 'keys')
  server.answer = showing(`${url}/`, [key], { jwks_uri: `${url}/keys` })
  assert.is(await reason(`${url}/`), 'keys')
})

test('H05: a configuration of another issuer is refused', async () => {
  for (const named of [`${url}/`, `${url}/tenant`, url.toUpperCase(), 'https://login.example', undefined]) {
    server.answer = showing(url, [key], { issuer: named })
    assert.is(await reason(), 'its configuration is that of another issuer')
  }
})

test('H09: redirects are not followed, neither of the configuration nor of the keys', async () => {
  other.answer = showing(url, [key])
  const before = other.asked.length
  server.answer = (_, response) => void response.writeHead(302, { location: `${other.url}/keys` }).end()
  assert.is(await reason(), 'its configuration: redirects are not followed (302)')
  server.answer = (request, response) =>
    request.url === '/keys'
      ? void response.writeHead(307, { location: `${other.url}/keys` }).end()
      : showing(url, [key])(request, response)
  assert.is(await reason(), 'its keys: redirects are not followed (307)')
  assert.is(other.asked.length, before)
})

test('H09: keys are taken from https alone, or from this machine where the issuer is of it too', async () => {
  const places = [
    'file:///etc/passwd',
    'http://169.254.169.254/latest',
    'http://login.example/keys',
    '/keys',
    'data:,{}',
    42,
  ]
  for (const place of [...places, undefined, 'https://user:secret@login.example/keys']) {
    server.answer = showing(url, [key], { jwks_uri: place })
    assert.is(await reason(), 'its configuration names no allowed address of keys', `${place}`)
  }
  other.answer = showing(url, [key])
  const found = await discoverKeys('https://login.example', async (address) => {
    const document = { issuer: 'https://login.example', jwks_uri: `${other.url}/keys` }
    return address.hostname === 'login.example'
      ? { type: 'json', value: document }
      : fetchJson(address, { isTrusted: true })
  })
  assert.equal(found, { type: 'failed', reason: 'its configuration names no allowed address of keys' })
})

test('H09: an address that nobody configured leads to no private network, whatever it is called', async () => {
  const asked = other.asked.length
  for (const host of [
    '169.254.169.254',
    '127.0.0.1',
    '[::1]',
    '[::ffff:10.0.0.1]',
    '2130706433',
    '0x7f.1',
    'localhost',
  ]) {
    for (const scheme of ['https', 'http']) {
      const address = new URL(`${scheme}://${host}:${new URL(other.url).port}/keys`)
      const found = await fetchJson(address, { isTrusted: false })
      assert.equal(found, { type: 'failed', reason: 'the address lies in a private network' }, address.href)
    }
  }
  assert.is(other.asked.length, asked)
  for (const address of [
    '10.1.2.3',
    '172.31.0.1',
    '192.168.1.1',
    '100.64.0.1',
    '0.0.0.0',
    '224.0.0.1',
    'fe80::1',
    'fd00::1',
    '::',
    'x',
  ])
    assert.ok(isPrivate(address), address)
  for (const address of ['8.8.8.8', '172.32.0.1', '2001:4860:4860::8888', '::ffff:8.8.8.8'])
    assert.not.ok(isPrivate(address), address)
})

test('H09: only the host of the issuer itself may lie in a private network', async () => {
  const trusted: [string, boolean][] = []
  for (const place of ['https://login.example/keys', 'https://keys.example/keys', 'https://login.example.evil/keys']) {
    await discoverKeys('https://login.example', async ({ href }, { isTrusted }) => {
      trusted.push([href, isTrusted])
      return { type: 'json', value: { issuer: 'https://login.example', jwks_uri: place, keys: [] } }
    })
  }
  const asked = trusted.filter(([href]) => !href.includes('well-known'))
  assert.equal(asked, [
    ['https://login.example/keys', true],
    ['https://keys.example/keys', false],
    ['https://login.example.evil/keys', false],
  ])
})

test('H09: an answer has its size and time, and is neither packed nor anything but JSON', async () => {
  server.answer = (_, response) => {
    response.writeHead(200)
    const more = () => {
      while (response.write(Buffer.alloc(65_536, ' '))) if (response.destroyed) return
      response.once('drain', more)
    }
    more()
  }
  assert.is(await reason(), 'its configuration: its answer has more than 262144 bytes')
  server.answer = (_, response) => void response.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync('{}'))
  assert.is(await reason(), 'its configuration: its answer is packed')
  server.answer = (_, response) => void response.end('<html>')
  assert.is(await reason(), 'its configuration: its answer is no JSON')
  for (const status of [204, 401, 404, 503]) {
    server.answer = (_, response) => void response.writeHead(status).end('{}')
    assert.is(await reason(), `its configuration: it answers ${status}`)
  }
  // A byte now and then keeps a connection alive, but not a look.
  server.answer = (_, response) => {
    response.writeHead(200)
    const timer = setInterval(() => response.write(' '), 20)
    response.on('close', () => clearInterval(timer))
  }
  const began = performance.now()
  const slow = await fetchJson(new URL(url), { isTrusted: true, timeoutMs: 300 })
  assert.equal(slow, { type: 'failed', reason: 'no whole answer within 0.3 seconds' })
  // A look that has no time of its own takes five seconds.
  assert.ok(performance.now() - began < 4500)
})

test('H09: a server that is not there, or breaks off, is told in words', async () => {
  server.answer = (_, response) => void response.destroy()
  assert.is(await reason(), 'its configuration: the connection broke off')
  const gone = await startListening()
  await gone.stop()
  assert.is(await reason(gone.url), 'its configuration: nothing listens at this address')
})

test('keys that are no list of keys, or too many, are refused', async () => {
  const keysAs = (keys: unknown): void => {
    server.answer = (request, response) =>
      request.url === '/keys' ? void response.end(JSON.stringify({ keys })) : showing(url, [])(request, response)
  }
  for (const keys of [undefined, {}, 'x', Array.from({ length: 101 }, () => key.shown)]) {
    keysAs(keys)
    assert.is(await reason(), 'its keys: no list of at most 100')
  }
  keysAs(['x'])
  assert.is(await reason(), 'its keys: not of the form of RFC 7517')
})

test.run()
