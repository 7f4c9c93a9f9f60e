import { test } from 'uvu'
import * as assert from 'uvu/assert'
import type { NewEntry } from '../../src/model/ledger.ts'
import type { JsonObject } from '../../src/model/resource.ts'
import { sealEntries } from '../../src/store/entry.ts'
import { createFolding, emptyState, foldAll } from '../../src/store/fold.ts'
import { stateDigest } from '../../src/store/proof/digest.ts'
import { restIn, restText } from '../../src/store/rest.ts'
import { countingRandom, create, TIME } from './support.ts'

const EMPTY = emptyState('11111111-2222-4333-8444-555555555555')
const LATER = '2026-11-03T09:30:00.000Z'
const CPU = { component: 'cpu', period: 'month', current: '12', limit: '10' } as const
const COST = { period: 'year', current: '100.5', limit: '100' } as const

function told(time: string, evidence: JsonObject): NewEntry {
  return { time, type: 'policy', changes: [], evidence }
}

/** What the given entries leave of fired policies, folded at once, and one by one. */
function fired(...entries: readonly NewEntry[]) {
  const sealed = sealEntries(entries, EMPTY.head, countingRandom())
  const folding = createFolding(EMPTY)
  for (const entry of sealed) folding.add(entry)
  const { policies } = folding.state()
  assert.equal(policies, foldAll(EMPTY, sealed).policies)
  return Object.fromEntries(policies)
}

test('a policy has fired from the entry that says so to the one that says it is reset', () => {
  const fires = told(TIME, { policy: 'u1', fired: true, exceeded: [CPU, COST] })
  assert.equal(fired(fires), { u1: { since: TIME, exceeded: [CPU, COST] } })
  assert.equal(fired(fires, told(LATER, { policy: 'u2', fired: false })), {
    u1: { since: TIME, exceeded: [CPU, COST] },
  })
  assert.equal(fired(fires, told(LATER, { policy: 'u1', fired: false })), {})
  assert.is(EMPTY.policies.size, 0)
})

test('a policy that fires with other limits has fired since it first did', () => {
  const first = told(TIME, { policy: 'u1', fired: true, exceeded: [CPU] })
  const second = told(LATER, { policy: 'u1', fired: true, exceeded: [COST] })
  assert.equal(fired(first, second), { u1: { since: TIME, exceeded: [COST] } })
})

test('a policy that is removed has not fired any more', () => {
  const made = create('UsagePolicy', '', 'budget')
  const { uid } = made
  const unit = { type: 'installation' } as const
  const entry = { time: TIME, type: 'applied', unit } as const
  const gone = { uid, kind: 'UsagePolicy', action: 'delete', body: { key: 'UsagePolicy//budget' } } as const
  const fires = told(TIME, { policy: uid, fired: true, exceeded: [CPU] })
  assert.equal(fired({ ...entry, changes: [made] }, fires, { ...entry, changes: [gone] }), {})
})

test('evidence that makes no sense is passed over', () => {
  const exceeded = [null, 'cpu', { ...CPU, period: 'century' }, { ...CPU, limit: 10 }, CPU]
  assert.equal(fired(told(TIME, { policy: 'u1', fired: true, exceeded })), { u1: { since: TIME, exceeded: [CPU] } })
  assert.equal(fired(told(TIME, { policy: 7, fired: true }), told(TIME, {})), {})
})

test('a state in which no policy has fired is written as before there were any', () => {
  const { head: _, resources: __, everUsed: ___, ...rest } = EMPTY
  assert.is(restText(rest).includes('policies'), false)
  assert.equal(restIn(restText(rest)), rest)
  const policies = new Map([['u1', { since: TIME, exceeded: [CPU] }]])
  assert.equal(restIn(restText({ ...rest, policies })).policies, policies)
  const other = new Map([['u1', { since: LATER, exceeded: [CPU] }]])
  const digests = [EMPTY, { ...EMPTY, policies }, { ...EMPTY, policies: other }].map(stateDigest)
  assert.is(new Set(digests).size, 3)
})

test.run()
