import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { acme, findingsIn, told, toldOfInstallation } from '../../support/laws.ts'
import { installationView, type Literals } from '../../support/organization.ts'

const entitled = (entitlements: Literals): readonly string[] => told(acme({ entitlements }))

test('known names and names of one’s own pass', () => {
  const entitlements = {
    a: { entitlement: 'Tier', value: 'gold' },
    b: { entitlement: 'AiObservability' },
    c: { entitlement: 'x-support-hours', value: 'many' },
    d: { entitlement: 'Contract', expiry: '2027-01-01' },
    e: { entitlement: 'UserCount', value: '50' },
  }
  assert.equal(entitled(entitlements), [])
})

test('an unknown name is told with the nearest', () => {
  assert.equal(entitled({ a: { entitlement: 'UserCounts', value: '5' } }), [
    'InvalidEntitlement Entitlement/acme/a/spec/entitlement: there is no entitlement `UserCounts`',
  ])
  const [finding] = findingsIn(acme({ entitlements: { a: { entitlement: 'UserCounts' } } }))
  assert.is(finding?.help, 'did you mean `UserCount`? names of your own begin with `x-`')
})

test('a contract has an end, a count is a number', () => {
  assert.equal(
    entitled({
      a: { entitlement: 'Contract' },
      b: { entitlement: 'UserCount' },
      c: { entitlement: 'WorkspaceCount', value: '-1' },
    }),
    [
      'InvalidEntitlement Entitlement/acme/a/spec/entitlement: the entitlement `Contract` has no expiry',
      'InvalidEntitlement Entitlement/acme/b/spec/entitlement: the value of the entitlement `UserCount` is not a whole number from 0',
      'InvalidEntitlement Entitlement/acme/c/spec/value: the value of the entitlement `WorkspaceCount` is not a whole number from 0',
    ],
  )
})

test('a number and unlimited exclude each other', () => {
  assert.equal(
    entitled({
      a: { entitlement: 'UserCount', value: '5' },
      b: { entitlement: 'UnlimitedUsers' },
      c: { entitlement: 'WorkspaceCount', value: '5' },
      d: { entitlement: 'UnlimitedWorkspaces' },
    }),
    [
      'EntitlementConflict Entitlement/acme/a/spec/entitlement: the entitlements `UserCount` and `UnlimitedUsers` exclude each other',
      'EntitlementConflict Entitlement/acme/c/spec/entitlement: the entitlements `WorkspaceCount` and `UnlimitedWorkspaces` exclude each other',
    ],
  )
})

test('nothing is given twice at the same time but a contract', () => {
  assert.equal(entitled({ a: { entitlement: 'Tier', value: '1' }, b: { entitlement: 'Tier', value: '2' } }), [
    'EntitlementConflict Entitlement/acme/a/spec/entitlement: the entitlement `Tier` is given 2 times',
  ])
  assert.equal(entitled({ a: { entitlement: 'Tier', expiry: '2026-03-01' }, b: { entitlement: 'Tier' } }), [])
  assert.equal(
    entitled({
      a: { entitlement: 'Contract', expiry: '2026-04-01' },
      b: { entitlement: 'Contract', expiry: '2027-04-01' },
    }),
    [],
  )
})

test('license and plans are held to the same', () => {
  const installation = installationView({
    licenses: { main: { entitlements: [{ entitlement: 'UserCount', value: 'many' }] } },
    offerings: { app: {} },
    plans: {
      gold: {
        offering: 'app',
        entitlements: [{ entitlement: 'UserCount', value: '5' }, { entitlement: 'UnlimitedUsers' }],
      },
    },
  })
  assert.equal(toldOfInstallation(installation), [
    'InvalidEntitlement License//main/spec/entitlements/0/value: the value of the entitlement `UserCount` is not a whole number from 0',
    'EntitlementConflict SubscriptionPlan//gold/spec/entitlements/0/entitlement: the entitlements `UserCount` and `UnlimitedUsers` exclude each other',
  ])
})

test.run()
