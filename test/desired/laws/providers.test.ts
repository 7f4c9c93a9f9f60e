import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { acme, told } from '../../support/laws.ts'

const client = { issuerLocation: 'https://login.example', clientId: 'acme', clientSecretRef: { env: 'OIDC' } }
const managed = { oidc: { entitlement: 'ManagedOIDC' } }

test('an external provider has issuer, client and secret', () => {
  assert.equal(told(acme({ identityProviders: { main: { type: 'oidc', ...client } } })), [])
  assert.equal(told(acme({ identityProviders: { main: { type: 'oidc', clientId: 'acme' } } })), [
    'InvalidIdentityProvider IdentityProvider/acme/main/spec/type: IdentityProvider `main` of type oidc lacks issuerLocation and clientSecretRef',
  ])
  assert.equal(told(acme({ identityProviders: { main: { type: 'saml', samlMetadataRef: { env: 'M' } } } })), [])
})

test('with ManagedOIDC it has none of them', () => {
  assert.equal(told(acme({ identityProviders: { main: { type: 'oidc' } }, entitlements: managed })), [])
  assert.equal(told(acme({ identityProviders: { main: { type: 'oidc', clientId: 'acme' } }, entitlements: managed })), [
    'InvalidIdentityProvider IdentityProvider/acme/main/spec/clientId: IdentityProvider `main` declares clientId, which the entitlement `ManagedOIDC` leaves to the operator',
  ])
})

test('a passed ManagedOIDC manages nothing', () => {
  const entitlements = { oidc: { entitlement: 'ManagedOIDC', expiry: '2026-03-01' } }
  assert.equal(told(acme({ identityProviders: { main: { type: 'oidc', ...client } }, entitlements })), [])
})

test.run()
