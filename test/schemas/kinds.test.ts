import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { KINDS } from '../../src/model/resource.ts'
import { kindDefinition, kindDefinitions, kindNamed } from '../../src/schemas/kinds.ts'

test('every kind has one definition, in the order of KINDS', () => {
  assert.equal(
    kindDefinitions().map(({ kind }) => kind),
    [...KINDS],
  )
  assert.is(kindDefinition('User'), kindDefinitions()[KINDS.indexOf('User')])
})

test('a kind is found by its name, plural, singular and short name in any letter case', () => {
  const kindOf = (word: string) => kindNamed(word)?.kind
  for (const { kind, plural, singular, shortNames } of kindDefinitions()) {
    for (const word of [kind, plural, singular, ...shortNames]) {
      assert.equal([kindOf(word), kindOf(word.toUpperCase()), kindOf(word.toLowerCase())], [kind, kind, kind])
    }
  }
  assert.equal(['org', 'ORGS', 'toString', '', 'usr'].map(kindOf), [
    'Organization',
    undefined,
    undefined,
    undefined,
    undefined,
  ])
})

test('a definition holds what the annotations of its schema say', () => {
  const { references, uniques, sets, keyed, secretRefs } = kindDefinition('User')
  assert.equal(references, [{ path: ['spec', 'userGroups', '*'], kind: 'UserGroup', weak: false }])
  assert.equal(uniques, [{ path: ['spec', 'email'], within: 'organization', folded: true }])
  assert.equal(sets, [['spec', 'userGroups']])
  assert.equal(keyed, [{ path: ['spec', 'settings'], key: 'key' }])
  assert.equal(secretRefs, [['spec', 'settings', '*', 'secretRef']])
  const organization = kindDefinition('Organization')
  assert.equal(
    organization.uniques.map(({ path, orName }) => [path.join('.'), orName]),
    [
      ['spec.displayName', undefined],
      ['spec.id', true],
      ['spec.hostname', undefined],
    ],
  )
  assert.not(organization.keyed.some(({ path }) => path.includes('users')))
})

test('every reference names a kind, and a set or keyed list is no reference itself', () => {
  for (const { references, sets, keyed } of kindDefinitions()) {
    const lists = [...sets, ...keyed.map(({ path }) => path)].map((path) => path.join('.'))
    for (const { kind, path } of references) {
      assert.ok(KINDS.includes(kind))
      assert.not(lists.includes(path.join('.')))
    }
  }
})

test.run()
