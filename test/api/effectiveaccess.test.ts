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
    - {name: ada, email: ada@acme.example, admin: true}
    - {name: grace, id: G-1, email: grace@acme.example}
    - {name: linus, email: linus@acme.example, active: false}
  userGroups: [{name: staff}, {name: operators, parents: [staff], members: [grace]}]
  workspaces:
    - {name: plant, type: project, displayName: Plant}
    - {name: lab, type: project, displayName: Lab, parent: plant}
  accessRoles: [{name: watcher, permissions: [hosts.get]}]
  permissions:
    - {name: watch, role: watcher, assignee: {userGroup: operators}, scope: {workspace: lab}, until: "2027-01-01"}
    - {name: see, permission: VIEW, assignee: {user: grace}, scope: {workspace: plant}, includeDescendants: true}
    - {name: all, permission: BASE_UI_ACCESS, assignee: {userGroup: staff}}
${more}`,
})
const api = await openApi(acme(''))
await api.apply(acme('    - {name: token, permission: SELF_CREATE_TOKEN, assignee: {user: ada}}\n'))
test.after(() => api.close())

const ACCESS = '/organizations/acme/effective-access'
const GRACE = person('grace@acme.example')

test('each permission is told once, with the way to it, how, until when, and since which entry', async () => {
  const { body } = await api.read(`${ACCESS}?user=G-1`)
  assert.equal(
    body.map(({ scope, permission, source, via, until }: Record<string, unknown>) => [
      scope,
      permission,
      source,
      (via as { kind: string; name: string }[]).map(({ kind, name }) => `${kind}/${name}`).join(' '),
      until,
    ]),
    [
      ['organization', 'BASE_UI_ACCESS', 'HIERARCHY', 'UserGroup/operators UserGroup/staff Permission/all', undefined],
      ['workspace/lab', 'VIEW', 'HIERARCHY', 'Permission/see Workspace/lab Workspace/plant', undefined],
      [
        'workspace/lab',
        'hosts.get',
        'ROLE',
        'UserGroup/operators Permission/watch AccessRole/watcher Workspace/lab',
        '2027-01-01T00:00:00.000Z',
      ],
      ['workspace/plant', 'VIEW', 'DIRECT', 'Permission/see Workspace/plant', undefined],
    ],
  )
  const [admin, token] = (await api.read(`${ACCESS}?user=ada`)).body
  assert.equal([admin.permission, admin.via, admin.grantedBy.seq], ['MANAGE', [], 1])
  assert.equal([token.permission, token.grantedBy.seq], ['SELF_CREATE_TOKEN', 2])
  assert.ok(token.grantedBy.appliedAt > admin.grantedBy.appliedAt)
})

test('everybody is told to who manages the organization and to auditors, sorted, and filtered by the permission', async () => {
  const people = async (query: string, as = AUDITOR) =>
    (await api.read(`${ACCESS}?${query}`, as)).body.map(({ user }: { user: string }) => user).join(' ')
  assert.is(await people(''), 'ada ada grace grace grace grace')
  assert.is(await people('', person('ada@acme.example')), 'ada ada grace grace grace grace')
  assert.is(await people('permission=VIEW'), 'grace grace')
  assert.is(await people('user=linus'), '')
  assert.is(await people('user=nobody'), '')
  assert.is(await people('at=2027-01-01&user=grace'), 'grace grace grace')
  assert.is(await people('seq=1&user=ada'), 'ada')
})

test('everybody else sees their own rows, whatever is asked for', async () => {
  const own = (await api.read(ACCESS, GRACE)).body
  assert.equal([...new Set(own.map(({ user }: { user: string }) => user))], ['grace'])
  assert.is((await api.read(`${ACCESS}?user=grace`, GRACE)).status, 200)
  const [other, nobody] = [await api.read(`${ACCESS}?user=ada`, GRACE), await api.read(`${ACCESS}?user=nobody`, GRACE)]
  assert.equal([other.status, nobody.status], [403, 403])
  assert.is(other.text, nobody.text)
  assert.is((await api.read(ACCESS, person('linus@acme.example'))).status, 404)
})

test('as a table it is whole', async () => {
  const { text } = await api.read(`${ACCESS}?user=ada`, AUDITOR, { headers: { accept: 'text/csv' } })
  const [head, first] = text.split('\r\n')
  assert.is(
    head,
    'user,email,scope,permission,via,source,from,until,grantedBy.commit,grantedBy.author,grantedBy.appliedAt,grantedBy.seq',
  )
  assert.match(first ?? '', /^ada,ada@acme\.example,organization,MANAGE,,DIRECT,,,,,\d{4}-/)
})

test.run()
