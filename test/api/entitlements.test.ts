import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { AUDITOR, openApi, person } from '../support/api.ts'

const HEAD = 'apiVersion: charter.sh/v1alpha1\nkind: '
const TEXTS = {
  'installation.yaml': `${HEAD}License
metadata: {name: main}
spec: {entitlements: [{entitlement: WorkspaceCount, value: "2"}, {entitlement: PdfExports}]}
---
${HEAD}SubscriptionPlan
metadata: {name: large}
spec: {displayName: Large, entitlements: [{entitlement: AutomationCount, value: "7"}]}
`,
  'acme.yaml': `${HEAD}Organization
metadata: {name: acme}
spec:
  displayName: Acme Research
  bootstrap: {user: root, userGroup: owners, tokenSecretRef: {env: TOKEN}}
  users:
    - {name: root, email: root@acme.example, userGroups: [owners]}
    - {name: ada, email: ada@acme.example, admin: true}
    - {name: grace, email: grace@acme.example}
  userGroups: [{name: owners}]
  permissions: [{name: owners, permission: MANAGE, assignee: {userGroup: owners}}]
  workspaces: [{name: lab, type: workspace, displayName: Lab}, {name: web, type: project, displayName: Web}]
  subscriptions: [{name: main, plan: large, startDate: "2026-01-31", endDate: never}]
  entitlements:
    - {name: users, entitlement: UserCount, value: "50"}
    - {name: tier, entitlement: Tier, value: enterprise}
    - {name: contract, entitlement: Contract, value: c-1, expiry: "2026-11-21"}
    - {name: renewed, entitlement: Contract, value: c-2, expiry: "2027-11-21"}
`,
  'globex.yaml': `${HEAD}Organization
metadata: {name: globex}
spec: {displayName: Globex, users: [{name: bill, email: bill@globex.example, admin: true}]}
`,
}

const api = await openApi(TEXTS)
test.after(() => api.close())

const GRACE = person('grace@acme.example')

test('declared entitlements are told whole to who manages, and the public ones to everybody in the organization', async () => {
  const { body, headers } = await api.read('/organizations/acme/entitlements', person('ada@acme.example'))
  assert.equal(body, [
    { name: 'Contract', value: 'c-1', expiry: '2026-11-21', public: false, passed: true },
    { name: 'Contract', value: 'c-2', expiry: '2027-11-21', public: false, passed: false },
    { name: 'Tier', value: 'enterprise', public: true, passed: false },
    { name: 'UserCount', value: '50', public: false, passed: false },
  ])
  assert.is(headers.get('x-result-count'), '4')
  assert.equal((await api.read('/organizations/acme/entitlements', AUDITOR)).body, body)
  assert.equal((await api.read('/organizations/acme/entitlements', GRACE)).body, [body[2]])
  assert.is((await api.read('/organizations/acme/entitlements', person('bill@globex.example'))).status, 404)
})

test('names are whole names, and several of them give all', async () => {
  const names = async (query: string, as = person('ada@acme.example')) =>
    (await api.read(`/organizations/acme/entitlements${query}`, as)).body.map(({ name }: { name: string }) => name)
  assert.equal(await names('?name=Tier&name=UserCount'), ['Tier', 'UserCount'])
  assert.equal(await names('?name=Count'), [])
  assert.equal(await names('?name=UserCount', GRACE), [])
  assert.equal(await names('/resolved?name=UserCount&name=WorkspaceCount'), ['UserCount', 'WorkspaceCount'])
  assert.is((await api.read('/organizations/acme/entitlements?name_exact=Tier')).status, 400)
})

test('what counts comes from the organization, its plan, the license, or stands alone', async () => {
  const { body } = await api.read('/organizations/acme/entitlements/resolved')
  const own = (name: string) => ({ type: 'organization', name })
  assert.equal(body, [
    {
      name: 'AutomationCount',
      value: '7',
      public: true,
      source: { type: 'plan', name: 'large' },
      limit: 7,
      over: false,
    },
    { name: 'Contract', value: 'c-2', expiry: '2027-11-21', public: false, source: own('renewed') },
    { name: 'PdfExports', public: false, source: { type: 'license', name: 'main' } },
    { name: 'Tier', value: 'enterprise', public: true, source: own('tier') },
    { name: 'UserCount', value: '50', public: false, source: own('users'), limit: 50, used: 2, over: false },
    {
      name: 'WorkspaceCount',
      value: '2',
      public: false,
      source: { type: 'license', name: 'main' },
      limit: 2,
      used: 1,
      over: false,
    },
  ])
  assert.equal((await api.read('/organizations/acme/entitlements/resolved', GRACE)).body, [
    { name: 'AutomationCount', value: '7', public: true, source: { type: 'plan', name: 'large' }, limit: 7 },
    { name: 'Tier', value: 'enterprise', public: true, source: own('tier') },
  ])
  const globex = await api.read('/organizations/globex/entitlements/resolved', person('bill@globex.example'))
  assert.equal(globex.body[0], { name: 'CustomTheming', public: true, source: { type: 'stand-alone' } })
})

test('what is used of the platform leaves the bootstrap user out, and needs MANAGE', async () => {
  const path = '/organizations/acme/platform-usage'
  assert.equal((await api.read(path, person('ada@acme.example'))).body, [
    { name: 'UserCount', count: 2 },
    { name: 'WorkspaceCount', count: 1 },
  ])
  assert.equal((await api.read(`${path}?name=WorkspaceCount`)).body, [{ name: 'WorkspaceCount', count: 1 }])
  assert.is((await api.read(`${path}?name=Tier`)).status, 400)
  assert.is((await api.read(path, GRACE)).status, 403)
  assert.is((await api.read(path, person('bill@globex.example'))).status, 404)
})

test.run()
