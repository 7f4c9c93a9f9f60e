import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { clientOf } from '../../src/api/client.ts'
import { createHttp } from '../../src/api/http.ts'
import { createBuckets, createLimit } from '../../src/api/ratelimit.ts'
import type { Status } from '../../src/model/status.ts'
import { authenticating, movedClock, tokenOf } from '../support/asking.ts'
import { ask, listening } from '../support/http.ts'
import { NOTHING_PUBLISHED } from '../support/publication.ts'

const TOKEN = 'a-token-of-the-operator-with-enough-characters'

test('a client may ask so often at once, and then as often as the bucket fills', () => {
  const clock = movedClock()
  const take = createBuckets({ perSecond: 2, burst: 3 }, clock)
  const taken = (): readonly [boolean, number] => {
    const { isAllowed, remaining } = take('a')
    return [isAllowed, remaining]
  }
  assert.equal(
    [taken(), taken(), taken(), taken()],
    [
      [true, 2],
      [true, 1],
      [true, 0],
      [false, 0],
    ],
  )
  assert.equal(take('a'), { isAllowed: false, remaining: 0, retrySeconds: 1, resetSeconds: 2 })
  assert.is(take('b').isAllowed, true)
  clock.pass(499)
  assert.is(take('a').isAllowed, false)
  clock.pass(1)
  assert.equal([taken(), taken()[0]], [[true, 0], false])
  clock.pass(1_000_000)
  assert.equal(taken(), [true, 2])
})

test('asking while nothing is left costs nothing: it does not put off the next answer', () => {
  const clock = movedClock()
  const take = createBuckets({ perSecond: 1, burst: 1 }, clock)
  take('a')
  for (let at = 0; at < 9; at += 1) {
    clock.pass(100)
    assert.is(take('a').isAllowed, false)
  }
  clock.pass(101)
  assert.is(take('a').isAllowed, true)
})

test('so many clients are remembered, and those forgotten first that have been silent longest', () => {
  const take = createBuckets({ perSecond: 1, burst: 2 }, movedClock(), 2)
  take('a')
  take('b')
  take('a')
  take('c')
  assert.equal([take('a').isAllowed, take('c').remaining], [false, 0])
  assert.is(take('b').remaining, 1)
})

test('a client is an IPv4 address, however it is written, or the /64 of an IPv6 address', () => {
  assert.equal(['10.0.0.1', '::ffff:10.0.0.1'].map(clientOf), ['10.0.0.1', '10.0.0.1'])
  assert.is(clientOf('2001:db8:1:2:3:4:5:6'), clientOf('2001:DB8:1:2::9'))
  assert.is(clientOf('2001:db8::1'), '2001:db8:0:0::/64')
  assert.not(clientOf('2001:db8:1:2::1') === clientOf('2001:db8:1:3::1'))
  assert.equal(['::1', 'fe80::1%eth0'].map(clientOf), ['0:0:0:0::/64', 'fe80:0:0:0::/64'])
})

test('H17: who asks too often is answered before anybody looks who it is, and health always is', async () => {
  const clock = movedClock()
  const { authenticate } = authenticating({ tokens: [tokenOf(TOKEN)] })
  let looked = 0
  const shown = {
    status: () => ({ isReady: true, seq: 3, hash: 'a', sources: [], passes: [] }) as unknown as Status,
    metrics: async () => ({ type: 'text/plain', text: '' }),
    isAlive: () => true,
    authenticate: (request: Parameters<typeof authenticate>[0]) => {
      looked += 1
      return authenticate(request)
    },
    limit: createLimit({ perSecond: 1, burst: 3 }, clock),
    publication: NOTHING_PUBLISHED,
    version: '0.0.0',
  }
  await listening(createHttp(shown), async (port) => {
    const get = (path: string) => ask(port, { path, headers: { authorization: `Bearer ${TOKEN}` } })
    const first = await get('/metrics')
    assert.equal(
      [first.status, first.headers.ratelimit, first.headers['ratelimit-policy']],
      [200, '"client";r=2;t=1', '"client";q=3;w=3'],
    )
    assert.equal([(await get('/nowhere')).status, (await get('/metrics')).status], [404, 200])
    const { status, headers } = await get('/metrics')
    assert.equal(
      [status, headers['retry-after'], headers['x-ratelimit-reset'], headers['cache-control'], looked],
      [429, '1', '3', 'no-store', 2],
    )
    // Whoever asks without end waits, and nobody else does.
    const asked = performance.now()
    assert.is((await get('/nowhere')).status, 429)
    assert.ok(performance.now() - asked > 200, 'the refusal comes at once')
    for (const path of ['/healthz', '/readyz?x=1']) assert.is((await get(path)).status, 200)
    clock.pass(1000)
    assert.is((await get('/api/v1/status')).status, 200)
  })
})

test.run()
