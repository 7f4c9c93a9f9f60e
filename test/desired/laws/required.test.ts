import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { acme, findingsIn, told } from '../../support/laws.ts'

test('required admins are effective admins', () => {
  const organization = { displayName: 'Acme', requiredAdmins: ['ada', 'bob', 'root'] }
  const users = { ada: {}, bob: { admin: true, active: false } }
  assert.equal(told(acme({ organization, users })), [
    'RequiredAdminMissing Organization//acme/spec/requiredAdmins/0: `ada` must be an admin of organization `acme` and is none',
    'RequiredAdminMissing Organization//acme/spec/requiredAdmins/1: `bob` must be an admin of organization `acme` and is none',
  ])
})

test('one whose access will end is a warning', () => {
  const organization = { displayName: 'Acme', requiredAdmins: ['ada'] }
  assert.equal(told(acme({ organization, users: { ada: { admin: true, until: '2026-12-24' } } })), [
    'warning RequiredAdminMissing Organization//acme/spec/requiredAdmins/0: required admin `ada` stops being an admin at 2026-12-24T00:00:00.000Z',
  ])
})

test('a name that nobody has is told as such, once', () => {
  const organization = { displayName: 'Acme', requiredAdmins: ['ghost'] }
  assert.equal(told(acme({ organization })), [
    'NotAMember Organization//acme/spec/requiredAdmins/0: Organization `acme` names User `ghost`, who is not in organization `acme`',
  ])
})

test('a change cannot strike a name from the list and demote its bearer at once', () => {
  const organization = { displayName: 'Acme', requiredAdmins: ['ada'] }
  const stored = acme({ organization, users: { ada: { admin: true } } })
  assert.equal(told(acme({ users: { ada: {} }, stored })), [
    'RequiredAdminMissing Organization//acme/metadata/name: `ada` must be an admin of organization `acme` and is none',
  ])
  assert.equal(told(acme({ stored })), [
    'RequiredAdminMissing Organization//acme/metadata/name: `ada` must be an admin of organization `acme` and is not declared',
  ])
  assert.is(
    findingsIn(acme({ stored }))[0]?.help,
    'the stored organization still requires `ada`: taking it out of requiredAdmins is a change of its own, made first',
  )
  assert.equal(told(acme({ users: { ada: { admin: true } }, stored })), [])
})

test.run()
