import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { organizationsIn } from '../../src/documents/organization.ts'

test('namespaces are organizations, sorted, each once', () => {
  const text =
    'metadata:\n  namespace: waldur\n---\nmetadata: {name: x, namespace: "acme"}\n---\nmetadata:\n  namespace: waldur\n'
  assert.equal(organizationsIn(text), ['acme', 'waldur'])
})

test('an Organization is named in its metadata, not by what it holds', () => {
  const text =
    'kind: Organization\nmetadata:\n  labels: {team: x}\n  name: acme\nspec:\n  users: [{name: ada}]\n  userGroups:\n    - name: admins\n'
  assert.equal(organizationsIn(text), ['acme'])
  assert.equal(organizationsIn('kind: Organization\nmetadata: {name: acme}\nspec: {users: [{name: ada}]}\n'), ['acme'])
})

test('both sides of a merge conflict are named', () => {
  const text =
    'kind: Organization\nmetadata:\n<<<<<<< HEAD\n  name: acme\n=======\n  name: acme-research\n>>>>>>> topic\nspec:\n  x: 1\n'
  assert.equal(organizationsIn(text), ['acme', 'acme-research'])
})

test('names in documents of other kinds do not count', () => {
  assert.equal(organizationsIn('kind: OrganizationGroup\nmetadata:\n  name: education\n'), [])
  assert.equal(
    organizationsIn('kind: Offering\nmetadata: {name: x}\n---\nkind: Organization\nmetadata: {name: acme}\n'),
    ['acme'],
  )
})

test('JSON and the line ends of Windows are understood', () => {
  const json = '{"kind":"Organization","metadata":{"name":"acme"},"spec":{"users":[{"name":"ada"}'
  assert.equal(organizationsIn(json), ['acme'])
  assert.equal(organizationsIn('metadata:\r\n  namespace: acme\r\n  name: x\r\n'), ['acme'])
})

test('only names that an organization can have are given', () => {
  const names = ['Acme', '1acme', 'acme-', 'a_b', 'acme.example', `a${'b'.repeat(63)}`, '', '{{ name }}', '*x']
  assert.equal(organizationsIn(names.map((name) => `namespace: ${name}\n`).join('')), [])
  const valid = `a${'b'.repeat(62)}`
  assert.equal(organizationsIn(`namespace: ${valid} # the longest\nnamespace: 'a'\n`), ['a', valid])
})

test('a mebibyte of anything is looked through quickly', () => {
  for (const unit of ['namespace: ', 'metadata: ', 'kind: Organization\n', 'name: a', ' "', 'namespace:a-']) {
    const text = `kind: Organization\nmetadata: ${unit.repeat(Math.floor(1_000_000 / unit.length))}`
    const start = performance.now()
    organizationsIn(text)
    assert.ok(performance.now() - start < 10_000, unit)
  }
})

test.run()
