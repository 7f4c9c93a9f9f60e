import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { toldOfInstallation } from '../../support/laws.ts'
import { installationView, type Literal } from '../../support/organization.ts'

const offerings = {
  compute: { components: [{ type: 'cpu' }, { type: 'ram' }] },
  storage: { components: [{ type: 'disk' }] },
}
const onOffering = {
  type: 'cost',
  limitCost: '1',
  scope: { offering: 'compute' },
  applyToAll: true,
  actions: ['notify_organization_owners'],
}
const onOrganization = {
  type: 'cost',
  limitCost: '1',
  scope: { organization: 'acme' },
  actions: ['terminate_resources'],
}
const policy = (literal: Literal): readonly string[] =>
  toldOfInstallation(installationView({ offerings, organizationGroups: { all: {} }, policies: { p: literal } })).map(
    (line) => line.replace('UsagePolicy//p', ''),
  )

test('whole policies are left alone', () => {
  assert.equal(policy(onOffering), [])
  assert.equal(policy(onOrganization), [])
})

test('actions fit the scope', () => {
  assert.equal(policy({ ...onOffering, actions: ['block_creation_of_new_resources', 'terminate_resources'] }), [
    'InvalidAction /spec/actions/1: UsagePolicy `p` on an offering asks for `terminate_resources`, which is not an action for it',
  ])
  const seven = [
    'block_creation_of_new_resources',
    'block_modification_of_existing_resources',
    'notify_organization_owners',
    'request_downscaling',
    'request_pausing',
    'restrict_members',
    'terminate_resources',
  ]
  assert.equal(policy({ ...onOrganization, actions: seven }), [])
  assert.equal(policy({ ...onOrganization, actions: ['notify_project_team'] }), [
    'InvalidAction /spec/actions/0: UsagePolicy `p` on an organization asks for `notify_project_team`, which is not an action for it',
  ])
})

test('organization groups and all exclude each other, and one of them is said for an offering', () => {
  assert.equal(policy({ ...onOffering, organizationGroups: ['all'] }), [
    'MutuallyExclusive /spec/applyToAll: UsagePolicy `p` names organizationGroups and applies to all',
  ])
  const { applyToAll: _, ...nobody } = onOffering
  assert.equal(policy(nobody), [
    'MutuallyExclusive /spec/scope: UsagePolicy `p` on an offering says neither organizationGroups nor applyToAll: it would apply to nobody',
  ])
  assert.equal(policy({ ...nobody, organizationGroups: ['all'] }), [])
})

test('a policy has the limits of its type', () => {
  assert.equal(policy({ type: 'cost', scope: { organization: 'acme' }, actions: ['restrict_members'] }), [
    'MissingField /spec/type: UsagePolicy `p` of type cost has no limitCost',
  ])
  assert.equal(policy({ type: 'usage', scope: { organization: 'acme' }, actions: ['restrict_members'] }), [
    'MissingField /spec/type: UsagePolicy `p` of type usage has no componentLimits',
  ])
})

test('limited components are the offering’s, or on an organization anybody’s', () => {
  const limits = (component: string): Literal => ({ type: 'usage', componentLimits: [{ component, limit: 1 }] })
  assert.equal(policy({ ...onOffering, ...limits('ram') }), [])
  assert.equal(policy({ ...onOffering, ...limits('disk') }), [
    'UnknownComponent /spec/componentLimits/0/component: UsagePolicy `p` limits the component `disk`, which Offering `compute` does not have',
  ])
  assert.equal(policy({ ...onOrganization, ...limits('disk') }), [])
  assert.equal(policy({ ...onOrganization, ...limits('disc') }), [
    'UnknownComponent /spec/componentLimits/0/component: UsagePolicy `p` limits the component `disc`, which no offering has',
  ])
})

test.run()
