import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { acme, findingsIn, refused, told } from '../../support/laws.ts'
import type { Literals } from '../../support/organization.ts'

const organization = {
  displayName: 'Acme',
  themes: [{ id: 'dark', name: 'Dark', content: {} }],
  customizations: { theme: 'dark', brandingColor: '#0047AB' },
}
const tier = { tier: { entitlement: 'Tier', value: 'gold' } }

test('theming needs CustomTheming where there is any entitlement', () => {
  assert.equal(told(acme({ organization })), [])
  assert.equal(told(acme({ organization, entitlements: tier })), [
    'EntitlementMissing Organization//acme/spec/customizations: organization `acme` declares customizations and themes without the entitlement `CustomTheming`',
  ])
  assert.equal(told(acme({ organization, entitlements: { ...tier, look: { entitlement: 'CustomTheming' } } })), [])
  const licenses = { main: { entitlements: [{ entitlement: 'CustomTheming' }] } }
  assert.equal(told(acme({ organization, entitlements: tier, installation: { licenses } })), [])
  assert.equal(told(acme({ entitlements: tier })), [])
})

test('the plan of the active subscription gives it too, and where it gives it no more, a look stays', () => {
  const literal = (entitlements: Literals[string][]) => ({
    organization,
    entitlements: tier,
    subscriptions: { main: { plan: 'gold', startDate: '2026-01-01', endDate: 'never' } },
    installation: { plans: { gold: { entitlements } } },
  })
  const stored = acme(literal([{ entitlement: 'CustomTheming' }]))
  assert.equal(told(stored), [])
  assert.is(refused(acme(literal([]))).length, 1)
  assert.match(told(acme({ ...literal([]), stored })).join(), /^warning EntitlementMissing/)
})

test('less theming is a smaller breach', () => {
  const measure = (literal: { displayName: string }): number | undefined =>
    findingsIn(acme({ organization: literal, entitlements: tier }))[0]?.measure
  assert.is(measure(organization), 3)
  assert.is(measure({ displayName: 'Acme', customizations: { theme: 'dark' } } as { displayName: string }), 1)
})

test('a change that takes the entitlement away is taken, and more theming is not', () => {
  const stored = acme({ organization, entitlements: { ...tier, look: { entitlement: 'CustomTheming' } } })
  assert.match(told(acme({ organization, entitlements: tier, stored }))[0] ?? '', /^warning EntitlementMissing/)
  const more = { ...organization, colorPalettes: [{ id: 'a', name: 'A', content: {} }] }
  assert.is(refused(acme({ organization: more, entitlements: tier, stored })).length, 1)
  const fact = acme({ organization, entitlements: tier })
  assert.equal(refused(acme({ organization, entitlements: tier, stored: fact })), [])
  assert.is(refused(acme({ organization: more, entitlements: tier, stored: fact })).length, 1)
})

test.run()
