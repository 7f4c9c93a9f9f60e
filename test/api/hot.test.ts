import { randomBytes } from 'node:crypto'
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
import { movedClock } from '../support/asking.ts'
import { installationWith } from '../support/installation.ts'
import { NOTHING_KEPT } from '../support/publication.ts'

const ACME = `apiVersion: charter.sh/v1alpha1
kind: Organization
metadata: {name: acme}
spec: {displayName: Acmé, users: [{name: ada, email: ada@acme.example, admin: true}]}
`
const TOKEN = randomBytes(32).toString('base64url')
const OTHER = randomBytes(32).toString('base64url')
const USER = '/api/v1/organizations/acme/users/ada'

interface Site {
  get(path?: string, headers?: Readonly<Record<string, string>>): Promise<Response>
  readonly records: readonly AccessRecord[]
  readonly clock: ReturnType<typeof movedClock>
}

/** The whole server as the program starts it, with a bucket of `burst` requests that fills again only as the clock is moved. */
async function onServer(burst: number, work: (site: Site) => Promise<void>): Promise<void> {
  const { store, state } = await installationWith({ 'acme.yaml': ACME })
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
  const address = await server.listen({ host: '127.0.0.1', port: 0 })
  server.server.unref()
  const get = (path = USER, headers: Readonly<Record<string, string>> = {}): Promise<Response> =>
    fetch(`${address}${path}`, { headers: { authorization: `Bearer ${TOKEN}`, ...headers } })
  try {
    await work({ get, records, clock })
  } finally {
    await server.close()
  }
}

const OWN = ['date', 'ratelimit']

test('an answer that is kept is, but for the limit, the very answer that was made', async () => {
  await onServer(100, async ({ get, records }) => {
    const [made, kept] = [await get(), await get()]
    assert.equal([made.status, kept.status], [200, 200])
    const told = ({ headers }: Response) => [...headers].filter(([name]) => !OWN.includes(name))
    assert.equal(told(kept), told(made))
    assert.is(await kept.text(), await made.text())
    assert.match(kept.headers.get('content-security-policy') ?? '', "default-src 'none'")
    assert.equal(
      [made, kept].map(({ headers }) => headers.get('ratelimit')),
      ['"client";r=99;t=1', '"client";r=98;t=2'],
    )
    const reads = records.map(({ action, path, statusCode }) => `${action} ${path} ${statusCode}`)
    assert.equal(reads, [`LOGIN ${USER} 200`, `READ ${USER} 200`, `READ ${USER} 200`])
  })
})

test('nobody gets what was made for another one, and nobody without a token anything', async () => {
  await onServer(100, async ({ get }) => {
    await get()
    assert.is((await get(USER, { authorization: `Bearer ${OTHER}` })).status, 404)
    assert.is((await get(USER, { authorization: `Bearer ${TOKEN}x` })).status, 401)
    assert.is((await get(USER, { authorization: '' })).status, 401)
    assert.is((await get(`${USER}?access_token=${TOKEN}`)).status, 400)
  })
})

test('whoever asks too often is refused, kept or not', async () => {
  await onServer(3, async ({ get, clock }) => {
    const codes: number[] = []
    for (let round = 0; round < 5; round++) codes.push((await get()).status)
    assert.equal(codes, [200, 200, 200, 429, 429])
    clock.pass(1000)
    assert.is((await get()).status, 200)
  })
})

test('another form, and what is known already, go the usual way', async () => {
  await onServer(100, async ({ get }) => {
    const made = await get()
    const etag = made.headers.get('etag') ?? ''
    const same = await get(USER, { 'if-none-match': etag })
    assert.equal([same.status, await same.text()], [304, ''])
    assert.is((await get(USER, { accept: 'text/csv' })).status, 406)
  })
})

test.run()
