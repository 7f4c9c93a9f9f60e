import { test } from 'uvu'
import * as assert from 'uvu/assert'
import type { FieldChange } from '../../src/model/change.ts'
import type { JsonObject, Kind } from '../../src/model/resource.ts'
import { fieldChanges } from '../../src/plan/diff.ts'
import { type Literal, resource } from '../support/organization.ts'

function changes(kind: Kind, before: Literal, after: Literal): readonly FieldChange[] {
  return fieldChanges(resource(kind, 'acme', 'x', before), resource(kind, 'acme', 'x', after))
}

test('what is equal differs in nothing, whatever the order of properties', () => {
  assert.equal(changes('User', { email: 'a@x', firstName: 'A' }, { firstName: 'A', email: 'a@x' }), [])
})

test('a field is told by its value before and after, and only the side that there is', () => {
  assert.equal(changes('User', { email: 'a@x', lastName: 'L' }, { email: 'b@x', firstName: 'A' }), [
    { type: 'value', pointer: '/spec/email', before: 'a@x', after: 'b@x' },
    { type: 'value', pointer: '/spec/firstName', after: 'A' },
    { type: 'value', pointer: '/spec/lastName', before: 'L' },
  ])
})

test('a set is told by its members, also where it begins or ends', () => {
  assert.equal(changes('UserGroup', { members: ['a', 'b'] }, { members: ['c', 'b'] }), [
    { type: 'set', pointer: '/spec/members', added: ['c'], removed: ['a'] },
  ])
  assert.equal(changes('UserGroup', {}, { members: ['b', 'a'] }), [
    { type: 'set', pointer: '/spec/members', added: ['a', 'b'], removed: [] },
  ])
  assert.equal(changes('UserGroup', { members: ['a'] }, {}), [
    { type: 'set', pointer: '/spec/members', added: [], removed: ['a'] },
  ])
})

test('a list with a key is told by its items', () => {
  const settings = (zone: string): JsonObject => ({
    settings: [
      { key: 'zone', value: zone },
      { key: 'x', value: 1 },
    ],
  })
  assert.equal(changes('User', settings('a'), settings('b')), [
    {
      type: 'set',
      pointer: '/spec/settings',
      added: [{ key: 'zone', value: 'b' }],
      removed: [{ key: 'zone', value: 'a' }],
    },
  ])
})

test('an object of known fields is told field by field, down to the leaf', () => {
  const contact = (email: string): JsonObject => ({ contact: { email, firstName: 'A' } })
  assert.equal(changes('Organization', contact('a@x'), contact('b@x')), [
    { type: 'value', pointer: '/spec/contact/email', before: 'a@x', after: 'b@x' },
  ])
  assert.equal(changes('Organization', {}, contact('b@x')), [
    { type: 'value', pointer: '/spec/contact', after: { email: 'b@x', firstName: 'A' } },
  ])
})

test('a map is told by its entries', () => {
  assert.equal(changes('SubscriptionPlan', { prices: { cpu: '1', ram: '2' } }, { prices: { cpu: '3', disk: '4' } }), [
    { type: 'value', pointer: '/spec/prices/cpu', before: '1', after: '3' },
    { type: 'value', pointer: '/spec/prices/disk', after: '4' },
    { type: 'value', pointer: '/spec/prices/ram', before: '2' },
  ])
})

test('an open object, a reference to a secret and a list in order are told as a whole', () => {
  assert.equal(changes('Organization', { customizations: { a: { b: 1 } } }, { customizations: { a: { b: 2 } } }), [
    { type: 'value', pointer: '/spec/customizations', before: { a: { b: 1 } }, after: { a: { b: 2 } } },
  ])
  assert.equal(changes('DataSource', { passwordRef: { env: 'A' } }, { passwordRef: { file: 'a' } }), [
    { type: 'value', pointer: '/spec/passwordRef', before: { env: 'A' }, after: { file: 'a' } },
  ])
})

test('labels and annotations are told by name, with what a pointer must escape', () => {
  const before = { labels: { team: 'a' }, annotations: { 'charter.sh/protected': 'true' } }
  assert.equal(changes('User', before, { labels: { team: 'b', 'x~y': 'z' } }), [
    { type: 'value', pointer: '/annotations/charter.sh~1protected', before: 'true' },
    { type: 'value', pointer: '/labels/team', before: 'a', after: 'b' },
    { type: 'value', pointer: '/labels/x~0y', after: 'z' },
  ])
})

test('another version of the form is a change', () => {
  const old = resource('User', 'acme', 'x')
  assert.equal(fieldChanges({ ...old, apiVersion: 'charter.sh/v0' }, old), [
    { type: 'value', pointer: '/apiVersion', before: 'charter.sh/v0', after: 'charter.sh/v1alpha1' },
  ])
})

test('names, places and digests are not compared', () => {
  const one = resource('User', 'acme', 'x', { email: 'a@x' })
  const other = resource('User', 'beta', 'y', { email: 'a@x' })
  assert.equal(fieldChanges(one, other), [])
})

test.run()
