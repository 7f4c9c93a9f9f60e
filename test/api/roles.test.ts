import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { openApi, person } from '../support/api.ts'

const api = await openApi({
  'acme.yaml': `apiVersion: charter.sh/v1alpha1
kind: Organization
metadata: {name: acme}
spec:
  displayName: Acme Research
  users: [{name: ada, email: ada@acme.example, admin: true}, {name: grace, id: u-grace}]
  userGroups: [{name: operators}]
  workspaces:
    - {name: models, id: m-1, type: project, displayName: Models}
    - {name: site, type: environment, displayName: Site}
  accessRoles: [{name: releaser, permissions: [deployments.update, deployments.get], workspace: models, description: Releases.}]
  permissions:
    - {name: grace-releases, role: releaser, assignee: {user: grace}, scope: {workspace: models}, until: "2027-01-01"}
    - {name: operators-see, role: project-viewer, assignee: {userGroup: operators}, scope: {workspace: site}, includeDescendants: true}
    - {name: ada-views, permission: VIEW, assignee: {user: ada}, scope: {workspace: site}}
`,
})
test.after(() => api.close())

test('roles are told with those that are built in', async () => {
  const { body, headers } = await api.read('/organizations/acme/roles')
  assert.is(headers.get('x-result-count'), '13')
  const [first] = body
  assert.equal(first, {
    id: 'bucket-admin',
    name: 'bucket-admin',
    labels: {},
    builtIn: true,
    permissions: ['buckets.create', 'buckets.delete', 'buckets.get', 'buckets.list', 'buckets.update'],
  })
  const [own] = (await api.read('/organizations/acme/roles?name=release')).body
  assert.equal(
    [own.builtIn, own.permissions, own.workspace, own.description, own.version],
    [false, ['deployments.get', 'deployments.update'], 'models', 'Releases.', 1],
  )
})

test('assignments of roles are found by whom and what they name', async () => {
  const { body } = await api.read(
    '/organizations/acme/role-assignments?fields=role,assignee,assigneeType,resource,resourceType,until',
  )
  assert.equal(body, [
    {
      role: 'releaser',
      assignee: 'grace',
      assigneeType: 'user',
      resource: 'models',
      resourceType: 'project',
      until: '2027-01-01',
    },
    {
      role: 'project-viewer',
      assignee: 'operators',
      assigneeType: 'userGroup',
      resource: 'site',
      resourceType: 'environment',
    },
  ])
  const names = async (query: string) =>
    (await api.read(`/organizations/acme/role-assignments?${query}`)).body.map(({ name }: { name: string }) => name)
  assert.equal(await names('resource=m-1'), ['grace-releases'])
  assert.equal(await names('resource_type=environment'), ['operators-see'])
  assert.equal(await names('assignee=u-grace'), ['grace-releases'])
  assert.equal(await names('assignee_type=userGroup'), ['operators-see'])
  assert.equal(await names('assignee_type=accessKey'), [])
  for (const path of ['roles', 'role-assignments']) {
    assert.is((await api.read(`/organizations/acme/${path}`, person('eve@evil.example'))).status, 404)
  }
})

test.run()
