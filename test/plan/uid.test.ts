import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { uuidV5 } from '../../src/lib/uuid.ts'
import type { Resource } from '../../src/model/resource.ts'
import { createUidGiver } from '../../src/plan/uid.ts'
import { emptyState } from '../support/guard.ts'
import { resource } from '../support/organization.ts'

const STATE = emptyState()
const ADA = resource('User', 'acme', 'ada')

function uidOf(one: Resource, more: { used?: readonly string[]; organization?: Resource } = {}): string {
  return createUidGiver({ ...STATE, everUsed: new Set(more.used ?? []) }, () => more.organization)(one)
}

function made(identity: string): string {
  return uuidV5(STATE.installation, identity)
}

test('a uid is made of the identity, under the installation', () => {
  assert.is(uidOf(ADA), made('User/acme/ada'))
  assert.is(uidOf(resource('OrganizationGroup', '', 'edu')), made('OrganizationGroup//edu'))
  const elsewhere = createUidGiver({ ...STATE, installation: '11111111-1111-1111-1111-111111111111' }, () => undefined)
  assert.is.not(elsewhere(ADA), uidOf(ADA))
})

test('the oldest names of it and of its organization count', () => {
  const renamed = resource('User', 'umbrella', 'countess', { previousNames: ['ada', 'adele'] })
  const organization = resource('Organization', '', 'umbrella', { previousNames: ['acme', 'acme-labs'] })
  assert.is(uidOf(renamed, { organization }), made('User/acme/ada'))
  assert.is(uidOf(organization), made('Organization//acme'))
})

test('a uid that was given away before is not given again', () => {
  assert.is(uidOf(ADA, { used: [made('User/acme/ada')] }), made('User/acme/ada#2'))
  assert.is(uidOf(ADA, { used: [made('User/acme/ada'), made('User/acme/ada#2')] }), made('User/acme/ada#3'))
})

test('one giver gives nothing twice', () => {
  const giver = createUidGiver(STATE, () => undefined)
  const other = resource('User', 'acme', 'countess', { previousNames: ['ada'] })
  assert.equal([giver(ADA), giver(other)], [made('User/acme/ada'), made('User/acme/ada#2')])
})

test('the annotation brings an existing one, unless it is taken', () => {
  const uid = '22222222-2222-4222-8222-222222222222'
  const imported = resource('User', 'acme', 'ada', { annotations: { 'charter.sh/uid': uid } })
  assert.is(uidOf(imported), uid)
  assert.is(uidOf(imported, { used: [uid] }), made('User/acme/ada'))
  const giver = createUidGiver(STATE, () => undefined)
  assert.equal([giver(imported), giver(imported)], [uid, made('User/acme/ada')])
})

test.run()
