import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { acme, findingsIn, told, toldOfInstallation } from '../../support/laws.ts'
import { installationView } from '../../support/organization.ts'

const commerce = {
  subscriptions: { now: { plan: 'gold', endDate: 'never' } },
  entitlements: { tier: { entitlement: 'Tier', value: 'gold' } },
  installation: { plans: { gold: {} } },
}

test('subscriptions and entitlements come from a privileged source', () => {
  assert.equal(told(acme(commerce)), [])
  assert.equal(told(acme({ ...commerce, privileged: false })), [
    'NotPrivileged Subscription/acme/now/metadata/name: Subscription `now` may come only from a privileged source, `git` is none',
    'NotPrivileged Entitlement/acme/tier/metadata/name: Entitlement `tier` may come only from a privileged source, `git` is none',
  ])
})

test('of several sources each is judged by itself', () => {
  assert.equal(told(acme({ ...commerce, privileged: false, privilegedSources: new Set(['git']) })), [])
  assert.is(told(acme({ ...commerce, privileged: true, privilegedSources: new Set(['vendor']) })).length, 2)
})

test('an edit of an entitlement is a breach of its own', () => {
  const subjects = (value: string): readonly string[] =>
    findingsIn(acme({ entitlements: { tier: { entitlement: 'Tier', value } }, privileged: false })).map(
      ({ subject }) => subject,
    )
  assert.equal(subjects('gold'), subjects('gold'))
  assert.not.equal(subjects('gold'), subjects('platinum'))
})

test('global kinds come from a privileged source', () => {
  assert.equal(toldOfInstallation(installationView({ organizationGroups: { all: {} }, privileged: false })), [
    'NotPrivileged OrganizationGroup//all/metadata/name: OrganizationGroup `all` may come only from a privileged source, `git` is none',
  ])
  assert.equal(toldOfInstallation(installationView({ organizationGroups: { all: {} } })), [])
})

test.run()
