import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { StoreError } from '../../src/model/errors.ts'
import type { NewRecorded } from '../../src/model/ledger.ts'
import type { State } from '../../src/model/state.ts'
import { eraseTold, findTold, type Wanted } from '../../src/store/erase.ts'
import { openFileStore } from '../../src/store/file.ts'
import { createFolding, emptyState } from '../../src/store/fold.ts'
import { createMemoryStore } from '../../src/store/memory.ts'
import { closeFolder, openFolder } from '../../src/store/opened.ts'
import { compareStates, createReplaying } from '../../src/store/proof/replay.ts'
import { verifyLedger } from '../../src/store/proof/verify.ts'
import { type Fault, failing } from './failing.ts'
import {
  all,
  applied,
  clock,
  countingRandom,
  forgetCheckpoint,
  inFolder,
  inMemory,
  keysOf,
  rejects,
  TIME,
  user,
} from './support.ts'

const ADA = user('ada')
const UPDATE: NewRecorded = {
  uid: ADA.uid,
  kind: 'User',
  action: 'update',
  body: { key: 'User/acme/ada', fields: [{ type: 'value', pointer: '/spec/firstName', after: 'Ada' }] },
}
const REMOVAL: NewRecorded = { uid: ADA.uid, kind: 'User', action: 'delete', body: { key: 'User/acme/ada' } }

/** Entries 1 to 4: ada comes with bob, changes, finn comes, ada goes; so many bytes fill a segment. */
async function write(path: string, segmentBytes = 1_000_000): Promise<State> {
  const store = openFileStore({ path, mode: 'create', clock, random: countingRandom(), segmentBytes })
  let state = await store.open()
  for (const changes of [[ADA, user('bob')], [UPDATE], [user('finn')], [REMOVAL]])
    state = await store.append([applied(changes)], state.head)
  await store.close()
  return state
}

async function erase(path: string, wanted: Wanted = { uid: ADA.uid }): Promise<readonly number[]> {
  const opened = await openFolder({ path, mode: 'existing', clock })
  const told = await findTold(opened, wanted)
  await eraseTold(opened, told, { time: TIME, actor: { type: 'operator', name: 'op' } })
  await closeFolder(opened, true)
  return told.flatMap(({ seqs }) => seqs)
}

async function read(path: string): Promise<State> {
  const store = openFileStore({ path, mode: 'readonly', clock })
  try {
    return await store.open()
  } finally {
    await store.close()
  }
}

function textIn(path: string): string {
  const files = readdirSync(path, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.ndjson'))
  return files.map((name) => readFileSync(join(path, name), 'utf8')).join('')
}

for (const segmentBytes of [1, 1_000_000]) {
  test(`what was erased is nowhere in the folder, and the ledger is intact (segments of ${segmentBytes})`, async () => {
    await inFolder(async (path) => {
      await write(path, segmentBytes)
      const before = await read(path)
      assert.match(textIn(path), /ada@acme/)
      assert.equal(await erase(path), [1, 2, 4])
      assert.not.match(textIn(path), /acme\/ada|ada@/)
      assert.match(textIn(path), /bob@acme[\s\S]*finn@acme/)
      const replaying = createReplaying()
      const { flaw, head, erased, changes } = await verifyLedger(join(path, 'ledger'), {
        onEntry: (entry) => replaying.onEntry(entry),
      })
      assert.equal([flaw, head.seq, erased, changes], [undefined, 5, 3, 5])
      const state = await read(path)
      assert.is(compareStates(replaying.state(), state).wrong, undefined)
      assert.equal([keysOf(state), [...state.erased], [...state.erasures]], [keysOf(before), [], [ADA.uid]])
      forgetCheckpoint(path)
      assert.equal(await read(path), state)
    })
  })
}

test('the entry that records it names uids, numbers of entries and counts, and stands in a segment of its own', async () => {
  await inFolder(async (path) => {
    await write(path)
    await erase(path, { key: 'User/acme/ada' })
    assert.equal(readdirSync(join(path, 'ledger')).sort(), ['000001.ndjson', '000002.ndjson'])
    const store = openFileStore({ path, mode: 'readonly', clock })
    await store.open()
    const entries = await all(store.entries())
    await store.close()
    const last = entries.at(-1)
    assert.equal([last?.type, last?.evidence], ['erased', { uids: [ADA.uid], changes: 3, entries: [1, 2, 4] }])
    const memory = createMemoryStore({ entries })
    assert.equal((await memory.open()).erasures, new Set([ADA.uid]))
  })
})

test('a state of a time at which it was stored says that it was erased, from its first entry to its last', async () => {
  await inFolder(async (path) => {
    await write(path)
    await erase(path)
    const store = openFileStore({ path, mode: 'readonly', clock })
    await store.open()
    const folding = createFolding(emptyState(''))
    const erased: string[][] = []
    for await (const entry of store.entries()) {
      folding.add(entry)
      erased.push([...folding.state().erased.values()].map(({ uid, organization }) => `${organization} ${uid}`))
    }
    await store.close()
    const ada = [`acme ${ADA.uid}`]
    assert.equal(erased, [ada, ada, ada, [], []])
  })
})

test('erasing goes on where it was interrupted after the entry that records it', async () => {
  await inFolder(async (path) => {
    const { head } = await write(path, 1)
    const store = openFileStore({ path, mode: 'existing', clock, segmentBytes: 1 })
    await store.open()
    await store.append([{ time: TIME, type: 'erased', changes: [], evidence: { uids: [ADA.uid] } }], head)
    await store.close()
    assert.match(textIn(path), /ada@acme/)
    assert.is((await verifyLedger(join(path, 'ledger'))).flaw, undefined)
    assert.equal(await erase(path), [1, 2, 4])
    assert.not.match(textIn(path), /acme\/ada|ada@/)
    assert.is((await verifyLedger(join(path, 'ledger'))).flaw, undefined)
    assert.is((await read(path)).head.seq, 6)
  })
})

test('a store goes on after erasing', async () => {
  await inFolder(async (path) => {
    await write(path, 1)
    await erase(path)
    const store = openFileStore({ path, mode: 'existing', clock, segmentBytes: 1 })
    const { head } = await store.open()
    const state = await store.append([applied([user('gina')])], head)
    await store.close()
    forgetCheckpoint(path)
    assert.equal(await read(path), state)
  })
})

test('a body that is gone without an entry that says so is damage to every store', async () => {
  await inFolder(async (path) => {
    await write(path)
    const opened = await openFolder({ path, mode: 'existing', clock })
    await opened.ledger.end(opened.state.head)
    await opened.ledger.erase(new Set([ADA.uid]))
    await closeFolder(opened, false)
    forgetCheckpoint(path)
    const message = /^entry 1 lacks a body of 0{8}-.*, which no later entry says was erased$/
    await rejects(read(path), StoreError, message)
    await rejects(createMemoryStore({ entries: await entriesOf(path) }).open(), StoreError, message)
  })
})

/** Entries as they were written, and without the bodies of ada. */
async function entriesOf(path: string) {
  const written = join(path, 'again')
  await write(written)
  const store = openFileStore({ path: written, mode: 'readonly', clock })
  await store.open()
  const entries = await all(store.entries())
  await store.close()
  return entries.map(({ changes, ...entry }) => ({
    ...entry,
    changes: changes.map((change) => {
      if (change.uid !== ADA.uid) return change
      const { body, salt, ...covered } = change
      return covered
    }),
  }))
}

test('only what is no longer stored is said not to be', async () => {
  await inFolder(async (path) => {
    await write(path)
    const opened = await openFolder({ path, mode: 'existing', clock })
    const found = async (wanted: Wanted) =>
      (await findTold(opened, wanted)).map(({ isStored, seqs }) => [isStored, seqs])
    assert.equal(await found({ key: 'User/acme/ada' }), [[false, [1, 2, 4]]])
    assert.equal(await found({ key: 'User/acme/bob' }), [[true, [1]]])
    assert.equal(await found({ key: 'User/other/ada' }), [])
    await closeFolder(opened, true)
  })
})

/** Erases on a disk with a fault; gives whether it was met, and what was thrown. */
async function eraseWith(path: string, fault: Fault): Promise<{ readonly isMet: boolean; readonly error: unknown }> {
  const { disk, refused } = failing(fault)
  const onNotice = (): void => undefined
  let error: unknown
  try {
    const opened = await openFolder({ path, mode: 'existing', clock, disk, onNotice })
    try {
      const told = await findTold(opened, { uid: ADA.uid })
      await eraseTold(opened, told, { time: TIME, actor: { type: 'operator', name: 'op' } })
    } finally {
      await closeFolder(opened, false)
    }
  } catch (reason) {
    error = reason
  }
  return { isMet: refused.length > 0, error }
}

test('S04 S05 S08 S09: erasing on a disk that fails at any step leaves a ledger that verifies, and is finished by erasing again', async () => {
  for (const [step, code] of [
    ['write', 'ENOSPC'],
    ['open', 'ENOSPC'],
    ['sync', 'EIO'],
    ['datasync', 'EIO'],
    ['close', 'EIO'],
    ['rename', 'EXDEV'],
    ['syncFolder', 'EIO'],
  ] as const) {
    for (let from = 1, isMet = true; isMet; from++) {
      await inMemory(async (folder) => {
        const path = join(folder, 'state')
        await write(path, 900)
        const where = `${step} ${code} at call ${from}`
        const failed = await eraseWith(path, { step, code, from, times: 1 })
        isMet = failed.isMet
        if (failed.error !== undefined) assert.instance(failed.error, StoreError, `${where}: ${failed.error}`)
        const names = readdirSync(path, { recursive: true, encoding: 'utf8' })
        assert.equal(
          names.filter((name) => /\.tmp$|^lock$/.test(name)),
          [],
          where,
        )
        assert.is((await verifyLedger(join(path, 'ledger'))).flaw, undefined, where)
        assert.equal(keysOf(await read(path)), ['User/acme/bob', 'User/acme/finn'], where)
        await erase(path)
        assert.not.match(textIn(join(path, 'ledger')), /ada@acme/, where)
        assert.is((await verifyLedger(join(path, 'ledger'))).flaw, undefined, where)
      })
    }
  }
})

test.run()
