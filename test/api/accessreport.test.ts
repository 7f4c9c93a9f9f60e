import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { AUDITOR, openApi, person } from '../support/api.ts'

const HEAD = 'apiVersion: charter.sh/v1alpha1\nkind: '
const acme = (more: string): Readonly<Record<string, string>> => ({
  'acme.yaml': `${HEAD}Organization
metadata: {name: acme}
spec:
  displayName: Acme
  users:
    - {name: ada, email: ada@acme.example, admin: true, firstName: Ada, lastName: Lovelace}
    - {name: grace, email: grace@acme.example, until: "2027-01-01"}
    - {name: linus, email: linus@acme.example, active: false}
  userGroups: [{name: operators, members: [grace]}]
  workspaces: [{name: lab, type: project, displayName: Lab}]
  permissions:
    - {name: edit, role: deployment-viewer, assignee: {userGroup: operators}, scope: {workspace: lab}, reason: "=on call"}
${more}`,
  'initech.yaml': `${HEAD}Organization
metadata: {name: initech}
spec: {displayName: Initech, users: [{name: bill, email: bill@initech.example, admin: true}]}
`,
})
const UI = '    - {name: ui, permission: BASE_UI_ACCESS, assignee: {user: grace}}\n'

const api = await openApi(acme(''))
await api.apply(acme(UI))
await api.apply(
  acme(`${UI}    - {name: box, permission: SELF_CREATE_TOKEN, assignee: {user: grace}, until: "2026-01-01"}\n`),
)
test.after(() => api.close())

const REPORT = '/organizations/acme/access-report'

test('the population of a moment has a row for each permission, and one for whoever holds nothing', async () => {
  const { body, headers } = await api.read(REPORT)
  assert.equal(
    body.map(({ user, status, scope, permission, source }: Record<string, string>) => [
      user,
      status,
      scope,
      permission,
      source,
    ]),
    [
      ['ada', 'active', 'organization', 'MANAGE', 'DIRECT'],
      ['grace', 'active', 'organization', 'BASE_UI_ACCESS', 'DIRECT'],
      ['grace', 'active', 'workspace/lab', 'deployments.get', 'ROLE'],
      ['grace', 'active', 'workspace/lab', 'deployments.list', 'ROLE'],
      ['linus', 'inactive', undefined, undefined, undefined],
    ],
  )
  assert.is(headers.get('x-result-count'), '5')
  const [admin, ui, get] = body
  assert.equal(
    [admin.name, admin.path, admin.grant, admin.seq, admin.until],
    ['Ada Lovelace', 'ada → admin: true', 'User ada', 1, undefined],
  )
  assert.equal([ui.grant, ui.seq, ui.until], ['Permission ui', 3, '2027-01-01T00:00:00.000Z'])
  assert.equal([get.reason, get.seq], ['=on call', 1])
  assert.ok(ui.appliedAt > get.appliedAt)
})

test('the population of a moment of the past is as it was then', async () => {
  const permissions = async (query: string) =>
    (await api.read(`${REPORT}?${query}`)).body.map(({ permission }: { permission: string }) => permission)
  assert.equal(await permissions('seq=1&name=grace'), ['deployments.get', 'deployments.list'])
  assert.equal(await permissions('at=2027-01-02&name=grace'), [undefined])
  assert.is((await api.read(`${REPORT}?at=2027-01-02&name=grace`)).body[0].status, 'no longer')
})

test('what was gained and lost in a time comes in its order, windows among it', async () => {
  const changes = async (query: string) =>
    (await api.read(`${REPORT}?${query}`)).body.map((row: Record<string, string>) =>
      [row.time?.slice(0, 10), row.change, row.by, row.user, row.permission, row.seq].join(' '),
    )
  assert.equal(await changes('since=2025-11-23'), [
    '2025-11-24 gained entry grace BASE_UI_ACCESS 3',
    '2025-11-26 gained entry grace SELF_CREATE_TOKEN 4',
    '2026-01-01 lost window grace SELF_CREATE_TOKEN ',
  ])
  assert.equal(await changes('since=2025-11-23&net=true'), ['2025-11-24 gained entry grace BASE_UI_ACCESS 3'])
  assert.equal(await changes('since=2025-11-25&until=2025-11-27'), [
    '2025-11-26 gained entry grace SELF_CREATE_TOKEN 4',
  ])
  assert.is((await changes('since=1970-01-01&until=2025-11-23')).length, 3)
})

test('as a table the whole report is told, with cells that no spreadsheet calculates', async () => {
  const csv = await api.read(REPORT, AUDITOR, { headers: { accept: 'text/csv' } })
  assert.is(csv.headers.get('content-type'), 'text/csv; charset=utf-8; header=present')
  const lines = csv.text.split('\r\n')
  assert.is(
    lines[0],
    'organization,user,uid,name,email,status,scope,permission,source,path,reason,grant,from,until,seq,appliedAt,commits',
  )
  assert.is(lines.length, 7)
  assert.match(lines[3] ?? '', /^acme,grace,.*,ROLE,.*,'=on call,Permission edit,/)
  const page = await api.read(`${REPORT}?page_size=1&fields=user,permission`, AUDITOR, {
    headers: { accept: 'text/csv' },
  })
  assert.is(page.text, 'user,permission\r\nada,MANAGE\r\n')
  const lined = await api.read(`${REPORT}?since=2025-11-25`, AUDITOR, { headers: { accept: 'application/x-ndjson' } })
  assert.equal(
    lined.text
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line).change),
    ['gained', 'lost'],
  )
  const head = await api.read(REPORT, AUDITOR, { method: 'HEAD', headers: { accept: 'text/csv' } })
  assert.equal([head.status, head.headers.get('x-result-count'), head.text], [200, '5', ''])
})

test('the best of what a reader takes is told, and what is taken of nothing is 406', async () => {
  const typeOf = async (accept: string) => {
    const { status, headers } = await api.read(REPORT, AUDITOR, { headers: { accept } })
    return status === 200 ? headers.get('content-type')?.split(';')[0] : status
  }
  assert.is(await typeOf('text/html, */*;q=0.1'), 'application/json')
  assert.is(await typeOf('application/json;q=0.5, text/csv'), 'text/csv')
  assert.is(await typeOf('*/*, application/json;q=0'), 'text/csv')
  assert.is(await typeOf('text/*'), 'text/csv')
  assert.is(await typeOf('application/yaml'), 406)
  assert.is(await typeOf('application/json;q=0'), 406)
  const groups = await api.read('/organizations/acme/groups', AUDITOR, { headers: { accept: 'text/csv' } })
  assert.is(groups.status, 406)
})

test('who manages the organization and auditors read it, and nobody else', async () => {
  assert.is((await api.read(REPORT, person('ada@acme.example'))).status, 200)
  assert.is((await api.read(REPORT, AUDITOR)).status, 200)
  assert.is((await api.read(REPORT, person('grace@acme.example'))).status, 403)
  assert.is((await api.read(REPORT, person('bill@initech.example'))).status, 404)
})

test('what a time cannot be is said by the parameter', async () => {
  const detail = async (query: string) => (await api.read(`${REPORT}?${query}`)).body.detail
  assert.is(await detail('until=2026-01-01'), 'the parameter until stands only beside `since`')
  assert.is(await detail('net=true'), 'the parameter net stands only beside `since`')
  assert.is(await detail('since=2026-02-01&until=2026-01-01'), 'the parameter since is later than `until`')
  assert.is(await detail('since=2026-02-01&until=2099-01-01'), 'the parameter until is not over yet')
  assert.match(await detail('since=2026-02-01&at=2026-03-01'), /^the parameter since names a time/)
})

test.run()
