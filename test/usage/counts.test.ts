import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { countsOf, samplesOf } from '../../src/usage/counts.ts'
import { barOf, plansFor } from '../../src/usage/plans.ts'
import { isOf } from '../../src/usage/spec.ts'
import { organizationNames } from '../../src/usage/stored.ts'
import { type HoldingLiteral, stored, storedState } from '../support/holdings.ts'

const NOW = '2026-03-02T10:15:00.000Z'

const acme: HoldingLiteral = {
  organization: {
    organizationGroups: ['universities'],
    bootstrap: { user: 'ada', userGroup: 'admin', tokenSecretRef: { env: 'TOKEN' } },
  },
  users: {
    ada: {},
    off: { active: false },
    later: { from: '2026-03-03' },
    gone: { until: '2026-03-02' },
    here: { from: '2026-03-02', until: '2026-03-02T10:15:01Z' },
    out: {},
    back: {},
  },
  revocations: { out: { user: 'out', reason: 'x' }, back: { user: 'back', reason: 'x', until: '2026-03-01' } },
  workspaces: {
    w: { type: 'workspace' },
    p1: { type: 'project' },
    p2: { type: 'project' },
    e: { type: 'environment' },
    r: { type: 'repository' },
  },
  hosts: { h: { workspace: 'e', displayName: 'H' } },
}

test('resources count who is active, the bootstrap user among them; platform usage counts who is declared without it', () => {
  const state = storedState({ organizations: { acme, initech: { users: { bill: {} } } } })
  assert.equal(countsOf('acme', state, NOW), {
    users: 3,
    workspaces: 1,
    projects: 2,
    environments: 1,
    repositories: 1,
    hosts: 1,
    platform: { UserCount: 6, WorkspaceCount: 1 },
  })
  assert.is(countsOf('initech', state, NOW)?.users, 1)
  assert.is(countsOf('nobody', state, NOW), undefined)
  assert.equal(organizationNames(state), ['acme', 'initech'])
})

test('counts are samples of their own source, each a gauge', () => {
  const counts = countsOf('acme', storedState({ organizations: { acme } }), NOW)
  assert.ok(counts !== undefined)
  const samples = counts === undefined ? [] : samplesOf('acme', counts, NOW)
  assert.equal(
    samples.map(({ metric, value }) => `${metric} ${value}`),
    ['users 3', 'workspaces 1', 'projects 2', 'environments 1', 'repositories 1', 'hosts 1'],
  )
  const base = { source: 'charter', organization: 'acme', objectType: 'organization', kind: 'gauge', start: NOW }
  assert.equal(samples[0], { ...base, metric: 'users', value: 3 })
})

test('a plan is open to everybody, or to exactly its groups; archived and hidden ones to nobody', () => {
  const plans = {
    everybody: { displayName: 'E' },
    campus: { displayName: 'C', organizationGroups: ['universities'] },
    schools: { displayName: 'S', organizationGroups: ['education', 'schools'] },
    old: { displayName: 'O', archived: true },
    secret: { displayName: 'X', hidden: true, organizationGroups: ['universities'] },
  }
  const state = storedState({ organizations: { acme, initech: {} }, plans })
  const names = (organization: string) => plansFor(organization, state, NOW).map(({ name }) => name)
  assert.equal(names('acme'), ['campus', 'everybody'])
  assert.equal(names('initech'), ['everybody'])
  assert.equal(names('nobody'), [])
  const bars = Object.entries(plans)
    .map(([name, spec]) => stored('SubscriptionPlan', '', name, spec))
    .filter(isOf('SubscriptionPlan'))
    .map((plan) => barOf(plan, ['universities']) ?? 'open')
  assert.equal(bars, ['open', 'open', 'restricted', 'archived', 'hidden'])
})

test.run()
