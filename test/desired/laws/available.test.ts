import { test } from 'uvu'
import * as assert from 'uvu/assert'
import type { OrganizationView } from '../../../src/desired/view.ts'
import { acme, findingsIn, refused, told } from '../../support/laws.ts'
import type { Literal, OrganizationLiteral } from '../../support/organization.ts'

const BARRED: Readonly<Record<string, Literal>> = {
  archived: { archived: true },
  hidden: { hidden: true },
  restricted: { organizationGroups: ['universities'] },
}
const open = { open: {} }

/** Acme, of the group `companies`, subscribed since 2026 to `plan`. */
function subscribed(plan: Literal | undefined, more: OrganizationLiteral = {}, fields: Literal = {}): OrganizationView {
  const main = { plan: 'plan', startDate: '2026-01-01', endDate: 'never', ...fields }
  const organizationGroups = { companies: {}, universities: {} }
  return acme({
    organization: { displayName: 'Acme', organizationGroups: ['companies'] },
    ...(plan === undefined ? {} : { subscriptions: { main } }),
    installation: { organizationGroups, plans: { ...open, plan: plan ?? {} } },
    ...more,
  })
}

test('a new subscription to a plan that is not available is refused, and what is available is told', () => {
  const words = (plan: Literal): string | undefined => findingsIn(subscribed(plan))[0]?.message
  const says = (why: string): string =>
    `Subscription \`main\` has the plan \`plan\`, which ${why}: nobody can subscribe to it anew`
  assert.is(words({ archived: true }), says('is archived'))
  assert.is(words({ hidden: true }), says('is hidden'))
  assert.is(words({ organizationGroups: ['universities'] }), says('is open to other organization groups alone'))
  assert.equal(told(subscribed({ organizationGroups: ['companies', 'universities'] })), [])
  const [finding] = findingsIn(subscribed({ hidden: true }))
  assert.is(finding?.help, 'open to this organization: `open`')
  assert.equal(
    [finding?.code, finding?.pointer, finding?.related?.[0]?.pointer],
    ['PlanNotAvailable', '/spec/plan', '/spec/hidden'],
  )
})

test('a group above that of the organization does not count', () => {
  const organizationGroups = { all: {}, companies: { parent: 'all' } }
  const plans = { plan: { organizationGroups: ['all'] } }
  assert.is(told(subscribed({}, { installation: { organizationGroups, plans } })).length, 1)
})

test('what is subscribed goes on when its plan is closed, with the change that closes it and after', () => {
  for (const [name, bar] of Object.entries(BARRED)) {
    const fact = subscribed(bar)
    assert.match(told(subscribed(bar, { stored: subscribed({}) })).join(), /^warning PlanNotAvailable /, name)
    assert.equal(refused(subscribed(bar, { stored: fact })), [], name)
    assert.equal(refused(subscribed(bar, { stored: fact }, { endDate: '2027-01-01' })), [], name)
    assert.equal(refused(subscribed(bar, { stored: subscribed({}) }, { overage: true })), [], name)
    assert.equal(told(subscribed(undefined, { stored: fact })), [], name)
  }
})

test('an organization that leaves the groups of its plan keeps it', () => {
  const plan = { organizationGroups: ['companies'] }
  const stored = subscribed(plan)
  const left = subscribed(plan, { organization: { displayName: 'Acme' }, stored })
  assert.match(told(left).join(), /^warning PlanNotAvailable /)
})

test('another plan, another subscription and one that has ended are new', () => {
  const bar = { archived: true }
  const installation = { organizationGroups: { companies: {} }, plans: { plan: bar, other: bar, ...open } }
  const stored = subscribed(bar, { installation })
  assert.is(refused(subscribed(bar, { installation, stored }, { plan: 'other' })).length, 1)
  assert.equal(refused(subscribed(bar, { installation, stored }, { plan: 'open' })), [])
  const past = { startDate: '2025-01-01', endDate: '2026-01-01' }
  const ended = subscribed(bar, { installation }, past)
  assert.equal(told(ended), [])
  assert.is(refused(subscribed(bar, { installation, stored: ended }, { ...past, endDate: '2027-01-01' })).length, 1)
  const main = { plan: 'plan', startDate: '2026-01-01', endDate: '2026-06-01' }
  const next = { ...main, startDate: '2026-06-01', endDate: 'never' }
  const more = (subscriptions: NonNullable<OrganizationLiteral['subscriptions']>, before?: OrganizationView) =>
    subscribed(bar, { installation, subscriptions, ...(before === undefined ? {} : { stored: before }) })
  assert.is(refused(more({ main, next }, more({ main }))).length, 1)
})

test('where only declarations are looked at, a subscription may be an old one', () => {
  assert.match(told(subscribed({ archived: true }, { openWorld: true })).join(), /^warning PlanNotAvailable /)
  const stored = subscribed(undefined)
  assert.match(told(subscribed({ archived: true }, { openWorld: true, stored })).join(), /^PlanNotAvailable /)
})

test.run()
