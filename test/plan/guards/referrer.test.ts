import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { keyOf, type Resource } from '../../../src/model/resource.ts'
import { holdsOf } from '../../../src/plan/guards/all.ts'
import type { GuardInput } from '../../../src/plan/guards/guard.ts'
import { stillReferenced } from '../../../src/plan/guards/referrer.ts'
import { emptyContext, emptyState, storedAs } from '../../support/guard.ts'
import { resource } from '../../support/organization.ts'

const EDUCATION = resource('OrganizationGroup', '', 'education', { displayName: 'Education' })
const SCHOOLS = resource('OrganizationGroup', '', 'schools', { displayName: 'Schools', parent: 'education' })
const ACME = resource('Organization', '', 'acme', { displayName: 'Acme', organizationGroups: ['education'] })
const FREE = resource('SubscriptionPlan', '', 'free', { displayName: 'Free' })
const SUBSCRIPTION = resource('Subscription', 'acme', 'current', { plan: 'free' })
const NAMESAKE = resource('User', 'acme', 'free')

/** The removal of some of what is stored, in the installation's last plan. */
function removal(stored: readonly Resource[], removed: readonly Resource[]): GuardInput {
  const resources = new Map(stored.map((one) => [keyOf(one), storedAs(one)]))
  return {
    plan: {
      unit: { type: 'installation' },
      phase: 'removals',
      base: '',
      revisions: {},
      changes: removed.map((one) => ({ action: 'delete', key: keyOf(one), before: storedAs(one) })),
      digest: 'the-plan',
    },
    before: undefined,
    after: undefined,
    stored: { ...emptyState(), resources },
    context: emptyContext(),
  }
}

test('a global resource that something stored names does not go, and it is told who', () => {
  const hold = stillReferenced(removal([EDUCATION, SCHOOLS, ACME, FREE, SUBSCRIPTION], [EDUCATION, FREE]))
  assert.equal(hold?.scope, { type: 'installation' })
  assert.is(
    hold?.message,
    'OrganizationGroup education and SubscriptionPlan free would go, but 3 stored resources still name them: OrganizationGroup education by Organization acme, OrganizationGroup education by OrganizationGroup schools and SubscriptionPlan free by Subscription acme/current',
  )
  assert.equal(hold?.evidence.referrers, 3)
})

test('what only something names that goes with it may go', () => {
  assert.is(stillReferenced(removal([EDUCATION, SCHOOLS], [EDUCATION, SCHOOLS])), undefined)
  assert.is(stillReferenced(removal([EDUCATION, SCHOOLS], [SCHOOLS])), undefined)
})

test('a resource of another kind with the same name is no reason', () => {
  assert.is(stillReferenced(removal([FREE, NAMESAKE], [FREE])), undefined)
})

test('the installation has the default budget for what nothing names', () => {
  const plans = Array.from({ length: 4 }, (_, index) => resource('SubscriptionPlan', '', `p${index}`))
  const stored = [...plans, EDUCATION, ACME]
  assert.equal(holdsOf(removal(stored, plans.slice(1))), [])
  const [hold] = holdsOf(removal(stored, plans))
  assert.equal(hold?.evidence.Resource, { removed: 4, recently: 0, before: 5, limit: 3 })
  assert.is(hold?.next[0], 'charter apply --removes Resource=4')
})

test.run()
