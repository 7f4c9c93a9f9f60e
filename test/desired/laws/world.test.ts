import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { acme, findingsIn, told, toldOfInstallation } from '../../support/laws.ts'
import { installationView } from '../../support/organization.ts'

test('a user who never was a member is told once, with every place', () => {
  const organization = acme({
    users: { ada: {} },
    groups: { ops: { members: ['ada', 'adaa'], maintainers: ['adaa'] } },
    permissions: { manage: { permission: 'MANAGE', assignee: { user: 'adaa' } } },
    accessKeys: { deploy: { type: 'token', user: 'adaa' } },
  })
  assert.equal(told(organization), [
    'NotAMember UserGroup/acme/ops/spec/members/1: UserGroup `ops` names User `adaa`, who is not in organization `acme`; 3 other places name it too',
  ])
  const [finding] = findingsIn(organization)
  assert.is(finding?.help, 'did you mean `ada`?')
  assert.equal(
    finding?.related?.map(({ key, pointer }) => `${key}${pointer}`),
    [
      'UserGroup/acme/ops/spec/maintainers/0',
      'Permission/acme/manage/spec/assignee/user',
      'AccessKey/acme/deploy/spec/user',
    ],
  )
})

test('a removed user who is still named is a dangling reference', () => {
  const stored = acme({ users: { grace: {} }, groups: { ops: { members: ['grace'] } } })
  const organization = acme({ groups: { ops: { members: ['grace'] }, dev: { maintainers: ['grace'] } }, stored })
  assert.equal(told(organization), [
    'DanglingReference UserGroup/acme/dev/spec/maintainers/0: User `grace` is removed, but 2 places still name it',
  ])
  assert.is(findingsIn(organization)[0]?.help, 'take the name out everywhere in the same change, or keep User `grace`')
})

test('a name that a resource had before is told its new one', () => {
  const stored = acme({ users: { grace: {} } })
  const organization = acme({
    users: { hopper: { previousNames: ['grace'] } },
    groups: { ops: { members: ['grace'] } },
    stored,
  })
  assert.is(findingsIn(organization)[0]?.help, 'it is called `hopper` now: name that')
})

test('bootstrap and required admins name users of the organization', () => {
  const organization = acme({
    organization: { bootstrap: { user: 'boot', userGroup: 'admin' }, requiredAdmins: ['boot'] },
  })
  assert.equal(told(organization), [
    'NotAMember Organization//acme/spec/bootstrap/user: Organization `acme` names User `boot`, who is not in organization `acme`; 1 other place names it too',
  ])
})

test('what nothing declares dangles, built-in groups and roles do not', () => {
  const organization = acme({
    users: { ada: { userGroups: ['admin', 'users', 'opss'] } },
    groups: { ops: { parents: ['admin'] } },
    workspaces: { lab: { type: 'workspace' } },
    permissions: {
      one: { role: 'project-viewer', assignee: { userGroup: 'ops' }, scope: { workspace: 'lab' } },
      two: { role: 'janitor', assignee: { accessKey: 'robot' }, scope: { workspace: 'lab' } },
    },
  })
  assert.equal(told(organization), [
    'DanglingReference User/acme/ada/spec/userGroups/2: User `ada` names UserGroup `opss`, which nothing declares in organization `acme`',
    'DanglingReference Permission/acme/two/spec/role: Permission `two` names AccessRole `janitor`, which nothing declares in organization `acme`',
    'DanglingReference Permission/acme/two/spec/assignee/accessKey: Permission `two` names AccessKey `robot`, which nothing declares in organization `acme`',
  ])
  assert.equal(
    findingsIn(organization).map(({ help }) => help),
    [
      'did you mean `ops`?',
      'declare AccessRole `janitor`, or take the name out',
      'declare AccessKey `robot`, or take the name out',
    ],
  )
})

test('a workspace of another organization cannot be named', () => {
  const other = acme({ name: 'other', workspaces: { vault: { type: 'workspace' } } })
  assert.equal(told(other), [])
  const organization = acme({
    permissions: { view: { permission: 'VIEW', assignee: { user: 'root' }, scope: { workspace: 'vault' } } },
  })
  assert.is(told(organization).length, 1)
})

test('global resources and organizations are looked up around the organization', () => {
  const named = {
    organization: { parent: 'holding', organizationGroups: ['schools', 'school'] },
    subscriptions: { now: { plan: 'gold', endDate: 'never' } },
  }
  const around = {
    organizations: { holding: {} },
    installation: { organizationGroups: { schools: {} }, plans: { gold: {} } },
  }
  assert.equal(told(acme({ ...named, ...around })), [
    'DanglingReference Organization//acme/spec/organizationGroups/1: Organization `acme` names OrganizationGroup `school`, which nothing declares',
  ])
  assert.is(told(acme(named)).length, 4)
})

test('in an open world what is global may exist elsewhere, what is the organization’s own may not', () => {
  const organization = acme({
    organization: { parent: 'holding' },
    groups: { ops: { members: ['ghost'] } },
    openWorld: true,
  })
  assert.equal(told(organization), [
    'warning DanglingReference Organization//acme/spec/parent: Organization `acme` names Organization `holding`, which nothing declares',
    'NotAMember UserGroup/acme/ops/spec/members/0: UserGroup `ops` names User `ghost`, who is not in organization `acme`',
  ])
})

test('a weak reference that dangles is a warning', () => {
  const organization = acme({ dataSources: { main: { type: 'POSTGRESQL', alternativeDataSource: 'spare' } } })
  assert.equal(told(organization), [
    'warning DanglingReference DataSource/acme/main/spec/alternativeDataSource: DataSource `main` names DataSource `spare`, which nothing declares in organization `acme`',
  ])
})

test('a data source of a workspace and the workspaces of its filters are names too', () => {
  const filters = [
    {
      id: 'f',
      title: 'F',
      columnName: 'c',
      settings: [{ id: 's', title: 'S', filterValues: ['1'], workspace: 'gone' }],
    },
  ]
  const organization = acme({
    workspaces: {
      top: { type: 'workspace' },
      lab: { type: 'workspace', parent: 'top', dataSource: { name: 'db' }, dataFilters: filters },
    },
  })
  assert.equal(
    findingsIn(organization).map(({ pointer }) => pointer),
    ['/spec/dataSource/name', '/spec/dataFilters/0/settings/0/workspace'],
  )
})

test('in the installation names stand, but an organization may still come', () => {
  const installation = installationView({
    organizationGroups: { low: { parent: 'high' } },
    offerings: { compute: { provider: 'later', organizationGroups: ['low'] } },
    plans: { gold: { offering: 'computer' } },
    policies: {
      cost: { type: 'cost', limitCost: '1', scope: { organization: 'later' }, actions: ['notify_organization_owners'] },
    },
  })
  assert.equal(toldOfInstallation(installation), [
    'DanglingReference OrganizationGroup//low/spec/parent: OrganizationGroup `low` names OrganizationGroup `high`, which nothing declares',
    'DanglingReference SubscriptionPlan//gold/spec/offering: SubscriptionPlan `gold` names Offering `computer`, which nothing declares',
  ])
})

test('a removed offering that a plan still names dangles', () => {
  const stored = installationView({ offerings: { compute: {} } })
  assert.equal(toldOfInstallation(installationView({ plans: { gold: { offering: 'compute' } }, stored })), [
    'DanglingReference SubscriptionPlan//gold/spec/offering: Offering `compute` is removed, but SubscriptionPlan `gold` still names it',
  ])
})

test('a hostile name cannot move the cursor', () => {
  const organization = acme({ groups: { ops: { members: ['a\u001b[2Jb'] } } })
  assert.match(told(organization)[0] ?? '', 'User `a\\u{1b}[2Jb`')
})

test.run()
