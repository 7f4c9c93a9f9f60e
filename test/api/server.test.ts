import { setTimeout as pause } from 'node:timers/promises'
import type { FastifyInstance } from 'fastify'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { createServer } from '../../src/api/server.ts'
import { ask, listening, sendRaw } from '../support/http.ts'

function served(times: { readonly requestMs?: number; readonly answerMs?: number } = {}): FastifyInstance {
  const server = createServer({ bodyBytes: 100, ...times })
  server.get('/thing', (_, reply) => reply.send('here'))
  server.get('/things/:name', (_, reply) => reply.send('named'))
  server.post('/things/:name', (_, reply) => reply.send('done'))
  server.get('/bug', () => {
    throw new Error('text of the inside at /a/path')
  })
  server.get('/slow', async (_, reply) => {
    await pause(300)
    return reply.send('at last')
  })
  return server
}

const problem = (status: number, title: string) => ({ type: 'about:blank', status, title })

test('a verb that a known path does not take is refused with those it takes', async () => {
  await listening(served(), async (port) => {
    for (const method of ['POST', 'PUT', 'PATCH', 'DELETE', 'PROPFIND', 'TRACE']) {
      const { status, headers, body } = await ask(port, { method, path: '/thing' })
      assert.equal([method, status, headers.allow], [method, 405, 'GET, HEAD, OPTIONS'])
      assert.equal(JSON.parse(body), problem(405, 'Method Not Allowed'))
      assert.is(headers['content-type'], 'application/problem+json; charset=utf-8')
    }
    const { status, headers } = await ask(port, { method: 'DELETE', path: '/things/one?x=1' })
    assert.equal([status, headers.allow], [405, 'GET, HEAD, OPTIONS, POST'])
  })
})

test('a body that comes with such a verb is not looked at', async () => {
  await listening(served(), async (port) => {
    const headers = { 'content-type': 'text/strange' }
    assert.is((await ask(port, { method: 'POST', path: '/thing', headers, body: 'x'.repeat(5000) })).status, 405)
    assert.is((await ask(port, { method: 'POST', path: '/nowhere', headers, body: 'x'.repeat(5000) })).status, 404)
  })
})

test('OPTIONS tells what a path takes, HEAD what GET would answer, and an unknown path is not there', async () => {
  await listening(served(), async (port) => {
    const options = await ask(port, { method: 'OPTIONS', path: '/thing' })
    assert.equal([options.status, options.headers.allow, options.body], [204, 'GET, HEAD, OPTIONS', ''])
    const head = await ask(port, { method: 'HEAD', path: '/thing' })
    assert.equal([head.status, head.headers['content-length'], head.body], [200, '4', ''])
    for (const path of ['/nowhere', '/thing/', '/things/a/b']) {
      const { status, body } = await ask(port, { path })
      assert.equal([path, status, JSON.parse(body)], [path, 404, problem(404, 'Not Found')])
    }
  })
})

test('an answer carries the headers that keep a browser from doing anything with it', async () => {
  await listening(served(), async (port) => {
    for (const path of ['/thing', '/nowhere', '/bug']) {
      const { headers } = await ask(port, { path })
      assert.is(headers['x-content-type-options'], 'nosniff')
      assert.is(headers['cache-control'], 'no-store')
      assert.match(String(headers['content-security-policy']), /default-src 'none'/)
    }
  })
})

test('a bug tells nothing of the inside', async () => {
  await listening(served(), async (port) => {
    const { status, body } = await ask(port, { path: '/bug' })
    assert.equal([status, JSON.parse(body)], [500, problem(500, 'Internal Server Error')])
  })
})

test('an address may have 2048 characters, headers 16 KiB, a body what the server takes', async () => {
  await listening(served(), async (port) => {
    const path = (length: number): string => `/thing?${'x'.repeat(length - 7)}`
    assert.is((await ask(port, { path: path(2048) })).status, 200)
    const long = await ask(port, { path: path(2049) })
    assert.equal([long.status, JSON.parse(long.body)], [414, problem(414, 'URI Too Long')])
    const wide = await ask(port, { path: '/thing', headers: { 'x-wide': 'x'.repeat(17 * 1024) } })
    assert.equal([wide.status, JSON.parse(wide.body)], [431, problem(431, 'Request Header Fields Too Large')])
    assert.is((await ask(port, { path: `/thing?${'x'.repeat(20_000)}` })).status, 431)
    const headers = { 'content-type': 'text/plain' }
    const post = async (bytes: number) =>
      (await ask(port, { method: 'POST', path: '/things/a', headers, body: 'x'.repeat(bytes) })).status
    assert.equal([await post(100), await post(101)], [200, 413])
  })
})

test('what is no HTTP is refused as a problem, without a word about how it is read', async () => {
  await listening(served(), async (port) => {
    for (const text of [
      'nonsense\r\n\r\n',
      'FOO /thing HTTP/1.1\r\nhost: a\r\n\r\n',
      'GET /thing HTTP/1.1\r\nhost: a\r\ncontent-length: 1\r\ntransfer-encoding: chunked\r\n\r\n',
    ]) {
      const said = await sendRaw(port, text)
      assert.match(said, /^HTTP\/1\.1 400 Bad Request\r\n/)
      assert.equal(JSON.parse(said.split('\r\n\r\n')[1] ?? ''), problem(400, 'Bad Request'))
      assert.match(said, /x-content-type-options: nosniff/)
    }
  })
})

test('H16: who sends headers or a body slowly is cut off', async () => {
  await listening(served({ requestMs: 300 }), async (port) => {
    const begun = performance.now()
    assert.match(await sendRaw(port, 'GET /thing HTTP/1.1\r\nhost: a\r\n'), /^HTTP\/1\.1 408 /)
    const slowBody = 'POST /things/a HTTP/1.1\r\nhost: a\r\ncontent-type: text/plain\r\ncontent-length: 10\r\n\r\nab'
    assert.match(await sendRaw(port, slowBody), /^(HTTP\/1\.1 408 |$)/)
    // Without these times each of the two would take ten seconds.
    assert.ok(performance.now() - begun < 10_000)
  })
})

test('an answer that takes longer than a client may wait is given up, and one without a limit is not', async () => {
  await listening(served({ answerMs: 50 }), async (port) => {
    const error = await ask(port, { path: '/slow' }).catch((found: Error) => found)
    assert.ok(error instanceof Error)
  })
  await listening(served({ answerMs: 0 }), async (port) => {
    assert.is((await ask(port, { path: '/slow' })).body, 'at last')
  })
})

test.run()
