import {
  type JsonApiUserOutList,
  newAxios,
  OrganizationUtilities,
  tigerClientFactory,
} from '@gooddata/api-client-tiger'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import type { Identity } from '../../../src/api/identity.ts'
import { AUDITOR, OPERATOR, openApi, person } from '../../support/api.ts'

const HEAD = 'apiVersion: charter.sh/v1alpha1\nkind: '
/** The sample of GoodData's document, with an external OIDC provider, as it is declared here. */
const GOOD = `${HEAD}Organization
metadata: {name: good}
spec:
  displayName: Good Organization
  id: org1
  hostname: localhost
  identityProvider: dex
  bootstrap: {user: admin, userGroup: bootstrap, tokenSecretRef: {env: CANARY_TOKEN}}
  users:
    - {name: admin, id: boot, email: admin@good.example, authId: auth-admin}
    - {name: ada, email: ada@good.example, firstName: Ada, lastName: Lovelace, authId: auth-ada, userGroups: [analysts]}
    - {name: bob, email: Bob@good.example, authId: auth-bob}
    - {name: eve, email: eve@good.example, active: false, authId: auth-eve}
  userGroups:
    - {name: bootstrap, id: adminGroup, displayName: Some User Group, members: [admin]}
    - {name: analysts, displayName: Analysts, parents: [bootstrap, mute]}
    - {name: mute, level: none, members: [bob]}
  permissions:
    - {name: manage, permission: MANAGE, assignee: {userGroup: bootstrap}}
    - {name: tokens, permission: SELF_CREATE_TOKEN, assignee: {user: ada}}
    - {name: over, permission: BASE_UI_ACCESS, assignee: {user: bob}, until: "2026-11-01"}
    - {name: silent, permission: BASE_UI_ACCESS, assignee: {userGroup: mute}}
    - {name: views, permission: VIEW, assignee: {userGroup: analysts}, scope: {workspace: demo}, includeDescendants: true}
    - {name: exports, permission: EXPORT, assignee: {user: bob}, scope: {workspace: demo}}
    - {name: uses, permission: USE, assignee: {userGroup: analysts}, scope: {dataSource: warehouse}}
    - {name: sees, permission: SEE, assignee: {user: bob}, scope: {user: ada}}
    - {name: sees-group, permission: SEE, assignee: {user: bob}, scope: {userGroup: analysts}}
  identityProviders:
    - {name: dex, type: oidc, issuerLocation: "https://login.good.example", clientId: client-1, clientSecretRef: {env: CANARY_OIDC}, identifiers: [good.example]}
  dataSources:
    - name: warehouse
      id: pg
      displayName: Warehouse
      type: POSTGRESQL
      schema: public
      url: "jdbc:postgresql://db.good.example/dw"
      authenticationType: USERNAME_PASSWORD
      username: reader
      passwordRef: {env: CANARY_PASSWORD}
      parameters: [{name: fetch, value: "100"}]
  workspaces:
    - name: demo
      type: workspace
      displayName: Demo
      prefix: d
      settings: [{key: locale, type: LOCALE, value: de}, {key: key, secret: true, secretRef: {env: CANARY_SETTING}}]
      dataFilters: [{id: region, title: Region, columnName: region_id, settings: [{id: west, title: West, filterValues: [w, n], workspace: child}]}]
    - {name: child, id: demo_child, type: workspace, displayName: Child, parent: demo, dataSource: {name: warehouse, schemaPath: [a, b]}}
    - {name: site, type: project, displayName: Site}
  settings:
    - {key: timezone, type: TIMEZONE, value: UTC}
    - {key: colours, value: {base: red}}
    - {key: linked, link: timezone}
    - {key: smtp, secret: true, secretRef: {file: canary/smtp}}
  cspDirectives: [{directive: img-src, sources: ["https://img.good.example"]}]
  allowedOrigins: ["https://good.example"]
  earlyAccess: [beta]
  themes: [{id: dark, name: Dark, content: {palette: {}}}]
  entitlements:
    - {name: contract, entitlement: Contract, expiry: "2027-12-31"}
    - {name: tier, entitlement: Tier, value: TRIAL}
    - {name: workspaces, entitlement: WorkspaceCount, value: "10"}
    - {name: theming, entitlement: CustomTheming}
`
/** With the internal provider, and only admins by themselves and by the built-in group. */
const PLAIN = `${HEAD}Organization
metadata: {name: plain}
spec:
  displayName: Plain
  settings: [{key: locale, type: LOCALE, value: de}, {key: week, value: 0, final: true}]
  users:
    - {name: root, email: root@plain.example, admin: true}
    - {name: lead, email: lead@plain.example, userGroups: [admin], settings: [{key: locale, type: LOCALE, value: cs}, {key: week, value: 1}]}
  permissions: [{name: ui, permission: BASE_UI_ACCESS, assignee: {userGroup: users}}]
`
/** With everything that a layout may have. */
const RICH = `${HEAD}Organization
metadata: {name: rich}
spec:
  displayName: Rich
  identityProvider: own
  users: [{name: root, email: root@rich.example, admin: true, systemAccount: true}]
  identityProviders:
    - name: own
      type: oidc
      issuerLocation: "https://login.rich.example"
      issuerId: rich
      clientId: client-2
      clientSecretRef: {env: CANARY_RICH}
      subjectIdClaim: oid
      customScopes: [groups]
      customClaimMapping: {team: department}
    - {name: old, type: saml, samlMetadataRef: {file: canary/saml}, identifiers: [rich.example]}
  dataSources:
    - {name: spare, displayName: Spare, type: POSTGRESQL, schema: "", authenticationType: TOKEN, tokenRef: {env: CANARY_SPARE}}
    - name: lake
      displayName: Lake
      type: SNOWFLAKE
      schema: s
      authenticationType: CLIENT_SECRET
      clientId: lake-client
      clientSecretRef: {env: CANARY_LAKE}
      cacheStrategy: ALWAYS
      cacheRetention: {type: SCHEDULE, cron: "0 4 * * *", timezone: Europe/Berlin}
      dateTimeSemantics: UTC
      alternativeDataSource: spare
  colorPalettes: [{id: warm, name: Warm, content: {colors: ["#ff0000"]}}]
  themes: [{id: dark, name: Dark, content: {palette: {}}}]
  entitlements: [{name: theming, entitlement: CustomTheming}]
`
const LICENSE = `${HEAD}License
metadata: {name: installation}
spec: {entitlements: [{entitlement: UserCount, value: "100"}]}
`
const api = await openApi({ 'good.yaml': GOOD, 'plain.yaml': PLAIN, 'rich.yaml': RICH, 'license.yaml': LICENSE })
test.after(() => api.close())

const client = tigerClientFactory(newAxios(`${api.address.replace('127.0.0.1', 'localhost')}/compat/gooddata`))
const TOKEN: Identity = { type: 'token', name: 'good', role: 'operator', organizations: new Set(['good']) }
const PLAIN_TOKEN: Identity = { ...TOKEN, name: 'plain', organizations: new Set(['plain']) }
const BOOT = person('admin@good.example')
const ADA = person('ada@good.example')
const BOB = person('bob@good.example')

const V1 = '/gooddata/api/v1'
const get = async (path: string, as: Identity = TOKEN) => (await api.compat(`${V1}/${path}`, as)).body
/** Whatever the published client asks, it asks as somebody. */
async function as(identity: Identity): Promise<typeof client> {
  await api.compat('/', identity)
  return client
}

const group = (id: string) => ({ id, type: 'userGroup' })
const user = (id: string) => ({ id, type: 'user' })
const LOGIN = { oauthClientId: 'client-1', oauthIssuerLocation: 'https://login.good.example' }

test("the published client reads the layout, which has the fields of GoodData's document", async () => {
  const { declarativeLayout } = await as(OPERATOR)
  const { data } = await declarativeLayout.getOrganizationLayout({ exclude: ['ACTIVITY_INFO'] })
  assert.equal(Object.keys(data).sort(), [
    'dataSources',
    'identityProviders',
    'organization',
    'userGroups',
    'users',
    'workspaceDataFilters',
    'workspaces',
  ])
  assert.equal(data.organization, {
    hostname: 'localhost',
    name: 'Good Organization',
    id: 'org1',
    ...LOGIN,
    permissions: [
      { name: 'MANAGE', assignee: { id: 'adminGroup', name: 'Some User Group', type: 'userGroup' } },
      { name: 'SELF_CREATE_TOKEN', assignee: { id: 'ada', name: 'Ada Lovelace', type: 'user' } },
    ],
    allowedOrigins: ['https://good.example'],
    cspDirectives: [{ directive: 'img-src', sources: ['https://img.good.example'] }],
    themes: [{ id: 'dark', name: 'Dark', content: { palette: {} } }],
    settings: [
      { id: 'colours', content: { base: 'red' } },
      { id: 'timezone', type: 'TIMEZONE', content: { value: 'UTC' } },
    ],
    earlyAccessValues: ['beta'],
    identityProvider: { id: 'dex', type: 'identityProvider' },
  })
})

test('a layout has people with what they are in, and nobody logs in elsewhere who has no access here', async () => {
  const { users, userGroups } = await get('layout/organization')
  const rest = { permissions: [], settings: [] }
  assert.equal(users, [
    {
      id: 'ada',
      authId: 'auth-ada',
      email: 'ada@good.example',
      firstname: 'Ada',
      lastname: 'Lovelace',
      userGroups: [group('analysts')],
      permissions: [{ name: 'SEE', assignee: user('bob') }],
      settings: [],
    },
    { id: 'boot', authId: 'auth-admin', email: 'admin@good.example', userGroups: [group('adminGroup')], ...rest },
    { id: 'bob', authId: 'auth-bob', email: 'Bob@good.example', userGroups: [group('mute')], ...rest },
    { id: 'eve', email: 'eve@good.example', userGroups: [], ...rest },
  ])
  assert.equal(userGroups, [
    {
      id: 'analysts',
      name: 'Analysts',
      parents: [group('adminGroup')],
      permissions: [{ name: 'SEE', assignee: user('bob') }],
    },
    { id: 'adminGroup', name: 'Some User Group', parents: [], permissions: [] },
    { id: 'mute', parents: [], permissions: [] },
  ])
})

test('a layout has workspaces, their filters, and data sources without what these are opened with', async () => {
  const { workspaces, workspaceDataFilters, dataSources, identityProviders } = await get('layout/organization')
  assert.equal(workspaces, [
    {
      id: 'demo_child',
      name: 'Child',
      parent: { id: 'demo', type: 'workspace' },
      dataSource: { id: 'pg', schemaPath: ['a', 'b'] },
      permissions: [],
      hierarchyPermissions: [],
      settings: [],
    },
    {
      id: 'demo',
      name: 'Demo',
      prefix: 'd',
      permissions: [{ name: 'EXPORT', assignee: user('bob') }],
      hierarchyPermissions: [{ name: 'VIEW', assignee: group('analysts') }],
      settings: [{ id: 'locale', type: 'LOCALE', content: { value: 'de' } }],
    },
  ])
  assert.equal(workspaceDataFilters, [
    {
      id: 'region',
      title: 'Region',
      columnName: 'region_id',
      workspace: { id: 'demo', type: 'workspace' },
      workspaceDataFilterSettings: [
        { id: 'west', title: 'West', filterValues: ['n', 'w'], workspace: { id: 'demo_child', type: 'workspace' } },
      ],
    },
  ])
  assert.equal(dataSources, [
    {
      id: 'pg',
      name: 'Warehouse',
      type: 'POSTGRESQL',
      schema: 'public',
      url: 'jdbc:postgresql://db.good.example/dw',
      username: 'reader',
      authenticationType: 'USERNAME_PASSWORD',
      parameters: [{ name: 'fetch', value: '100' }],
      permissions: [{ name: 'USE', assignee: group('analysts') }],
    },
  ])
  assert.equal(identityProviders, [{ id: 'dex', idpType: 'CUSTOM_IDP', identifiers: ['good.example'], ...LOGIN }])
})

test('with the internal provider nothing of a login is told, and being an admin is MANAGE', async () => {
  const { organization, users, userGroups, identityProviders } = await get('layout/organization', PLAIN_TOKEN)
  assert.equal(identityProviders, [])
  assert.equal(organization, {
    hostname: '',
    name: 'Plain',
    id: 'plain',
    settings: [
      { id: 'locale', type: 'LOCALE', content: { value: 'de' } },
      { id: 'week', content: { value: 0 } },
    ],
    permissions: [
      { name: 'BASE_UI_ACCESS', assignee: { id: 'users', name: 'users', type: 'userGroup' } },
      { name: 'MANAGE', assignee: { id: 'root', type: 'user' } },
      { name: 'MANAGE', assignee: { id: 'admin', name: 'admin', type: 'userGroup' } },
    ],
  })
  assert.equal(
    users.map(({ id, userGroups: own }: { id: string; userGroups: { id: string }[] }) => [
      id,
      own.map((one) => one.id),
    ]),
    [
      ['lead', ['admin', 'users']],
      ['root', ['users']],
    ],
  )
  assert.equal(
    userGroups.map(({ id }: { id: string }) => id),
    ['admin', 'users'],
  )
})

test('the layout is told below /api/v1 as well, at any moment, field by field the same', async () => {
  const rich: Identity = { ...TOKEN, organizations: new Set(['rich']) }
  for (const [name, identity] of [
    ['good', TOKEN],
    ['plain', PLAIN_TOKEN],
    ['rich', rich],
  ] as const) {
    const { body } = await api.read(`/organizations/${name}/layout?format=gooddata`)
    assert.equal(body, await get('layout/organization', identity), name)
  }
  const before = (await api.read('/organizations/good/layout?format=gooddata&at=2026-10-01')).body
  assert.equal(before.organization.permissions[0], { name: 'BASE_UI_ACCESS', assignee: user('bob') })
  const { dataSources, identityProviders, organization } = await get('layout/organization', rich)
  assert.equal(dataSources[0], {
    id: 'lake',
    name: 'Lake',
    type: 'SNOWFLAKE',
    schema: 's',
    authenticationType: 'CLIENT_SECRET',
    clientId: 'lake-client',
    cacheStrategy: 'ALWAYS',
    cacheRetention: { type: 'SCHEDULE', cron: '0 4 * * *', timezone: 'Europe/Berlin' },
    dateTimeSemantics: 'UTC',
    alternativeDataSourceId: 'spare',
    permissions: [],
  })
  const oauth = {
    oauthClientId: 'client-2',
    oauthIssuerLocation: 'https://login.rich.example',
    oauthIssuerId: 'rich',
    oauthSubjectIdClaim: 'oid',
    oauthCustomScopes: ['groups'],
  }
  assert.equal(identityProviders, [
    { id: 'old', idpType: 'CUSTOM_IDP', identifiers: ['rich.example'] },
    { id: 'own', idpType: 'CUSTOM_IDP', customClaimMapping: { team: 'department' }, ...oauth },
  ])
  assert.equal(organization.colorPalettes, [{ id: 'warm', name: 'Warm', content: { colors: ['#ff0000'] } }])
  assert.is(organization.oauthIssuerId, 'rich')
})

test('the parts of a layout are told by themselves', async () => {
  const whole = await get('layout/organization')
  const { users, userGroups, workspaces, workspaceDataFilters, dataSources, identityProviders } = whole
  const { declarativeLayout } = await as(TOKEN)
  assert.equal((await declarativeLayout.getUsersLayout()).data, { users })
  assert.equal((await declarativeLayout.getUserGroupsLayout()).data, { userGroups })
  assert.equal((await declarativeLayout.getUsersUserGroupsLayout()).data, { users, userGroups })
  assert.equal((await declarativeLayout.getDataSourcesLayout()).data, { dataSources })
  assert.equal((await declarativeLayout.getWorkspacesLayout({})).data, { workspaces, workspaceDataFilters })
  assert.equal((await declarativeLayout.getWorkspaceDataFiltersLayout()).data, { workspaceDataFilters })
  assert.equal((await declarativeLayout.getIdentityProvidersLayout()).data, identityProviders)
  assert.equal((await declarativeLayout.getOrganizationPermissions()).data, whole.organization.permissions)
  assert.equal((await declarativeLayout.getWorkspaceLayout({ workspaceId: 'demo_child' })).data, workspaces[0])
  assert.equal((await declarativeLayout.getWorkspacePermissions({ workspaceId: 'demo' })).data, {
    permissions: workspaces[1].permissions,
    hierarchyPermissions: workspaces[1].hierarchyPermissions,
  })
  assert.equal((await declarativeLayout.getUserPermissions({ userId: 'ada' })).data, users[0].permissions)
  assert.equal((await declarativeLayout.getUserGroupPermissions({ userGroupId: 'analysts' })).data, [
    { name: 'SEE', assignee: user('bob') },
  ])
  assert.equal((await declarativeLayout.getDataSourcePermissions({ dataSourceId: 'pg' })).data, [
    { name: 'USE', assignee: group('analysts') },
  ])
})

test('the organization is found by the host of the request, and answered where GoodData has it', async () => {
  const redirect = await api.compat(`${V1}/entities/organization`, TOKEN, { redirect: 'manual' })
  assert.equal(
    [redirect.status, redirect.headers.get('location')],
    [302, '/compat/gooddata/api/v1/entities/admin/organizations/org1'],
  )
  const { entities } = await as(OPERATOR)
  const { data } = await entities.getEntityOrganizations({
    id: 'org1',
    include: ['bootstrapUser', 'bootstrapUserGroup', 'identityProvider'],
  })
  const found = await entities.getOrganization({})
  const attributes = {
    name: 'Good Organization',
    hostname: 'localhost',
    allowedOrigins: ['https://good.example'],
    earlyAccessValues: ['beta'],
    ...LOGIN,
  }
  const relationships = {
    bootstrapUser: { data: user('boot') },
    bootstrapUserGroup: { data: group('adminGroup') },
    identityProvider: { data: { id: 'dex', type: 'identityProvider' } },
  }
  assert.equal(data.data, { type: 'organization', id: 'org1', attributes, relationships })
  assert.equal(
    (data.included as { id: string }[]).map(({ id }) => id),
    ['dex', 'boot', 'adminGroup'],
  )
  const followed: unknown = found.data
  assert.equal((followed as typeof data).data, data.data)
  const permissions = async (identity: Identity) =>
    (await get('entities/organization?metaInclude=permissions', identity)).data.meta.permissions
  assert.equal(await permissions(BOOT), ['MANAGE'])
  assert.equal(await permissions(ADA), ['MANAGE', 'SELF_CREATE_TOKEN'])
  assert.equal(await permissions(BOB), [])
})

test('the published client reads all pages of entities, with what they lead to', async () => {
  const { entities } = await as(OPERATOR)
  // Its types take one sort of entities for all of them.
  const parameters = { size: 2, include: ['userGroups'] } as object
  const pages = await OrganizationUtilities.getAllPagesOf<JsonApiUserOutList, object>(
    client,
    entities.getAllEntitiesUsers as never,
    parameters,
  )
  const { data, included = [] } = OrganizationUtilities.mergeEntitiesResults(pages) as JsonApiUserOutList
  assert.equal(
    data.map(({ id }) => id),
    ['ada', 'bob', 'boot', 'eve'],
  )
  assert.equal(
    included.map(({ id }) => id),
    ['analysts', 'mute', 'adminGroup'],
  )
  assert.equal(data[0], {
    type: 'user',
    id: 'ada',
    attributes: { authenticationId: 'auth-ada', email: 'ada@good.example', firstname: 'Ada', lastname: 'Lovelace' },
    relationships: { userGroups: { data: [group('analysts')] } },
    links: { self: `${api.address.replace('127.0.0.1', 'localhost')}/compat/gooddata/api/v1/entities/users/ada` },
  })
  assert.equal((await entities.getEntityUserGroups({ id: 'analysts', include: ['ALL'] })).data.included?.length, 1)
})

test('pages begin at 0, and tell of the whole where that is asked for', async () => {
  const { data, meta, links } = await get('entities/users?page=1&size=3&metaInclude=page')
  assert.equal(
    data.map(({ id }: { id: string }) => id),
    ['eve'],
  )
  assert.equal(meta, { page: { number: 1, size: 3, totalElements: 4, totalPages: 2 } })
  assert.equal(Object.keys(links), ['self'])
  const first = await get('entities/users?size=3')
  assert.equal([first.meta, new URL(first.links.next).search], [undefined, '?size=3&page=1'])
  assert.equal((await get(`entities/users${new URL(first.links.next).search}`)).data, data)
  assert.equal((await get('entities/users?page=7')).data, [])
  assert.equal((await get('entities/users?metaInclude=ALL')).meta.page.size, 20)
  for (const query of ['page=-1', 'page=x', 'size=0', 'size=1001', 'sort=shoe', 'sort=id,up']) {
    assert.is((await api.compat(`${V1}/entities/users?${query}`, TOKEN)).status, 400, query)
  }
})

test('entities are filtered and sorted as GoodData writes it', async () => {
  const ids = async (query: string, path = 'users') =>
    (await get(`entities/${path}?${query}`)).data.map(({ id }: { id: string }) => id)
  const filter = (text: string, path?: string) => ids(`filter=${encodeURIComponent(text)}`, path)
  assert.equal(await filter("email=='Bob@good.example'"), ['bob'])
  assert.equal(await filter('email=containsic=BO'), ['bob'])
  assert.equal(await filter('id=in=(eve,"ada")'), ['ada', 'eve'])
  assert.equal(await filter('id=in=(eve,ada);firstname==Ada'), ['ada'])
  assert.equal(await filter('id==eve,(id==bob;email!=x)'), ['bob', 'eve'])
  assert.equal(await filter('userGroups.id==analysts'), ['ada'])
  assert.equal(await filter('firstname=isnull=false'), ['ada'])
  assert.equal(await filter('id=out=(ada,bob,boot)'), ['eve'])
  assert.equal(await filter('name==Demo', 'workspaces'), ['demo'])
  assert.equal(await filter('parent.id==demo', 'workspaces'), ['demo_child'])
  assert.equal(await ids('sort=email,desc'), ['eve', 'boot', 'ada', 'bob'])
  assert.equal(await ids('sort=firstname&sort=id,desc'), ['eve', 'boot', 'bob', 'ada'])
  for (const text of [
    'shoe==1',
    'id=like=a',
    'id==',
    'id==a;',
    '(id==a',
    "id=='a",
    'id=in=a',
    'id==a id==b',
    ';',
    Array(21).fill('id==a').join(),
    `${'('.repeat(11)}id==a${')'.repeat(11)}`,
  ]) {
    const { status, body } = await api.compat(`${V1}/entities/users?filter=${encodeURIComponent(text)}`, TOKEN)
    assert.equal([status, body.detail.startsWith('the parameter filter ')], [400, true], text)
  }
})

test('workspaces, data sources and the rest are entities too', async () => {
  const { data, included } = await get('entities/workspaces/demo_child?include=parent&metaInclude=hierarchy')
  assert.equal(data.attributes, { name: 'Child', dataSource: { id: 'pg', schemaPath: ['a', 'b'] } })
  assert.equal([data.relationships.parent.data.id, data.meta.hierarchy], ['demo', { childrenCount: 0 }])
  assert.equal([included[0].id, included[0].meta.hierarchy], ['demo', { childrenCount: 1 }])
  const seen = await get('entities/workspaces?metaInclude=permissions', BOB)
  assert.equal(
    seen.data.map(({ meta }: { meta: object }) => meta),
    [{ permissions: ['EXPORT'] }, { permissions: [] }],
  )
  const source = (await get('entities/dataSources/pg?metaInclude=permissions', ADA)).data
  assert.equal(
    [source.type, source.attributes.username, source.meta.permissions],
    ['dataSource', 'reader', ['MANAGE', 'USE']],
  )
  const attributes = async (path: string) =>
    (await get(`entities/${path}`)).data.map(({ id, attributes: own }: { id: string; attributes: object }) => [id, own])
  assert.equal(await attributes('dataSourceIdentifiers'), [
    ['pg', { name: 'Warehouse', schema: 'public', type: 'POSTGRESQL' }],
  ])
  assert.equal(await attributes('identityProviders'), [
    ['dex', { idpType: 'CUSTOM_IDP', identifiers: ['good.example'], ...LOGIN }],
  ])
  assert.equal(await attributes('organizationSettings'), [
    ['colours', { content: { base: 'red' } }],
    ['timezone', { content: { value: 'UTC' }, type: 'TIMEZONE' }],
  ])
  assert.equal(await attributes('cspDirectives'), [['img-src', { sources: ['https://img.good.example'] }]])
  assert.equal(await attributes('themes'), [['dark', { content: { palette: {} }, name: 'Dark' }]])
})

test('the published client reads entitlements: own ones, and those that count', async () => {
  const { entities, actions } = await as(BOOT)
  const own = await entities.getAllEntitiesEntitlements({})
  assert.equal(
    own.data.data.map(({ id, type, attributes }) => [id, type, attributes]),
    [
      ['Contract', 'entitlement', { expiry: '2027-12-31' }],
      ['CustomTheming', 'entitlement', {}],
      ['Tier', 'entitlement', { value: 'TRIAL' }],
      ['WorkspaceCount', 'entitlement', { value: '10' }],
    ],
  )
  const resolved = await actions.resolveAllEntitlements()
  assert.equal(resolved.data, [
    { name: 'Contract', expiry: '2027-12-31' },
    { name: 'CustomTheming' },
    { name: 'Tier', value: 'TRIAL' },
    { name: 'UserCount', value: '100' },
    { name: 'WorkspaceCount', value: '10' },
  ] as unknown as typeof resolved.data)
  assert.is((await entities.getEntityEntitlements({ id: 'Tier' })).data.data.attributes?.value, 'TRIAL')
})

test('without MANAGE only public entitlements are told', async () => {
  const { data } = await get('entities/entitlements', BOB)
  assert.equal(
    data.map(({ id }: { id: string }) => id),
    ['CustomTheming', 'Tier'],
  )
  assert.equal(await get('actions/resolveEntitlements', BOB), [
    { name: 'CustomTheming' },
    { name: 'Tier', value: 'TRIAL' },
  ])
})

test('the published client reads usage, in which the bootstrap user does not count', async () => {
  const { actions } = await as(BOOT)
  assert.equal((await actions.allPlatformUsage()).data, [
    { name: 'UserCount', count: 3 },
    { name: 'WorkspaceCount', count: 2 },
  ])
})

test('the published client asks with a body for what it names', async () => {
  const { actions } = await as(BOOT)
  const usage = await actions.particularPlatformUsage({
    platformUsageRequest: { usageItemNames: ['WorkspaceCount'] },
  })
  assert.equal(usage.data, [{ name: 'WorkspaceCount', count: 2 }])
  const entitlementsName = ['Tier', 'Contract', 'Hipaa'] as never
  const { data } = await actions.resolveRequestedEntitlements({ entitlementsRequest: { entitlementsName } })
  assert.equal(data, [
    { name: 'Contract', expiry: '2027-12-31' },
    { name: 'Tier', value: 'TRIAL' },
  ] as unknown as typeof data)
  const { actions: bobs } = await as(BOB)
  const own = await bobs.resolveRequestedEntitlements({ entitlementsRequest: { entitlementsName } })
  assert.equal(own.data, [{ name: 'Tier', value: 'TRIAL' }] as unknown as typeof data)
})

test('the published client resolves settings: those of a workspace over the ones above, and over the organization', async () => {
  const { actions } = await as(BOOT)
  const colours = { id: 'colours', content: { base: 'red' } }
  const timezone = { id: 'timezone', type: 'TIMEZONE', content: { value: 'UTC' } }
  const linked = { id: 'linked', content: { value: 'UTC' } }
  const locale = { id: 'locale', type: 'LOCALE', content: { value: 'de' } }
  assert.equal((await actions.resolveAllSettingsWithoutWorkspace()).data, [colours, linked, timezone])
  assert.equal((await actions.workspaceResolveAllSettings({ workspaceId: 'demo_child' })).data, [
    colours,
    linked,
    locale,
    timezone,
  ])
  const resolveSettingsRequest = { settings: ['LOCALE', 'colours', 'smtp'] }
  const some = await actions.workspaceResolveSettings({ workspaceId: 'demo', resolveSettingsRequest })
  assert.equal(some.data, [colours, locale])
  assert.equal((await actions.resolveSettingsWithoutWorkspace({ resolveSettingsRequest })).data, [colours])
  const [german, czech, week] = ['de', 'cs', 0].map((value) => ({ value }))
  const locales = (content: unknown) => [
    { id: 'locale', type: 'LOCALE', content },
    { id: 'week', content: week },
  ]
  assert.equal(await get('actions/resolveSettings', PLAIN_TOKEN), locales(german))
  assert.equal(await get('actions/resolveSettings', person('lead@plain.example')), locales(czech))
  for (const [path, identity] of [
    ['workspaces/site/resolveSettings', TOKEN],
    ['resolveSettings', { ...TOKEN, role: 'auditor' }],
  ] as const) {
    assert.is((await api.compat(`${V1}/actions/${path}`, identity)).status, 404, path)
  }
})

test('of a body only what is needed is looked at, and what is wrong with it is said in the words of GoodData', async () => {
  const send = async (path: string, body: string, identity: Identity = BOOT) => {
    const init = { method: 'POST', headers: { 'content-type': 'application/json' }, body }
    const { status, headers, body: told } = await api.compat(`${V1}/actions/${path}`, identity, init)
    return [status, headers.get('content-type'), told.detail]
  }
  const type = 'application/problem+json; charset=utf-8'
  assert.equal(await send('collectUsage', '{}'), [400, type, 'the field usageItemNames is missing'])
  assert.equal(await send('collectUsage', '{"usageItemNames": [1]}'), [400, type, 'usageItemNames/0 is wrong'])
  assert.equal(await send('collectUsage', '[]'), [400, type, 'an object is expected'])
  assert.equal((await send('collectUsage', `{"usageItemNames": ["${'x'.repeat(20_000)}"]}`))[0], 413)
  assert.equal((await send('collectUsage', '{"usageItemNames": []}', BOB))[0], 404)
  const more = await send('resolveEntitlements', '{"entitlementsName": [], "more": true}')
  assert.equal([more[0], more[2]], [200, undefined])
})

test('the published client reads users and groups with what is given to them', async () => {
  const { userManagement } = await as(BOOT)
  const none = { workspaces: [], dataSources: [] }
  const { data } = await userManagement.listUsers({ size: 3 })
  assert.equal(data, {
    totalCount: 4,
    users: [
      {
        id: 'ada',
        name: 'Ada Lovelace',
        email: 'ada@good.example',
        organizationAdmin: true,
        userGroups: [{ id: 'analysts', name: 'Analysts' }],
        ...none,
      },
      {
        id: 'boot',
        email: 'admin@good.example',
        organizationAdmin: true,
        userGroups: [{ id: 'adminGroup', name: 'Some User Group' }],
        ...none,
      },
      {
        id: 'bob',
        email: 'Bob@good.example',
        organizationAdmin: false,
        userGroups: [{ id: 'mute' }],
        workspaces: [{ id: 'demo', name: 'Demo', permissions: ['EXPORT'], hierarchyPermissions: [] }],
        dataSources: [],
      },
    ],
  } as unknown as typeof data)
  const given = {
    workspaces: [{ id: 'demo', name: 'Demo', permissions: [], hierarchyPermissions: ['VIEW'] }],
    dataSources: [{ id: 'pg', name: 'Warehouse', permissions: ['USE'] }],
  }
  const groups = (await userManagement.listUserGroups({ name: 'ANA' })).data
  assert.equal(groups, {
    totalCount: 1,
    userGroups: [{ id: 'analysts', name: 'Analysts', organizationAdmin: true, userCount: 1, ...given }],
  } as unknown as typeof groups)
  assert.equal((await userManagement.listPermissionsForUserGroup({ userGroupId: 'analysts' })).data, given as never)
  assert.equal((await userManagement.listPermissionsForUser({ userId: 'eve' })).data, none)
  assert.equal((await userManagement.getGroupMembers({ userGroupId: 'adminGroup' })).data, {
    members: [{ id: 'boot' }],
  })
  const ids = async (query: string) =>
    (await get(`actions/userManagement/users?${query}`)).users.map(({ id }: { id: string }) => id)
  assert.equal(await ids('group=analysts,mute'), ['ada', 'bob'])
  assert.equal(
    [await ids('workspace=demo'), await ids('dataSource=pg'), await ids('name=love')],
    [['bob'], [], ['ada']],
  )
  assert.equal(await ids('page=1&size=3'), ['eve'])
  for (const path of ['users', 'userGroups', 'users/ada/permissions', 'userGroups/analysts/members']) {
    assert.is((await api.compat(`${V1}/actions/userManagement/${path}`, BOB)).status, 404, path)
  }
  for (const path of ['users/nobody/permissions', 'userGroups/nobody/permissions', 'userGroups/nobody/members']) {
    assert.is((await api.compat(`${V1}/actions/userManagement/${path}`, TOKEN)).status, 404, path)
  }
})

test('the published client reads who it asks as', async () => {
  const { profile } = await as(ADA)
  const { organizationId, organizationName, userId, name, email, permissions, entitlements } =
    await profile.getCurrentWithDetails()
  assert.equal(
    [organizationId, organizationName, userId, name, email],
    ['org1', 'Good Organization', 'ada', 'Ada Lovelace', 'ada@good.example'],
  )
  assert.equal(permissions, ['MANAGE', 'SELF_CREATE_TOKEN'])
  assert.equal(
    entitlements.map((one) => one.name),
    [
      'Contract',
      'CustomTheming',
      'Tier',
      'UserCount',
      'WorkspaceCount',
    ] as unknown as (typeof entitlements)[number]['name'][],
  )
  const token = await get('profile')
  assert.equal([token.userId, token.name, token.permissions], ['good', 'good', ['MANAGE']])
  assert.equal(token.features.static.context, { organizationId: 'org1', earlyAccessValues: ['beta'], tier: 'TRIAL' })
  assert.equal((await get('profile', BOB)).entitlements, [{ name: 'CustomTheming' }, { name: 'Tier', value: 'TRIAL' }])
})

test('what is missing and what is forbidden are the same 404, in the words of GoodData', async () => {
  const told = async (path: string, identity: Identity, init: RequestInit = {}) => {
    const { status, headers, text } = await api.compat(`${V1}/${path}`, identity, init)
    return [status, headers.get('content-type'), text]
  }
  const body = (status: number, title: string, detail: string) => {
    const json = JSON.stringify({ title, status, detail, traceId: '0'.repeat(32) })
    return [status, 'application/problem+json; charset=utf-8', `${json}\n`]
  }
  const missing = body(
    404,
    'Not Found',
    'The requested endpoint does not exist or you do not have permission to access it.',
  )
  const paths = ['layout/organization', 'layout/users', 'layout/workspaces/demo', 'actions/collectUsage']
  for (const path of paths) assert.equal(await told(path, BOB), missing, path)
  for (const path of [
    'entities/users/nobody',
    'entities/admin/organizations/plain',
    'layout/workspaces/site',
    'nothing',
  ]) {
    assert.equal(await told(path, TOKEN), missing, path)
  }
  for (const path of ['entities/organization', 'entities/users', 'actions/resolveEntitlements']) {
    assert.equal(await told(path, OPERATOR), missing, 'of several organizations none is chosen')
    assert.equal(await told(path, person('nobody@example.com')), missing)
  }
  for (const method of ['POST', 'PUT', 'DELETE']) {
    assert.equal(
      await told('layout/organization', TOKEN, { method }),
      body(405, 'Method Not Allowed', 'Method Not Allowed'),
    )
  }
  for (const path of ['organization/managePermissions', 'userManagement/userGroups/analysts/addMembers']) {
    assert.is((await api.compat(`${V1}/actions/${path}`, TOKEN, { method: 'POST' })).status, 405, path)
  }
  const traceparent = `00-${'a1'.repeat(16)}-${'b2'.repeat(8)}-01`
  const followed = await api.compat(`${V1}/entities/users/nobody`, TOKEN, { headers: { traceparent } })
  assert.is(followed.body.traceId, 'a1'.repeat(16))
  const { entities } = await as(BOB)
  const error = await entities.getEntityUsers({ id: 'nobody' }).catch(({ response }) => response)
  assert.equal([error.status, error.data.title], [404, 'Not Found'])
  const wrong = await api.compat(`${V1}/layout/organization?exclude=users`, TOKEN)
  assert.equal([wrong.status, wrong.body.status], [400, 400])
})

test('auditors see no settings: no layout, which would be without them, and no entities of them', async () => {
  const auditor: Identity = { ...TOKEN, role: 'auditor' }
  for (const path of ['layout/organization', 'layout/users', 'entities/organizationSettings']) {
    assert.is((await api.compat(`${V1}/${path}`, auditor)).status, 404, path)
  }
  assert.is((await get('entities/users', auditor)).data.length, 4)
  assert.is((await api.compat(`${V1}/entities/organization`, AUDITOR)).status, 404)
})

test('no answer has anything of a secret', async () => {
  const paths = [
    'layout/organization',
    'entities/dataSources',
    'entities/identityProviders',
    'entities/organizationSettings',
  ]
  for (const path of [...paths, 'entities/organization?include=ALL&metaInclude=ALL']) {
    assert.not.match((await api.compat(`${V1}/${path}`, TOKEN)).text, /CANARY|canary|Ref"|[sS]ecret/)
  }
})

test.run()
