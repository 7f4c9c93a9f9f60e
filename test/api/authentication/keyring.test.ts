import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { createOidc } from '../../../src/api/authentication/oidc.ts'
import { requireIdentity } from '../../../src/api/authentication/require.ts'
import { createServer } from '../../../src/api/server.ts'
import { createLog } from '../../../src/lib/log.ts'
import { authenticating, type MovedClock, movedClock } from '../../support/asking.ts'
import { ask, listening } from '../../support/http.ts'
import {
  type Forged,
  forged,
  type Listening,
  settingsOf,
  showing,
  signingKey,
  startListening,
} from '../../support/issuer.ts'
import { until } from '../../support/running.ts'

const [first, second] = [await signingKey('first'), await signingKey('second')]
const IN = 'person: ada@acme.example'
const NOBODY_CAN_SAY = 'unavailable: the identity provider cannot be asked'
const UNKNOWN = 'unauthorized: a token of an unknown key'

interface Asking {
  readonly server: Listening
  readonly clock: MovedClock
  /** What stands in the log of the keys. */
  readonly said: string[]
  /** Asks with a fresh token, which nobody remembers. */
  says(forging?: Forged, by?: typeof first): Promise<string>
  readonly authenticate: ReturnType<typeof authenticating>['authenticate']
  token(forging?: Forged, by?: typeof first): Promise<string>
  send(token: string): Promise<string>
}

async function asking(work: (asking: Asking) => Promise<void>): Promise<void> {
  const server = await startListening()
  server.answer = showing(server.url, [first])
  const clock = movedClock()
  const said: string[] = []
  const write = (line: string) => void said.push(JSON.parse(line).msg)
  const log = createLog({ level: 'info', format: 'json', write })
  const oidc = createOidc(settingsOf(server.url), { log, clock })
  const one = authenticating({ oidc }, clock)
  let count = 0
  const token = ({ claims = {}, header = {} }: Forged = {}, by = first) => {
    count += 1
    return forged(by, server.url, { claims: { jti: `${count}`, ...claims }, header }, Date.parse(clock.now()))
  }
  const send = (text: string) => one.ask(`Bearer ${text}`)
  const { authenticate } = one
  try {
    await work({
      server,
      clock,
      said,
      token,
      send,
      authenticate,
      says: async (...given) => send(await token(...given)),
    })
  } finally {
    await server.stop()
  }
}

test('keys are read when the first token comes, once for all who wait, and kept for their time', async () => {
  await asking(async ({ server, clock, says }) => {
    assert.equal(server.asked, [])
    assert.equal(await Promise.all([says(), says(), says()]), [IN, IN, IN])
    assert.equal(server.asked, ['/.well-known/openid-configuration', '/keys'])
    clock.pass(299_999)
    assert.is(await says(), IN)
    assert.is(server.asked.length, 2)
    clock.pass(1)
    assert.is(await says(), IN)
    assert.is(server.asked.length, 4)
  })
})

test('H07: a flood of made-up names of keys makes the issuer be asked once in half a minute', async () => {
  await asking(async ({ server, clock, says }) => {
    assert.is(await says(), IN)
    clock.pass(30_000)
    const flood = async () => {
      for (let at = 0; at < 40; at += 1) assert.is(await says({ header: { kid: `made-up-${at}` } }), UNKNOWN)
    }
    await flood()
    assert.is(server.asked.length, 4)
    clock.pass(29_999)
    await flood()
    assert.is(server.asked.length, 4)
    clock.pass(1)
    await flood()
    assert.is(server.asked.length, 6)
    assert.is(await says(), IN)
  })
})

test('H10: with the provider down from the beginning nobody can say who asks, and it is not asked by everybody', async () => {
  await asking(async ({ server, clock, says, said }) => {
    await server.stop()
    assert.is(await says(), NOBODY_CAN_SAY)
    await server.start()
    clock.pass(4_999)
    assert.is(await says(), NOBODY_CAN_SAY)
    assert.is(server.asked.length, 0)
    clock.pass(1)
    assert.is(await says(), IN)
    assert.equal(said, ['the identity provider cannot be asked', 'the identity provider can be asked again'])
  })
})

test('H10: with the provider down later its keys count until they are too old, and then nobody can say who asks', async () => {
  await asking(async ({ server, clock, says, said }) => {
    assert.is(await says(), IN)
    await server.stop()
    for (const ms of [300_000, 1_000_000, 2_299_999]) {
      clock.pass(ms)
      assert.is(await says(), IN, `${ms}`)
    }
    assert.is(await says({}, second), NOBODY_CAN_SAY)
    clock.pass(1)
    assert.is(await says(), NOBODY_CAN_SAY)
    await server.start()
    clock.pass(5_000)
    assert.is(await says(), IN)
    assert.equal(said, ['the identity provider cannot be asked', 'the identity provider can be asked again'])
  })
})

test('H10: nobody waits again for a provider that does not answer, while its keys count', async () => {
  await asking(async ({ server, clock, says }) => {
    assert.is(await says(), IN)
    server.answer = (_, response) => void response.writeHead(500).end()
    clock.pass(300_000)
    assert.is(await says(), IN)
    const { promise: answered, resolve: answer } = Promise.withResolvers<void>()
    server.answer = (request, response) => void answered.then(() => showing(server.url, [second])(request, response))
    clock.pass(5_000)
    assert.is(await says(), IN)
    answer()
    await until('the new keys', async () => (await says({}, second)) === IN)
    assert.is(await says(), UNKNOWN)
  })
})

test('H10: a key that is taken out of use counts no longer than its keys are kept, and a new one at once', async () => {
  await asking(async ({ server, clock, says }) => {
    assert.is(await says(), IN)
    server.answer = showing(server.url, [second])
    clock.pass(30_000)
    assert.equal([await says({}, second), await says()], [IN, UNKNOWN])
    server.answer = showing(server.url, [])
    clock.pass(300_000)
    assert.is(await says({}, second), UNKNOWN)
  })
})

test('H13: another token is not taken for one that is remembered', async () => {
  await asking(async ({ token, send }) => {
    const text = await token()
    assert.equal([await send(text), await send(text)], [IN, IN])
    // The last byte of the signature is any, also the one that would be written in its place.
    const other = text.endsWith('AA') ? 'QQ' : 'AA'
    assert.is(await send(`${text.slice(0, -2)}${other}`), 'unauthorized: a token with a wrong signature')
  })
})

test('H13: who was proved is remembered for half a minute', async () => {
  await asking(async ({ server, clock, token, send }) => {
    const text = await token()
    assert.is(await send(text), IN)
    clock.pass(29_999)
    server.answer = showing(server.url, [second])
    assert.is(await send(text), IN)
    clock.pass(1)
    // The keys are read because a token names one that is not there.
    assert.is(await send(await token({}, second)), IN)
    assert.is(await send(text), UNKNOWN)
  })
})

test('H10: who is known to nobody because the provider is down is told to come again, not that the token is wrong', async () => {
  await asking(async ({ server, token, authenticate }) => {
    const http = createServer({ bodyBytes: 0 })
    http.get('/', { onRequest: requireIdentity(authenticate) }, (_, reply) => reply.send('in'))
    await server.stop()
    const headers = { authorization: `Bearer ${await token()}` }
    await listening(http, async (port) => {
      const { status, headers: told } = await ask(port, { path: '/', headers })
      assert.equal([status, told['retry-after'], told['www-authenticate']], [503, '5', undefined])
      assert.is((await ask(port, { path: '/', headers: { authorization: 'Bearer short' } })).status, 401)
    })
  })
})

test.run()
