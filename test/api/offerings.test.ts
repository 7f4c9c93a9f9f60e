import { test } from 'uvu'
import * as assert from 'uvu/assert'
import type { Identity } from '../../src/api/identity.ts'
import { AUDITOR, OPERATOR, openApi, person } from '../support/api.ts'

const HEAD = 'apiVersion: charter.sh/v1alpha1\nkind: '
const global = (kind: string, name: string, spec: string) =>
  `${HEAD}${kind}\nmetadata: {name: ${name}}\nspec: {displayName: The ${name}, ${spec}}\n`
const offering = (name: string, spec: string) => global('Offering', name, spec)
const plan = (name: string, spec: string) => global('SubscriptionPlan', name, spec)
const organization = (name: string, groups: string) => `${HEAD}Organization
metadata: {name: ${name}}
spec:
  displayName: ${name}
  organizationGroups: [${groups}]
  users: [{name: ada, email: ada@${name}.example, admin: true}, {name: bob, email: bob@${name}.example}]
`
const TEXTS = {
  'installation.yaml': [
    global('OrganizationGroup', 'science', ''),
    global('OrganizationGroup', 'physics', 'parent: science'),
    offering('open', 'components: [{type: cpu}, {type: disk, billingType: fixed}]'),
    offering('scientific', 'organizationGroups: [science], provider: vendor, components: [{type: cpu}]'),
    offering('private', 'shared: false, provider: vendor'),
    offering('draft', 'state: draft'),
    offering('old', 'state: archived'),
    plan('basic', ''),
    plan('lab', 'organizationGroups: [science], offering: scientific, prices: {cpu: "2.50"}'),
    plan('secret', 'hidden: true, offering: private'),
    plan('past', 'archived: true'),
  ].join('---\n'),
  'acme.yaml': organization('acme', 'science'),
  'below.yaml': organization('below', 'physics'),
  'vendor.yaml': organization('vendor', ''),
}

const api = await openApi(TEXTS)
test.after(() => api.close())

async function names(path: string, as: Identity = OPERATOR): Promise<readonly string[]> {
  const { body } = await api.read(path, as)
  return body.map(({ name }: { name: string }) => name)
}

test('offerings are there for organizations in exactly their groups, and for who provides them', async () => {
  const all = ['draft', 'old', 'open', 'private', 'scientific']
  assert.equal(await names('/offerings'), all)
  assert.equal(await names('/offerings', AUDITOR), all)
  assert.equal(await names('/offerings', person('bob@acme.example')), ['old', 'open', 'scientific'])
  assert.equal(await names('/offerings', person('ada@below.example')), ['old', 'open'])
  assert.equal(await names('/offerings', person('ada@vendor.example')), ['old', 'open', 'private', 'scientific'])
  assert.equal(await names('/offerings', person('bob@vendor.example')), ['old', 'open'])
  assert.equal(await names('/offerings', person('nobody@vendor.example')), [])
})

test('plans are there for organizations in exactly their groups, unless they are hidden or archived', async () => {
  assert.equal(await names('/subscription-plans'), ['basic', 'lab', 'past', 'secret'])
  assert.equal(await names('/subscription-plans', person('bob@acme.example')), ['basic', 'lab'])
  assert.equal(await names('/subscription-plans', person('ada@below.example')), ['basic'])
  assert.equal(await names('/subscription-plans', person('ada@vendor.example')), ['basic', 'lab', 'secret'])
  assert.equal(await names('/subscription-plans', person('nobody@vendor.example')), [])
})

test('what is open to one organization is asked by its name, and not of one that the reader does not see', async () => {
  assert.equal(await names('/offerings?organization=acme'), ['open', 'scientific'])
  assert.equal(await names('/offerings?organization=below'), ['open'])
  assert.equal(await names('/offerings?organization=acme', person('ada@below.example')), [])
  assert.equal(await names('/subscription-plans?organization=acme'), ['basic', 'lab'])
  assert.equal(await names('/subscription-plans?organization=acme&archived=true'), ['past'])
  assert.equal(await names('/subscription-plans?organization=nobody'), [])
})

test('offerings and plans are found by group, state and offering', async () => {
  const { uid } = (await api.read('/organization-groups/science')).body
  assert.equal(await names(`/offerings?organization_group_uuid=${uid}`), ['scientific'])
  assert.equal(await names(`/subscription-plans?organization_group_uuid=${uid.toUpperCase()}`), ['lab'])
  assert.is((await api.read('/offerings?organization_group_uuid=science')).status, 400)
  assert.equal(await names('/offerings?state=draft'), ['draft'])
  assert.equal(await names('/offerings?archived=true'), ['old'])
  assert.equal(await names('/subscription-plans?archived=false&name=s'), ['basic', 'secret'])
  assert.equal(await names('/subscription-plans?offering=private'), ['secret'])
})

test('one of them is told as it is declared, with what nobody declares', async () => {
  const { uid, createdAt, updatedAt, ...open } = (await api.read('/offerings/open')).body
  assert.equal(open, {
    id: 'open',
    name: 'open',
    version: 1,
    labels: {},
    displayName: 'The open',
    shared: true,
    state: 'active',
    organizationGroups: [],
    components: [
      { type: 'cpu', billingType: 'usage' },
      { type: 'disk', billingType: 'fixed' },
    ],
  })
  const lab = (await api.read('/subscription-plans/lab', person('bob@acme.example'))).body
  assert.equal([lab.prices, lab.offering, lab.hidden], [{ cpu: '2.50' }, 'scientific', false])
  assert.is((await api.read(`/offerings/${uid}`)).body.name, 'open')
  for (const path of ['/offerings/private', '/subscription-plans/secret', '/offerings/nothing']) {
    assert.is((await api.read(path, person('bob@vendor.example'))).status, 404)
  }
})

test.run()
