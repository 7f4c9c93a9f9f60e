import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { openApi, person } from '../support/api.ts'

const TEXTS = {
  'acme.yaml': `apiVersion: charter.sh/v1alpha1
kind: Organization
metadata: {name: acme}
spec:
  displayName: Acme Research
  users:
    - {name: ada, id: u-ada, email: ada@acme.example, admin: true}
    - {name: grace, email: grace@acme.example, userGroups: [operators]}
    - {name: linus, email: linus@acme.example, until: "2026-11-01"}
  userGroups: [{name: operators, parents: [staff]}, {name: staff}]
  workspaces:
    - {name: plant, type: project, displayName: Plant}
    - {name: lab, type: project, displayName: Lab, parent: plant}
  accessKeys: [{name: robot, type: token, secretRef: {env: ROBOT}}]
  permissions:
    - {name: staff-views, permission: VIEW, assignee: {userGroup: staff}, scope: {workspace: plant}, includeDescendants: true}
    - {name: grace-views, permission: VIEW, assignee: {user: grace}, scope: {workspace: lab}, reason: on call}
    - {name: grace-edits, role: deployment-viewer, assignee: {user: grace}, scope: {workspace: lab}}
    - {name: grace-exports, permission: EXPORT, assignee: {user: grace}, scope: {workspace: lab}, until: "2026-11-01"}
    - {name: grace-sees, permission: SEE, assignee: {user: grace}, scope: {user: ada}}
    - {name: everybody, permission: BASE_UI_ACCESS, assignee: {userGroup: users}}
    - {name: robot-exports, permission: EXPORT, assignee: {accessKey: robot}, scope: {workspace: plant}}
    - {name: linus-manages, permission: MANAGE, assignee: {user: linus}, until: "2026-11-01"}
`,
}

const api = await openApi(TEXTS)
test.after(() => api.close())

test('permissions are told with whom and what they name, and whether they are in force', async () => {
  const { body } = await api.read('/organizations/acme/permissions')
  const byName = new Map(body.map((one: { name: string }) => [one.name, one])) as Map<string, Record<string, unknown>>
  assert.equal(
    [...byName.keys()],
    [
      'everybody',
      'grace-edits',
      'grace-exports',
      'grace-sees',
      'grace-views',
      'linus-manages',
      'robot-exports',
      'staff-views',
    ],
  )
  assert.equal(byName.get('everybody')?.assignee, { type: 'userGroup', name: 'users', id: 'users' })
  const { uid, createdAt, updatedAt, assignee, scope, ...sees } = byName.get('grace-sees') ?? {}
  assert.equal(sees, {
    id: 'grace-sees',
    name: 'grace-sees',
    version: 1,
    labels: {},
    permission: 'SEE',
    includeDescendants: false,
    inForce: true,
  })
  assert.is((assignee as Record<string, string>).name, 'grace')
  const { uid: target, ...ada } = scope as Record<string, string>
  assert.equal(ada, { type: 'user', name: 'ada', id: 'u-ada' })
  assert.is(target, api.state().resources.get('User/acme/ada' as never)?.uid)
  assert.is(byName.get('grace-exports')?.inForce, false)
  const organization = byName.get('linus-manages')?.scope as Record<string, string>
  assert.equal([organization.type, organization.name], ['organization', 'acme'])
})

test('permissions are found by whom they name, what that is, and what they give', async () => {
  const names = async (query: string) =>
    (await api.read(`/organizations/acme/permissions?${query}`)).body.map(({ name }: { name: string }) => name)
  assert.equal(await names('subject=grace&permission=VIEW'), ['grace-views'])
  assert.equal(await names('permission=deployment-viewer'), ['grace-edits'])
  assert.equal(await names('kind=accessKey'), ['robot-exports'])
  assert.equal(await names('kind=userGroup&name=every'), ['everybody'])
  assert.equal(await names('subject=staff&kind=user'), [])
  assert.is((await api.read('/organizations/acme/permissions?kind=robot')).status, 400)
})

test('what a user holds is told by where it is and by how it came', async () => {
  const rows = async (user: string, query = '') =>
    (await api.read(`/organizations/acme/users/${user}/permissions${query}`)).body.map(
      ({ scope, name, permissions, accessSource }: Record<string, string>) =>
        `${scope} ${name} ${permissions} ${accessSource}`,
    )
  assert.equal(await rows('u-ada'), ['organization acme MANAGE DIRECT'])
  assert.equal(await rows('grace'), [
    'user ada SEE DIRECT',
    'workspace lab VIEW,deployments.get,deployments.list DIRECT',
  ])
  assert.equal(await rows('grace', '?include_inherited=true'), [
    'organization acme BASE_UI_ACCESS GROUP',
    'user ada SEE DIRECT',
    'workspace lab VIEW,deployments.get,deployments.list DIRECT',
    'workspace lab VIEW HIERARCHY',
    'workspace plant VIEW GROUP',
  ])
  assert.equal(await rows('grace', '?include_inherited=true&name_exact=plant'), ['workspace plant VIEW GROUP'])
  assert.equal(await rows('linus', '?include_inherited=true'), [])
  assert.is((await api.read('/organizations/acme/users/nobody/permissions')).status, 404)
})

test('permissions of an organization are there for those who see it', async () => {
  for (const path of ['/organizations/acme/permissions', '/organizations/acme/users/ada/permissions']) {
    assert.is((await api.read(path, person('linus@acme.example'))).status, 404)
    assert.is((await api.read(path, person('grace@acme.example'))).status, 200)
  }
})

test.run()
