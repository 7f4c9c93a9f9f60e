import { test } from 'uvu'
import * as assert from 'uvu/assert'
import type { NewEntry } from '../../src/model/ledger.ts'
import type { JsonObject } from '../../src/model/resource.ts'
import { sealEntries } from '../../src/store/entry.ts'
import { emptyState, foldAll } from '../../src/store/fold.ts'
import { stateDigest } from '../../src/store/proof/digest.ts'
import { restIn, restText } from '../../src/store/rest.ts'
import { countingRandom, create, TIME } from './support.ts'

const EMPTY = emptyState('00000000-0000-4000-8000-000000000000')

function rotated(evidence: JsonObject): NewEntry {
  return { time: TIME, type: 'rotated', changes: [], evidence }
}

function rotationsAfter(...entries: readonly NewEntry[]) {
  return Object.fromEntries(foldAll(EMPTY, sealEntries(entries, EMPTY.head, countingRandom())).rotations)
}

test('the last value that was handed over stands, by the uid of its key', () => {
  const first = rotated({ key: { uid: 'k1', generation: 1, count: 1 }, cause: 'created' })
  const second = rotated({ key: { uid: 'k1', generation: 1, count: 2 }, cause: 'age' })
  assert.equal(rotationsAfter(first), { k1: { generation: 1, count: 1, at: TIME } })
  assert.equal(rotationsAfter(first, second), { k1: { generation: 1, count: 2, at: TIME } })
})

test('a key that is removed has none, and evidence that names no key is passed over', () => {
  const made = create('AccessKey', 'acme', 'deploy')
  const { uid } = made
  const entry = { time: TIME, type: 'applied', unit: { type: 'organization', organization: 'acme' } } as const
  const gone = { uid, kind: 'AccessKey', action: 'delete', body: { key: 'AccessKey/acme/deploy' } } as const
  const hands = rotated({ key: { uid, generation: 1, count: 1 } })
  assert.equal(rotationsAfter({ ...entry, changes: [made] }, hands, { ...entry, changes: [gone] }), {})
  const odd = [{ secrets: [{ uid: 'x' }] }, { key: null }, { key: 'k1' }, { key: { uid: 'k1' } }, {}]
  assert.equal(rotationsAfter(...odd.map((evidence) => rotated(evidence as JsonObject))), {})
})

test('a state in which no key was handed over is written as before there were any', () => {
  const { head: _, resources: __, everUsed: ___, ...rest } = EMPTY
  assert.is(restText(rest).includes('rotations'), false)
  const rotations = new Map([['k1', { generation: 1, count: 1, at: TIME }]])
  assert.equal(restIn(restText({ ...rest, rotations })).rotations, rotations)
  assert.is.not(stateDigest(EMPTY), stateDigest({ ...EMPTY, rotations }))
})

test.run()
