import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { acme, findingsIn, told } from '../../support/laws.ts'
import { resource } from '../../support/organization.ts'

test('an e-mail address is one person’s, whatever its letter case or composition', () => {
  const organization = acme({
    users: {
      ada: { email: 'Jos\u00e9@acme.example' },
      bob: { email: 'jose\u0301@ACME.example' },
      cyd: { email: 'cyd@acme.example' },
    },
  })
  assert.equal(told(organization), [
    'NotUnique User/acme/ada/spec/email: User `ada` has the email `José@acme.example`, which is that of User `bob`',
  ])
  assert.equal(findingsIn(organization)[0]?.related, [
    { key: 'User/acme/bob', pointer: '/spec/email', message: 'the same value here' },
  ])
  assert.is(findingsIn(organization)[0]?.help, 'choose another email: no two users of an organization share one')
})

test('who holds an address in the stored state keeps it', () => {
  const stored = acme({ users: { zoe: { email: 'a@acme.example' }, ada: { email: 'old@acme.example' } } })
  const organization = acme({ users: { zoe: { email: 'A@acme.example' }, ada: { email: 'a@acme.example' } }, stored })
  assert.equal(told(organization), [
    'NotUnique User/acme/ada/spec/email: User `ada` has the email `a@acme.example`, which is that of User `zoe`',
  ])
})

test('two users may swap addresses', () => {
  const stored = acme({ users: { ada: { email: 'a@x.example' }, bob: { email: 'b@x.example' } } })
  assert.equal(told(acme({ users: { ada: { email: 'b@x.example' }, bob: { email: 'a@x.example' } }, stored })), [])
})

test('across organizations the stored holder stays', () => {
  const own = { displayName: 'Acme', hostname: 'acme.example' }
  const organizations = { other: { displayName: 'Acme', hostname: 'acme.example' } }
  const stored = acme({ organization: own })
  assert.equal(told(acme({ organization: own, organizations, stored })), [])
  assert.equal(told(acme({ organization: own, organizations })), [
    'NotUnique Organization//acme/spec/displayName: Organization `acme` has the displayName `Acme`, which is that of Organization `other`',
    'NotUnique Organization//acme/spec/hostname: Organization `acme` has the hostname `acme.example`, which is that of Organization `other`',
  ])
})

test('of two newcomers both are refused', () => {
  const one = acme({
    name: 'one',
    organization: { displayName: 'Same' },
    organizations: { two: { displayName: 'Same' } },
  })
  const two = acme({
    name: 'two',
    organization: { displayName: 'Same' },
    organizations: { one: { displayName: 'Same' } },
  })
  assert.equal([told(one).length, told(two).length], [1, 1])
})

test('an id is neither another organization’s id nor its name', () => {
  const organizations = { other: { displayName: 'Other', id: 'shared' }, third: { displayName: 'Third' } }
  assert.equal(told(acme({ organization: { displayName: 'A', id: 'shared' }, organizations })), [
    'NotUnique Organization//acme/spec/id: Organization `acme` has the id `shared`, which is that of Organization `other`',
  ])
  assert.equal(told(acme({ organization: { displayName: 'A', id: 'third' }, organizations })), [
    'NotUnique Organization//acme/spec/id: Organization `acme` has the id `third`, which is the name of Organization `third`',
  ])
  assert.equal(told(acme({ organization: { displayName: 'A', id: 'acme' }, organizations })), [])
})

test('a new organization cannot take a name that is another one’s id', () => {
  const organizations = { other: { displayName: 'Other', id: 'acme' } }
  assert.equal(told(acme({ organization: { displayName: 'A' }, organizations })), [
    'NotUnique Organization//acme/metadata/name: Organization `acme` has the name `acme`, which is that of Organization `other`',
  ])
})

test('a mail domain belongs to one identity provider of the installation', () => {
  const saml = { type: 'saml', identifiers: ['acme.example'] }
  const claimants = [resource('IdentityProvider', 'other', 'main', { type: 'saml', identifiers: ['acme.example'] })]
  assert.equal(told(acme({ identityProviders: { main: saml }, claimants })), [
    'NotUnique IdentityProvider/acme/main/spec/identifiers/0: IdentityProvider `main` has the identifiers `acme.example`, which is that of IdentityProvider `main` in organization `other`',
  ])
  assert.equal(
    told(acme({ identityProviders: { main: saml }, claimants, stored: acme({ identityProviders: { main: saml } }) })),
    [],
  )
  assert.is(told(acme({ identityProviders: { main: saml, second: saml } })).length, 1)
})

test('a renamed organization does not clash with what it was', () => {
  const stored = acme({ name: 'old', organization: { displayName: 'Acme', hostname: 'a.example' } })
  const organizations = { old: { displayName: 'Acme', hostname: 'a.example' } }
  assert.equal(
    told(
      acme({
        organization: { displayName: 'Acme', hostname: 'a.example', previousNames: ['old'] },
        organizations,
        stored,
      }),
    ),
    [],
  )
})

test.run()
