import { test } from 'uvu'
import * as assert from 'uvu/assert'
import type { Sample } from '../../src/model/usage.ts'
import { AUDITOR, openApi, person } from '../support/api.ts'
import { sample } from '../support/samples.ts'

const HEAD = 'apiVersion: charter.sh/v1alpha1\nkind: '
const TEXTS = {
  'installation.yaml': `${HEAD}Offering
metadata: {name: compute}
spec: {displayName: Compute, components: [{type: cpu, billingType: usage, limitPeriod: month, limitAmount: 1000}]}
---
${HEAD}SubscriptionPlan
metadata: {name: large}
spec: {displayName: Large, offering: compute}
---
${HEAD}UsageSource
metadata: {name: meter}
spec: {type: file, path: cpu.csv, format: csv, metric: cpu_hours, objectType: machine, component: cpu}
---
${HEAD}UsageSource
metadata: {name: disks}
spec: {type: file, path: disk.csv, format: csv, metric: disk, kind: gauge}
`,
  'acme.yaml': `${HEAD}Organization
metadata: {name: acme}
spec:
  displayName: Acme Research
  previousNames: [emca]
  bootstrap: {user: root, userGroup: owners, tokenSecretRef: {env: TOKEN}}
  users:
    - {name: root, email: root@acme.example, userGroups: [owners]}
    - {name: ada, email: ada@acme.example, admin: true}
    - {name: grace, email: grace@acme.example}
    - {name: linus, email: linus@acme.example, active: false}
  userGroups: [{name: owners}]
  permissions: [{name: owners, permission: MANAGE, assignee: {userGroup: owners}}]
  workspaces:
    - {name: web, type: project, displayName: Web}
    - {name: lab, type: environment, displayName: Lab}
    - {name: plain, type: workspace, displayName: Plain}
  subscriptions: [{name: main, plan: large, startDate: "2026-01-31", endDate: never}]
`,
  'globex.yaml': `${HEAD}Organization
metadata: {name: globex}
spec: {displayName: Globex, users: [{name: bill, email: bill@globex.example, admin: true}]}
`,
}
/** A sample of acme that counts for no component. */
function bare(metric: string, kind: Sample['kind'], start: string, value: number): Sample {
  return { source: 'other', organization: 'acme', objectType: '', metric, kind, start, value }
}

const SAMPLES = [
  sample('2026-10-30T23:59:59Z', 7),
  sample('2026-10-31T00:00:00Z', 100, { organization: 'emca' }),
  sample('2026-11-02T00:00:00Z', 20, { project: 'web' }),
  sample('2026-11-29T23:59:59Z', 3),
  sample('2026-11-30T00:00:00Z', 1000),
  sample('2026-11-02T00:00:00Z', 9000, { organization: 'globex' }),
  bare('disk', 'gauge', '2026-11-01T00:00:00Z', 5),
  bare('disk', 'gauge', '2026-11-20T00:00:00Z', 4),
  bare('deployments', 'gauge', '2026-11-20T00:00:00Z', 6),
  bare('buckets', 'gauge', '2026-09-01T00:00:00Z', 6),
  bare('api_calls', 'delta', '2026-10-05T00:00:00Z', 40),
  bare('api_calls', 'delta', '2026-11-05T00:00:00Z', 2),
  bare('storage_used', 'gauge', '2026-10-05T00:00:00Z', 12.5),
]

const api = await openApi(TEXTS, { samples: SAMPLES })
test.after(() => api.close())

const ADA = person('ada@acme.example')
const USAGE = '/organizations/acme/usage'

/** Series in short: type, metric and project, then each bucket as its days and value. */
async function rows(query = ''): Promise<readonly string[]> {
  const { body } = await api.read(`${USAGE}${query}`, ADA)
  return body.map((one: { [name: string]: string; usage: never }) => {
    const points = (one.usage as { start: string; end: string; value: number }[]).map(
      ({ start, end, value }) => `${start.slice(0, 10)}..${end.slice(0, 10)} ${value}`,
    )
    return [one.objectType, one.metric, one.project ?? '-', points.join(', ')].join(' | ')
  })
}

test('without dates usage is told of the anniversary month that runs, with what limits it', async () => {
  const { body } = await api.read(`${USAGE}?metric=cpu_hours`, ADA)
  const times = { start: '2026-10-31T00:00:00Z', end: '2026-11-30T00:00:00Z' }
  const cpu = { objectType: 'machine', metric: 'cpu_hours', kind: 'delta', component: 'cpu', limit: 1000 }
  assert.equal(body, [{ ...cpu, usage: [{ ...times, value: 123 }] }])
  assert.equal(await rows(), [
    ' | api_calls | - | 2026-10-31..2026-11-30 2',
    ' | deployments | - | 2026-10-31..2026-11-30 6',
    ' | disk | - | 2026-10-31..2026-11-30 4',
    'machine | cpu_hours | - | 2026-10-31..2026-11-30 123',
  ])
  const globex = await api.read('/organizations/globex/usage')
  assert.equal(globex.body[0].usage, [{ start: '2026-11-01T00:00:00Z', end: '2026-12-01T00:00:00Z', value: 9000 }])
})

test('dates are taken as they are, and one that is left out comes from the period that runs', async () => {
  const metric = 'metric=cpu_hours'
  const cpu = async (query: string) => (await rows(`?${metric}&${query}`)).map((row) => row.split(' | ').at(-1))
  assert.equal(await cpu('start_date=2026-11-02&end_date=2026-12-02'), ['2026-11-02..2026-12-02 1023'])
  assert.equal(await cpu('start_date=2026-11-02'), ['2026-11-02..2026-11-30 23'])
  assert.equal(await cpu('end_date=2026-11-02'), ['2026-10-31..2026-11-02 100'])
  assert.equal(await cpu('interval=day&start_date=2026-11-28'), ['2026-11-28..2026-11-29 0, 2026-11-29..2026-11-30 3'])
  assert.equal(await rows('?metric=disk&interval=day&start_date=2026-11-19&end_date=2026-11-22'), [
    ' | disk | - | 2026-11-20..2026-11-21 4',
  ])
})

test('usage is told by metric, type of object and project', async () => {
  assert.equal(await rows('?object_type=machine&group_by=project'), [
    'machine | cpu_hours |  | 2026-10-31..2026-11-30 103',
    'machine | cpu_hours | web | 2026-10-31..2026-11-30 20',
  ])
  assert.equal(await rows('?project=web'), ['machine | cpu_hours | - | 2026-10-31..2026-11-30 20'])
  assert.equal(await rows('?metric=disk&metric=cpu_hours&start_date=2020-01-01&end_date=2020-02-01'), [
    ' | disk | - | ',
    'machine | cpu_hours | - | 2020-01-01..2020-02-01 0',
  ])
})

test('dates that do not fit, too many buckets and metrics that nobody measures are refused by their parameter', async () => {
  const detail = async (query: string) => {
    const { status, body } = await api.read(`${USAGE}?${query}`, ADA)
    assert.is(status, 400, query)
    return body.detail
  }
  assert.is(
    await detail('start_date=2026-11-02&end_date=2026-11-02'),
    'the parameter start_date is refused: the start lies not before the end',
  )
  assert.is(await detail('end_date=2026-10-31'), 'the parameter end_date is refused: the start lies not before the end')
  assert.match(await detail('interval=day&start_date=2020-01-01'), /more than 400 day buckets/)
  assert.match(await detail('metric=cpu'), /^the parameter metric names what is measured: api_calls, cpu_hours, /)
  assert.match(await detail('start_date=soon'), /is a date, or a time/)
  assert.match(await detail('at=2026-01-01'), /^the parameter at is not known here/)
  assert.match(await detail('seq=1'), /^the parameter seq is not known here/)
})

test('consumption is told by calendar month, newest first', async () => {
  const path = '/organizations/acme/consumption'
  const acme = { organization: 'acme' }
  assert.equal((await api.read(path, ADA)).body, [{ ...acme, month: '2026-11', apiCalls: 2 }])
  const october = { ...acme, month: '2026-10', apiCalls: 40, storageUsed: 12.5 }
  assert.equal((await api.read(`${path}?month=2026-10`, ADA)).body, [october])
  assert.equal((await api.read(`${path}?from=2026-09-30&to=2026-11-01`, ADA)).body, [
    october,
    { ...acme, month: '2026-09', apiCalls: 0 },
  ])
  for (const query of ['month=2026-13', 'month=2026-10&from=2026-01-01', 'from=2026-12-01', 'from=1900-01-01']) {
    assert.is((await api.read(`${path}?${query}`, ADA)).status, 400, query)
  }
})

test('resources are counted where they are declared, and told by the latest gauge where not', async () => {
  const none = { deployment_versions: 0, pipelines: 0, pipeline_versions: 0, buckets: 0 }
  assert.equal((await api.read('/organizations/acme/resources', person('grace@acme.example'))).body, {
    projects: 1,
    users: 3,
    deployments: 6,
    ...none,
    environments: 1,
  })
  assert.is((await api.read('/organizations/acme/resources?at=2027-06-01')).body.deployments, 0)
})

test('usage and consumption need MANAGE, and are told to auditors', async () => {
  for (const path of [USAGE, '/organizations/acme/consumption']) {
    assert.is((await api.read(path, person('grace@acme.example'))).status, 403)
    assert.is((await api.read(path, person('bill@globex.example'))).status, 404)
    assert.is((await api.read(path, AUDITOR)).status, 200)
  }
})

test.run()
