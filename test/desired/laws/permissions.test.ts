import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { acme, findingsIn, told } from '../../support/laws.ts'
import type { Literal, OrganizationLiteral } from '../../support/organization.ts'

const around: OrganizationLiteral = {
  users: { ada: {} },
  groups: { staff: {} },
  workspaces: { lab: { type: 'workspace' }, vault: { type: 'workspace' } },
  dataSources: { db: { type: 'POSTGRESQL', schema: 's' } },
}

const given = (permission: Literal, more: OrganizationLiteral = {}): readonly string[] =>
  told(acme({ ...around, ...more, permissions: { p: { assignee: { user: 'ada' }, ...permission } } }))

const helpFor = (permission: Literal): string | undefined =>
  findingsIn(acme({ ...around, permissions: { p: { assignee: { user: 'ada' }, ...permission } } }))[0]?.help

const FITTING: Readonly<Record<string, readonly [Literal, readonly string[]]>> = {
  organization: [{}, ['MANAGE', 'SELF_CREATE_TOKEN', 'BASE_UI_ACCESS']],
  workspace: [
    { scope: { workspace: 'lab' } },
    [
      'MANAGE',
      'ANALYZE',
      'EXPORT',
      'EXPORT_TABULAR',
      'EXPORT_PDF',
      'CREATE_AUTOMATION',
      'USE_AI_ASSISTANT',
      'WRITE_KNOWLEDGE_DOCUMENTS',
      'READ_KNOWLEDGE_DOCUMENTS',
      'CREATE_FILTER_VIEW',
      'VIEW',
    ],
  ],
  dataSource: [{ scope: { dataSource: 'db' } }, ['MANAGE', 'USE']],
  user: [{ scope: { user: 'ada' } }, ['SEE']],
  userGroup: [{ scope: { userGroup: 'staff' } }, ['SEE']],
}
const ALL_NAMES = new Set(Object.values(FITTING).flatMap(([, names]) => names))

test('each scope takes its own names and no other', () => {
  for (const [scope, [literal, names]] of Object.entries(FITTING)) {
    for (const permission of ALL_NAMES) {
      assert.is(
        given({ permission, ...literal }).length,
        names.includes(permission) ? 0 : 1,
        `${permission} on ${scope}`,
      )
    }
  }
})

test('a wrong name is told with the scope it goes with', () => {
  assert.equal(given({ permission: 'VIEW' }), [
    'InvalidPermission Permission/acme/p/spec/permission: Permission `p` gives `VIEW` on the organization, which takes MANAGE, SELF_CREATE_TOKEN and BASE_UI_ACCESS only',
  ])
  assert.is(helpFor({ permission: 'VIEW' }), '`VIEW` goes with the scope of a workspace')
  assert.is(helpFor({ permission: 'MANGE' }), 'did you mean `MANAGE`?')
})

test('a role is given on a workspace only', () => {
  assert.equal(given({ role: 'project-viewer' }), [
    'InvalidPermission Permission/acme/p/spec/role: Permission `p` gives the role `project-viewer` on the organization, roles are given on a workspace',
  ])
  assert.is(given({ role: 'project-viewer', scope: { dataSource: 'db' } }).length, 1)
  assert.equal(given({ role: 'project-viewer', scope: { workspace: 'lab' } }), [])
})

test('a role that is limited to a workspace is given on that one', () => {
  const roles = { keeper: { permissions: ['vault.get'], workspace: 'vault' } }
  assert.equal(given({ role: 'keeper', scope: { workspace: 'vault' } }, { roles }), [])
  assert.equal(given({ role: 'keeper', scope: { workspace: 'lab' } }, { roles }), [
    'InvalidPermission Permission/acme/p/spec/scope/workspace: Permission `p` gives AccessRole `keeper` on workspace `lab`, the role is for `vault` only',
  ])
})

test('only workspaces have descendants to include', () => {
  assert.equal(given({ permission: 'VIEW', scope: { workspace: 'lab' }, includeDescendants: true }), [])
  assert.equal(given({ permission: 'MANAGE', includeDescendants: true }), [
    'InvalidPermission Permission/acme/p/spec/includeDescendants: Permission `p` includes the descendants of the organization, only workspaces have any',
  ])
})

test('role org_admin and admin: true say the same', () => {
  const users = {
    a: { role: 'org_admin', admin: true },
    b: { role: 'org_admin' },
    c: { role: 'user', admin: true },
    d: { role: 'user_admin' },
    e: { admin: true },
  }
  assert.equal(told(acme({ users })), [
    'InvalidPermission User/acme/b/spec/role: User `b` has the role `org_admin` without admin: true',
    'InvalidPermission User/acme/c/spec/role: User `c` has admin: true and the role `user`, which is none of an admin',
  ])
})

test.run()
