import { test } from 'uvu'
import * as assert from 'uvu/assert'
import type { Identity } from '../../../../src/api/identity.ts'
import { AUDITOR, OPERATOR, openApi, person } from '../../../support/api.ts'

const HEAD = 'apiVersion: charter.sh/v1alpha1\nkind: '
const PLANS = `${HEAD}SubscriptionPlan
metadata: {name: free}
spec: {displayName: Free, fixedTerm: P1Y}
---
${HEAD}SubscriptionPlan
metadata: {name: large}
spec:
  displayName: Large
  limits: {maxProjects: 2, maxUsers: 3, gbSeconds: 10000, resources: 15, logsRetentionDays: 30}
  agreementUrl: https://vendor.example/agreement
  termsUrl: https://vendor.example/terms
---
${HEAD}SubscriptionPlan
metadata: {name: secret}
spec: {displayName: Secret, hidden: true}
`
const ACME = `${HEAD}Organization
metadata: {name: acme}
spec:
  displayName: Acme
  users:
    - {name: ada, email: ada@acme.example, firstName: Ada, lastName: Lovelace, admin: true}
    - {name: bob}
  accessKeys:
    - name: robot
      displayName: Robot
      description: builds
      type: token
      secretRef: {env: CANARY_ROBOT}
      expiresAt: "2027-01-01T01:00:00+01:00"
    - {name: idle, type: token, secretRef: {env: CANARY_IDLE}}
    - {name: old, type: token, expiresAt: "2026-01-01T00:00:00Z", secretRef: {env: CANARY_OLD}}
    - {name: basic, type: basic, secretRef: {env: CANARY_BASIC}}
  workspaces:
    - {name: top, type: project, displayName: Top}
    - {name: web, type: project, displayName: Web, parent: top}
  permissions:
    - {name: a, role: project-admin, assignee: {accessKey: robot}, scope: {workspace: web}}
    - {name: b, role: project-viewer, assignee: {accessKey: robot}, scope: {workspace: web}}
    - {name: c, role: project-viewer, assignee: {accessKey: old}, scope: {workspace: web}}
    - {name: d, role: project-viewer, assignee: {accessKey: basic}, scope: {workspace: top}, includeDescendants: true}
    - {name: e, role: project-viewer, assignee: {user: bob}, scope: {workspace: web}}
`
const GLOBEX = `${HEAD}Organization
metadata: {name: globex}
spec: {displayName: Globex, users: [{name: ada, email: ada@acme.example, admin: true}]}
`
const api = await openApi({ 'plans.yaml': PLANS, 'acme.yaml': ACME, 'globex.yaml': GLOBEX })
test.after(() => api.close())

const ADA = person('ada@acme.example')
const get = (path: string, as: Identity = ADA, init: RequestInit = {}) => api.compat(`/ubiops/v2.1${path}`, as, init)
const read = async (path: string, as?: Identity) => (await get(path, as)).body
const stored = (key: string) => {
  const found = api.state().resources.get(key as never)
  return { uid: found?.uid ?? '', createdAt: found?.createdAt ?? '' }
}

test('service users are the access keys that have a role on the project, without what they log in with', async () => {
  const [robot, basic] = [stored('AccessKey/acme/robot'), stored('AccessKey/acme/basic')]
  const own = {
    id: robot.uid,
    email: `${robot.uid}.web@serviceuser.invalid`,
    name: 'Robot',
    description: 'builds',
    creation_date: robot.createdAt,
    expiry_date: '2027-01-01T00:00:00.000Z',
  }
  const { body, text } = await get('/projects/web/service-users')
  assert.equal(body[1], own)
  assert.equal(
    body.map(({ id, name, expiry_date }: Record<string, unknown>) => [id, name, expiry_date]),
    [
      [basic.uid, 'basic', null],
      [robot.uid, 'Robot', own.expiry_date],
    ],
  )
  assert.not.match(text, /CANARY|[sS]ecret|token/)
  assert.equal(await read(`/projects/web/service-users/${robot.uid.toUpperCase()}`), own)
  const assignees = (await read('/projects/web/role-assignments')).map((one: { assignee: string }) => one.assignee)
  assert.equal(new Set(assignees), new Set([robot.uid, basic.uid, stored('User/acme/bob').uid]))
  for (const uid of [stored('AccessKey/acme/idle').uid, stored('AccessKey/acme/old').uid, 'x']) {
    const { status, body: told } = await get(`/projects/web/service-users/${uid}`)
    assert.equal([status, told], [404, { error: `the service user ${uid} does not exist` }])
  }
  assert.is((await get('/projects/web/service-users', person('nobody@acme.example'))).status, 404)
  const reset = await get(`/projects/web/service-users/${robot.uid}/token`, OPERATOR, { method: 'PUT' })
  assert.equal([reset.status, reset.body], [405, { error: 'Method "PUT" not allowed' }])
})

test('what UbiOps calls subscriptions are the plans that the reader sees, with their limits', async () => {
  const [free, large, secret] = ['free', 'large', 'secret'].map((name) => stored(`SubscriptionPlan//${name}`).uid)
  const [first, second] = [
    { id: free, name: 'free' },
    { id: large, name: 'large' },
  ]
  assert.equal(await read('/subscriptions'), [first, second])
  assert.equal(await read('/subscriptions', AUDITOR), [first, second, { id: secret, name: 'secret' }])
  assert.equal(await read('/subscriptions', person('nobody@acme.example')), [])
  assert.equal(await read('/subscriptions/large'), {
    ...second,
    max_projects: 2,
    max_users: 3,
    logs_retention_days: 30,
    gb_seconds: 10000,
    resources: 15,
    hidden: false,
    agreement: 'https://vendor.example/agreement',
    terms_conditions: 'https://vendor.example/terms',
  })
  const { max_users, agreement } = await read('/subscriptions/free')
  assert.equal([max_users, agreement], [null, ''])
  assert.equal(await read('/subscriptions/secret'), { error: 'the subscription secret does not exist' })
})

test('whoever asks is told who they are, and everybody whether the program does its work', async () => {
  const { uid, createdAt } = stored('User/acme/ada')
  const ada = { id: uid, email: 'ada@acme.example', name: 'Ada', surname: 'Lovelace' }
  assert.equal(await read('/user'), { ...ada, registration_date: createdAt })
  const token = await get('/user', OPERATOR)
  assert.equal([token.status, token.body], [404, { error: 'the user of this token does not exist' }])
  assert.equal(await read('/status', person('nobody@acme.example')), { status: 'ok' })
  const trouble = { code: 'StorageFailed', message: 'x', since: '2026-11-22T00:00:00Z', attempts: 1 }
  api.publish(api.state(), { trouble })
  assert.equal(await read('/status'), { status: 'fail' })
})

test('a user without an e-mail address has one that reaches nobody, since clients fail without', async () => {
  const { uid } = stored('User/acme/bob')
  const [, bob] = await read('/organizations/acme/users')
  assert.equal(bob, { id: uid, email: `${uid}@user.invalid`, name: '', surname: '', admin: false })
})

test.run()
