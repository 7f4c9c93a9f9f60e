import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { resourceOf } from '../../src/cli/remote/resource.ts'
import { keyOf } from '../../src/model/resource.ts'
import { AUDITOR, openApi, person } from '../support/api.ts'

const TEXTS = {
  'installation.yaml': `apiVersion: charter.sh/v1alpha1
kind: SubscriptionPlan
metadata: {name: professional}
spec: {displayName: Professional}
`,
  'acme.yaml': `apiVersion: charter.sh/v1alpha1
kind: Organization
metadata: {name: acme, labels: {tier: gold, "10": numeric}, annotations: {note: of ours}}
spec:
  displayName: Acme Research
  customizations: {theme: dark, fonts: {title: "no"}}
  settings: [{key: region, value: eu}, {key: password, secret: true, secretRef: {env: ACME_PASSWORD}}]
  users:
    - {name: ada, email: ada@acme.example, admin: true}
    - {name: grace, email: grace@acme.example}
    - {name: linus, email: linus@acme.example, admin: true}
  userGroups: [{name: discreet, hideSecrets: true, members: [linus]}]
  permissions: [{name: ada-manages, permission: MANAGE, assignee: {user: ada}, until: "2027-01-01"}]
  accessKeys: [{name: access, type: access-key, secretRef: {file: acme/access}}]
  subscriptions: [{name: main, plan: professional, startDate: "2026-01-31", endDate: never}]
`,
  'globex.yaml': `apiVersion: charter.sh/v1alpha1
kind: Organization
metadata: {name: globex}
spec: {displayName: Globex, minAdmins: 1, users: [{name: zoe, email: zoe@globex.example, admin: true}]}
`,
}

const api = await openApi(TEXTS)
test.after(() => api.close())
const NDJSON = { headers: { accept: 'application/x-ndjson' } }

interface Record {
  readonly kind: string
  readonly metadata: { readonly name: string; readonly namespace?: string }
}

const named = (body: readonly Record[]): readonly string[] =>
  body.map(({ kind, metadata: { namespace = '', name } }) => `${kind}/${namespace}/${name}`)

test('an operator is told everything that is stored, of one revision, and it makes the same resources again', async () => {
  const { text, headers } = await api.read('/declarations', undefined, NDJSON)
  assert.is(headers.get('charter-revision'), String(api.state().head.seq))
  const resources = text
    .trimEnd()
    .split('\n')
    .map((line) => resourceOf(line))
  assert.equal(
    new Map(resources.map((one) => [one === undefined ? '' : keyOf(one), one])),
    new Map(api.state().resources),
  )
})

test('as YAML it is the documents, whole, which declare the same again', async () => {
  const YAML = { headers: { accept: 'application/yaml' } }
  const { text, headers } = await api.read('/declarations', undefined, YAML)
  assert.equal(
    [headers.get('content-type'), headers.get('x-result-count')],
    ['application/yaml; charset=utf-8', String(api.state().resources.size)],
  )
  assert.not.match(text, /^status:/m)
  const again = await openApi({ 'all.yaml': text })
  const digests = (one: typeof api) => new Map([...one.state().resources].map(([key, { digest }]) => [key, digest]))
  assert.equal(digests(again), digests(api))
  await again.close()
  const one = await api.read(
    '/declarations?organization=acme&kind=User&name_exact=grace',
    person('ada@acme.example'),
    YAML,
  )
  assert.is(
    one.text,
    'apiVersion: charter.sh/v1alpha1\nkind: User\nmetadata:\n  name: grace\n  namespace: acme\nspec:\n  email: grace@acme.example\n',
  )
})

test('resources stand by organization, then by kind, then by name; what belongs to no organization is first', async () => {
  assert.equal(named((await api.read('/declarations?kind=Organization&kind=User&kind=SubscriptionPlan')).body), [
    'Organization//acme',
    'Organization//globex',
    'SubscriptionPlan//professional',
    'User/acme/ada',
    'User/acme/grace',
    'User/acme/linus',
    'User/globex/zoe',
  ])
  const order = '/declarations?kind=Organization&kind=User&kind=SubscriptionPlan&o=organization'
  assert.equal(named((await api.read(order)).body), named((await api.read(order.replace('&o=organization', ''))).body))
})

test('of an organization, itself and what it holds are told to who manages it', async () => {
  const of = async (path: string, email: string) => api.read(path, person(email))
  const { status, body, text } = await of('/declarations?organization=acme', 'ada@acme.example')
  assert.is(status, 200)
  assert.equal(named(body), [
    'Organization//acme',
    'User/acme/ada',
    'User/acme/grace',
    'User/acme/linus',
    'UserGroup/acme/discreet',
    'Permission/acme/ada-manages',
    'AccessKey/acme/access',
    'Subscription/acme/main',
  ])
  assert.match(text, 'ACME_PASSWORD')
  assert.is((await of('/declarations?organization=acme', 'grace@acme.example')).status, 403)
  assert.is((await of('/declarations?organization=globex', 'ada@acme.example')).status, 404)
  assert.is((await of('/declarations', 'ada@acme.example')).status, 403)
})

test('to whom settings are hidden, neither they nor where secrets stand are told', async () => {
  for (const reader of [AUDITOR, person('linus@acme.example')]) {
    const { status, text, body } = await api.read('/declarations?organization=acme', reader)
    assert.is(status, 200)
    assert.not.match(text, /settings|Ref|ACME_PASSWORD|acme\/access"/)
    assert.equal(body[0].spec.customizations, { theme: 'dark', fonts: { title: 'no' } })
  }
  assert.is((await api.read('/declarations', AUDITOR)).status, 403)
})

test('what was is told as it was', async () => {
  assert.equal((await api.read('/declarations?seq=0')).body, [])
  assert.is((await api.read('/declarations?kind=Users')).status, 400)
})

test.run()
