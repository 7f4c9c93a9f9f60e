import { test } from 'uvu'
import * as assert from 'uvu/assert'
import type { Identity } from '../../../../src/api/identity.ts'
import type { Sample } from '../../../../src/model/usage.ts'
import { AUDITOR, OPERATOR, openApi, person } from '../../../support/api.ts'

const HEAD = 'apiVersion: charter.sh/v1alpha1\nkind: '
const PLAN = `${HEAD}Offering
metadata: {name: compute}
spec: {displayName: Compute, components: [{type: cpu_standard}, {type: memory_standard}]}
---
${HEAD}SubscriptionPlan
metadata: {name: large}
spec: {displayName: Large, offering: compute, quotas: {memory_standard: 64, cpu_standard: 8}}
`
const GIVEN = `
    - {name: a-ada, role: project-admin, assignee: {user: ada}, scope: {workspace: web}}
    - {name: b-crew, role: coder, assignee: {userGroup: crew}, scope: {workspace: web}}
    - {name: c-key, role: deployment-editor, assignee: {accessKey: robot}, scope: {workspace: web}}
    - {name: d-top, role: project-viewer, assignee: {user: bob}, scope: {workspace: top}, includeDescendants: true}
    - {name: e-gone, role: project-viewer, assignee: {user: eve}, scope: {workspace: web}}
    - {name: f-late, role: project-viewer, assignee: {user: ada}, scope: {workspace: web}, until: "2026-11-22"}
    - {name: g-top, role: project-viewer, assignee: {user: ada}, scope: {workspace: top}}
    - {name: h-old, role: project-viewer, assignee: {accessKey: old}, scope: {workspace: web}}
    - {name: i-tester, role: tester, assignee: {user: ada}, scope: {workspace: web}}`
const acme = (given = GIVEN, web = 'Web') => `${HEAD}Organization
metadata: {name: acme}
spec:
  displayName: Acme
  twoFactorRequired: true
  users:
    - {name: ada, email: ada@acme.example, firstName: Ada, lastName: Lovelace, admin: true}
    - {name: bob, email: bob@acme.example}
    - {name: eve, email: eve@acme.example, active: false}
    - {name: test, email: test@acme.example}
  userGroups: [{name: crew}, {name: inner, parents: [crew], members: [bob, eve]}]
  accessKeys:
    - {name: robot, type: token, permissions: [read], secretRef: {env: A}}
    - {name: old, type: token, permissions: [read], expiresAt: "2026-01-01T00:00:00Z", secretRef: {env: B}}
  accessRoles:
    - {name: coder, permissions: [deployments.get, deployments.create]}
    - {name: tester, permissions: [deployments.get], workspace: web}
    - {name: other, permissions: [deployments.get], workspace: top}
  workspaces:
    - {name: top, type: project, displayName: Top}
    - {name: web, type: project, displayName: ${web}, parent: top, creditsLimit: 100, corsOrigins: ["https://acme.example"], labels: {team: research, stage: test}}
    - {name: lab, type: environment, displayName: Lab}
  subscriptions: [{name: main, plan: large, startDate: "2026-10-20", endDate: never, overage: true}]
  permissions:${given}
`
const globex = `${HEAD}Organization
metadata: {name: globex}
spec:
  displayName: Globex
  users: [{name: ada, email: ada@acme.example, admin: true}, {name: gus, email: gus@globex.example}]
  workspaces: [{name: top, type: project, displayName: Top}, {name: only, type: project, displayName: Only}]
`
function measured(metric: string, value: number, more: Partial<Sample> = {}): Sample {
  const start = '2026-11-21T08:00:00Z'
  const kind = 'delta'
  return {
    source: 'meter',
    organization: 'acme',
    objectType: 'deployment_version',
    metric,
    kind,
    start,
    value,
    ...more,
  }
}
const GAUGE = { kind: 'gauge', objectType: '' } as const
const SAMPLES = [
  measured('credits', 200, { project: 'web' }),
  measured('credits', 30, { project: 'top' }),
  measured('credits', 7, { project: 'gone' }),
  measured('credits', 1),
  measured('input_volume', 9, { project: 'web', objectType: 'pipeline_version' }),
  measured('deployments', 4, { ...GAUGE, project: 'web' }),
  measured('buckets', 2, { ...GAUGE, project: 'web' }),
  measured('deployments', 50, { ...GAUGE, project: 'top' }),
]
const OTHERS = { 'plan.yaml': PLAN, 'globex.yaml': globex }
const api = await openApi({ ...OTHERS, 'acme.yaml': acme() }, { samples: SAMPLES })
test.after(() => api.close())

const ADA = person('ada@acme.example')
const BOB = person('bob@acme.example')
const get = (path: string, as: Identity = BOB, init: RequestInit = {}) => api.compat(`/ubiops/v2.1${path}`, as, init)
const read = async (path: string, as?: Identity, init?: RequestInit) => (await get(path, as, init)).body
const NEWER = { headers: { 'user-agent': 'UbiOps/python/4.12.0' } }
const stored = (key: string) => {
  const found = api.state().resources.get(key as never)
  return { uid: found?.uid ?? '', createdAt: found?.createdAt ?? '' }
}
const [web, top] = [stored('Workspace/acme/web'), stored('Workspace/acme/top')]
const [ada, bob] = [stored('User/acme/ada').uid, stored('User/acme/bob').uid]

const WEB = {
  id: web.uid,
  name: 'web',
  creation_date: web.createdAt,
  credits: 100,
  organization_name: 'acme',
  labels: { stage: 'test', team: 'research' },
}

test('projects are those of the organizations that the reader is a member of', async () => {
  const { uid, createdAt } = top
  const row = { id: uid, name: 'top', creation_date: createdAt, credits: null, organization_name: 'acme', labels: {} }
  assert.equal(await read('/projects'), [row, WEB])
  const names = async (query: string, as: Identity) =>
    (await read(`/projects${query}`, as)).map((one: Record<string, string>) => `${one.organization_name}/${one.name}`)
  assert.equal(await names('', ADA), ['acme/top', 'acme/web', 'globex/only', 'globex/top'])
  assert.equal(await names('?organization=globex', ADA), ['globex/only', 'globex/top'])
  assert.equal(await names('?organization=globex', BOB), [])
  assert.equal(await names('?labels=team:research,stage:test', AUDITOR), ['acme/web'])
  assert.equal(await names('?labels=team:research,stage:live', AUDITOR), [])
  assert.equal(await names('', person('nobody@acme.example')), [])
  assert.equal(await get('/projects?labels=team').then(({ status }) => status), 400)
})

test('a project is told by its name or uid, and where several have one name the question has to say which', async () => {
  const whole = { ...WEB, suspended: false, suspended_reason: null, cors_origins: ['https://acme.example'] }
  assert.equal(await read('/projects/web'), whole)
  assert.equal(await read(`/projects/${web.uid}`), whole)
  assert.is((await read('/projects/top')).organization_name, 'acme')
  const unclear = await get('/projects/top', ADA)
  const error = 'several organizations have a project top: ask for it by its id, or with ?organization=<name>'
  assert.equal([unclear.status, unclear.body], [400, { error }])
  assert.is((await read('/projects/top?organization=globex', ADA)).organization_name, 'globex')
  assert.is((await read(`/projects/${top.uid}`, ADA)).organization_name, 'acme')
  for (const name of ['lab', 'only', 'nothing', stored('Workspace/globex/only').uid]) {
    assert.equal(await get(`/projects/${name}`).then(({ status, body }) => [status, body]), [
      404,
      { error: `the project ${name} does not exist` },
    ])
  }
})

test('a project counts as suspended while a policy asks for a pause', async () => {
  const policy = { name: 'budget', source: 'local', since: '2026-11-21T00:00:00Z', exceeded: [] }
  const publish = (organizations: readonly string[], actions: readonly string[]) =>
    api.publish(api.state(), { policies: [{ ...policy, organizations, actions }] })
  publish(['acme'], ['request_pausing'])
  const { suspended, suspended_reason } = await read('/projects/web')
  assert.equal([suspended, suspended_reason], [true, 'the usage policy budget has fired'])
  publish(['acme'], ['notify_organization_owners'])
  assert.is((await read('/projects/web')).suspended, false)
  publish(['globex'], ['request_pausing'])
  assert.is((await read('/projects/web')).suspended, false)
  api.publish(api.state(), { policies: [] })
})

test('quotas are those of the plan, and resources the latest gauges of the project', async () => {
  assert.equal(await read('/projects/web/quotas'), [
    { resource: 'cpu_standard', quota: 8 },
    { resource: 'memory_standard', quota: 64 },
  ])
  assert.equal(await read('/projects/only/quotas', ADA), [])
  assert.equal(await read('/projects/web/resources'), {
    deployments: 4,
    deployment_versions: 0,
    pipelines: 0,
    pipeline_versions: 0,
    buckets: 2,
    environments: 0,
  })
})

test('roles are those of the organization that count on the project, with what they allow', async () => {
  const roles = await read('/projects/web/roles')
  const own = roles.filter((role: { default: boolean }) => !role.default)
  const tester = { id: stored('AccessRole/acme/tester').uid, name: 'tester', default: false }
  assert.equal(own, [{ id: stored('AccessRole/acme/coder').uid, name: 'coder', default: false }, tester])
  assert.is(roles.length, 14)
  assert.is(new Set(roles.map(({ id }: { id: string }) => id)).size, 14)
  assert.equal(await read('/projects/web/roles/tester'), { ...tester, permissions: ['deployments.get'] })
  const viewer = roles.find(({ name }: { name: string }) => name === 'project-viewer')
  assert.match(viewer.id, /^[0-9a-f-]{36}$/)
  assert.equal(await read('/projects/web/roles/project-viewer'), {
    id: viewer.id,
    name: 'project-viewer',
    default: true,
    permissions: ['projects.get', 'projects.list'],
  })
  assert.equal(await read('/projects/web/roles/other'), { error: 'the role other does not exist' })
  const permissions = await read('/permissions')
  assert.equal([permissions.length, permissions[0]], [20, { name: 'buckets.create' }])
})

test('assignments are told for users: the members of a group, whoever has one from above, and keys', async () => {
  const rows = await read('/projects/web/role-assignments')
  const robot = stored('AccessKey/acme/robot').uid
  const short = rows.map((row: Record<string, string>) => [row.assignee, row.role])
  assert.equal(short, [
    [ada, 'project-admin'],
    [bob, 'coder'],
    [robot, 'deployment-editor'],
    [bob, 'project-viewer'],
    [ada, 'tester'],
  ])
  const [first, second] = rows
  assert.equal(first, {
    id: stored('Permission/acme/a-ada').uid,
    assignee: ada,
    assignee_type: 'user',
    role: 'project-admin',
    resource: 'web',
    resource_type: 'project',
  })
  assert.is(new Set(rows.map(({ id }: { id: string }) => id)).size, 5)
  assert.equal(await read(`/projects/web/role-assignments/${second.id}`), second)
  assert.is((await get(`/projects/top/role-assignments/${second.id}`)).status, 404)
  for (const [query, count] of [
    [`assignee=${bob}`, 2],
    ['assignee_type=deployment', 0],
    ['resource=web&resource_type=project', 5],
    ['resource=other', 0],
    ['resource_type=pipeline', 0],
  ] as const) {
    assert.is((await read(`/projects/web/role-assignments?${query}`)).length, count, query)
  }
  const users = [
    { id: ada, email: 'ada@acme.example', name: 'Ada', surname: 'Lovelace' },
    { id: bob, email: 'bob@acme.example', name: '', surname: '' },
  ]
  assert.equal(await read('/projects/web/users'), users)
  assert.equal(await read(`/projects/web/users/${bob}`), users[1])
  const eve = stored('User/acme/eve').uid
  assert.equal(await read(`/projects/web/users/${eve}`), { error: `the user ${eve} does not exist` })
})

test('usage has the form of version 4.12 where such a client asks', async () => {
  const bucket = (value: number) => [{ start_date: '2026-11-20T00:00:00Z', end_date: '2026-12-20T00:00:00Z', value }]
  const usage = {
    interval: 'month',
    data_organization: bucket(238),
    data_projects: [
      { project_id: top.uid, project_name: 'top', data: bucket(30) },
      { project_id: web.uid, project_name: 'web', data: bucket(200) },
    ],
    data_deleted_projects: bucket(7),
  }
  assert.equal(await read('/organizations/acme/usage', ADA, NEWER), usage)
  for (const agent of ['UbiOps/python/4.2.0', 'UbiOps/r/5.0.0']) {
    assert.equal(await read('/organizations/acme/usage', ADA, { headers: { 'user-agent': agent } }), usage)
  }
  const day = '/projects/web/usage?start_date=2026-11-20&end_date=2026-11-22&interval=day'
  assert.equal(await read(day, ADA, NEWER), {
    interval: 'day',
    data_project: [
      { start_date: '2026-11-20T00:00:00Z', end_date: '2026-11-21T00:00:00Z', value: 0 },
      { start_date: '2026-11-21T00:00:00Z', end_date: '2026-11-22T00:00:00Z', value: 200 },
    ],
    data_deployments: [],
    data_deleted_deployments: [],
  })
  for (const agent of ['UbiOps/python/4.0.0', 'UbiOps/python/3.15.0', 'curl/8', 'xUbiOps/python/4.12.0']) {
    const older = { headers: { 'user-agent': agent } }
    assert.ok(Array.isArray(await read('/organizations/acme/usage', ADA, older)), agent)
    assert.equal(await read('/projects/web/usage', ADA, older), [
      { object_type: 'deployment_version', metric: 'credits', usage: bucket(200) },
      { object_type: 'pipeline_version', metric: 'input_volume', usage: bucket(9) },
    ])
  }
  assert.equal(await read('/projects/web/usage?interval=x', ADA, NEWER), {
    error: 'the parameter interval is one of day, month',
  })
  assert.is((await get('/projects/web/usage', BOB, NEWER)).status, 403)
})

test('newer clients are told more of an organization', async () => {
  const { two_factor_authentication_forced, overage_usage } = await read('/organizations/acme', BOB, NEWER)
  assert.equal([two_factor_authentication_forced, overage_usage], [true, true])
  assert.is('overage_usage' in (await read('/organizations/acme')), false)
  assert.is((await read('/organizations', BOB, NEWER))[0].status, 'active')
  assert.is('status' in (await read('/organizations'))[0], false)
  const { buckets, environments } = await read('/organizations/acme/resources', BOB, NEWER)
  assert.equal([buckets, environments], [2, 1])
})

test('the audit of a project tells what was done to it and to who has roles on it, also to those that are gone', async () => {
  const without = GIVEN.replace(/.*i-tester.*\n?/, '').trimEnd()
  await api.apply({ ...OTHERS, 'acme.yaml': acme(without, 'Site') })
  const events = async (query = '') => read(`/projects/web/audit${query}`, ADA)
  const [renamed, gone, ...others] = await events()
  const { id, date, ...rest } = renamed
  assert.match(id, /^[0-9a-f]{8}-[0-9a-f]{4}-5/)
  assert.match(date, /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$/)
  assert.equal(rest, {
    action: 'update',
    user: 'test@acme.example',
    event: 'Workspace web changed: displayName',
    object_type: 'project',
    object_name: 'web',
  })
  assert.equal(
    [gone.action, gone.event, gone.object_type, gone.object_name],
    ['delete', 'Permission i-tester removed', 'role_assignment', ''],
  )
  const lines = others.map((one: Record<string, string>) => `${one.object_type} ${one.object_name}`)
  assert.equal(lines.sort(), [
    'project web',
    'role tester',
    'role_assignment ',
    ...['a-ada', 'b-crew', 'c-key', 'e-gone', 'f-late', 'h-old'].map((name) => `role_assignment ${name}`),
  ])
  assert.is((await events('?action=create')).length, 9)
  assert.equal(await events('?action=info'), [])
  assert.equal(await events('?limit=1&offset=1'), [gone])
  assert.is((await get('/projects/web/audit', BOB)).status, 403)
  for (const [query, name] of [
    ['action=x', 'action'],
    ['limit=0', 'limit'],
    ['limit=x', 'limit'],
    ['offset=-1', 'offset'],
  ] as const) {
    const { status, body } = await get(`/projects/web/audit?${query}`, OPERATOR)
    assert.equal([status, body.error.startsWith(`the parameter ${name} is `)], [400, true], query)
  }
})

test.run()
