import { test } from 'uvu'
import * as assert from 'uvu/assert'
import type { Identity } from '../../../src/api/identity.ts'
import type { Status, UnitStatus } from '../../../src/model/status.ts'
import type { UnitName } from '../../../src/model/unit.ts'
import { openAccessLog } from '../../../src/store/access/log.ts'
import { AUDITOR, INSTANT, OPERATOR, openApi, person } from '../../support/api.ts'
import { createFolder } from '../../support/folder.ts'
import { sample } from '../../support/samples.ts'

const HEAD = 'apiVersion: charter.sh/v1alpha1\nkind: '
const ACME = `${HEAD}Organization
metadata: {name: acme}
spec:
  displayName: Acme Research
  id: org-123
  hostname: acme.charter.example
  contact: {firstName: Ada, lastName: Lovelace, email: ada@acme.example, mobilePhone: "+44 1"}
  tags: [finance, confidential]
  customizations: {theme: dark, logoUrl: "https://acme.example/logo.png", brandingColor: "#0047AB", font: serif}
  users:
    - {name: ada, email: ada@acme.example, firstName: Ada, lastName: Lovelace, userGroups: [admin]}
    - {name: bob, email: bob@acme.example, role: user_admin}
    - {name: root, email: root@acme.example, admin: true}
  userGroups: [{name: crew, displayName: The crew, members: [bob]}]
  accessKeys:
    - {name: robot, type: token, displayName: My API Key, permissions: [read, write], user: bob, secretRef: {env: CANARY}}
`
const child = (name: string, parent: string, more = '') => `${HEAD}Organization
metadata: {name: ${name}}
spec: {displayName: The ${name}, parent: ${parent}, settings: [{key: region, value: eu}], users: [{name: ${name}-admin, email: ${name}@x.example, admin: true}, {name: bob, email: bob@acme.example}${more}]}
`
const TEXTS = { 'acme.yaml': ACME, 'lab.yaml': child('lab', 'acme'), 'deep.yaml': child('deep', 'lab') }
const storage = (start: string, value: number) =>
  sample(start, value, { objectType: '', metric: 'storage_used', kind: 'gauge' })
const calls = (start: string, value: number) => sample(start, value, { objectType: '', metric: 'api_calls' })
const SAMPLES = [
  calls('2026-10-31T23:59:59Z', 7),
  storage('2026-10-02T00:00:00Z', 3),
  calls('2026-11-01T00:00:00Z', 100),
  calls('2026-11-20T00:00:00Z', 20),
  storage('2026-11-20T00:00:00Z', 12.5),
]

const api = await openApi(TEXTS, { samples: SAMPLES })
const DAN = ', {name: dan, email: dan@x.example}'
await api.apply({ ...TEXTS, 'lab.yaml': child('lab', 'acme', DAN) })
await api.apply({
  ...TEXTS,
  'lab.yaml': child('lab', 'acme', DAN.replace('}', ', firstName: Dan}')),
  'deep.yaml': child('deep', 'lab', DAN),
})
await api.apply({ ...TEXTS, 'deep.yaml': child('deep', 'lab', DAN) })
test.after(() => api.close())

const ADA = person('ada@acme.example')
const get = (path: string, as: Identity = OPERATOR, init: RequestInit = {}) => api.compat(`/locktera${path}`, as, init)
const read = async (path: string, as?: Identity) => (await get(path, as)).body
const own = async (path: string) => (await api.read(`/organizations/${path}`)).body

const CUSTOMIZATIONS = {
  font: 'serif',
  theme: 'dark',
  logo_url: 'https://acme.example/logo.png',
  branding_color: '#0047AB',
}

test('an organization has the fields of the page and those of the schema, by its uid, name or id', async () => {
  const { uid, createdAt } = await own('acme')
  const { status, headers, body } = await get('/orgs/org-123', ADA)
  assert.is(status, 200)
  assert.equal(body, {
    id: 'org-123',
    name: 'Acme Research',
    org_name: 'Acme Research',
    role: 'org',
    root_org_id: 'org-123',
    first_name: 'Ada',
    last_name: 'Lovelace',
    email: 'ada@acme.example',
    mobile_phone: '+44 1',
    created_at: createdAt,
    customizations: CUSTOMIZATIONS,
  })
  for (const word of [uid, 'acme']) assert.equal(await read(`/orgs/${word}`, ADA), body)
  assert.match(headers.get('charter-revision') ?? '', /^\d+$/)
  assert.ok(headers.get('etag'))
})

test('an organization below another is a group, and says what is above it', async () => {
  const { createdAt } = await own('deep')
  assert.equal(await read('/orgs/deep'), {
    id: 'deep',
    name: 'The deep',
    org_name: 'The deep',
    role: 'group',
    root_org_id: 'org-123',
    parent_org_id: 'lab',
    created_at: createdAt,
    customizations: {},
  })
  // Whoever is not in acme reads the name that lab declares, and not what acme is called elsewhere.
  assert.is((await read('/orgs/lab', person('lab@x.example'))).parent_org_id, 'acme')
})

test('a group and a user are told as nodes of the same sort, with their roles', async () => {
  const users = new Map<string, { uid: string; createdAt: string }>(
    (await own('acme/users')).map((one: { name: string }) => [one.name, one]),
  )
  const place = (name: string) => ({ id: users.get(name)?.uid, created_at: users.get(name)?.createdAt })
  const above = { root_org_id: 'org-123', parent_org_id: 'org-123', customizations: {} }
  const node = async (uid = '', as?: Identity) => read(`/orgs/${uid}`, as)
  assert.equal(await node(users.get('ada')?.uid), {
    ...place('ada'),
    name: 'Ada Lovelace',
    org_name: 'Ada Lovelace',
    role: 'org_admin',
    first_name: 'Ada',
    last_name: 'Lovelace',
    email: 'ada@acme.example',
    ...above,
  })
  const bob = { ...place('bob'), name: 'bob', org_name: 'bob', role: 'user_admin', email: 'bob@acme.example', ...above }
  assert.equal(await node(users.get('bob')?.uid.toUpperCase()), bob)
  assert.is((await node(users.get('root')?.uid)).role, 'org_admin')
  const { uid, createdAt } = await own('acme/groups/crew')
  const crew = { id: uid, name: 'The crew', org_name: 'The crew', role: 'group', created_at: createdAt, ...above }
  assert.equal(await node(uid), crew)
  assert.is((await own('lab/users')).length > 0, true)
  const [stranger] = (await own('lab/users')).filter(({ name }: { name: string }) => name === 'bob')
  assert.is((await node(stranger.uid)).role, 'user')
  assert.is((await get(`/orgs/${stranger.uid}`, ADA)).status, 404)
})

test('the children of an organization are organizations, groups and users', async () => {
  const ids = async (query = '', as?: Identity) =>
    (await read(`/orgs/acme/children${query}`, as)).map(({ name, role }: Record<string, string>) => `${role} ${name}`)
  const own = ['group The crew', 'org_admin Ada Lovelace', 'user_admin bob', 'org_admin root']
  assert.equal(await ids(), ['group The lab', ...own])
  assert.equal(await ids('', ADA), own)
  assert.equal(await ids('?limit=2&page=2'), own.slice(1, 3))
  const { headers } = await get('/orgs/acme/children?limit=2&page=2')
  const to = (page: number) => `<${api.address}/compat/locktera/orgs/acme/children?limit=2&page=${page}>`
  assert.equal(
    [headers.get('x-result-count'), headers.get('link')],
    ['5', `${to(1)}; rel="first", ${to(1)}; rel="prev", ${to(3)}; rel="next", ${to(3)}; rel="last"`],
  )
})

test('the own organization is that of the reader', async () => {
  assert.is((await read('/org', ADA)).id, 'org-123')
  assert.equal((await get('/org', person('bob@acme.example'))).status, 404)
  assert.equal((await get('/org', person('nobody@x.example'))).status, 404)
})

test('customizations are spelled as the page has them, and others are kept', async () => {
  assert.equal(await read('/orgs/acme/customizations', ADA), CUSTOMIZATIONS)
  assert.equal(await read('/orgs/lab/customizations'), {})
})

test('tags are texts, and access keys are told without their secrets', async () => {
  assert.equal(await read('/orgs/acme/tags', ADA), ['confidential', 'finance'])
  const [{ keyId, createdAt }] = await own('acme/access-keys')
  const { text, body } = await get('/orgs/acme/api_keys', ADA)
  assert.equal(body, [
    {
      id: keyId,
      key_id: keyId,
      org_id: 'org-123',
      name: 'My API Key',
      permissions: ['read', 'write'],
      created_at: createdAt,
    },
  ])
  assert.not.match(text, 'CANARY')
})

test('consumption is that of this month, of a month, or of a time', async () => {
  const october = { org_id: 'org-123', month: '2026-10', api_calls: 7, storage_used: 3 }
  const november = { org_id: 'org-123', month: '2026-11', api_calls: 120, storage_used: 12.5 }
  assert.equal(await read('/orgs/acme/consumption', ADA), [november])
  assert.equal(await read('/orgs/acme/consumption?month=2026-10', ADA), [october])
  assert.equal(await read('/orgs/acme/consumption?start=2026-09-15T00:00:00Z&end=2026-11-02'), [
    november,
    october,
    { org_id: 'org-123', month: '2026-09', api_calls: 0 },
  ])
})

test('the audit of the children tells what was done below, newest first, and nothing of the organization itself', async () => {
  const rows = await read('/orgs/acme/children_audit?limit=4')
  const { uid: lab } = await own('lab')
  const short = rows.map(({ action, org_id, message }: Record<string, string>) => `${action} ${org_id} ${message}`)
  assert.equal(short, [
    'delete lab User dan removed',
    'insert deep User dan created',
    'update lab User dan changed: firstName',
    'insert lab User dan created',
  ])
  const [, , changed, created] = rows
  assert.equal(
    [changed.old_data, changed.new_data, created.old_data, created.new_data],
    [{}, { firstName: 'Dan' }, {}, { email: 'dan@x.example' }],
  )
  assert.match(created.timestamp, /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$/)
  assert.equal([created.object_kind, created.object_name], ['User', 'dan'])
  const all = await read('/orgs/acme/children_audit')
  assert.ok(all.some(({ object_id }: { object_id: string }) => object_id === lab))
  assert.ok(all.every(({ org_id }: { org_id: string }) => org_id === 'lab' || org_id === 'deep'))
  const next = await get('/orgs/acme/children_audit?limit=3&page=2')
  assert.equal(next.body, all.slice(3, 6))
  assert.is(next.headers.get('x-result-count'), '7')
  assert.match(next.headers.get('link') ?? '', /\?limit=3&page=3>; rel="next"$/)
  const later = await read(`/orgs/acme/children_audit?start=${changed.timestamp}&end=2030-01-01T00:00:00Z`)
  assert.is(later.length, 3)
  assert.equal(await read('/orgs/deep/children_audit'), [])
  assert.equal(await read('/orgs/acme/children_audit', ADA), [])
})

test('who has read what is told newest first, what was denied among it', async () => {
  const accessLog = openAccessLog({ folder: createFolder(), onDropped: () => assert.unreachable('nothing is lost') })
  const logged = await openApi(TEXTS, { accessLog })
  try {
    const ask = (path: string, as: Identity = ADA) => logged.compat(`/locktera${path}`, as)
    const stored = (key: string) => logged.state().resources.get(key as never)?.uid
    await ask('/orgs/org-123')
    await ask('/orgs/acme/tags', person('lab@x.example'))
    await ask(`/orgs/${stored('User/acme/bob')}`, person('lab@x.example'))
    await ask(`/orgs/${stored('UserGroup/acme/crew')}`)
    await ask('/org')
    const { body, status } = await ask('/orgs/acme/access_log', OPERATOR)
    assert.is(status, 200)
    const lines = body.map((one: Record<string, string>) => `${one.action} ${one.status} ${one.user}`)
    assert.equal(lines, [
      'READ SUCCESS ada@acme.example',
      'READ SUCCESS ada@acme.example',
      'DENIED FAILURE lab@x.example',
      'DENIED FAILURE lab@x.example',
      'READ SUCCESS ada@acme.example',
      'LOGIN SUCCESS ada@acme.example',
    ])
    const [{ id, ...read }, , denied] = body
    assert.type(id, 'string')
    assert.equal(read, {
      timestamp: INSTANT,
      user: 'ada@acme.example',
      user_id: stored('User/acme/ada'),
      action: 'READ',
      status: 'SUCCESS',
      ip: '127.0.0.1',
      org_id: 'org-123',
    })
    assert.is('user_id' in denied, false)
    const count = async (query: string) => (await ask(`/orgs/acme/access_log?${query}&user=ada`, OPERATOR)).body.length
    assert.equal([await count('action=login'), await count('action=READ&status=success'), await count('')], [1, 3, 4])
    assert.equal([await count(`start=${INSTANT}`), await count(`end=${INSTANT}`)], [4, 0])
    const second = await ask('/orgs/acme/access_log?user=ada&limit=3&page=2', OPERATOR)
    assert.equal([second.body.length, second.headers.get('x-result-count'), second.headers.get('link')], [1, '4', null])
    const first = await ask('/orgs/acme/access_log?user=ada&limit=3', OPERATOR)
    assert.match(first.headers.get('link') ?? '', /\?user=ada&limit=3&page=2>; rel="next"$/)
    assert.is((await ask('/orgs/acme/access_log', person('bob@acme.example'))).status, 403)
    const bad = await ask('/orgs/acme/access_log?start=x')
    assert.equal([bad.status, Object.keys(bad.body.fields)], [400, ['start']])
  } finally {
    await logged.close()
    await accessLog.close()
  }
})

test('what is stored and done in this month is told in short', async () => {
  assert.equal(await read('/orgs/acme/stats', ADA), { usage: 12.5, events_count: 0 })
  const instant = '2025-11-25T00:00:00.000Z'
  const then = await openApi(TEXTS, { now: () => ({ state: then.state(), status: {} as Status, instant }) })
  try {
    const records = (await then.read('/organizations/lab/audit')).body
    assert.is(records.length, 3)
    const { body } = await then.compat('/locktera/orgs/lab/stats')
    assert.equal(body, { usage: 0, events_count: 3 })
  } finally {
    await then.close()
  }
})

test('errors are what is wrong in what is declared, and the service says whether it stores', async () => {
  const state = api.state()
  const problem = {
    code: 'UnknownField',
    severity: 'error',
    message: 'unknown field `emial` in User',
    source: 'local',
    place: 'acme.yaml:7:3',
  } as const
  const [since, revisions] = ['2026-11-21T08:00:00.000Z', { local: 'a' }]
  const unit: UnitStatus = {
    unit: 'organization/acme' as UnitName,
    organization: 'acme',
    result: 'invalid',
    attempted: revisions,
    applied: revisions,
    lateSince: since,
    holds: [],
    problems: [problem, { ...problem, severity: 'warning', help: 'did you mean `email`?' }],
    problemCount: 1,
    conditions: [],
  }
  api.publish(state, { units: [unit, { ...unit, organization: 'lab', lateSince: INSTANT }] })
  const { code, message, source, place } = problem
  const error = {
    error_id: 'UnknownField local acme.yaml:7:3',
    message,
    code: 400,
    fields: { code, source, place },
    timestamp: since,
    severity: 'high',
  }
  assert.equal(await read('/orgs/acme/errors', ADA), [
    error,
    { ...error, fields: { ...error.fields, help: 'did you mean `email`?' }, severity: 'medium' },
  ])
  assert.equal(await read('/service_status', ADA), { api: 'up', auth: 'up', storage: 'up' })
  const trouble = { code: 'StoreFull', message: 'the disk is full', since, attempts: 1 }
  api.publish(state, { units: [], trouble })
  assert.equal(await read('/service_status', ADA), { api: 'up', auth: 'up', storage: 'down' })
})

test('what is wrong is told with a message, a code and the fields', async () => {
  const told = async (path: string, as: Identity = ADA, init: RequestInit = {}) => {
    const { status, headers, body } = await get(path, as, init)
    assert.match(headers.get('content-type') ?? '', /^application\/json/)
    assert.is(body.code, status)
    assert.type(body.message, 'string')
    return [status, Object.keys(body.fields ?? {})]
  }
  const PARTS = ['', '/children', '/customizations', '/tags', '/api_keys', '/consumption', '/children_audit', '/errors']
  for (const part of PARTS)
    for (const name of ['lab', 'nothing']) assert.equal(await told(`/orgs/${name}${part}`), [404, []])
  assert.equal(await told('/orgs/00000000-0000-4000-8000-000000000000'), [404, []])
  assert.equal(await told('/nothing'), [404, []])
  for (const part of ['/consumption', '/children_audit', '/errors', '/stats']) {
    assert.equal(await told(`/orgs/acme${part}`, person('bob@acme.example')), [403, []])
  }
  for (const [query, name] of [
    ['consumption?month=2026-13', 'month'],
    ['consumption?start=x', 'start'],
    ['consumption?start=2026-11-02&end=2026-11-01', 'start'],
    ['consumption?start=1000-01-01', 'start'],
    ['children_audit?start=x', 'start'],
    ['children_audit?end=x', 'end'],
    ['children_audit?page=0', 'page'],
    ['children_audit?limit=1001', 'limit'],
    ['tags?page=x', 'page'],
  ]) {
    assert.equal(await told(`/orgs/acme/${query}`), [400, [name]])
  }
  for (const [path, method] of [
    ['/orgs/acme', 'PATCH'],
    ['/orgs/acme', 'DELETE'],
    ['/orgs/acme/customizations', 'PUT'],
    ['/orgs/acme/children', 'POST'],
    ['/orgs/acme/api_keys', 'POST'],
  ] as const) {
    const body = method === 'DELETE' ? {} : { body: '{"name":"x"}', headers: { 'content-type': 'application/json' } }
    assert.equal(await told(path, ADA, { method, ...body }), [405, []])
    assert.is((await get(path, ADA, { method })).headers.get('allow'), 'GET, HEAD, OPTIONS')
  }
  const options = await get('/orgs/acme', ADA, { method: 'OPTIONS' })
  assert.equal([options.status, options.headers.get('allow')], [204, 'GET, HEAD, OPTIONS'])
  const head = await get('/orgs/acme/tags', ADA, { method: 'HEAD' })
  assert.equal([head.status, head.headers.get('x-result-count'), head.text], [200, '2', ''])
})

test('auditors read nothing of settings, not even of children', async () => {
  const created = async (as: Identity) => {
    const rows = await read('/orgs/acme/children_audit', as)
    return rows.find((row: Record<string, string>) => row.object_kind === 'Organization' && row.org_id === 'lab')
  }
  const { displayName, settings } = (await created(OPERATOR)).new_data
  assert.equal([displayName, settings], ['The lab', [{ key: 'region', value: 'eu' }]])
  const { new_data } = await created(AUDITOR)
  assert.equal(Object.keys(new_data).sort(), ['displayName', 'parent'])
})

test.run()
