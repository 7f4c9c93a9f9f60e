import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { momentOf } from '../../../src/usage/calendar.ts'
import { isAffected, isWatched, type PolicyScope } from '../../../src/usage/policies/scope.ts'
import { type OrganizationLiteral, view } from '../../support/organization.ts'

const installation = { offerings: { compute: {} }, plans: { small: { offering: 'compute' } } }
const ON_ACME: PolicyScope = { type: 'organization', organization: 'acme' }
const ON_GROUP: PolicyScope = { type: 'offering', offering: 'compute', groups: new Set(['education']) }

/** Whether an organization is watched and affected on a day. */
function asked(scope: PolicyScope, literal: OrganizationLiteral, day = '2026-11-22'): readonly boolean[] {
  const organization = view({ installation, instant: `${day}T00:00:00Z`, ...literal })
  return [isWatched(scope, organization), isAffected(scope, organization, momentOf(day))]
}

const subscriptions = { main: { plan: 'small', startDate: '2026-11-10', endDate: '2026-11-30' } }
const education = { displayName: 'Acme', organizationGroups: ['education'] }

test('an organization that is named is watched and affected, another one is neither', () => {
  assert.equal(asked(ON_ACME, {}), [true, true])
  assert.equal(asked(ON_ACME, { name: 'globex' }), [false, false])
  assert.equal(asked(ON_ACME, { organization: { displayName: 'Acme', archived: true } }), [false, false])
  assert.equal(asked(ON_ACME, { organization: null }), [false, false])
})

test('a member of a group is affected while it is subscribed, and who is in another group never', () => {
  const member = { organization: education, subscriptions }
  assert.equal(asked(ON_GROUP, member), [true, true])
  assert.equal(asked(ON_GROUP, member, '2026-11-09'), [true, false])
  assert.equal(asked(ON_GROUP, member, '2026-11-30'), [true, false])
  assert.equal(asked(ON_GROUP, { subscriptions }), [false, false])
})

test.run()
