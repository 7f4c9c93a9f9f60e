import { connect } from 'node:net'
import { text } from 'node:stream/consumers'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { type Api, openApi } from '../support/api.ts'

const ACME = `apiVersion: charter.sh/v1alpha1
kind: Organization
metadata: {name: acme}
spec:
  displayName: Acme
  users:
${Array.from({ length: 200 }, (_, at) => `    - {name: u${at}, email: u${at}@acme.example, admin: ${at === 0}}\n`).join('')}`

async function onApi(work: (api: Api) => Promise<void>): Promise<void> {
  const api = await openApi({ 'acme.yaml': ACME })
  try {
    await work(api)
  } finally {
    await api.close()
  }
}

/** Sends bytes as they are, and gives everything that comes until the server closes. */
async function raw({ address }: Api, bytes: string): Promise<string> {
  const socket = connect({ host: '127.0.0.1', port: Number(new URL(address).port) })
  socket.on('error', () => undefined)
  socket.write(bytes)
  return text(socket)
}

const USERS = '/organizations/acme/users'

test('H18: what a parameter may not be is a 400 that names it', async () => {
  await onApi(async (api) => {
    const wrong: Readonly<Record<string, string>> = {
      page_size: '1000000000',
      page: '-1',
      o: 'password',
      at: '2026-13-45',
      seq: '1.5',
      admin: 'maybe',
      label: 'no-value',
      fields: 'secret',
      unknown: '1',
    }
    for (const [name, value] of Object.entries(wrong)) {
      const { status, body } = await api.read(`${USERS}?${name}=${value}`)
      assert.is(status, 400, name)
      assert.is(body.errors[0].pointer, `query/${name}`)
      assert.ok(body.detail.includes(name), body.detail)
    }
    for (const size of ['NaN', '0', '-1', '1e3', '301', '']) {
      assert.is((await api.read(`${USERS}?page_size=${size}`)).status, 400, size)
    }
    const many = Array.from({ length: 51 }, () => 'label=a=b').join('&')
    assert.is((await api.read(`${USERS}?${many}`)).status, 400)
  })
})

test('H18: a cursor that was made up, changed, or given for another question is a 400', async () => {
  await onApi(async (api) => {
    await api.apply({ 'acme.yaml': ACME.replace('displayName: Acme', 'displayName: Acme Ltd') })
    const audit = '/organizations/acme/audit'
    const { headers } = await api.read(`${audit}?limit=1`)
    const cursor = /cursor=([^&>]+)/.exec(headers.get('link') ?? '')?.[1] ?? ''
    assert.is((await api.read(`${audit}?limit=1&cursor=${cursor}`)).status, 200)
    const flipped = `${cursor.startsWith('A') ? 'B' : 'A'}${cursor.slice(1)}`
    for (const other of [flipped, 'AAAA', '..%2F..', `${cursor}x`, '']) {
      assert.is((await api.read(`${audit}?limit=1&cursor=${other}`)).status, 400, other)
    }
    assert.is((await api.read(`${audit}?limit=1&kind=User&cursor=${cursor}`)).status, 400)
    assert.is((await api.read(`/organizations/acme/children-audit?limit=1&cursor=${cursor}`)).status, 400)
  })
})

test('H20: a request that two programs could read differently is refused, and its connection closed', async () => {
  await onApi(async (api) => {
    const line = `GET /api/v1${USERS} HTTP/1.1\r\nHost: charter.example\r\n`
    const hidden = 'GET /api/v1/ledger HTTP/1.1\r\nHost: charter.example\r\n\r\n'
    for (const bytes of [
      `${line}Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n${hidden}`,
      `${line}Transfer-Encoding: chunked, identity\r\n\r\n${hidden}`,
      `${line}Content-Length: 0\r\nContent-Length: ${hidden.length}\r\n\r\n${hidden}`,
      `${line}X-Folded: one\r\n two\r\nTransfer-Encoding : chunked\r\n\r\n${hidden}`,
      `GET /api/v1${USERS}\r\n\r\n`,
      `GET /api/v1${USERS} HTTP/1.1\nHost: charter.example\n\n`,
      `GET /api/v1${USERS} HTTP/1.1\r\n\r\n`,
    ]) {
      const answer = await raw(api, bytes)
      assert.match(answer, /^HTTP\/1\.1 400 Bad Request\r\n/)
      assert.is(answer.split('HTTP/1.1 ').length, 2, 'one answer, and nothing behind it')
    }
  })
})

test('H20: questions that are sent at once are answered one by one, in their order', async () => {
  await onApi(async (api) => {
    const ask = (path: string, more = ''): string =>
      `GET /api/v1${path} HTTP/1.1\r\nHost: charter.example\r\n${more}\r\n`
    const answer = await raw(
      api,
      `${ask(`${USERS}/u1`)}${ask(`${USERS}/u2`)}${ask(`${USERS}/u3`, 'Connection: close\r\n')}`,
    )
    assert.equal(
      [...answer.matchAll(/"name":"(u\d)"/g)].map(([, name]) => name),
      ['u1', 'u2', 'u3'],
    )
  })
})

test('H21: whoever leaves in the middle of an answer costs nothing that stays', async () => {
  const trouble: unknown[] = []
  const onTrouble = (error: unknown): void => void trouble.push(error)
  process.on('unhandledRejection', onTrouble)
  try {
    await onApi(async (api) => {
      const port = Number(new URL(api.address).port)
      const leave = (type: string) =>
        new Promise<void>((resolve) => {
          const socket = connect({ host: '127.0.0.1', port }).on('error', () => undefined)
          socket.once('close', () => resolve())
          socket.once('data', () => socket.resetAndDestroy())
          socket.write(`GET /api/v1${USERS}?page_size=300 HTTP/1.1\r\nHost: a\r\nAccept: ${type}\r\n\r\n`)
        })
      for (let round = 0; round < 50; round++) {
        await Promise.all(['application/json', 'text/csv', 'application/x-ndjson', '*/*'].map(leave))
      }
      assert.is((await api.read(USERS)).status, 200)
    })
    assert.equal(trouble, [])
  } finally {
    process.off('unhandledRejection', onTrouble)
  }
})

test('H22: a header changes neither the verb nor the form of an answer', async () => {
  await onApi(async (api) => {
    const plain = await api.read(USERS)
    for (const headers of [
      { 'x-http-method-override': 'DELETE' },
      { 'x-method-override': 'POST' },
      { 'x-http-method': 'PUT' },
      { 'accept-encoding': 'gzip, br' },
    ]) {
      const answer = await api.read(USERS, undefined, { headers })
      assert.equal([answer.status, answer.text], [200, plain.text])
      assert.is(answer.headers.get('content-encoding'), null)
    }
    assert.match(
      await raw(api, `TRACE /api/v1${USERS} HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n`),
      /^HTTP\/1\.1 40[45] /,
    )
    const head = await api.read(USERS, undefined, { method: 'HEAD' })
    assert.equal([head.status, head.text, head.headers.get('x-result-count')], [200, '', '200'])
    assert.is((await api.read(USERS, undefined, { method: 'OPTIONS' })).headers.get('allow'), 'GET, HEAD, OPTIONS')
  })
})

test.run()
