import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { StoreError } from '../../src/model/errors.ts'
import { createMemoryStore } from '../../src/store/memory.ts'
import { storeContract } from '../contract/store.ts'
import { all, applied, rejects, user } from './support.ts'

storeContract(test, async (run) => {
  const store = createMemoryStore()
  await run({
    store,
    async again() {
      const entries = await all(store.entries())
      await store.close()
      return createMemoryStore({ entries })
    },
  })
})

test('entries that do not chain are refused', async () => {
  const store = createMemoryStore()
  const { head } = await store.open()
  await store.append([applied([user('ada')]), applied([user('grace')])], head)
  const [first, second] = await all(store.entries())
  assert.ok(first !== undefined && second !== undefined)
  await rejects(createMemoryStore({ entries: [second] }).open(), StoreError, /entry 2.*seq/)
  const altered = { ...first, time: '2020-01-01T00:00:00.000Z' }
  await rejects(createMemoryStore({ entries: [altered] }).open(), StoreError, /entry 1.*hash/)
})

test.run()
