import { test } from 'uvu'
import * as assert from 'uvu/assert'
import type { JsonObject, Kind, Resource } from '../../src/model/resource.ts'
import { referencesOf, renameReferences, secretRefsOf, uniquesOf } from '../../src/schemas/references.ts'
import { declared, decoded } from './documents.ts'

function resource(kind: Kind, spec: JsonObject, name = 'thing'): Resource {
  const [first] = decoded(declared(kind, spec, name)).resources
  if (first === undefined) throw new Error(`not valid: ${JSON.stringify(spec)}`)
  return first.resource
}

test('references are found with kind and place, shorthand fields and weak ones too', () => {
  const group = resource('UserGroup', { members: ['grace', 'ada'], parents: ['staff'], maintainers: ['ada'] })
  assert.equal(referencesOf(group), [
    { kind: 'UserGroup', name: 'staff', pointer: '/spec/parents/0', weak: false },
    { kind: 'User', name: 'ada', pointer: '/spec/members/0', weak: false },
    { kind: 'User', name: 'grace', pointer: '/spec/members/1', weak: false },
    { kind: 'User', name: 'ada', pointer: '/spec/maintainers/0', weak: false },
  ])
  assert.equal(referencesOf(resource('User', { userGroups: ['ops'] })), [
    { kind: 'UserGroup', name: 'ops', pointer: '/spec/userGroups/0', weak: false },
  ])
  const permission = { permission: 'ANALYZE', assignee: { userGroup: 'ops' }, scope: { workspace: 'sales' } }
  assert.equal(referencesOf(resource('Permission', permission)), [
    { kind: 'UserGroup', name: 'ops', pointer: '/spec/assignee/userGroup', weak: false },
    { kind: 'Workspace', name: 'sales', pointer: '/spec/scope/workspace', weak: false },
  ])
  const source = { displayName: 'D', type: 'POSTGRESQL', schema: 's', alternativeDataSource: 'other' }
  assert.equal(referencesOf(resource('DataSource', source)), [
    { kind: 'DataSource', name: 'other', pointer: '/spec/alternativeDataSource', weak: true },
  ])
})

test('renaming references keeps the normal form', () => {
  const group = resource('UserGroup', { members: ['ada', 'grace', 'linus'], parents: ['ada'] })
  const renamed = renameReferences(group, (kind, name) => (kind === 'User' && name === 'ada' ? 'zoe' : name))
  assert.equal(renamed.spec, { members: ['grace', 'linus', 'zoe'], parents: ['ada'] })
  assert.equal(renamed, resource('UserGroup', renamed.spec))
  const merged = renameReferences(group, (kind, name) => (kind === 'User' && name === 'ada' ? 'grace' : name))
  assert.equal(merged.spec.members, ['grace', 'linus'])
  assert.equal(group.spec.members, ['ada', 'grace', 'linus'])
})

test('what names nothing that is renamed stays the same object', () => {
  const permission = resource('Permission', { permission: 'MANAGE', assignee: { user: 'ada' } })
  assert.is(
    renameReferences(permission, (_, name) => name),
    permission,
  )
  assert.is(
    renameReferences(permission, (kind, name) => (kind === 'UserGroup' ? 'x' : name)),
    permission,
  )
  assert.equal(renameReferences(permission, () => 'x').spec, { assignee: { user: 'x' }, permission: 'MANAGE' })
})

test('unique values come with what is compared and within what', () => {
  assert.equal(uniquesOf(resource('User', { email: 'Ada@Acme.example' })), [
    {
      field: 'spec.email',
      pointer: '/spec/email',
      value: 'Ada@Acme.example',
      text: 'ada@acme.example',
      within: 'organization',
    },
  ])
  assert.equal(uniquesOf(resource('User', {})), [])
  const organization = uniquesOf(resource('Organization', { displayName: 'Acme', id: 'a-1' }, 'acme'))
  assert.equal(
    organization.map(({ field, text, within }) => [field, text, within]),
    [
      ['spec.displayName', 'Acme', 'installation'],
      ['spec.id', 'a-1', 'installation'],
    ],
  )
})

test('an id that is left out counts as the name', () => {
  const [, id] = uniquesOf(resource('Organization', { displayName: 'Acme' }, 'acme'))
  assert.equal(id, { field: 'spec.id', pointer: '/metadata/name', value: 'acme', text: 'acme', within: 'installation' })
})

test('each item of a list may have to be unique', () => {
  const provider = { type: 'oidc', identifiers: ['b.example', 'a.example'] }
  const found = uniquesOf(resource('IdentityProvider', provider))
  assert.equal(
    found.map(({ pointer, text }) => [pointer, text]),
    [
      ['/spec/identifiers/0', 'a.example'],
      ['/spec/identifiers/1', 'b.example'],
    ],
  )
})

test('references to secrets are found at any depth', () => {
  const settings = [
    { key: 'b', secretRef: { file: 'acme/b' } },
    { key: 'a', value: 1 },
  ]
  const bootstrap = { user: 'u', userGroup: 'g', tokenSecretRef: { kubernetes: { name: 's', key: 'k' } } }
  assert.equal(secretRefsOf(resource('Organization', { displayName: 'X', settings, bootstrap })), [
    { pointer: '/spec/settings/1/secretRef', secret: { file: 'acme/b' } },
    { pointer: '/spec/bootstrap/tokenSecretRef', secret: { kubernetes: { key: 'k', name: 's' } } },
  ])
})

test.run()
