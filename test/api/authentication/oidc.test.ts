import { generateKeyPairSync } from 'node:crypto'
import { CompactSign, SignJWT, UnsecuredJWT } from 'jose'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import type { TokenRules } from '../../../src/api/authentication/claims.ts'
import { createOidc } from '../../../src/api/authentication/oidc.ts'
import { noLog } from '../../../src/lib/log.ts'
import { authenticating, movedClock } from '../../support/asking.ts'
import {
  AUDIENCE,
  CLIENT,
  type Forged,
  forged,
  settingsOf,
  showing,
  signingKey,
  startListening,
} from '../../support/issuer.ts'

const NOW = '2026-11-22T12:00:00.000Z'
const SECONDS = Date.parse(NOW) / 1000
const server = await startListening()
const key = await signingKey('first')
const rsa = await signingKey('rsa', 'RS256')
const stranger = await signingKey('first')
server.answer = showing(server.url, [key, rsa])

test.after(() => server.stop())

/** Asks with tokens that are right but for what is changed; each instance asks the issuer anew. */
function asking(rules: Partial<TokenRules> = {}) {
  const clock = movedClock(NOW)
  const oidc = createOidc(settingsOf(server.url, rules), { log: noLog, clock })
  const one = authenticating({ oidc }, clock)
  const send = (token: string) => one.ask(`Bearer ${token}`)
  return {
    ...one,
    send,
    says: async (claims: Forged['claims'] = {}, header: Forged['header'] = {}, by = key) =>
      send(await forged(by, server.url, { claims, header }, Date.parse(NOW))),
  }
}

const IN = 'person: ada@acme.example'

test('a token that is right in everything counts', async () => {
  const { says } = asking()
  assert.is(await says(), IN)
  assert.is(await says({}, {}, rsa), IN)
})

test('H03: a token counts from its beginning to its end, with a minute for clocks that differ', async () => {
  const { says } = asking()
  assert.is(await says({ exp: SECONDS - 59 }), IN)
  assert.is(await says({ exp: SECONDS - 60 }), 'unauthorized: a token that is over')
  assert.is(await says({ exp: SECONDS - 86_400 }), 'unauthorized: a token that is over')
  assert.is(await says({ nbf: SECONDS + 60 }), IN)
  assert.is(await says({ nbf: SECONDS + 61 }), 'unauthorized: a token that does not count yet')
  assert.is(await says({ iat: SECONDS + 60 }), IN)
  assert.is(await says({ iat: SECONDS + 62 }), 'unauthorized: a token from the future')
})

test('H03: a token has an end that is a moment', async () => {
  const { says, send } = asking()
  for (const exp of [undefined, `${SECONDS + 300}`, null, [SECONDS + 300], {}])
    assert.is(await says({ exp }), 'unauthorized: a token without an end', JSON.stringify(exp))
  for (const exp of [1e300, 1e15, Number.MAX_SAFE_INTEGER])
    assert.is(await says({ exp }), 'unauthorized: a token that never ends', `${exp}`)
  assert.is(await says({ nbf: 'now' }), 'unauthorized: a token that does not count yet')
  assert.is(await says({ iat: 'now' }), 'unauthorized: a token from no time')
  const whole = JSON.stringify({ iss: server.url, aud: AUDIENCE, exp: 1 }).replace('"exp":1', '"exp":1e999')
  const endless = new CompactSign(Buffer.from(whole)).setProtectedHeader({ alg: 'ES256', kid: 'first' })
  assert.is(await send(await endless.sign(key.secret)), 'unauthorized: a token that never ends')
})

test('H04: a token is for this audience, whole, and for nobody else unless a client is configured', async () => {
  const { says } = asking()
  const other = 'unauthorized: a token for another audience'
  for (const aud of [
    'https://elsewhere.example',
    `${AUDIENCE}/`,
    AUDIENCE.slice(0, -1),
    AUDIENCE.toUpperCase(),
    '',
    '*',
  ])
    assert.is(await says({ aud }), other, aud)
  assert.is(await says({ aud: undefined }), other)
  for (const aud of [[], ['https://elsewhere.example'], [[AUDIENCE]], { 0: AUDIENCE }, null, 1])
    assert.is(await says({ aud }), other, JSON.stringify(aud))
  assert.is(await says({ aud: [AUDIENCE] }), IN)
  const several = [AUDIENCE, 'https://elsewhere.example']
  assert.is(await says({ aud: several }), 'unauthorized: a token for several, with no client configured')
  const { says: saysTo } = asking({ clientId: CLIENT })
  assert.is(await saysTo({ aud: several, azp: CLIENT }), IN)
})

test('H05: the issuer is the configured one, character for character', async () => {
  const { says } = asking()
  const { url } = server
  for (const iss of [`${url}/`, url.toUpperCase(), url.replace('http', 'https'), `${url}x`, [url], '', undefined])
    assert.is(await says({ iss }), 'unauthorized: a token of another issuer', JSON.stringify(iss))
})

test('H06: an algorithm counts that is allowed, and no key but the issuer’s', async () => {
  const { says, send } = asking({ algorithms: ['ES256', 'RS256'] })
  const claims = { iss: server.url, aud: AUDIENCE, exp: SECONDS + 300, email: 'ada@acme.example', email_verified: true }
  const notAllowed = 'unauthorized: a token of an algorithm that is not allowed'
  assert.is(await send(new UnsecuredJWT(claims).encode()), notAllowed)
  for (const alg of ['none', 'None', 'HS256', 'ES384', 'PS256', 'EdDSA'])
    assert.is(await send(headed(await right(), { alg, kid: 'first' })), notAllowed, alg)
  // The public key as the secret of an HMAC: whoever can read it could sign.
  const pem = generateKeyPairSync('rsa', { modulusLength: 2048 }).publicKey.export({ type: 'spki', format: 'pem' })
  const confused = new SignJWT(claims).setProtectedHeader({ alg: 'HS256', kid: 'rsa' })
  assert.is(await send(await confused.sign(Buffer.from(pem))), notAllowed)
  assert.is(
    await send(headed(await right(), { alg: 'RS256', kid: 'first' })),
    'unauthorized: a token of an unknown key',
  )
  const wrong = 'unauthorized: a token with a wrong signature'
  assert.is(await says({}, {}, stranger), wrong)
  assert.is(await says({}, { jwk: stranger.shown }, stranger), wrong)
  assert.is(await says({}, { jku: 'http://127.0.0.1:1/keys', x5u: 'http://127.0.0.1:1/x' }, stranger), wrong)
  assert.is(await says({}, { jku: 'http://127.0.0.1:1/keys', jwk: stranger.shown }), IN)
  assert.is(await send(await changed(await right())), wrong)
  for (const crit of [['exp'], [], ['b64'], 'b64'])
    assert.is(
      await send(headed(await right(), { alg: 'ES256', kid: 'first', crit, b64: false })),
      'unauthorized: a token that demands what nobody here knows',
    )
})

test('H06: what is no signed token is refused without asking the issuer', async () => {
  const { send } = asking()
  const before = server.asked.length
  const [head, body, tail] = (await right()).split('.')
  assert.is(await send(`${'x'.repeat(30)}.${body}.${tail}`), 'unauthorized: a token that cannot be read')
  assert.is(await send(`${head}.${body}.${tail}.${body}.${tail}`), 'unauthorized: an unknown token')
  assert.is(await send(`${head}.${body}`), 'unauthorized: an unknown token')
  assert.is(server.asked.length, before)
  assert.is(await send(`${head}.${body}.`), 'unauthorized: a token with a wrong signature')
})

test('H07: the name of a key is looked up and nothing else', async () => {
  const { says } = asking()
  const unknown = 'unauthorized: a token of an unknown key'
  for (const kid of ['../../etc/passwd', "' OR 1=1 --", '__proto__', 'constructor', '', 'First', 'x'.repeat(256)])
    assert.is(await says({}, { kid }), unknown, kid)
  const before = server.asked.length
  assert.is(await says({}, { kid: 'x'.repeat(257) }), 'unauthorized: a token whose key has no name')
  assert.is(await says({}, { kid: 'x'.repeat(7000) }), 'unauthorized: a token that is too long')
  assert.is(server.asked.length, before)
})

test('H08: an ID token opens nothing, unless the client itself is the audience', async () => {
  const { says } = asking({ clientId: CLIENT })
  assert.is(await says({ azp: CLIENT }), IN)
  for (const claims of [{ at_hash: 'x' }, { c_hash: 'x' }, { typ: 'ID' }])
    assert.is(await says({ azp: CLIENT, ...claims }), 'unauthorized: an ID token', JSON.stringify(claims))
  assert.is(await says({ aud: CLIENT, azp: CLIENT, at_hash: 'x' }), 'unauthorized: a token for another audience')
  const { says: saysTo } = asking({ clientId: CLIENT, audience: CLIENT })
  assert.is(await saysTo({ aud: CLIENT, azp: CLIENT, at_hash: 'x' }), IN)
})

test('H08: a token of another kind opens nothing', async () => {
  const { says } = asking()
  for (const typ of ['at+jwt', 'AT+JWT', 'application/at+jwt', 'JWT', undefined])
    assert.is(await says({}, { typ }), IN, typ ?? 'no typ')
  for (const typ of ['logout+jwt', 'secevent+jwt', 'dpop+jwt', 'at+jwt2', 'oauth-authz-req+jwt'])
    assert.is(await says({}, { typ }), 'unauthorized: a token that is none for access', typ)
  assert.is(await says({ events: {} }), 'unauthorized: a token that is none for access')
  assert.is(await says({ cnf: { jkt: 'x' } }), 'unauthorized: a token that is bound to a key')
})

test('H08: with a client configured, a token of another one or of none opens nothing', async () => {
  const { says } = asking({ clientId: CLIENT })
  for (const claims of [
    {},
    { azp: 'other' },
    { client_id: 'other' },
    { azp: CLIENT, client_id: 'other' },
    { azp: [CLIENT] },
  ])
    assert.is(await says(claims), 'unauthorized: a token of another client', JSON.stringify(claims))
  assert.is(await says({ client_id: CLIENT }), IN)
  assert.is(await says({ azp: CLIENT, client_id: CLIENT }), IN)
})

test('a person is an e-mail address that the provider has verified', async () => {
  const { says } = asking()
  const none = 'unauthorized: a token without an e-mail address that counts'
  for (const email of [
    undefined,
    '',
    'ada',
    'a b@c.example',
    ['ada@acme.example'],
    'ada@acme\u202e.example',
    `${'x'.repeat(251)}@a.b`,
  ])
    assert.is(await says({ email }), none, JSON.stringify(email))
  assert.is(await says({ email: 'Ada@Acme.Example' }), 'person: Ada@Acme.Example')
  assert.is(await says({ email: 'zoë@acme.example' }), 'person: zoë@acme.example')
  for (const email of ['\u212aate@acme.example', '\u0130da@acme.example', 'zoe\u0308@acme.example'])
    assert.is(await says({ email }), none, `${email} is another one in lower case`)
  for (const email_verified of [undefined, false, 'true', 1]) assert.is(await says({ email_verified }), none)
  const { says: saysTo } = asking({ requireVerifiedEmail: false, emailClaim: 'upn' })
  assert.is(await saysTo({ email_verified: undefined, upn: 'grace@acme.example' }), 'person: grace@acme.example')
  assert.is(await saysTo({ email_verified: undefined }), none)
  const { says: inherited } = asking({ emailClaim: 'toString' })
  assert.is(await inherited(), none)
})

test('H12: nothing of a token stands in the log, whatever is wrong with it', async () => {
  const one = asking()
  const tokens = [
    await forged(stranger, server.url, {}, Date.parse(NOW)),
    await forged(key, server.url, { claims: { aud: 'canary' } }),
  ]
  for (const token of tokens) await one.send(token)
  const log = one.lines.join('')
  assert.is(one.lines.length, 2)
  for (const part of [...tokens.flatMap((token) => token.split('.')), 'canary', 'ada@acme'])
    assert.not.ok(log.includes(part))
})

function right(): Promise<string> {
  return forged(key, server.url, {}, Date.parse(NOW))
}

/** A token with another header, which its signature does not cover. */
function headed(token: string, header: Readonly<Record<string, unknown>>): string {
  return [Buffer.from(JSON.stringify(header)).toString('base64url'), ...token.split('.').slice(1)].join('.')
}

/** A token in which somebody has put another person. */
async function changed(token: string): Promise<string> {
  const [head, body = '', tail] = token.split('.')
  const claims = JSON.parse(Buffer.from(body, 'base64url').toString('utf8'))
  return [head, Buffer.from(JSON.stringify({ ...claims, email: 'eve@acme.example' })).toString('base64url'), tail].join(
    '.',
  )
}

test.run()
