import { test } from 'uvu'
import * as assert from 'uvu/assert'
import type { Asked } from '../../src/api/endpoint.ts'
import { LAYOUT_ENDPOINTS } from '../../src/api/routes/layout.ts'
import { byText } from '../../src/lib/compare.ts'
import type { Key } from '../../src/model/resource.ts'
import { exportResources } from '../../src/transfer/export/export.ts'
import { AUDITOR, OPERATOR, openApi, person } from '../support/api.ts'
import { installationWith, storedAt } from '../support/installation.ts'

const TEXTS = {
  'installation.yaml': `apiVersion: charter.sh/v1alpha1
kind: SubscriptionPlan
metadata: {name: professional}
spec: {displayName: Professional}
`,
  'acme.yaml': `apiVersion: charter.sh/v1alpha1
kind: Organization
metadata: {name: acme, labels: {tier: gold}}
spec:
  displayName: Acme Research
  customizations: {theme: dark, fonts: {title: "no"}}
  settings: [{key: region, value: eu}, {key: password, secret: true, secretRef: {env: ACME_PASSWORD}}]
  users:
    - {name: ada, email: ada@acme.example, admin: true}
    - {name: grace, email: grace@acme.example}
    - {name: linus, email: linus@acme.example, admin: true}
  userGroups: [{name: admin}, {name: discreet, hideSecrets: true, members: [linus]}]
  permissions: [{name: ada-manages, permission: MANAGE, assignee: {user: ada}, until: "2027-01-01"}]
  accessKeys: [{name: access, type: access-key, secretRef: {file: acme/access}}]
  subscriptions: [{name: main, plan: professional, startDate: "2026-01-31", endDate: never}]
`,
}

const api = await openApi(TEXTS)
test.after(() => api.close())
const LAYOUT = '/organizations/acme/layout'
const YAML = { headers: { accept: 'application/yaml' } }

test('a layout is everything that is declared, the organization first', async () => {
  const { body, headers } = await api.read(LAYOUT)
  assert.is(headers.get('content-type'), 'application/json; charset=utf-8')
  assert.equal(
    body.map(({ kind, metadata }: { kind: string; metadata: { name: string } }) => `${kind} ${metadata.name}`),
    [
      'Namespace acme',
      'Organization acme',
      'User ada',
      'User grace',
      'User linus',
      'UserGroup discreet',
      'Permission ada-manages',
      'AccessKey access',
      'Subscription main',
    ],
  )
  assert.equal(body[1].spec.customizations, { theme: 'dark', fonts: { title: 'no' } })
  assert.equal(body[1].spec.settings, [
    { key: 'password', secretRef: { env: 'ACME_PASSWORD' }, secret: true },
    { key: 'region', value: 'eu' },
  ])
  assert.equal(body[6], {
    apiVersion: 'charter.sh/v1alpha1',
    kind: 'Permission',
    metadata: { name: 'ada-manages', namespace: 'acme' },
    spec: { permission: 'MANAGE', assignee: { user: 'ada' }, until: '2027-01-01' },
  })
  assert.equal((await api.read(`${LAYOUT}?format=native`)).body, body)
})

test('kinds are left out on demand', async () => {
  const { body } = await api.read(`${LAYOUT}?exclude=users&exclude=accessKeys&exclude=userGroups&exclude=permissions`)
  assert.equal(
    body.map(({ kind }: { kind: string }) => kind),
    ['Namespace', 'Organization', 'Subscription'],
  )
  for (const query of ['exclude=organizations', 'format=terraform']) {
    assert.is((await api.read(`${LAYOUT}?${query}`)).status, 400, query)
  }
})

test('a layout in YAML is what `charter export` writes, and declares the same again', async () => {
  const { text, headers, status } = await api.read(LAYOUT, undefined, YAML)
  assert.equal([status, headers.get('content-type')], [200, 'application/yaml; charset=utf-8'])
  const own = [...api.state().resources.values()].filter(
    ({ namespace, name }) => namespace === 'acme' || name === 'acme',
  )
  const exported = [...exportResources(own, { inline: false })].flatMap((file) => file.text.split('---\n'))
  assert.equal(text.split('---\n').sort(byText), exported.sort(byText))
  const plan = TEXTS['installation.yaml']
  const again = await installationWith({ 'installation.yaml': plan, 'acme.yaml': text })
  const digests = (resources: Iterable<{ digest: string }>) => [...resources].map(({ digest }) => digest).sort()
  assert.equal(digests(again.state().resources.values()), digests(api.state().resources.values()))
})

test('each format has an ETag of its own, and what has no YAML says so', async () => {
  const json = await api.read(LAYOUT)
  const yaml = await api.read(LAYOUT, undefined, YAML)
  const etag = yaml.headers.get('etag') ?? ''
  assert.is.not(json.headers.get('etag'), etag)
  const again = await api.read(LAYOUT, undefined, { headers: { ...YAML.headers, 'if-none-match': etag } })
  assert.is(again.status, 304)
  const refused = await api.read(LAYOUT, undefined, { headers: { accept: 'text/csv' } })
  assert.equal([refused.status, refused.body.detail], [406, 'this is told as application/json, application/yaml'])
  const plain = await api.read('/organizations/acme', undefined, YAML)
  assert.equal([plain.status, plain.body.detail], [406, 'this is told as application/json'])
})

test('a layout needs MANAGE, and sight of all settings', async () => {
  const told = async (as: Parameters<typeof api.read>[1]) => {
    const { status, body } = await api.read(LAYOUT, as)
    return `${status} ${body.detail ?? ''}`
  }
  assert.is(await told(person('eve@evil.example')), '404 ')
  assert.is(await told(person('grace@acme.example')), '403 this needs MANAGE on the organization')
  assert.is((await api.read(LAYOUT, person('ada@acme.example'))).status, 200)
  const hidden = '403 a layout is whole or not told at all, and secret settings are hidden from this reader'
  assert.is(await told(person('linus@acme.example')), hidden)
  assert.is(await told(AUDITOR), hidden)
})

test('the group admin is left out where it says nothing (model §2 UserGroup)', async () => {
  const after = await openApi(TEXTS)
  test.after(() => after.close())
  const state = after.state()
  const discreet = storedAt(state, 'UserGroup/acme/discreet')
  const resources = new Map([
    ...state.resources,
    ['UserGroup/acme/admin' as Key, { ...discreet, name: 'admin', spec: {} }],
  ])
  after.publish({ ...state, resources })
  const names = (await after.read(LAYOUT)).body.map(({ metadata }: { metadata: { name: string } }) => metadata.name)
  assert.not(names.includes('admin'))
})

test("a layout is told as GoodData's too, without secrets, at any moment, as JSON and as YAML", async () => {
  const path = `${LAYOUT}?format=gooddata`
  const linus = person('linus@acme.example')
  assert.is((await api.read(LAYOUT, linus)).status, 403)
  const { body } = await api.read(path, linus)
  assert.equal(body.organization.settings, [{ id: 'region', content: { value: 'eu' } }])
  const managers = (answer: typeof body) =>
    answer.organization.permissions.map(({ assignee }: { assignee: { id: string } }) => assignee.id)
  assert.equal(managers(body), ['ada', 'linus'])
  assert.equal(
    body.users.map(({ id }: { id: string }) => id),
    ['ada', 'grace', 'linus'],
  )
  const yaml = await api.read(path, OPERATOR, YAML)
  assert.is(yaml.headers.get('content-type'), 'application/yaml; charset=utf-8')
  assert.match(yaml.text, /^dataSources: \[\]\n/)
  assert.is((await api.read(path, AUDITOR)).status, 403)
  const refused = await api.read(`${path}&exclude=users`)
  assert.is(refused.body.detail, 'the parameter exclude leaves kinds out of the format native alone')
})

test('a layout of too many documents is refused before it is made', async () => {
  const [layout] = LAYOUT_ENDPOINTS
  assert.ok(layout?.type === 'value')
  const many = { length: 20_000 } as readonly never[]
  const asked = {
    catalog: { organization: () => ({ name: 'acme' }), of: (_: string, kind: string) => (kind === 'User' ? many : []) },
    viewer: {
      sees: () => true,
      manages: () => true,
      seesSettings: true,
      seesSecrets: () => true,
      userOf: () => undefined,
    },
    query: { text: () => undefined, texts: () => [] },
    path: () => 'acme',
    concerns: () => undefined,
  } as unknown as Asked
  const answer = await layout.answer(asked)
  assert.ok(answer.type === 'problem')
  assert.is(
    answer.problem.detail,
    'the parameter exclude leaves 20002 documents, and at most 20000 are told at once: leave more kinds out, or use `charter export`',
  )
})

test.run()
