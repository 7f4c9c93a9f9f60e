import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { StoreError } from '../../src/model/errors.ts'
import { openFileStore } from '../../src/store/file.ts'
import { storeContract } from '../contract/store.ts'
import { applied, clock, inFolder, ledgerOf, rejects, user } from './support.ts'

storeContract(test, (run) =>
  inFolder(async (folder) => {
    const path = join(folder, 'state')
    const store = openFileStore({ path, mode: 'create', clock })
    const opened = [store]
    const again = async () => {
      await store.close()
      const next = openFileStore({ path, mode: 'existing', clock })
      opened.push(next)
      return next
    }
    await run({ store, again })
    for (const each of opened) await each.close()
  }),
)

test('reading entries goes on while more is appended, and ends with the store', async () => {
  await inFolder(async (folder) => {
    const path = join(folder, 'state')
    await ledgerOf(path, ['ada', 'bob'])
    const store = openFileStore({ path, mode: 'existing', clock })
    const { head } = await store.open()
    const reading = store.entries()[Symbol.asyncIterator]()
    assert.is((await reading.next()).value?.seq, 1)
    await store.append([applied([user('eve')])], head)
    assert.is((await reading.next()).value?.seq, 2)
    assert.ok((await reading.next()).done)
    const late = store.entries()[Symbol.asyncIterator]()
    const first = late.next()
    await store.close()
    await rejects(
      first
        .then(() => late.next())
        .then(() => late.next())
        .then(() => late.next())
        .then(() => store.open()),
      StoreError,
      /closed|EBADF/,
    )
  })
})

test.run()
