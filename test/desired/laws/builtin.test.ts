import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { acme, told } from '../../support/laws.ts'

test('built-in roles cannot be declared', () => {
  const permissions = ['x.list']
  assert.equal(told(acme({ roles: { 'bucket-admin': { permissions }, 'bucket-owner': { permissions } } })), [
    'BuiltinImmutable AccessRole/acme/bucket-admin/metadata/name: AccessRole `bucket-admin` is built in and cannot be changed',
  ])
})

test('the group users cannot be declared', () => {
  assert.equal(told(acme({ groups: { users: {} } })), [
    'BuiltinImmutable UserGroup/acme/users/metadata/name: the built-in UserGroup `users` holds every active user and cannot be declared',
  ])
})

test('of the group admin members and description may be declared, nothing else', () => {
  const admin = { members: ['root'], displayName: 'Admins', description: 'us' }
  assert.equal(told(acme({ groups: { admin } })), [])
  assert.equal(told(acme({ groups: { admin: { ...admin, level: 'readonly', parents: ['top'] }, top: {} } })), [
    'BuiltinImmutable UserGroup/acme/admin/spec/level: the built-in UserGroup `admin` has no field `level` of its own',
    'BuiltinImmutable UserGroup/acme/admin/spec/parents: the built-in UserGroup `admin` has no field `parents` of its own',
  ])
})

test.run()
