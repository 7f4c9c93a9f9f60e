import { test } from 'uvu'
import * as assert from 'uvu/assert'
import type { Identity } from '../../../src/api/identity.ts'
import type { Sample } from '../../../src/model/usage.ts'
import { AUDITOR, OPERATOR, openApi, person } from '../../support/api.ts'

const HEAD = 'apiVersion: charter.sh/v1alpha1\nkind: '
const organization = (name: string, subscriptions: string) => `${HEAD}Organization
metadata: {name: ${name}}
spec:
  displayName: The ${name}
  id: other-${name}
  users:
    - {name: ada, email: Ada@${name}.example, firstName: Ada, lastName: Lovelace, userGroups: [admin]}
    - {name: bob, email: bob@${name}.example}
    - {name: eve, email: eve@${name}.example, active: false}
    - {name: root, email: root@${name}.example, admin: true}
  workspaces:
    - {name: web, type: project, displayName: Web}
    - {name: lab, type: environment, displayName: Lab}
  subscriptions: [${subscriptions}]
`
const PLANS = `${HEAD}SubscriptionPlan
metadata: {name: free}
spec: {displayName: Free, fixedTerm: P1Y, selfService: true}
---
${HEAD}SubscriptionPlan
metadata: {name: professional}
spec: {displayName: Professional}
`
const OLD = '{name: old, plan: free, startDate: "2025-01-01"}'
const MAIN = '{name: main, plan: professional, startDate: "2026-10-20", endDate: never}'
const texts = (acme: string) => ({
  'plans.yaml': PLANS,
  'acme.yaml': organization('acme', acme),
  'globex.yaml': organization('globex', '{name: main, plan: free, startDate: "2026-03-20"}'),
  'initech.yaml': organization('initech', ''),
})

function measured(
  objectType: string,
  metric: string,
  start: string,
  value: number,
  more: Partial<Sample> = {},
): Sample {
  return { source: 'meter', organization: 'acme', objectType, metric, kind: 'delta', start, value, ...more }
}
const GAUGE = { kind: 'gauge' } as const
const SAMPLES = [
  measured('deployment_version', 'credits', '2026-11-19T23:59:59Z', 7),
  measured('deployment_version', 'credits', '2026-11-20T00:00:00Z', 1000, { project: 'web' }),
  measured('deployment_version', 'credits', '2026-11-21T08:00:00Z', 234.5),
  measured('deployment_version', 'credits', '2026-11-21T08:00:00Z', 99, { organization: 'globex' }),
  measured('deployment_version', 'memory_peak', '2026-11-21T08:00:00Z', 12, GAUGE),
  measured('pipeline_version', 'input_volume', '2026-11-20T00:00:00Z', 1840),
  measured('machine', 'cpu_hours', '2026-11-20T00:00:00Z', 5),
  measured('', 'deployments', '2026-11-20T00:00:00Z', 30, GAUGE),
  measured('', 'pipeline_versions', '2026-11-20T00:00:00Z', 4, GAUGE),
]

const api = await openApi(texts(OLD), { samples: SAMPLES })
await api.apply(texts(MAIN))
test.after(() => api.close())

const LIST = '/ubiops/v2.1/organizations'
const ADA = person('ada@acme.example')
const BOB = person('bob@acme.example')

const read = async (path: string, as: Identity = ADA) => (await api.compat(`${LIST}${path}`, as)).body
const own = async (path: string) => (await api.read(`/organizations/${path}`)).body

test('organizations are listed with the fields of the document, those that the reader is a member of', async () => {
  const { uid, createdAt } = await own('acme')
  const acme = { id: uid, name: 'acme', creation_date: createdAt }
  assert.equal(await read(''), [acme])
  assert.equal(
    (await read('', AUDITOR)).map(({ name }: { name: string }) => name),
    ['acme', 'globex', 'initech'],
  )
  assert.equal(await read('', person('nobody@acme.example')), [])
  assert.match(createdAt, /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?Z$/)
})

test('an organization tells its subscription, and null for an end that never comes', async () => {
  const { uid, createdAt } = await own('acme')
  assert.equal(await read('/acme'), {
    id: uid,
    name: 'acme',
    creation_date: createdAt,
    status: 'active',
    subscription: 'professional',
    subscription_self_service: false,
    subscription_start_date: '2026-10-20',
    subscription_end_date: null,
  })
  const { id: _, creation_date: __, ...globex } = await read('/globex', OPERATOR)
  assert.equal(globex, {
    name: 'globex',
    status: 'active',
    subscription: 'free',
    subscription_self_service: true,
    subscription_start_date: '2026-03-20',
    subscription_end_date: '2027-03-20',
  })
  const initech = await read('/initech', OPERATOR)
  assert.equal(
    [initech.subscription, initech.subscription_start_date, initech.subscription_end_date],
    ['none', null, null],
  )
  assert.is(initech.subscription_self_service, false)
})

test('users have the fields of the document, and are admins by whatever way', async () => {
  const users = await read('/acme/users', BOB)
  const uids = new Map<string, string>(
    (await own('acme/users')).map(({ name, uid }: Record<string, string>) => [name, uid]),
  )
  const ada = { id: uids.get('ada'), email: 'Ada@acme.example', name: 'Ada', surname: 'Lovelace', admin: true }
  assert.equal(users, [
    ada,
    { id: uids.get('bob'), email: 'bob@acme.example', name: '', surname: '', admin: false },
    { id: uids.get('eve'), email: 'eve@acme.example', name: '', surname: '', admin: false },
    { id: uids.get('root'), email: 'root@acme.example', name: '', surname: '', admin: true },
  ])
  assert.equal(await read(`/acme/users/${uids.get('ada')}`, BOB), ada)
  assert.equal(await read(`/acme/users/${uids.get('ada')?.toUpperCase()}`, BOB), ada)
})

test('resources are counted: what is declared, and the latest gauge of the rest', async () => {
  const { status, headers, body } = await api.compat(`${LIST}/acme/resources`, BOB)
  assert.is(status, 200)
  assert.equal(body, {
    projects: 1,
    users: 3,
    deployments: 30,
    deployment_versions: 0,
    pipelines: 0,
    pipeline_versions: 4,
  })
  assert.match(headers.get('charter-revision') ?? '', /^\d+$/)
  assert.ok(headers.get('etag'))
})

test('usage is that of the period of the subscription where no dates are given', async () => {
  const bucket = (value: number) => ({
    start_date: '2026-11-20T00:00:00Z',
    end_date: '2026-12-20T00:00:00Z',
    value,
  })
  assert.equal(await read('/acme/usage'), [
    { object_type: 'deployment_version', metric: 'credits', usage: [bucket(1234.5)] },
    { object_type: 'deployment_version', metric: 'memory_peak', usage: [bucket(12)] },
    { object_type: 'pipeline_version', metric: 'input_volume', usage: [bucket(1840)] },
  ])
  assert.equal(await read('/initech/usage', OPERATOR), [])
})

test('usage between two dates is told as they are given, by month or by day', async () => {
  const rows = async (query: string) =>
    (await read(`/acme/usage?${query}`))
      .filter(({ metric }: { metric: string }) => metric === 'credits')
      .flatMap(({ usage }: { usage: readonly Record<string, string>[] }) =>
        usage.map(({ start_date, end_date, value }) => `${start_date} ${end_date} ${value}`),
      )
  const month = ['2026-11-12T00:00:00Z 2026-12-12T00:00:00Z 1241.5']
  assert.equal(await rows('start_date=2026-11-12T00:00:00Z&end_date=2026-12-12T00:00:00Z'), month)
  assert.equal(await rows('start_date=2026-11-12&end_date=2026-12-12&interval=month&whatever=1'), month)
  assert.equal(await rows('start_date=2026-11-12T00:00:00&end_date=2026-12-12T01:00:00%2B01:00'), month)
  assert.equal(await rows('start_date=2026-11-19&end_date=2026-11-22&interval=day'), [
    '2026-11-19T00:00:00Z 2026-11-20T00:00:00Z 7',
    '2026-11-20T00:00:00Z 2026-11-21T00:00:00Z 1000',
    '2026-11-21T00:00:00Z 2026-11-22T00:00:00Z 234.5',
  ])
})

test('subscriptions are told by first day, those that were removed among them', async () => {
  const history = await read('/acme/subscriptions')
  const uids = new Map<string, string>(
    (await own('acme/subscriptions')).map(({ name, uid }: Record<string, string>) => [name, uid]),
  )
  const nobody = { subscription_agreement_user: null, subscription_update_user: null }
  assert.equal(history, [
    { id: uids.get('old'), subscription: 'free', start_date: '2025-01-01', ...nobody },
    { id: uids.get('main'), subscription: 'professional', start_date: '2026-10-20', ...nobody },
  ])
  assert.type(uids.get('old'), 'string')
})

test('what is wrong is told as UbiOps tells it', async () => {
  const told = async (path: string, as: Identity = ADA, init: RequestInit = {}) => {
    const { status, headers, body } = await api.compat(`${LIST}${path}`, as, init)
    assert.match(headers.get('content-type') ?? '', /^application\/json/)
    return [status, body]
  }
  const missing = (name: string) => [404, { error: `the organization ${name} does not exist` }]
  for (const path of ['', '/users', '/resources', '/usage', '/subscriptions']) {
    assert.equal(await told(`/globex${path}`), missing('globex'))
    assert.equal(await told(`/nothing${path}`), missing('nothing'))
  }
  const { uid } = await own('acme')
  for (const word of [uid, 'other-acme']) assert.equal(await told(`/${word}`), missing(word))
  assert.equal(await told('/acme/users/ada'), [404, { error: 'the user ada does not exist' }])
  assert.equal(await told('/acme/usage', BOB), [403, { error: 'this needs MANAGE on the organization' }])
  assert.equal(await told('/acme/usage?interval=week'), [400, { error: 'the parameter interval is one of day, month' }])
  for (const query of [
    'start_date=x',
    'start_date=2026-11-21&end_date=2026-11-21',
    'start_date=1990-01-01&interval=day',
  ]) {
    const [status, body] = await told(`/acme/usage?${query}`)
    assert.equal([status, Object.keys(body)], [400, ['error']])
    assert.match(body.error, /^the parameter start_date is refused: /)
  }
  for (const method of ['POST', 'PATCH', 'DELETE']) {
    assert.equal(await told('/acme', ADA, { method }), [405, { error: `Method "${method}" not allowed` }])
  }
})

test.run()
