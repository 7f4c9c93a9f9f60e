import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { adminsReplaced } from '../../../src/plan/guards/replacement.ts'
import { guardInput } from '../../support/guard.ts'

const ADMIN = { admin: true }

test('a change after which no admin of before is one is held', () => {
  const before = { users: { ada: ADMIN, bob: ADMIN, eve: {} } }
  const hold = adminsReplaced(guardInput({ before, after: { users: { ada: {}, bob: {}, eve: ADMIN } } }))
  assert.is(hold?.message, 'no admin of acme would remain one: ada and bob would be replaced by eve')
  assert.equal(hold?.evidence, { before: { count: 2, names: ['ada', 'bob'] }, after: { count: 1, names: ['eve'] } })
})

test('one who remains is enough, on whatever ground', () => {
  const before = { users: { ada: ADMIN, bob: ADMIN, eve: {} } }
  const after = { users: { ada: {}, bob: {}, eve: ADMIN }, groups: { admin: { members: ['bob'] } } }
  assert.is(adminsReplaced(guardInput({ before, after })), undefined)
})

test('an emptied group replaces the admins that it made', () => {
  const users = { ada: {}, eve: ADMIN }
  const permissions = { manage: { permission: 'MANAGE', assignee: { userGroup: 'operators' } } }
  const before = { users: { ada: {}, eve: {} }, permissions, groups: { operators: { members: ['ada'] } } }
  assert.is.not(
    adminsReplaced(guardInput({ before, after: { users, permissions, groups: { operators: {} } } })),
    undefined,
  )
})

test('an admin who is renamed remains', () => {
  const change = {
    before: { users: { ada: ADMIN } },
    after: { users: { countess: ADMIN } },
    renames: { 'User/ada': 'countess' },
  }
  assert.is(adminsReplaced(guardInput(change)), undefined)
  assert.is.not(adminsReplaced(guardInput({ ...change, renames: {} })), undefined)
})

test('the last admins may not go either, but a first one may come', () => {
  const organization = { displayName: 'Acme', minAdmins: 0 }
  const none = { organization, users: { ada: {} } }
  const hold = adminsReplaced(guardInput({ before: { organization, users: { ada: ADMIN } }, after: none }))
  assert.is(hold?.message, 'no admin of acme would remain one: ada would be replaced by nobody')
  assert.is(adminsReplaced(guardInput({ before: none, after: { organization, users: { ada: ADMIN } } })), undefined)
})

test('a new organization and one that goes are not its business', () => {
  assert.is(adminsReplaced(guardInput({ after: { users: { ada: ADMIN } } })), undefined)
  assert.is(adminsReplaced(guardInput({ before: { users: { ada: ADMIN } } })), undefined)
})

test.run()
