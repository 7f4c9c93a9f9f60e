import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import type { Problem } from '../../../src/model/problem.ts'
import { importGooddata } from '../../../src/transfer/gooddata/import.ts'
import { createFolder, removeFolder } from '../../support/folder.ts'
import { told, written } from '../../support/peribolos.ts'

const EXAMPLES = fileURLToPath(new URL('../../../examples/import', import.meta.url))
const EXAMPLE = readFileSync(join(EXAMPLES, 'gooddata.json'), 'utf8')
const CREDENTIALS = readFileSync(join(EXAMPLES, 'gooddata-credentials.yaml'), 'utf8')

/** What a layout becomes; its files are made. */
async function imported(layout: string | object, credentials?: string, organization?: string) {
  const text = typeof layout === 'string' ? layout : JSON.stringify(layout, null, 1)
  const folder = createFolder({ 'layout.json': text, 'credentials.yaml': credentials ?? '' })
  try {
    const found = await importGooddata(join(folder, 'layout.json'), {
      credentials: credentials === undefined ? undefined : join(folder, 'credentials.yaml'),
      organization,
    })
    return { ...found, files: [...found.files] }
  } finally {
    removeFolder(folder)
  }
}

const ORGANIZATION = { id: 'acme', name: 'Acme', hostname: 'acme.example', permissions: [] }
const errors = (problems: readonly Problem[]) =>
  problems.filter(({ severity }) => severity === 'error').map(({ code, pointer }) => `${code} ${pointer}`)

test('everything that Charter has a place for comes over, and the rest is told', async () => {
  const result = await imported(EXAMPLE, CREDENTIALS)
  assert.equal(told(result), [
    'warning IgnoredField layout.json:69 `model` of `workspaces` has no place in Charter and is left out',
  ])
  const all = written(result)
  const spec = (key: string) => all.get(key)?.spec
  assert.equal(spec('Organization/acme'), {
    displayName: 'Acme Research',
    hostname: 'acme.example',
    settings: [{ key: 'zone', type: 'TIMEZONE', value: 'Europe/Vienna' }],
    identityProvider: 'corporate',
  })
  assert.equal(spec('User/ada'), {
    email: 'ada@acme.example',
    firstName: 'Ada',
    lastName: 'Lovelace',
    authId: 'ada-1',
    userGroups: ['admingroup'],
  })
  assert.equal(spec('User/grace.hopper'), { id: 'Grace.Hopper', authId: 'grace-1', userGroups: ['analysts'] })
  assert.equal(spec('UserGroup/admingroup'), { id: 'adminGroup', displayName: 'Admins' })
  const filter = { id: 'eu', title: 'Europe', filterValues: ['EU'], workspace: 'sales-eu' }
  assert.equal(spec('Workspace/sales'), {
    type: 'workspace',
    displayName: 'Sales',
    dataFilters: [{ id: 'region', title: 'Region', columnName: 'region', settings: [filter] }],
  })
  assert.equal(spec('Workspace/sales-eu'), {
    type: 'workspace',
    displayName: 'Sales in Europe',
    parent: 'sales',
    dataSource: { name: 'warehouse', schemaPath: ['sales', 'eu'] },
  })
  assert.equal(spec('DataSource/warehouse'), {
    displayName: 'Warehouse',
    type: 'POSTGRESQL',
    url: 'jdbc:postgresql://db.acme.example:5432/sales',
    authenticationType: 'USERNAME_PASSWORD',
    username: 'reader',
    passwordRef: { env: 'ACME_WAREHOUSE_PASSWORD' },
    schema: 'sales',
  })
  assert.equal(spec('IdentityProvider/corporate'), {
    type: 'oidc',
    issuerLocation: 'https://login.acme.example',
    clientId: 'gooddata',
    clientSecretRef: { file: 'acme/oidc-client-secret' },
    identifiers: ['acme.example'],
  })
  const counts = { organizations: 1, users: 2, userGroups: 2, workspaces: 2, identityProviders: 1, dataSources: 1 }
  assert.equal(result.counts, { ...counts, permissions: 5 })
})

test('permissions are named after what is given to whom on what', async () => {
  const all = written(await imported(EXAMPLE, CREDENTIALS))
  const analysts = { userGroup: 'analysts' }
  const admins = { userGroup: 'admingroup' }
  assert.equal(
    [...all].filter(([key]) => key.startsWith('Permission/')).map(([key, { spec }]) => [key.slice(11), spec]),
    [
      ['manage--group-admingroup', { permission: 'MANAGE', assignee: admins }],
      ['see--group-admingroup--group-analysts', { permission: 'SEE', assignee: admins, scope: analysts }],
      [
        'view--group-analysts--workspace-sales--below',
        { permission: 'VIEW', assignee: analysts, scope: { workspace: 'sales' }, includeDescendants: true },
      ],
      [
        'analyze--user-grace.hopper--workspace-sales-eu',
        { permission: 'ANALYZE', assignee: { user: 'grace.hopper' }, scope: { workspace: 'sales-eu' } },
      ],
      [
        'use--group-analysts--data-source-warehouse',
        { permission: 'USE', assignee: analysts, scope: { dataSource: 'warehouse' } },
      ],
    ],
  )
  const view = (workspace: string, user: string) => ({
    id: workspace,
    name: 'W',
    permissions: [{ name: 'VIEW', assignee: { id: user, type: 'user' } }],
  })
  const alike = {
    organization: ORGANIZATION,
    users: [{ id: 'a' }, { id: 'a--workspace-b' }],
    workspaces: [view('b--workspace-c', 'a'), view('c', 'a--workspace-b')],
  }
  const names = [...written(await imported(alike)).keys()].filter((key) => key.startsWith('Permission/'))
  assert.is(new Set(names).size, 2)
})

test('a user name without a password is told with what the credentials have to say', async () => {
  const result = await imported(EXAMPLE)
  assert.equal(result.files, [])
  assert.equal(errors(result.problems), [
    'CredentialsIncomplete /dataSources/0/authenticationType',
    'InvalidIdentityProvider /identityProviders/0',
  ])
  const help = result.problems.find(({ code }) => code === 'CredentialsIncomplete')?.help ?? ''
  assert.match(help, /, as `dataSources: \{"warehouse": \{passwordRef: \{env: NAME\}\}\}`$/)
  const source = { id: 'Wh', name: 'W', type: 'POSTGRESQL', schema: '', username: 'reader' }
  const layout = { organization: ORGANIZATION, dataSources: [source] }
  const [problem] = (await imported(layout)).problems
  assert.is(problem?.message, 'DataSource `wh` has a username without passwordRef')
  assert.is(problem?.pointer, '/dataSources/0/username')
  assert.match(problem?.help ?? '', /--credentials, as `dataSources: \{"Wh": \{passwordRef: \{env: NAME\}\}\}`/)
  const whole = await imported(layout, 'data_sources: {Wh: {passwordRef: {env: X}}}')
  assert.equal(whole.problems, [])
  assert.is(whole.files.length, 2)
})

test('secrets are refused with their path wherever they stand, and never shown', async () => {
  const source = { id: 'a', name: 'A', type: 'BIGQUERY', schema: '' }
  const setting = { id: 'api-key', content: { value: 'CANARY-2' } }
  const layout = {
    organization: { ...ORGANIZATION, oauthClientSecret: 'CANARY-1', settings: [setting] },
    dataSources: [{ ...source, token: 'CANARY-3', clientSecret: '<secret>', password: '' }],
    identityProviders: [{ id: 'i', samlMetadata: 'CANARY-4' }],
    notificationChannels: [{ id: 'n', destination: { type: 'SMTP', password: 'CANARY-5', hasToken: true } }],
  }
  const result = await imported(layout, 'dataSources: {a: CANARY-6, b: {password: CANARY-7, passwordRef: CANARY-8}}')
  assert.equal(result.files, [])
  assert.equal(errors(result.problems), [
    'SecretInline /dataSources/a',
    'SecretInline /dataSources/b/password',
    'SecretInline /dataSources/b/passwordRef',
    'SecretInline /organization/oauthClientSecret',
    'SecretInline /organization/settings/0',
    'SecretInline /dataSources/0/token',
    'SecretInline /identityProviders/0/samlMetadata',
    'SecretInline /notificationChannels/0/destination/password',
  ])
  assert.not.match(JSON.stringify(result.problems), /CANARY/)
})

test('whom or what the layout does not have is left out where that gives less, and refused otherwise', async () => {
  const to = (id: string) => ({ id, type: 'userGroup' })
  const layout = {
    organization: { ...ORGANIZATION, permissions: [{ name: 'MANAGE', assignee: to('gone') }] },
    users: [{ id: 'ada', userGroups: [to('gone')] }],
    userGroups: [{ id: 'staff', parents: [to('gone')] }],
    workspaces: [{ id: 'lab', name: 'Lab', permissions: [{ name: 'FLY', assignee: to('staff') }] }],
    jwks: [{ id: 'key' }],
    agents: [],
  }
  const result = await imported(layout)
  assert.equal(
    result.problems.map(({ severity, code, pointer }) => `${severity} ${code} ${pointer}`),
    [
      'warning DanglingReference /organization/permissions/0/assignee',
      'warning DanglingReference /users/0/userGroups/0',
      'warning DanglingReference /userGroups/0/parents/0',
      'warning InvalidPermission /workspaces/0/permissions/0/name',
      'warning IgnoredField /jwks',
    ],
  )
  assert.equal(written(result).get('User/ada')?.spec, {})
  const lost = { id: 'sub', name: 'Sub', parent: { id: 'lab', type: 'workspace' } }
  assert.equal(errors((await imported({ organization: ORGANIZATION, workspaces: [lost] })).problems), [
    'DanglingReference /workspaces/0/parent',
  ])
  const stray = await imported({ organization: ORGANIZATION }, 'dataSources: {wh: {passwordRef: {env: X}}}\nother: {}')
  assert.equal(errors(stray.problems), ['DanglingReference /dataSources/wh', 'UnknownField /other'])
})

test('things that would share a name, or have none, are told', async () => {
  const users = [{ id: 'ada' }, { id: 'Ada' }, { id: 'bob' }, { id: 'bob' }, { name: 'no id' }, 'text', { id: '---' }]
  const { problems, files } = await imported({ organization: ORGANIZATION, users })
  assert.equal(files, [])
  assert.equal(
    problems.map(({ code, pointer }) => `${code} ${pointer}`),
    [
      'DuplicateResource /users/1',
      'DuplicateResource /users/3',
      'MissingField /users/4',
      'InvalidField /users/5',
      'InvalidName /users/6',
    ],
  )
  assert.is(problems[0]?.message, 'user `Ada` and user `ada` would both be named ada')
  assert.equal(
    problems[0]?.related?.map(({ origin }) => 'line' in origin && origin.line),
    [9],
  )
})

test('what is not JSON is told at its line, inside an item and around', async () => {
  const places = async (text: string) => {
    const { problems, files } = await imported(text)
    assert.equal(files, [])
    return problems.map(({ code, origin }) => `${code} ${'line' in origin ? `${origin.line}:${origin.column}` : ''}`)
  }
  const head = `{"organization": ${JSON.stringify(ORGANIZATION)},\n`
  assert.equal(await places(`${head}"users": [{"id": "ada"},\r\n  {"id": bob}]}`), ['Syntax 3:10'])
  assert.equal(await places(`${head}"users": [{"id": "ada", "id": "bob"}]}`), ['DuplicateField 2:25'])
  assert.equal(await places(`${head}"users": [,]}`), ['Syntax 2:11'])
  assert.equal(await places(`${head}"users": {}}`), ['InvalidField 2:10'])
  assert.equal(await places(`${head}"users": [],\n"users": []}`), ['DuplicateField 3:10'])
  assert.equal(await places('{"users": []}'), ['MissingField 1:1'])
  assert.equal(await places('organization: {}'), ['Syntax 1:1'])
})

test('an organization takes the name that it is given, and the older form keeps its identity provider', async () => {
  const old = { ...ORGANIZATION, id: 'Acme_1', oauthClientId: 'c', oauthIssuerLocation: 'https://login.acme.example' }
  const nameless = await imported({ organization: { ...ORGANIZATION, id: '---' } })
  assert.equal(errors(nameless.problems), ['InvalidName /organization/id'])
  const layout = { organization: old, identityProviders: [{ id: 'm', idpType: 'MANAGED_IDP' }] }
  const result = await imported(layout, 'identityProviders: {oidc: {clientSecretRef: {env: X}}}', 'acme')
  assert.equal(
    result.problems.map(({ severity, code, pointer }) => `${severity} ${code} ${pointer}`),
    ['warning IgnoredField /identityProviders/0/idpType'],
  )
  const all = written(result)
  assert.equal(all.get('Organization/acme')?.spec, {
    displayName: 'Acme',
    id: 'Acme_1',
    hostname: 'acme.example',
    identityProvider: 'oidc',
  })
  assert.equal(all.get('IdentityProvider/oidc')?.spec, {
    type: 'oidc',
    issuerLocation: 'https://login.acme.example',
    clientId: 'c',
    clientSecretRef: { env: 'X' },
  })
})

test('groups called like the built-in ones get other names, so that nobody becomes an admin by one', async () => {
  const layout = {
    organization: ORGANIZATION,
    userGroups: [{ id: 'admin' }, { id: 'users' }],
    users: [{ id: 'ada', userGroups: [{ id: 'admin', type: 'userGroup' }] }],
  }
  const all = written(await imported(layout))
  assert.equal(all.get('User/ada')?.spec, { userGroups: ['admin-team'] })
  assert.equal(all.get('UserGroup/admin-team')?.spec, { id: 'admin' })
  assert.equal(all.get('UserGroup/users-team')?.spec, { id: 'users' })
})

test.run()
