import { test } from 'uvu'
import * as assert from 'uvu/assert'
import type { Entry } from '../../../src/model/ledger.ts'
import { createMemoryStore } from '../../../src/store/memory.ts'
import { stateDigest } from '../../../src/store/proof/digest.ts'
import { compareStates, createReplaying } from '../../../src/store/proof/replay.ts'
import { all, applied, countingRandom, user } from '../support.ts'

async function ledger(): Promise<{ entries: readonly Entry[]; store: ReturnType<typeof createMemoryStore> }> {
  const store = createMemoryStore({ random: countingRandom() })
  const { head } = await store.open()
  await store.append([applied([user('ada')]), applied([user('bob')])], head)
  return { entries: await all(store.entries()), store }
}

test('entries folded from nothing lead to the stored state', async () => {
  const { entries, store } = await ledger()
  const replaying = createReplaying()
  for (const entry of entries) assert.is(replaying.onEntry(entry), undefined)
  const state = await store.open()
  assert.equal(compareStates(replaying.state(), state), { digest: stateDigest(state) })
})

test('a stored state that differs in a resource, in its uids or in its head is not the one of the entries', async () => {
  const { entries, store } = await ledger()
  const replaying = createReplaying()
  for (const entry of entries) replaying.onEntry(entry)
  const state = await store.open()
  const resources = new Map([...state.resources].map(([key, resource]) => [key, { ...resource, version: 2 }]))
  const others = [
    { ...state, resources },
    { ...state, everUsed: new Set<string>() },
    { ...state, head: { ...state.head, hash: '0'.repeat(64) } },
    { ...state, head: { ...state.head, seq: 1 } },
  ]
  for (const other of others) {
    assert.match(compareStates(replaying.state(), other).wrong?.message ?? '', /^leads to another state/)
  }
})

test('an entry that does not fit what the entries before it made is named', async () => {
  const { entries } = await ledger()
  const [one] = entries
  assert.ok(one !== undefined)
  const replaying = createReplaying()
  assert.is(replaying.onEntry(one), undefined)
  assert.match(
    replaying.onEntry(one)?.message ?? '',
    /^cannot be applied: entry 1 makes User\/acme\/ada, which is stored/,
  )
})

test.run()
