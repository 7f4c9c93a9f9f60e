import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { createHttp } from '../../src/api/http.ts'
import type { AccessRecord } from '../../src/model/accesslog.ts'
import type { Status } from '../../src/model/status.ts'
import { authenticating, movedClock, tokenOf } from '../support/asking.ts'
import { ask, listening } from '../support/http.ts'
import { NOTHING_PUBLISHED } from '../support/publication.ts'

const TOKEN = 'a-token-of-the-operator-with-enough-characters'
const WRONG = 'CANARY-a-token-that-does-not-count'

/** A server whose reads are taken down, until the work is done. */
async function onHttp(
  work: (
    get: (path: string, headers?: Readonly<Record<string, string | readonly string[]>>) => Promise<number>,
    taken: { readonly records: AccessRecord[]; pass(ms: number): void },
  ) => Promise<void>,
): Promise<void> {
  const clock = movedClock('2026-11-22T12:00:00.000Z')
  const records: AccessRecord[] = []
  const shown = {
    status: () => ({ isReady: true, seq: 3, hash: 'a', sources: [], passes: [] }) as unknown as Status,
    metrics: async () => ({ type: 'text/plain', text: '' }),
    isAlive: () => true,
    authenticate: authenticating({ tokens: [tokenOf(TOKEN), tokenOf('m'.repeat(32), 'metrics')] }).authenticate,
    limit: () => undefined,
    publication: NOTHING_PUBLISHED,
    recording: { accessLog: { add: (record: AccessRecord) => void records.push(record) }, clock },
    version: '0.0.0',
  }
  await listening(createHttp(shown), (port) =>
    work(async (path, headers = {}) => (await ask(port, { path, headers })).status, { records, pass: clock.pass }),
  )
}

test('T29: a token that does not count is taken down without it and without an organization, so is one in the address', async () => {
  await onHttp(async (get, { records }) => {
    assert.is(await get('/api/v1/organizations/acme', { authorization: `Bearer ${WRONG}` }), 401)
    assert.is(await get(`/api/v1/organizations?access_token=${WRONG}`), 400)
    assert.is(await get('/metrics', { authorization: [`Bearer ${TOKEN}`, `Bearer ${WRONG}`] }), 400)
    assert.equal(
      records.map(({ id: _, ...rest }) => rest),
      [
        [401, '/api/v1/organizations/acme'],
        [400, '/api/v1/organizations'],
        [400, '/metrics'],
      ].map(([statusCode, path]) => ({
        timestamp: '2026-11-22T12:00:00.000Z',
        action: 'LOGIN',
        status: 'FAILURE',
        method: 'GET',
        path,
        ip: '127.0.0.1',
        statusCode,
      })),
    )
    assert.not.match(JSON.stringify(records), /CANARY/)
  })
})

test('who brings no token, and who reads no organization, is not taken down', async () => {
  await onHttp(async (get, { records }) => {
    assert.equal([await get('/api/v1/organizations'), await get('/healthz'), await get('/nowhere')], [401, 200, 404])
    for (const token of [TOKEN, 'm'.repeat(32)]) {
      for (const path of ['/metrics', '/api/v1/status', '/nowhere'])
        await get(path, { authorization: `Bearer ${token}` })
    }
    assert.equal(records, [])
  })
})

test('H17: of who knocks and knocks so much is taken down and no more', async () => {
  await onHttp(async (get, { records, pass }) => {
    const knock = () => get('/metrics', { authorization: `Bearer ${WRONG}` })
    for (let times = 0; times < 25; times++) assert.is(await knock(), 401)
    assert.is(records.length, 10)
    pass(10_000)
    for (let times = 0; times < 5; times++) await knock()
    assert.is(records.length, 11)
  })
})

test.run()
