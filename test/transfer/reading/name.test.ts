import { test } from 'uvu'
import * as assert from 'uvu/assert'
import {
  groupName,
  isOrganizationName,
  normalized,
  organizationName,
  permissionName,
  renamingOf,
} from '../../../src/transfer/reading/name.ts'

test('names are lower case, other characters one hyphen', () => {
  for (const [original, name] of [
    ['Ada', 'ada'],
    ['249043822', '249043822'],
    ['kubernetes/sig-apps', 'kubernetes-sig-apps'],
    ['WG - Docs  Maintainers/English', 'wg-docs-maintainers-english'],
    ['Release Managers - 1.29', 'release-managers-1.29'],
    ['istio.io', 'istio.io'],
    ['a--b', 'a--b'],
    ['.github', 'github'],
    ['_private_', 'private'],
    ['eve-', 'eve'],
    ['a-.-b', 'a.b'],
    ['a..b', 'a.b'],
    ['Größe', 'gr-e'],
    ['…', ''],
  ] as const) {
    assert.is(normalized(original), name, original)
  }
})

test('a name has at most 253 characters, and a very long one takes no time', () => {
  const name = normalized(`${'a'.repeat(252)}.b`)
  assert.is(name, 'a'.repeat(252))
  assert.is(normalized('-'.repeat(100_000)), '')
})

test('the built-in groups keep their names', () => {
  assert.is(groupName('Admin'), 'admin-team')
  assert.is(groupName('users'), 'users-team')
  assert.is(groupName('admins'), 'admins')
})

test('an organization is a label that starts with a letter', () => {
  assert.is(organizationName('Acme.Research'), 'acme-research')
  assert.ok(isOrganizationName('kubernetes-sigs'))
  for (const name of ['3d', 'default', 'kube-system', '', 'a'.repeat(64)])
    assert.is(isOrganizationName(name), false, name)
})

test('it is told how a name differs', () => {
  assert.is(renamingOf('ada', 'ada'), 'none')
  assert.is(renamingOf('Ada', 'ada'), 'case')
  assert.is(renamingOf('A/b c', 'a-b-c'), 'slash')
  assert.is(renamingOf('b c', 'b-c'), 'other')
})

test('permissions of different teams and repositories never share a name', () => {
  assert.is(permissionName('docs', 'site'), 'docs--site')
  const alike = [permissionName('a--b', 'c'), permissionName('a', 'b--c'), permissionName('a', 'b')]
  assert.is(new Set(alike).size, 3)
  const long = [permissionName('a'.repeat(250), 'b'), permissionName('a'.repeat(250), 'c')]
  assert.is(new Set(long).size, 2)
  assert.ok(long.every((name) => name.length <= 253))
})

test.run()
