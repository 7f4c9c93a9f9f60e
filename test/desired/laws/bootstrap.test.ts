import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { acme, findingsIn, told } from '../../support/laws.ts'
import type { OrganizationLiteral } from '../../support/organization.ts'

const organization = {
  displayName: 'Acme',
  bootstrap: { user: 'boot', userGroup: 'admins', tokenSecretRef: { env: 'T' } },
}
const users = { boot: {} }
const whole: OrganizationLiteral = {
  organization,
  users,
  groups: { admins: { members: ['boot'] } },
  permissions: { manage: { permission: 'MANAGE', assignee: { userGroup: 'admins' } } },
}

test('a bootstrap that stands is left alone', () => {
  assert.equal(told(acme(whole)), [])
  const inherited = { groups: { admins: { members: ['boot'], parents: ['top'] }, top: {} } }
  const permissions = { manage: { permission: 'MANAGE', assignee: { userGroup: 'top' } } }
  assert.equal(told(acme({ ...whole, ...inherited, permissions })), [])
  const builtin = { ...organization, bootstrap: { ...organization.bootstrap, userGroup: 'admin' } }
  assert.equal(told(acme({ organization: builtin, users, groups: { admin: { members: ['boot'] } } })), [])
})

test('the bootstrap group exists', () => {
  const literal = { organization, users, groups: { admin: { members: ['boot'] }, other: {} } }
  assert.equal(told(acme(literal)), [
    'BootstrapMissing Organization//acme/spec/bootstrap/userGroup: the bootstrap group UserGroup `admins` does not exist',
  ])
  assert.is(findingsIn(acme(literal))[0]?.help, 'did you mean `admin`?')
})

test('the bootstrap group holds MANAGE on the organization, now', () => {
  const message =
    'BootstrapMissing Organization//acme/spec/bootstrap/userGroup: the bootstrap group UserGroup `admins` does not hold MANAGE on organization `acme`'
  assert.equal(told(acme({ ...whole, permissions: {} })), [message])
  const passed = {
    permissions: { manage: { permission: 'MANAGE', assignee: { userGroup: 'admins' }, until: '2026-03-01' } },
  }
  assert.equal(told(acme({ ...whole, ...passed })), [message])
})

test('the bootstrap group contains the bootstrap user', () => {
  assert.equal(told(acme({ ...whole, groups: { admins: {} } })), [
    'BootstrapMissing Organization//acme/spec/bootstrap/user: the bootstrap user `boot` is not a member of the bootstrap group UserGroup `admins`',
  ])
})

test.run()
