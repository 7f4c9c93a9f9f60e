import { test } from 'uvu'
import * as assert from 'uvu/assert'
import type { Identity } from '../../src/api/identity.ts'
import { AUDITOR, openApi, person } from '../support/api.ts'

const HEAD = 'apiVersion: charter.sh/v1alpha1\nkind: '
const group = (name: string, spec: string) =>
  `${HEAD}OrganizationGroup\nmetadata: {name: ${name}}\nspec: {displayName: The ${name}, ${spec}}\n`
const organization = (name: string, groups: string) => `${HEAD}Organization
metadata: {name: ${name}}
spec:
  displayName: ${name}
  organizationGroups: [${groups}]
  users: [{name: ada, email: ada@${name}.example, admin: true}, {name: eve, email: eve@${name}.example, active: false}]
`
const TEXTS = {
  'groups.yaml': [
    group('education', 'type: sector'),
    group('universities', 'parent: education'),
    group('faculties', 'parent: universities'),
    group('schools', 'parent: education, type: sector'),
    group('industry', ''),
  ].join('---\n'),
  'acme.yaml': organization('acme', 'universities, faculties'),
  'globex.yaml': organization('globex', 'faculties'),
  'initech.yaml': organization('initech', 'education, industry'),
}
const METRICS: Identity = { type: 'token', name: 'prometheus', role: 'metrics', organizations: undefined }

const api = await openApi(TEXTS)
test.after(() => api.close())

test('groups are told with what is above them and how many organizations they have', async () => {
  const { body } = await api.read('/organization-groups')
  assert.equal(
    body.map(({ name, organizationsCount, organizationsCountTotal, childrenCount, depth }: Record<string, unknown>) => [
      name,
      organizationsCount,
      organizationsCountTotal,
      childrenCount,
      depth,
    ]),
    [
      ['education', 1, 3, 2, 0],
      ['faculties', 2, 2, 0, 2],
      ['industry', 1, 1, 0, 0],
      ['schools', 0, 0, 0, 1],
      ['universities', 1, 2, 1, 1],
    ],
  )
  const [education, faculties, , , universities] = body
  assert.equal(faculties.parentUid, universities.uid)
  assert.equal([faculties.parent, faculties.parentName], ['universities', 'The universities'])
  assert.is(faculties.path, 'The education -> The universities -> The faculties')
  assert.equal([education.parent, education.type], [undefined, 'sector'])
  for (const word of [faculties.uid, 'faculties']) {
    assert.equal((await api.read(`/organization-groups/${word}`)).body, faculties)
  }
})

test('groups are found by name, type and the group above, and sorted by their organizations', async () => {
  const names = async (query: string) =>
    (await api.read(`/organization-groups?${query}`)).body.map(({ name }: { name: string }) => name)
  const { uid } = (await api.read('/organization-groups/education')).body
  assert.equal(await names(`parent=${uid}`), ['schools', 'universities'])
  assert.equal(await names('parent=education&type=sector'), ['schools'])
  assert.equal(await names('parent=nothing'), [])
  assert.equal(await names('name=UNI'), ['universities'])
  assert.equal(await names('name_exact=uni'), [])
  assert.equal(await names('o=-organizations_count,-name&page_size=2'), ['faculties', 'universities'])
})

test('the tree has each group below the one that it names', async () => {
  interface Branch {
    readonly name: string
    readonly children: readonly Branch[]
  }
  const shape = ({ name, children }: Branch): unknown => [name, ...children.map(shape)]
  const { body } = await api.read('/organization-groups/tree')
  assert.equal(body.map(shape), [['education', ['schools'], ['universities', ['faculties']]], ['industry']])
  assert.is(body[0].organizationsCountTotal, 3)
})

test('the organizations of a group are those that the reader sees', async () => {
  const names = async (path: string, as?: Identity) =>
    (await api.read(`/organization-groups/${path}`, as)).body.map(({ name }: { name: string }) => name)
  assert.equal(await names('education/organizations'), ['initech'])
  assert.equal(await names('education/organizations?recursive=true'), ['acme', 'globex', 'initech'])
  assert.equal(await names('universities/organizations?recursive=true&o=-name'), ['globex', 'acme'])
  assert.equal(await names('education/organizations?recursive=true', person('ada@globex.example')), ['globex'])
  assert.is((await api.read('/organization-groups/nothing/organizations')).status, 404)
})

test('groups are there for whoever sees an organization', async () => {
  for (const reader of [person('ada@initech.example'), AUDITOR]) {
    assert.is((await api.read('/organization-groups', reader)).body.length, 5)
    assert.is((await api.read('/organization-groups/tree', reader)).body.length, 2)
    assert.is((await api.read('/organization-groups/schools', reader)).status, 200)
  }
  for (const nobody of [person('nobody@acme.example'), person('eve@acme.example'), METRICS]) {
    assert.equal((await api.read('/organization-groups', nobody)).body, [])
    assert.equal((await api.read('/organization-groups/tree', nobody)).body, [])
    assert.is((await api.read('/organization-groups/schools', nobody)).status, 404)
  }
})

test.run()
