import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { openApi, person } from '../support/api.ts'

const HEAD = 'apiVersion: charter.sh/v1alpha1\nkind: Organization\n'
const api = await openApi({
  'acme.yaml': `${HEAD}metadata: {name: acme}
spec:
  displayName: Acme Research
  users: [{name: ada, email: ada@acme.example, admin: true}]
  accessKeys:
    - {name: access, type: token, secretRef: {env: CANARY_ACCESS}, rotation: {generation: 3}, user: ada}
    - {name: deploy, type: access-key, secretRef: {file: canary/deploy}, permissions: [write, read], expiresAt: "2026-11-22T12:00:00Z"}
    - {name: later, type: access-key, secretRef: {file: canary/later}, expiresAt: "2026-11-22T12:00:01Z"}
`,
  'initech.yaml': `${HEAD}metadata: {name: initech}
spec:
  displayName: Initech
  users: [{name: bill, email: bill@initech.example, admin: true}]
  accessKeys:
    - {name: only, type: access-key, secretRef: {env: CANARY_ONLY}}
    - {name: robot, type: token, secretRef: {env: CANARY_ROBOT}}
`,
  'globex.yaml': `${HEAD}metadata: {name: globex}
spec:
  displayName: Globex
  users: [{name: hank, email: hank@globex.example, admin: true}]
  accessKeys:
    - {name: made, type: token, user: hank, generate: {writeTo: {file: canary/made}}}
    - {name: one, type: access-key, secretRef: {env: CANARY_ONE}}
    - {name: two, type: access-key, secretRef: {env: CANARY_TWO}}
`,
})
test.after(() => api.close())

const keyIdOf = (key: string) =>
  api
    .state()
    .resources.get(key as never)
    ?.uid.replaceAll('-', '')
    .toUpperCase()

test("the organization's access key is the one named access, else the only one of its type", async () => {
  const { body } = await api.read('/organizations/acme/access')
  assert.equal(body, { accessKey: keyIdOf('AccessKey/acme/access'), hasSecretKey: true, generation: 3 })
  assert.match(body.accessKey, /^[0-9A-F]{32}$/)
  const initech = await api.read('/organizations/initech/access')
  assert.equal(initech.body, {
    accessKey: keyIdOf('AccessKey/initech/only'),
    hasSecretKey: true,
    generation: 1,
  })
  assert.is((await api.read('/organizations/globex/access')).status, 404)
  assert.is((await api.read('/organizations/acme/access', person('bill@initech.example'))).status, 404)
  assert.equal((await api.read('/organizations/initech')).body.status.access, {
    accessKey: keyIdOf('AccessKey/initech/only'),
    hasSecretKey: true,
  })
})

test('a key that Charter makes has a secret once the ledger says that it was handed over', async () => {
  const before = await api.read('/organizations/globex/access-keys/made')
  assert.equal([before.body.hasSecret, before.body.rotatedAt], [false, undefined])
  const state = api.state()
  const rotation = { generation: 1, count: 1, at: '2026-11-22T11:00:00.000Z' }
  api.publish({ ...state, rotations: new Map([[before.body.uid, rotation]]) })
  const { body } = await api.read('/organizations/globex/access-keys/made')
  assert.equal(
    [body.hasSecret, body.rotatedAt, body.secretGeneration, body.keyId],
    [true, rotation.at, 1, before.body.keyId],
  )
  api.publish(state)
})

test('access keys tell what they are, and when they expire, and nothing of their secrets', async () => {
  const { body, text } = await api.read('/organizations/acme/access-keys')
  assert.equal(
    body.map(({ name, type, permissions, expiresAt, expired, generation, user }: Record<string, unknown>) => [
      name,
      type,
      permissions,
      expiresAt,
      expired,
      generation,
      user,
    ]),
    [
      ['access', 'token', [], 'never', false, 3, 'ada'],
      ['deploy', 'access-key', ['read', 'write'], '2026-11-22T12:00:00Z', true, 1, undefined],
      ['later', 'access-key', [], '2026-11-22T12:00:01Z', false, 1, undefined],
    ],
  )
  assert.not.match(text, /canary|secretRef/i)
  for (const word of ['deploy', body[1].uid, body[1].keyId]) {
    assert.equal((await api.read(`/organizations/acme/access-keys/${word}`)).body, body[1])
  }
  assert.is((await api.read('/organizations/acme/access-keys/nobody')).status, 404)
  assert.is((await api.read('/organizations/acme/access-keys', person('bill@initech.example'))).status, 404)
})

test.run()
