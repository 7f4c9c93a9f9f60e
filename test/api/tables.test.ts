import { test } from 'uvu'
import * as assert from 'uvu/assert'
import type { Sample } from '../../src/model/usage.ts'
import { AUDITOR, OPERATOR, openApi, person } from '../support/api.ts'

const people = (names: readonly string[]) => names.map((name) => `    - {name: ${name}}\n`).join('')
const acme = (names: readonly string[], permission = 'BASE_UI_ACCESS') => ({
  'acme.yaml': `apiVersion: charter.sh/v1alpha1
kind: Organization
metadata: {name: acme}
spec:
  displayName: Acme
  userGroups:
    - {name: lab}
  users:
    - {name: ada, email: ada@acme.example, firstName: "=cmd()", admin: true, userGroups: [lab]}
${people(names)}  permissions:
    - {name: watch, permission: ${permission}, assignee: {userGroup: lab}, reason: "+1"}
`,
})
const MANY = Array.from({ length: 340 }, (_, at) => `u${String(at).padStart(3, '0')}`)

const sample = (start: string, value: number): Sample => ({
  organization: 'acme',
  source: 'meter',
  metric: 'requests',
  objectType: 'deployment_version',
  kind: 'delta',
  start,
  value,
})
const api = await openApi(acme(MANY), {
  samples: [sample('2026-11-02T00:00:00.000Z', 3), sample('2026-11-03T00:00:00.000Z', 4)],
})
test.after(() => api.close())

const CSV = { headers: { accept: 'text/csv' } }
const LINES = { headers: { accept: 'application/x-ndjson' } }

/** The lines of a table of acme. */
async function linesOf(path: string, init: RequestInit = CSV) {
  const { status, text } = await api.read(`/organizations/acme${path}`, AUDITOR, init)
  assert.is(status, 200)
  assert.ok(text.endsWith('\n'))
  return text.trimEnd().split(/\r?\n/)
}

test('users are told as a table, all of them where no page is named, in cells that no spreadsheet calculates', async () => {
  const lines = await linesOf('/users')
  assert.is(lines.length, 342)
  assert.is(
    lines[0],
    'uid,id,name,version,createdAt,updatedAt,labels,organization,email,firstName,lastName,username,admin,state,systemAccount,groups,from,until',
  )
  assert.match(lines[1] ?? '', /,ada,1,.*,acme,ada@acme\.example,'=cmd\(\),,,true,active,false,.*lab/)
  assert.equal(await linesOf('/users?page_size=2&page=2&fields=name'), ['name', 'u001', 'u002'])
  assert.equal(
    await linesOf('/users?name=u33&o=-name&fields=name', LINES),
    MANY.slice(330)
      .reverse()
      .map((name) => JSON.stringify({ name })),
  )
  const all = await api.read('/users?fields=organization,name&name_exact=ada', OPERATOR, CSV)
  assert.equal([all.text, all.headers.get('x-result-count')], ['name,organization\r\nada,acme\r\n', '1'])
})

test('permissions have a column for what they are given to, and one for its name', async () => {
  const [header, line, ...others] = await linesOf('/permissions?fields=name,permission,assignee,scope,reason')
  assert.equal(others, [])
  assert.match(header ?? '', /^name,permission,assignee\.\w+/)
  const cells = Object.fromEntries((header ?? '').split(',').map((name, at) => [name, (line ?? '').split(',')[at]]))
  assert.equal([cells['assignee.type'], cells['assignee.name'], cells.reason], ['userGroup', 'lab', "'+1"])
})

test('what one user holds, who has which role and what was consumed are tables as well', async () => {
  const [header, ...held] = await linesOf('/users/ada/permissions?include_inherited=true')
  assert.is(header, 'scope,name,permissions,accessSource')
  assert.equal(held, ['organization,acme,MANAGE,DIRECT', 'organization,acme,BASE_UI_ACCESS,GROUP'])
  const [roles] = await linesOf('/role-assignments?fields=name,role,assignee')
  assert.is(roles, 'name,role,assignee')
  assert.equal(await linesOf('/consumption?month=2026-11'), [
    'organization,month,apiCalls,storageUsed',
    'acme,2026-11,0,',
  ])
  const { status, text } = await api.read('/stats/component-usages', OPERATOR, CSV)
  assert.equal([status, text.split(',')[0]], [200, 'offeringUid'])
})

test('usage has a row for each value, with the series that it is of', async () => {
  const query = '/usage?start_date=2026-11-01&end_date=2026-11-05&interval=day&metric=requests'
  const [header, ...lines] = await linesOf(query)
  assert.is(header, 'objectType,metric,kind,component,project,limit,start,end,value')
  assert.equal(
    lines.map((line) => line.split(',').slice(-1)[0]),
    ['0', '3', '4', '0'],
  )
  const [first] = await linesOf(query, LINES)
  assert.equal(JSON.parse(first ?? ''), {
    objectType: 'deployment_version',
    metric: 'requests',
    kind: 'delta',
    start: '2026-11-01T00:00:00Z',
    end: '2026-11-02T00:00:00Z',
    value: 0,
  })
})

test('the audit is told whole where no part is named, over as many parts as it has', async () => {
  await api.apply(acme([...MANY, 'zoe'], 'SELF_CREATE_TOKEN'))
  const records = (await linesOf('/audit', LINES)).map((line) => JSON.parse(line))
  const ids: string[] = []
  for (let path = '/organizations/acme/audit?limit=300'; path !== ''; ) {
    const { body, headers } = await api.read(path, AUDITOR)
    ids.push(...body.map(({ id }: { id: string }) => id))
    path = /^<\/api\/v1(.*)>; rel="next"$/.exec(headers.get('link') ?? '')?.[1] ?? ''
  }
  assert.ok(ids.length > 340, `${ids.length} records`)
  assert.equal(
    records.map(({ id }) => id),
    ids,
  )
  const [header, first] = await linesOf('/audit?action=update')
  assert.match(header ?? '', /^id,timestamp,action,.*,actor\.type,actor\.name,.*,source\.name,/)
  assert.match(first ?? '', /^2-\d+,.*,update,acme,Permission,watch,/)
  assert.is((await linesOf('/audit?limit=2')).length, 3)
  const stranger = await api.read('/organizations/acme/audit', person('nobody@acme.example'), CSV)
  assert.is(stranger.status, 404)
  const head = await api.read('/organizations/acme/audit', AUDITOR, { ...CSV, method: 'HEAD' })
  assert.equal([head.status, head.text], [200, ''])
})

test.run()
