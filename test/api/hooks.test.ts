import { createHmac } from 'node:crypto'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { createHooks } from '../../src/api/hooks.ts'
import { type Answered, ask, listening } from '../support/http.ts'

const SECRET = 'hook-secret-canary'
const MIB = 1024 * 1024
const digestOf = (body: string | Uint8Array, secret = SECRET): string =>
  createHmac('sha256', secret).update(body).digest('hex')

type Post = (
  headers: Record<string, string | readonly string[]>,
  body?: string | Uint8Array,
  path?: string,
) => Promise<Answered>

async function onHooks(work: (post: Post, told: readonly string[], port: number) => Promise<void>): Promise<void> {
  const told: string[] = []
  const server = createHooks({ secrets: new Map([['people', SECRET]]), onHook: (source) => void told.push(source) })
  await listening(server, (port) =>
    work(
      (headers, body = '{}', path = '/hooks/people') => ask(port, { method: 'POST', path, headers, body }),
      told,
      port,
    ),
  )
}

test('H23: GitHub, Gitea, GitLab and anybody with a signature may say that there is something new', async () => {
  await onHooks(async (post, told) => {
    for (const headers of [
      { 'x-hub-signature-256': `sha256=${digestOf('{}')}` },
      { 'X-Hub-Signature-256': `sha256=${digestOf('{}').toUpperCase()}` },
      { 'x-gitea-signature': digestOf('{}') },
      { 'x-signature': `sha256=${digestOf('{}')}` },
      { 'x-gitlab-token': SECRET },
    ]) {
      const { status, body } = await post(headers)
      assert.equal([status, body], [202, ''])
    }
    assert.equal(told, Array(5).fill('people'))
  })
})

test('H23: whoever does not prove to know the secret learns nothing, and nothing happens', async () => {
  await onHooks(async (post, told) => {
    const right = digestOf('{}')
    const refused = [
      await post({}),
      await post({ 'x-hub-signature-256': '' }),
      await post({ 'x-hub-signature-256': `sha256=${digestOf('{ }')}` }),
      await post({ 'x-hub-signature-256': `sha256=${digestOf('{}', 'another')}` }),
      await post({ 'x-hub-signature-256': `sha1=${right}` }),
      await post({ 'x-hub-signature': `sha256=${right}` }),
      await post({ 'x-gitlab-token': `${SECRET}x` }),
      await post({ 'x-gitlab-token': '' }),
      await post({ 'x-hub-signature-256': 'sha256=wrong', 'x-gitlab-token': SECRET }),
      await post({ 'x-hub-signature-256': [`sha256=${right}`, `sha256=${right}`] }),
      await post({ 'x-gitlab-token': [SECRET, SECRET] }),
      await post({ 'x-hub-signature-256': `sha256=${right}` }, '{}', '/hooks/nobody'),
      await post({ 'x-gitlab-token': SECRET }, '{}', '/hooks/nobody'),
      await post({ 'x-gitlab-token': 'no source has this name, and no request this secret' }, '{}', '/hooks/nobody'),
      await post({ 'x-gitlab-token': 'undefined' }, '{}', '/hooks/__proto__'),
    ]
    const told401 = { status: 401, body: '{"type":"about:blank","status":401,"title":"Unauthorized"}' }
    assert.equal(
      refused.map(({ status, body }) => ({ status, body })),
      refused.map(() => told401),
    )
    const [first, unknown] = [refused[2], refused[11]].map((one) => ({ ...one?.headers, date: '' }))
    assert.equal(first, unknown)
    assert.equal(told, [])
  })
})

test('a body may be whatever it is, of any type or none, or not there', async () => {
  await onHooks(async (post, told) => {
    for (const type of ['application/json', 'application/x-www-form-urlencoded', 'text/strange; charset=x', '']) {
      const headers = type === '' ? {} : { 'content-type': type }
      const body = new Uint8Array([123, 0, 255, 10])
      assert.is((await post({ ...headers, 'x-hub-signature-256': `sha256=${digestOf(body)}` }, body)).status, 202, type)
      assert.is(
        (await post({ ...headers, 'x-hub-signature-256': `sha256=${digestOf('')}` }, '')).status,
        202,
        `${type}, empty`,
      )
    }
    assert.is(told.length, 8)
  })
})

test('a body of one MiB is taken, one byte more is not', async () => {
  await onHooks(async (post, told) => {
    const most = 'x'.repeat(MIB)
    assert.is((await post({ 'x-hub-signature-256': `sha256=${digestOf(most)}` }, most)).status, 202)
    const more = `${most}x`
    const refused = await post({ 'x-hub-signature-256': `sha256=${digestOf(more)}` }, more)
    assert.is(refused.status, 413)
    const chunked = await post({ 'transfer-encoding': 'chunked', 'x-gitlab-token': SECRET }, more)
    assert.is(chunked.status, 413)
    assert.is(told.length, 1)
  })
})

test('nothing but POST is taken, and there is nothing else', async () => {
  await onHooks(async (_, told, port) => {
    for (const path of ['/hooks/people', '/hooks/nobody']) {
      const { status, headers } = await ask(port, { path, headers: { 'x-gitlab-token': SECRET } })
      assert.equal([status, headers.allow], [405, 'OPTIONS, POST'])
    }
    for (const path of ['/', '/hooks', '/hooks/people/', '/healthz', '/status'])
      assert.is((await ask(port, { method: 'POST', path, headers: { 'x-gitlab-token': SECRET } })).status, 404)
    assert.equal(told, [])
  })
})

test.run()
