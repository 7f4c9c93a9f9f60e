import { test } from 'uvu'
import * as assert from 'uvu/assert'
import type { Change } from '../../src/model/change.ts'
import { identityOf, type Key, keyOf, type Resource } from '../../src/model/resource.ts'
import { ordered } from '../../src/plan/order.ts'
import { storedAs } from '../support/guard.ts'
import { type Literal, resource } from '../support/organization.ts'

function piece(key: string, literal: Literal = {}): Resource {
  const { kind, namespace, name } = identityOf(key as Key)
  return resource(kind, namespace, name, literal)
}

function create(key: string, literal?: Literal): Change {
  const after = piece(key, literal)
  return { action: 'create', key: keyOf(after), uid: '', after }
}

function remove(key: string, literal?: Literal): Change {
  const before = storedAs(piece(key, literal))
  return { action: 'delete', key: keyOf(before), before }
}

function keysOf(changes: readonly Change[]): readonly string[] {
  return changes.map(({ action, key }) => `${action} ${key}`)
}

test('what is named is made before what names it', () => {
  const kinds = [
    'Revocation/acme/r',
    'Entitlement/acme/e',
    'Subscription/acme/s',
    'AccessKey/acme/k',
    'Permission/acme/p',
    'Host/acme/h',
    'AccessRole/acme/a',
    'Workspace/acme/w',
    'UserGroup/acme/g',
    'User/acme/u',
    'DataSource/acme/d',
    'IdentityProvider/acme/i',
    'UsageSource//u',
    'UsagePolicy//p',
    'SubscriptionPlan//s',
    'Offering//o',
    'Organization//acme',
    'License//l',
    'OrganizationGroup//g',
  ]
  assert.equal(
    keysOf(ordered(kinds.map((key) => create(key)))),
    [...kinds].reverse().map((key) => `create ${key}`),
  )
  assert.equal(
    keysOf(ordered([...kinds].reverse().map((key) => remove(key)))),
    kinds.map((key) => `delete ${key}`),
  )
})

test('what goes goes after what is made', () => {
  assert.equal(keysOf(ordered([remove('User/acme/old'), create('Permission/acme/new')])), [
    'create Permission/acme/new',
    'delete User/acme/old',
  ])
})

test('of one kind parents stand first, then names decide', () => {
  const made = ordered([
    create('UserGroup/acme/a', { parents: ['c', 'b'] }),
    create('UserGroup/acme/b', { parents: ['d'] }),
    create('UserGroup/acme/c'),
    create('UserGroup/acme/d'),
    create('UserGroup/acme/0'),
  ])
  assert.equal(
    keysOf(made).map((line) => line.slice(-1)),
    ['0', 'd', 'b', 'c', 'a'],
  )
  const gone = ordered([
    remove('Workspace/acme/a', { parent: 'b' }),
    remove('Workspace/acme/b', { parent: 'c' }),
    remove('Workspace/acme/c'),
  ])
  assert.equal(
    keysOf(gone).map((line) => line.slice(-1)),
    ['a', 'b', 'c'],
  )
})

test('a circle and a parent that does not change stop nothing', () => {
  const made = ordered([
    create('UserGroup/acme/a', { parents: ['b'] }),
    create('UserGroup/acme/b', { parents: ['a', 'elsewhere'] }),
  ])
  assert.is(made.length, 2)
})

test('depth costs no stack', () => {
  const changes = Array.from({ length: 20_000 }, (_, index) =>
    create(`Workspace/acme/w${index}`, index === 19_999 ? {} : { parent: `w${index + 1}` }),
  )
  assert.is(ordered(changes)[0]?.key, 'Workspace/acme/w19999')
})

test('of several changes of one resource the rename stands first, then what follows another one', () => {
  const before = storedAs(piece('UserGroup/acme/old'))
  const after = piece('UserGroup/acme/new')
  const { key } = create('UserGroup/acme/new')
  const rename: Change = { action: 'rename', key, from: keyOf(before), before, after, fields: [] }
  const follow: Change = { action: 'update', key, before, after, fields: [], follows: ['User/acme/x' as Key] }
  const own: Change = { action: 'update', key, before, after, fields: [] }
  for (const changes of [
    [own, follow, rename],
    [follow, rename, own],
    [rename, own, follow],
  ]) {
    assert.equal(ordered(changes), [rename, follow, own])
  }
})

test('the changes that are given stay as they are', () => {
  const changes = Object.freeze([create('User/acme/b'), create('User/acme/a')])
  assert.equal(keysOf(ordered(changes)), ['create User/acme/a', 'create User/acme/b'])
  assert.is(changes[0]?.key, 'User/acme/b')
})

test.run()
