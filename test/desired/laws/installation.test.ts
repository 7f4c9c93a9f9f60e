import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { toldOfInstallation } from '../../support/laws.ts'
import { type InstallationLiteral, installationView } from '../../support/organization.ts'

const told = (literal: InstallationLiteral): readonly string[] => toldOfInstallation(installationView(literal))

test('there is at most one license: the stored one stays, of two newcomers both are refused', () => {
  assert.equal(told({ licenses: { a: {} } }), [])
  assert.equal(told({ licenses: { a: {}, b: {} } }), [
    'NotUnique License//a/metadata/name: License `a` is one of 2, an installation has at most one License',
    'NotUnique License//b/metadata/name: License `b` is one of 2, an installation has at most one License',
  ])
  assert.equal(told({ licenses: { a: {}, b: {} }, stored: installationView({ licenses: { b: {} } }) }), [
    'NotUnique License//a/metadata/name: License `a` is one of 2, an installation has at most one License',
  ])
})

test('the free plan lasts one year', () => {
  const offerings = { app: {} }
  assert.equal(
    told({ offerings, plans: { free: { offering: 'app', fixedTerm: 'P1Y' }, paid: { offering: 'app' } } }),
    [],
  )
  assert.equal(told({ offerings, plans: { free: { offering: 'app', fixedTerm: 'P1M' } } }), [
    'InvalidField SubscriptionPlan//free/spec/fixedTerm: SubscriptionPlan `free` has another fixedTerm, the free plan lasts one year',
  ])
  assert.equal(told({ offerings, plans: { free: { offering: 'app' } } }), [
    'InvalidField SubscriptionPlan//free/metadata/name: SubscriptionPlan `free` has no fixedTerm, the free plan lasts one year',
  ])
})

test('a plan prices components of its offering', () => {
  const offerings = { app: { components: [{ type: 'cpu' }] } }
  assert.equal(told({ offerings, plans: { gold: { offering: 'app', prices: { cpu: '1.00', 'g/pu': '2.00' } } } }), [
    'UnknownComponent SubscriptionPlan//gold/spec/prices/g~1pu: SubscriptionPlan `gold` prices the component `g/pu`, which Offering `app` does not have',
  ])
})

test('a usage source says where its numbers are', () => {
  const usageSources = {
    a: { type: 'prometheus', url: 'https://p.example', query: 'up', organizationLabel: 'o', metric: 'm' },
    b: { type: 'prometheus', url: 'https://p.example', metric: 'm' },
    c: { type: 'http', metric: 'm' },
    d: { type: 'file', metric: 'm' },
    e: { type: 'file', path: 'a.ndjson', metric: 'm' },
  }
  assert.equal(told({ usageSources }), [
    'MissingField UsageSource//b/spec/type: UsageSource `b` of type `prometheus` lacks query and organizationLabel',
    'MissingField UsageSource//c/spec/type: UsageSource `c` of type `http` lacks url',
    'MissingField UsageSource//d/spec/type: UsageSource `d` of type `file` lacks path',
  ])
})

test.run()
