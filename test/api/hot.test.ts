import { randomBytes } from 'node:crypto'
import { Agent } from 'node:http'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { createAuthenticate } from '../../src/api/authentication/authenticate.ts'
import { operatorOf } from '../../src/api/authentication/tokens.ts'
import { createHttp } from '../../src/api/http.ts'
import { createLimit } from '../../src/api/ratelimit.ts'
import { noLog } from '../../src/lib/log.ts'
import type { AccessRecord } from '../../src/model/accesslog.ts'
import { createPublication } from '../../src/run/publication.ts'
import { beginStatus } from '../../src/status/status.ts'
import { INSTANT } from '../support/api.ts'
import { type MovedClock, movedClock } from '../support/asking.ts'
import { type Answered, type Asked, ask, listening, sendRaw } from '../support/http.ts'
import { installationWith, textSnapshot } from '../support/installation.ts'
import { NOTHING_KEPT } from '../support/publication.ts'

const ACME = `apiVersion: charter.sh/v1alpha1
kind: Organization
metadata: {name: acme}
spec: {displayName: Acmé, users: [{name: ada, email: ada@acme.example, admin: true}]}
`
const TOKEN = randomBytes(32).toString('base64url')
const OTHER = randomBytes(32).toString('base64url')
const USER = '/api/v1/organizations/acme/users/ada'
const USERS = '/api/v1/organizations/acme/users'

interface Site {
  /** Asks over one connection that is kept. */
  get(path?: string, headers?: Asked['headers']): Promise<Answered>
  /** Sends bytes over a connection of their own, and gives all that is answered. */
  send(text: string): Promise<string>
  /** How many requests came to the framework since this was asked last. */
  usual(): number
  apply(text: string): Promise<void>
  readonly records: readonly AccessRecord[]
  readonly clock: MovedClock
}

/** The whole server as the program starts it, with a bucket of `burst` requests that fills again only as the clock is moved. */
async function onServer(burst: number, work: (site: Site) => Promise<void>): Promise<void> {
  const installation = await installationWith({ 'acme.yaml': ACME })
  const { store, state } = installation
  const clock = movedClock(INSTANT)
  const status = { ...beginStatus({ version: '0', startedAt: INSTANT, sources: [] }, state()), isReady: true }
  const turns = { state, status: () => status, ledger: () => store }
  const records: AccessRecord[] = []
  const server = createHttp({
    status: () => status,
    metrics: async () => ({ type: 'text/plain', text: '' }),
    isAlive: () => true,
    authenticate: createAuthenticate(
      { tokens: [operatorOf(TOKEN), { ...operatorOf(OTHER), name: 'other', organizations: ['globex'] }] },
      { log: noLog, clock },
    ),
    limit: createLimit({ perSecond: 1, burst }, clock),
    publication: createPublication(turns, NOTHING_KEPT, clock),
    recording: { accessLog: { add: (record) => void records.push(record) }, clock },
    version: '0',
  })
  let came = 0
  server.addHook('onRequest', async () => void came++)
  const agent = new Agent({ keepAlive: true, maxSockets: 1 })
  await listening(server, async (port) => {
    await work({
      get: (path = USER, headers = {}) =>
        ask(port, { path, agent, headers: { authorization: `Bearer ${TOKEN}`, ...headers } }),
      send: (text) => sendRaw(port, text),
      usual() {
        const before = came
        came = 0
        return before
      },
      apply: async (text) => void (await installation.apply([textSnapshot({ 'acme.yaml': text })])),
      records,
      clock,
    })
    agent.destroy()
  })
}

/** Asks until the answer is one that is given again. */
async function warm({ get, usual }: Site, path = USER): Promise<void> {
  await get(path)
  await get(path)
  usual()
}

function namesIn({ body }: Answered): readonly string[] {
  return (JSON.parse(body) as readonly { readonly name: string }[]).map(({ name }) => name)
}

test('what is asked again over a connection is, but for the limit, the very answer that was made', async () => {
  await onServer(100, async ({ get, usual, records }) => {
    const answers = [await get(), await get(), await get(), await get()]
    assert.is(usual(), 2)
    assert.equal(
      answers.map(({ status }) => status),
      [200, 200, 200, 200],
    )
    const told = ({ headers, body }: Answered) => ({ ...headers, ratelimit: '', date: '', body })
    for (const again of answers.slice(1)) assert.equal(told(again), told(answers[0] as Answered))
    assert.match(String(answers[3]?.headers['content-security-policy']), "default-src 'none'")
    assert.equal(
      answers.map(({ headers }) => headers.ratelimit),
      ['"client";r=99;t=1', '"client";r=98;t=2', '"client";r=97;t=3', '"client";r=96;t=4'],
    )
    const reads = records.map(({ action, user, path, statusCode }) => `${action} ${user} ${path} ${statusCode}`)
    const read = `READ operator ${USER} 200`
    assert.equal(reads, [`LOGIN operator ${USER} 200`, read, read, read, read])
    assert.is(new Set(records.map(({ id }) => id)).size, 5)
  })
})

test('each address of a connection is learned for itself', async () => {
  await onServer(100, async (site) => {
    await warm(site)
    await warm(site, USERS)
    assert.is(JSON.parse((await site.get()).body).name, 'ada')
    assert.equal(namesIn(await site.get(USERS)), ['ada'])
    assert.is(site.usual(), 0)
    assert.is((await site.get(`${USER}?foo=1`)).status, 400)
  })
})

test('nobody gets what was made for another one over the same connection, and nobody without a token anything', async () => {
  await onServer(100, async (site) => {
    await warm(site)
    const status = async (headers: Asked['headers']) => (await site.get(USER, headers)).status
    assert.is(await status({ authorization: `Bearer ${OTHER}` }), 404)
    assert.is(await status({ authorization: `Bearer ${TOKEN.slice(0, -1)}` }), 401)
    assert.is(await status({ authorization: `Bearer ${TOKEN.slice(0, -1)}!` }), 401)
    assert.is(await status({ authorization: '' }), 401)
    assert.is(await status({ authorization: [`Bearer ${TOKEN}`, `Bearer ${OTHER}`] }), 400)
    assert.is((await site.get(`${USER}?access_token=${TOKEN}`)).status, 400)
    assert.is(site.usual(), 6)
  })
})

test('what changes is told at once, and what is a second old is made anew', async () => {
  await onServer(100, async (site) => {
    await warm(site, USERS)
    await site.apply(ACME.replace('users: [', 'users: [{name: bob, email: bob@acme.example}, '))
    assert.equal(namesIn(await site.get(USERS)), ['ada', 'bob'])
    assert.is(site.usual(), 1)
    await warm(site, USERS)
    site.clock.pass(999)
    const kept = await site.get(USERS)
    assert.equal([kept.headers['charter-instant'], site.usual()], [INSTANT, 0])
    site.clock.pass(1)
    const made = await site.get(USERS)
    assert.equal([made.headers['charter-instant'], site.usual()], ['2026-11-22T12:00:01.000Z', 1])
  })
})

test('whoever asks too often is refused, kept or not', async () => {
  await onServer(4, async ({ get, clock, records }) => {
    const codes: number[] = []
    for (let round = 0; round < 6; round++) codes.push((await get()).status)
    assert.equal(codes, [200, 200, 200, 200, 429, 429])
    assert.is(records.length, 5)
    clock.pass(1000)
    assert.is((await get()).status, 200)
  })
})

test('whoever comes again after an hour has come anew', async () => {
  await onServer(100, async (site) => {
    await warm(site)
    site.clock.pass(60 * 60 * 1000)
    await warm(site)
    assert.is(site.records.filter(({ action }) => action === 'LOGIN').length, 2)
  })
})

test('another form, and what is known already, go the usual way', async () => {
  await onServer(100, async (site) => {
    await warm(site)
    const { headers } = await site.get()
    const same = await site.get(USER, { 'if-none-match': String(headers.etag) })
    assert.equal([same.status, same.body], [304, ''])
    assert.is((await site.get(USER, { accept: 'text/csv' })).status, 406)
    assert.is(site.usual(), 2)
  })
})

test('what is sent all at once is answered in its order', async () => {
  await onServer(100, async ({ send, usual }) => {
    const asked = (path: string, more = '') =>
      `GET ${path} HTTP/1.1\r\nHost: charter\r\nAuthorization: Bearer ${TOKEN}\r\n${more}\r\n`
    const paths = [USER, USER, USER, USER, '/nowhere', USER]
    const said = await send(paths.map((path) => asked(path)).join('') + asked(USER, 'Connection: close\r\n'))
    const names = [...said.matchAll(/"name":"(\w+)"|"title":"(Not Found)"/g)].map(([, name, title]) => name ?? title)
    assert.equal(names, ['ada', 'ada', 'ada', 'ada', 'Not Found', 'ada', 'ada'])
    assert.ok(usual() < paths.length + 1)
  })
})

test.run()
