import { test } from 'uvu'
import * as assert from 'uvu/assert'
import type { JsonObject } from '../../src/model/resource.ts'
import type { SampleQuery } from '../../src/model/usage.ts'
import { policyEntries, policyTransitions } from '../../src/pass/policing.ts'
import { createMemoryStore } from '../../src/store/memory.ts'
import { samplesNeeded } from '../../src/usage/policies/query.ts'
import { all } from '../store/support.ts'
import { declared, standing } from '../support/declared.ts'
import { applied, contextAt, NOON } from '../support/planning.ts'
import { createMemorySamples, sample } from '../support/samples.ts'

const actor = { type: 'controller', name: 'charter' } as const
const cpu = (limit: number, more: JsonObject = {}): JsonObject => ({ component: 'cpu', limit, ...more })
const ON_ACME: JsonObject = {
  type: 'usage',
  scope: { organization: 'acme' },
  componentLimits: [cpu(10)],
  actions: ['request_downscaling', 'notify_organization_owners'],
}

function declarations(policies: Readonly<Record<string, JsonObject>>) {
  const named = Object.entries(policies).map(([name, spec]) => [`UsagePolicy//${name}`, spec] as const)
  return declared({
    'Offering//compute': { displayName: 'Compute', components: [{ type: 'cpu' }, { type: 'disk' }] },
    'SubscriptionPlan//basic': { displayName: 'Basic', offering: 'compute' },
    ...Object.fromEntries(named),
    ...standing('acme'),
    'Subscription/acme/main': { plan: 'basic', startDate: '2026-01-01', endDate: 'never' },
  })
}

/** A store in which policies are declared, and a way to declare others and to evaluate them. */
async function opened(policies: Readonly<Record<string, JsonObject>>) {
  const store = createMemoryStore()
  const samples = createMemorySamples()
  let state = await store.open()
  const declare = async (others: Readonly<Record<string, JsonObject>>, instant = NOON) => {
    ;({ state } = await applied(store, state, [declarations(others)], contextAt({ instant })))
  }
  await declare(policies)
  return {
    samples,
    declare,
    state: () => state,
    /** The evidence of the entries that an evaluation writes, without uids and actions. */
    async evaluate(instant = NOON): Promise<readonly unknown[]> {
      const { seq } = state.head
      const transitions = await policyTransitions(state, samples, instant)
      const written = policyEntries(transitions, { time: instant, actor })
      if (written.length > 0) state = await store.append(written, state.head)
      const entries = await all(store.entries({ from: seq + 1 }))
      return entries.map(({ evidence = {} }) => [evidence.fired, evidence.exceeded])
    },
    entries: () => all(store.entries()),
  }
}

const exceeded = (current: string, limit = '10') => [{ component: 'cpu', period: 'month', current, limit }]

test('an entry is written when a policy fires and when it is reset, and none between', async () => {
  const { samples, evaluate, state } = await opened({ budget: ON_ACME })
  assert.equal(await evaluate(), [])
  await samples.add([sample('2026-11-10T00:00:00Z', 10)])
  assert.equal(await evaluate(), [])
  await samples.add([sample('2026-11-11T00:00:00Z', 0.5)])
  assert.equal(await evaluate(), [[true, exceeded('10.5')]])
  await samples.add([sample('2026-11-12T00:00:00Z', 100)])
  assert.equal(await evaluate('2026-11-30T23:59:59.999Z'), [])
  assert.equal([...state().policies.values()], [{ since: NOON, exceeded: exceeded('10.5') }])
  assert.equal(await evaluate('2026-12-01T00:00:00.000Z'), [[false, undefined]])
  assert.is(state().policies.size, 0)
})

test('an entry names the policy by its uid, the organization it watches, its actions, and how many it affects', async () => {
  const { samples, evaluate, entries, state } = await opened({ budget: ON_ACME })
  await samples.add([sample('2026-11-10T00:00:00Z', 11)])
  await evaluate()
  const [last] = (await entries()).slice(-1)
  assert.ok(last)
  const { hash: _, previous: __, seq: ___, format: ____, ...entry } = last
  assert.equal(entry, {
    time: NOON,
    type: 'policy',
    unit: { type: 'installation' },
    organization: 'acme',
    actor,
    changes: [],
    evidence: {
      policy: state().resources.get('UsagePolicy//budget' as never)?.uid,
      fired: true,
      exceeded: exceeded('11'),
      actions: ['notify_organization_owners', 'request_downscaling'],
      affected: 1,
    },
  })
})

test('another limit that is exceeded is told, and the policy has fired since it first did', async () => {
  const limits = [cpu(10), { component: 'disk', limit: 1 }]
  const { samples, evaluate, declare, state } = await opened({ budget: { ...ON_ACME, componentLimits: limits } })
  await samples.add([sample('2026-11-10T00:00:00Z', 11)])
  await evaluate()
  await samples.add([sample('2026-11-10T00:00:00Z', 2, { component: 'disk', metric: 'disk' })])
  const disk = { component: 'disk', period: 'month', current: '2', limit: '1' }
  assert.equal(await evaluate('2026-11-23T00:00:00.000Z'), [[true, [...exceeded('11'), disk]]])
  await declare({ budget: { ...ON_ACME, componentLimits: [cpu(5)] } })
  assert.equal(await evaluate('2026-11-24T00:00:00.000Z'), [[true, exceeded('11', '5')]])
  assert.equal(
    [...state().policies.values()].map(({ since }) => since),
    [NOON],
  )
  await declare({ budget: { ...ON_ACME, componentLimits: [cpu(11)] } })
  assert.equal(await evaluate(), [[false, undefined]])
})

test('a policy that is removed takes what it did with it', async () => {
  const { samples, evaluate, declare, state } = await opened({ budget: ON_ACME })
  await samples.add([sample('2026-11-10T00:00:00Z', 11)])
  await evaluate()
  await declare({})
  assert.equal([state().policies.size, await evaluate()], [0, []])
  await declare({ budget: ON_ACME })
  assert.equal(await evaluate(), [[true, exceeded('11')]])
})

test('without policies no sample is read', async () => {
  const { state } = await opened({})
  const read = async () => {
    throw new Error('samples were read')
  }
  assert.equal(await policyTransitions(state(), { read }, NOON), [])
})

test('as many samples are asked for as the longest window needs', async () => {
  const needed = async (policies: Readonly<Record<string, JsonObject>>): Promise<SampleQuery | undefined> =>
    samplesNeeded((await opened(policies)).state(), NOON)
  const until = Date.parse(NOON) + 1
  const from = (day: string) => Date.parse(`${day}T00:00:00Z`)
  const organizations = new Set(['acme'])
  assert.equal(await needed({ a: ON_ACME }), { organizations, from: from('2026-11-01'), until })
  const quarterly = { ...ON_ACME, componentLimits: [cpu(1, { period: 'quarter' })] }
  assert.equal(await needed({ a: ON_ACME, b: quarterly }), { organizations, from: from('2026-09-01'), until })
  const onAll = {
    ...ON_ACME,
    scope: { offering: 'compute' },
    applyToAll: true,
    actions: ['notify_organization_owners'],
  }
  assert.equal(await needed({ a: ON_ACME, b: { ...onAll, period: 'total' } }), { until })
  assert.is(await needed({}), undefined)
})

test.run()
