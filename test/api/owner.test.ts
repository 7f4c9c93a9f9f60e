import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { createHttp } from '../../src/api/http.ts'
import type { Identity } from '../../src/api/identity.ts'
import { createPublication } from '../../src/run/publication.ts'
import { beginStatus } from '../../src/status/status.ts'
import { OPERATOR, person } from '../support/api.ts'
import { type Answered, ask, listening } from '../support/http.ts'
import { installationWith } from '../support/installation.ts'
import { NOTHING_KEPT } from '../support/publication.ts'

const ACME = `apiVersion: charter.sh/v1alpha1
kind: Organization
metadata: {name: acme}
spec: {displayName: Acme, users: [{name: ada, email: ada@acme.example, admin: true}]}
---
apiVersion: charter.sh/v1alpha1
kind: User
metadata: {namespace: acme, name: grace}
spec: {email: grace@acme.example}
`
const NOW = '2026-11-22T12:00:00.000Z'
const { state, store } = await installationWith({ 'orgs/acme.yaml': ACME })

/** Sends a request as somebody, or as nobody. */
async function sent(method: string, path: string, identity?: Identity): Promise<Answered> {
  const status = beginStatus({ version: '0', startedAt: NOW, sources: [] }, state())
  const turns = { state, status: () => status, ledger: () => store }
  const server = createHttp({
    status: () => status,
    metrics: async () => ({ type: 'text/plain', text: '' }),
    isAlive: () => true,
    authenticate: async () => identity ?? { type: 'unauthorized', reason: 'nobody' },
    limit: () => undefined,
    publication: createPublication(turns, NOTHING_KEPT, { now: () => NOW }),
    version: '0',
  })
  const answers: Answered[] = []
  await listening(server, async (port) => {
    answers.push(await ask(port, { method, path, headers: { 'content-length': '100000' }, body: 'x'.repeat(100_000) }))
  })
  const [answer] = answers
  assert.ok(answer)
  return answer
}

test('who wants to change something is told where it is declared, whatever is sent', async () => {
  for (const method of ['PUT', 'PATCH', 'DELETE', 'POST']) {
    const { status, headers, body } = await sent(method, '/api/v1/organizations/acme/users/grace', OPERATOR)
    assert.equal([status, headers.allow], [405, 'GET, HEAD, OPTIONS'])
    assert.is(
      JSON.parse(body).detail,
      'nothing is changed here: User grace is declared in source local, at orgs/acme.yaml:6',
    )
  }
  const organization = await sent('DELETE', '/api/v1/organizations/acme', OPERATOR)
  assert.match(
    JSON.parse(organization.body).detail,
    /Organization acme is declared in source local, at orgs\/acme\.yaml:1$/,
  )
})

test('what is no resource of its own is declared with its organization, and so is what is not there yet', async () => {
  for (const part of ['users', 'settings/region', 'customizations', 'tags', 'users/nobody', 'groups/tree']) {
    const { status, body } = await sent('PUT', `/api/v1/organizations/acme/${part}`, OPERATOR)
    assert.is(status, 405)
    assert.match(
      JSON.parse(body).detail,
      /: Organization acme is declared in source local, at orgs\/acme\.yaml:1$/,
      part,
    )
  }
  const { body } = await sent('DELETE', '/api/v1/users/grace', OPERATOR)
  assert.match(JSON.parse(body).detail, /: User grace is declared in source local, at orgs\/acme\.yaml:6$/)
})

test('who may not see it is told no more than that nothing is written here', async () => {
  const plain = '{"type":"about:blank","status":405,"title":"Method Not Allowed"}'
  assert.is((await sent('DELETE', '/api/v1/organizations/acme')).body, plain)
  for (const path of ['organizations/acme', 'organizations/acme/users', 'organizations/acme/tags', 'users/grace']) {
    assert.is((await sent('DELETE', `/api/v1/${path}`, person('eve@initech.example'))).body, plain)
  }
  assert.is((await sent('POST', '/api/v1/organizations/acme/users')).body, plain)
  assert.is((await sent('DELETE', '/api/v1/organizations/nobody', OPERATOR)).body, plain)
  assert.is((await sent('POST', '/api/v1/organizations', OPERATOR)).body, plain)
})

test.run()
