import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { datedConditions } from '../../src/cluster/conditions.ts'
import { historyAfter } from '../../src/cluster/history.ts'
import type { ReportedObject } from '../../src/cluster/object.ts'
import { objectStatus, type StatusParts } from '../../src/cluster/status.ts'
import type { Verdict } from '../../src/cluster/verdict.ts'
import type { JsonObject, StoredResource } from '../../src/model/resource.ts'

const NOW = '2026-03-02T10:15:00.000Z'
const LATER = '2026-03-02T11:00:00.000Z'

function objectAt(generation: number, status?: string): ReportedObject {
  const file = { source: 'cluster', path: 'User/acme/ada', text: '' }
  const document = { file, index: 0, line: 1, column: 1, value: {} }
  const identity = { kind: 'User', namespace: 'acme', name: 'ada', path: 'User/acme/ada', uid: 'object-uid' } as const
  const told = status === undefined ? {} : { status }
  return {
    ...identity,
    generation,
    resourceVersion: '7',
    isDeleting: false,
    content: { type: 'document', document },
    ...told,
  }
}

const STORED: StoredResource = {
  apiVersion: 'charter.sh/v1alpha1',
  kind: 'User',
  namespace: 'acme',
  name: 'ada',
  labels: {},
  annotations: {},
  spec: {},
  digest: 'digest',
  origin: { source: 'cluster', uid: 'object-uid', generation: 2 },
  uid: '5d0f6a3c-2f0e-5d1c-9b7a-3c1e8f2a4b6d',
  version: 4,
  createdAt: NOW,
  updatedAt: NOW,
}

const WRONG: Verdict = { type: 'stalled', why: 'invalid', told: { reason: 'NotUnique', message: 'taken' } }

function written(object: ReportedObject, parts: Partial<StatusParts>): string {
  const all = { verdict: { type: 'inForce' }, source: 'cluster', stored: STORED, unit: undefined, fields: {}, now: NOW }
  return objectStatus(object, { ...all, ...parts } as StatusParts)
}

test('a status stays the same text until something of it changes, however late it is', () => {
  const first = written(objectAt(2), {})
  assert.is(written(objectAt(2, first), { now: LATER }), first)
  const second = written(objectAt(3, first), { now: LATER })
  const [ready] = (JSON.parse(second) as { conditions: readonly JsonObject[] }).conditions
  assert.is(ready?.observedGeneration, 3)
  assert.is(ready?.lastTransitionTime, NOW)
})

test('what is in force and what was looked at are told apart, also where nothing was told before', () => {
  const revisions = (text: string) => {
    const { lastAppliedRevision, lastAttemptedRevision } = JSON.parse(text) as JsonObject
    return [lastAppliedRevision, lastAttemptedRevision]
  }
  const good = written(objectAt(3), {})
  assert.equal(revisions(written(objectAt(4, good), { verdict: WRONG })), ['generation:3', 'generation:4'])
  assert.equal(revisions(written(objectAt(4), { verdict: WRONG })), ['generation:2', 'generation:4'])
  const others = { ...STORED, origin: { ...STORED.origin, source: 'git' } } as StoredResource
  assert.equal(revisions(written(objectAt(4), { verdict: WRONG, stored: others })), [undefined, 'generation:4'])
  assert.is((JSON.parse(written(objectAt(4), { verdict: WRONG, stored: others })) as JsonObject).uid, undefined)
})

test('a condition has changed when its status has, not when its words have', () => {
  const toward = { type: 'Ready', status: 'False', reason: 'NotUnique', message: 'taken' } as const
  const before = { conditions: datedConditions([toward], {}, { now: NOW, generation: 1 }) }
  const other = { ...toward, reason: 'DanglingReference', message: 'x'.repeat(5000) }
  const [after] = datedConditions([other], before, { now: LATER, generation: 2 })
  assert.is(after?.lastTransitionTime, NOW)
  assert.is(after?.reason, 'DanglingReference')
  assert.is(String(after?.message).length, 1024)
  const [good] = datedConditions([{ ...toward, status: 'True' }], before, { now: LATER, generation: 2 })
  assert.is(good?.lastTransitionTime, LATER)
})

test('the history holds the last five different outcomes, newest first', () => {
  let status: JsonObject = {}
  for (const index of [1, 2, 2, 3, 4, 5, 6, 6]) {
    status = { history: historyAfter(status, { outcome: 'applied', message: `version ${index}` }, NOW) }
  }
  const { history } = status as { history: readonly JsonObject[] }
  assert.equal(
    history.map(({ message }) => message),
    ['version 6', 'version 5', 'version 4', 'version 3', 'version 2'],
  )
})

test('a status that somebody has spoilt is made anew', () => {
  const spoilt = JSON.stringify({ conditions: 'none', history: [7, { outcome: 1 }], uid: 5, extra: 'x'.repeat(100) })
  const status = JSON.parse(written(objectAt(2, spoilt), {})) as { history: readonly JsonObject[]; extra?: string }
  assert.is(status.extra, undefined)
  assert.is(status.history[0]?.message, 'version 4')
})

test.run()
