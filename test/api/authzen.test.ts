import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { mountMetadata } from '../../src/api/authzen.ts'
import { ENDPOINTS } from '../../src/api/endpoints.ts'
import { createServer } from '../../src/api/server.ts'
import { ask, listening, sendRaw } from '../support/http.ts'

async function onServer(work: (port: number) => Promise<void>): Promise<void> {
  const server = createServer({ bodyBytes: 0 })
  mountMetadata(server)
  await listening(server, work)
}

const PATH = '/.well-known/authzen-configuration'

test('whoever asks finds where decisions are made, for either name of the decision point', async () => {
  await onServer(async (port) => {
    const headers = { host: 'charter.example', 'x-forwarded-proto': 'https' }
    for (const path of ['', '/api/v1']) {
      const found = await ask(port, { path: `${PATH}${path}`, headers })
      assert.equal([found.status, found.headers['content-type']], [200, 'application/json; charset=utf-8'])
      assert.equal(JSON.parse(found.body), {
        policy_decision_point: `https://charter.example${path}`,
        access_evaluation_endpoint: 'https://charter.example/api/v1/access/v1/evaluation',
        access_evaluations_endpoint: 'https://charter.example/api/v1/access/v1/evaluations',
      })
    }
    const { body } = await ask(port, { path: PATH })
    assert.is(JSON.parse(body).policy_decision_point, `http://127.0.0.1:${port}`)
  })
})

test('what is named is served', () => {
  const paths = ENDPOINTS.map(({ path }) => path)
  assert.ok(paths.includes('/access/v1/evaluation') && paths.includes('/access/v1/evaluations'))
})

test('a host that is none leads nowhere', async () => {
  await onServer(async (port) => {
    const said = await sendRaw(port, `GET ${PATH} HTTP/1.1\r\nHost: a b"c\r\nConnection: close\r\n\r\n`)
    assert.match(said, /^HTTP\/1\.1 400 /)
    assert.match(said, /the Host header names no host/)
  })
})

test.run()
