import { test } from 'uvu'
import * as assert from 'uvu/assert'
import type { Sample } from '../../../src/model/usage.ts'
import { type Evaluation, evaluatePolicies, evaluatePolicy } from '../../../src/usage/policies/evaluate.ts'
import { policiesIn } from '../../../src/usage/policies/watched.ts'
import { type StateLiteral, storedState } from '../../support/holdings.ts'
import type { Literal } from '../../support/organization.ts'
import { sample } from '../../support/samples.ts'

const NOON = '2026-11-22T12:00:00Z'
const offerings = {
  compute: {
    displayName: 'Compute',
    components: [{ type: 'cpu' }, { type: 'disk' }],
  },
  mail: { displayName: 'Mail', components: [{ type: 'letters' }] },
}
const plans = {
  small: { displayName: 'Small', offering: 'compute' },
  post: { displayName: 'Post', offering: 'mail' },
}

function subscribed(more: Literal = {}, organization: Literal = {}) {
  return {
    organization,
    subscriptions: { main: { plan: 'small', startDate: '2020-01-01', endDate: 'never', ...more } },
  }
}

const ACME: StateLiteral['organizations'] = { acme: subscribed() }

/** The evaluation of one policy on `acme`, or with a scope of its own. */
function evaluated(
  policy: Literal,
  samples: readonly Sample[],
  { organizations = ACME, instant = NOON, groups = {} }: Partial<StateLiteral> & { readonly instant?: string } = {},
): Evaluation {
  const whole = { type: 'usage', scope: { organization: 'acme' }, actions: ['notify_organization_owners'], ...policy }
  const state = storedState({ organizations, offerings, plans, groups, policies: { budget: whole } })
  const [one] = policiesIn(state)
  assert.ok(one)
  return evaluatePolicy(one, { state, samples, instant })
}

/** What is measured, as `cpu 10 of 10` with a `!` where it is exceeded. */
function told({ measures }: Evaluation): readonly string[] {
  return measures.map(
    ({ component = 'cost', current, limit, isExceeded }) =>
      `${component} ${current} of ${limit}${isExceeded ? '!' : ''}`,
  )
}

const cpu = (limit: number, more: Literal = {}): Literal => ({ component: 'cpu', limit, ...more })

test('a policy fires where its limit is exceeded, and not where it is reached', () => {
  const at = (value: number) =>
    evaluated({ componentLimits: [cpu(0.3)] }, [
      sample('2026-11-01T00:00:00Z', 0.1),
      sample('2026-11-02T00:00:00Z', value),
    ])
  assert.equal([told(at(0.2)), at(0.2).isFired], [['cpu 0.3 of 0.3'], false])
  assert.equal([told(at(0.2000000001)), at(0.2000000001).isFired], [['cpu 0.3000000001 of 0.3!'], true])
})

test('every component is looked at, and one of them is enough', () => {
  const limits = [cpu(10), { component: 'disk', limit: 5 }]
  const disk = sample('2026-11-02T00:00:00Z', 6, { component: 'disk', metric: 'disk' })
  const second = evaluated({ componentLimits: limits }, [sample('2026-11-01T00:00:00Z', 1), disk])
  assert.equal([told(second), second.isFired], [['cpu 1 of 10', 'disk 6 of 5!'], true])
  const both = evaluated({ componentLimits: limits }, [sample('2026-11-01T00:00:00Z', 11), disk])
  assert.equal(told(both), ['cpu 11 of 10!', 'disk 6 of 5!'])
})

test('a policy resets when its window moves on', () => {
  const samples = [sample('2026-11-30T23:59:59.999Z', 11)]
  const at = (instant: string) => evaluated({ componentLimits: [cpu(10)] }, samples, { instant }).isFired
  assert.equal(['2026-11-30T23:59:59.998Z', '2026-11-30T23:59:59.999Z', '2026-12-01T00:00:00Z'].map(at), [
    false,
    true,
    false,
  ])
})

test('a window is the calendar month and those before it, from its first moment on', () => {
  const samples = [
    sample('2025-11-30T23:59:59.999Z', 1),
    sample('2025-12-01T00:00:00Z', 10),
    sample('2026-08-31T23:59:59.999Z', 100),
    sample('2026-09-01T00:00:00Z', 1000),
    sample('2026-10-31T23:59:59.999Z', 10_000),
    sample('2026-11-01T00:00:00Z', 100_000),
  ]
  const current = (period?: string) =>
    told(evaluated({ componentLimits: [cpu(0)], ...(period === undefined ? {} : { period }) }, samples))[0]
  assert.is(current(), 'cpu 100000 of 0!')
  assert.is(current('month'), 'cpu 100000 of 0!')
  assert.is(current('quarter'), 'cpu 111000 of 0!')
  assert.is(current('year'), 'cpu 111110 of 0!')
  assert.is(current('total'), 'cpu 111111 of 0!')
})

test('a component may have a window of its own', () => {
  const samples = [
    sample('2026-09-15T00:00:00Z', 4),
    sample('2026-11-15T00:00:00Z', 4),
    sample('2026-09-15T00:00:00Z', 7, { component: 'disk', metric: 'disk' }),
  ]
  const policy = { period: 'year', componentLimits: [cpu(5, { period: 'month' }), { component: 'disk', limit: 6 }] }
  assert.equal(told(evaluated(policy, samples)), ['cpu 4 of 5', 'disk 7 of 6!'])
})

test('deltas add up, and of a gauge the last value counts', () => {
  const gauge = (start: string, value: number, more: Partial<Sample> = {}) =>
    sample(start, value, { kind: 'gauge', ...more })
  const samples = [
    sample('2026-10-01T00:00:00Z', 100),
    gauge('2026-11-01T00:00:00Z', 50, { metric: 'level' }),
    gauge('2026-11-02T00:00:00Z', 4, { metric: 'level', project: 'b' }),
    gauge('2026-11-03T00:00:00Z', 30, { metric: 'level' }),
    sample('2026-11-04T00:00:00Z', 2),
    sample('2026-11-05T00:00:00Z', 3),
  ]
  assert.equal(told(evaluated({ componentLimits: [cpu(38)] }, samples)), ['cpu 39 of 38!'])
})

test('use counts only while the organization is subscribed to an offering with that component', () => {
  const samples = [
    sample('2026-11-09T23:59:59.999Z', 1),
    sample('2026-11-10T00:00:00Z', 10),
    sample('2026-11-19T23:59:59.999Z', 100),
    sample('2026-11-20T00:00:00Z', 1000),
  ]
  const main = { plan: 'small', startDate: '2026-11-10', endDate: '2026-11-20' }
  const post = { plan: 'post', startDate: '2026-11-20', endDate: 'never' }
  const during = (subscriptions: Readonly<Record<string, Literal>>) =>
    told(evaluated({ componentLimits: [cpu(0)] }, samples, { organizations: { acme: { subscriptions } } }))
  assert.equal(during({ main }), ['cpu 110 of 0!'])
  assert.equal(during({ main, post }), ['cpu 110 of 0!'])
  assert.equal(during({}), ['cpu 0 of 0'])
})

test('samples of another component, of none, or of another organization count nothing', () => {
  const { component: _, ...without } = sample('2026-11-01T00:00:00Z', 5)
  const samples = [
    without,
    sample('2026-11-01T00:00:00Z', 5, { component: 'disk' }),
    sample('2026-11-01T00:00:00Z', 5, { organization: 'globex' }),
  ]
  assert.equal(told(evaluated({ componentLimits: [cpu(0)] }, samples)), ['cpu 0 of 0'])
})

test('what was used under a former name counts on, unless another organization has that name now', () => {
  const samples = [
    sample('2026-11-01T00:00:00Z', 4, { organization: 'apex' }),
    sample('2026-11-02T00:00:00Z', 3, { organization: 'apex' }),
    sample('2026-11-02T00:00:00Z', 3),
  ]
  const renamed = { acme: subscribed({}, { previousNames: ['apex'] }) }
  const toldOf = (organizations: StateLiteral['organizations']) =>
    told(evaluated({ componentLimits: [cpu(5)] }, samples, { organizations }))
  assert.equal(toldOf(renamed), ['cpu 7 of 5!'])
  assert.equal(toldOf({ ...renamed, apex: subscribed() }), ['cpu 3 of 5'])
})

const groups = {
  education: { displayName: 'Education' },
  universities: { displayName: 'Universities', parent: 'education' },
  institutes: { displayName: 'Institutes', parent: 'universities' },
  industry: { displayName: 'Industry' },
}
const inGroups: StateLiteral['organizations'] = {
  above: subscribed({}, { organizationGroups: ['education'] }),
  both: subscribed({}, { organizationGroups: ['education', 'industry'] }),
  deep: subscribed({}, { organizationGroups: ['institutes'] }),
  gone: subscribed({}, { organizationGroups: ['education'], archived: true }),
  none: subscribed(),
  other: subscribed({ plan: 'post' }, { organizationGroups: ['education'] }),
}
const everywhere = Object.keys(inGroups).map((organization, index) =>
  sample('2026-11-01T00:00:00Z', 10 ** index, { organization }),
)

function amongGroups(more: Literal): string {
  const policy = { scope: { offering: 'compute' }, componentLimits: [cpu(0)], ...more }
  const evaluation = evaluated(policy, everywhere, { organizations: inGroups, groups })
  return `${evaluation.measures[0]?.current}: ${evaluation.organizations.join(' ')}`
}

test('the limits of a policy on groups are for all of their organizations together, each counted once', () => {
  assert.is(amongGroups({ organizationGroups: ['education'] }), '11: above both')
  assert.is(amongGroups({ organizationGroups: ['education', 'industry'] }), '11: above both')
  assert.is(amongGroups({ organizationGroups: ['industry'] }), '10: both')
  assert.is(amongGroups({ organizationGroups: ['universities'] }), '0: ')
})

test('with subgroups the organizations of every group below count too', () => {
  assert.is(amongGroups({ organizationGroups: ['education'], includeSubgroups: true }), '111: above both deep')
  assert.is(amongGroups({ organizationGroups: ['universities'], includeSubgroups: true }), '100: deep')
  assert.is(
    amongGroups({ organizationGroups: ['education', 'institutes'], includeSubgroups: true }),
    '111: above both deep',
  )
})

test('a policy that applies to all watches every subscriber of its offering, but archived ones', () => {
  assert.is(amongGroups({ applyToAll: true }), '10111: above both deep none')
})

test('groups that run in a circle end the search', () => {
  const circle = { a: { displayName: 'A', parent: 'b' }, b: { displayName: 'B', parent: 'a' } }
  const policy = {
    scope: { offering: 'compute' },
    organizationGroups: ['industry'],
    includeSubgroups: true,
    componentLimits: [cpu(0)],
  }
  assert.equal(evaluated(policy, [], { organizations: inGroups, groups: { ...groups, ...circle } }).organizations, [
    'both',
  ])
})

test('who was subscribed before counts, and is affected no more', () => {
  const organizations = { acme: subscribed({ endDate: '2026-11-10' }) }
  const policy = { scope: { offering: 'compute' }, applyToAll: true, componentLimits: [cpu(1)] }
  const evaluation = evaluated(policy, [sample('2026-11-05T00:00:00Z', 2)], { organizations })
  assert.equal([evaluation.isFired, evaluation.organizations], [true, []])
})

test('an organization that is watched by its name is affected by what it uses of any offering, also without one', () => {
  assert.equal(evaluated({ componentLimits: [cpu(1)] }, [], { organizations: { acme: {} } }).organizations, ['acme'])
  const letters = sample('2026-11-05T00:00:00Z', 2, { component: 'letters' })
  const organizations = { acme: subscribed({ plan: 'post' }) }
  assert.equal(
    told(evaluated({ componentLimits: [{ component: 'letters', limit: 1 }] }, [letters], { organizations })),
    ['letters 2 of 1!'],
  )
})

test('an archived organization, and one that is not there, use nothing and are not affected', () => {
  for (const organizations of [{ acme: subscribed({}, { archived: true }) }, {}]) {
    const evaluation = evaluated({ componentLimits: [cpu(0)] }, [sample('2026-11-05T00:00:00Z', 2)], { organizations })
    assert.equal([told(evaluation), evaluation.organizations], [['cpu 0 of 0'], []])
  }
})

test('all policies are evaluated by name', () => {
  const policy = {
    type: 'usage',
    scope: { organization: 'acme' },
    actions: ['request_pausing'],
    componentLimits: [cpu(1)],
  }
  const state = storedState({ organizations: ACME, offerings, plans, policies: { b: policy, a: policy } })
  const found = evaluatePolicies({ state, samples: [sample('2026-11-05T00:00:00Z', 2)], instant: NOON })
  assert.equal(
    found.map((one) => `${one.policy.name} ${one.isFired}`),
    ['a true', 'b true'],
  )
})

test.run()
