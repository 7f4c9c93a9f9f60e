import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { StoreError } from '../../src/model/errors.ts'
import type { Store } from '../../src/model/ports.ts'
import type { State } from '../../src/model/state.ts'
import { type Disk, realDisk } from '../../src/store/disk.ts'
import { openFileStore } from '../../src/store/file.ts'
import { type Fault, failing } from './failing.ts'
import {
  applied,
  checkpointIn,
  clock,
  inMemory,
  keysOf,
  ledgerIn,
  ledgerOf,
  rejects,
  stateIn,
  user,
} from './support.ts'

/** Sizes so small that three entries fill a segment, and call for a checkpoint. */
const SIZES = { segmentBytes: 1000, checkpointBytes: 700 }

interface Lived {
  /** The number of the last entry that was acknowledged. */
  readonly told: number
  readonly begun: number
  readonly error: StoreError | undefined
  readonly notices: readonly string[]
}

/** Begins or opens a state folder, appends so many users and closes: a life of a program, up to its first trouble. */
async function live(path: string, disk: Disk, count: number): Promise<Lived> {
  const notices: string[] = []
  const onNotice = (message: string) => void (message.endsWith('NotDurable') || notices.push(message))
  const store = openFileStore({ path, mode: 'create', clock, disk, onNotice, ...SIZES })
  let told = 0
  let begun = 0
  const trouble = (error: unknown): StoreError => {
    assert.instance(error, StoreError, String(error))
    return error as StoreError
  }
  let error: StoreError | undefined
  try {
    let { head } = await store.open()
    told = head.seq
    for (let index = 0; index < count; index++) {
      begun = head.seq + 1
      head = (await store.append([applied([user(`u-${begun}`)])], head)).head
      told = head.seq
    }
  } catch (reason) {
    error = trouble(reason)
    await rejects(store.append([applied([user('again')])], { seq: told, hash: '' }), StoreError, /^/)
  }
  await store.close().catch((reason: unknown) => {
    error ??= trouble(reason)
  })
  return { told, begun: Math.max(begun, told), error, notices }
}

function usersUpTo(seq: number): string[] {
  return Array.from({ length: seq }, (_, index) => `User/acme/u-${index + 1}`).sort()
}

/** After any trouble the next start finds all that was acknowledged and no mix, goes on, and leaves nothing unfinished. */
async function recovers(path: string, { told, begun }: Lived, where: string): Promise<void> {
  const next = await live(path, realDisk, 1)
  assert.equal([next.error?.message, next.notices], [undefined, []], where)
  const seq = next.told - 1
  assert.ok(seq >= told && seq <= begun, `${where}: told ${told}, begun ${begun}, found ${seq}`)
  assert.equal(keysOf(await stateIn(path, 'readonly')), usersUpTo(next.told), where)
  assert.equal(readdirSync(path).sort(), ['checkpoint.ndjson', 'ledger'], where)
  for (const name of readdirSync(join(path, 'ledger'))) assert.match(name, /^\d{6}\.ndjson$/, where)
}

/** What stays unfinished at once, before any start. */
function unfinishedIn(path: string): string[] {
  if (!existsSync(path)) return []
  return readdirSync(path, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.tmp'))
}

/** Lets the first, the second … call of a step fail, once or from then on, until a life no longer meets the fault. */
async function everyCall(
  fault: Omit<Fault, 'from'>,
  look: (lived: Lived, refused: readonly string[], where: string) => void,
): Promise<number> {
  for (let from = 1; ; from++) {
    const isMet = await inMemory(async (folder) => {
      const path = join(folder, 'state')
      const { disk, refused } = failing({ ...fault, from })
      const lived = await live(path, disk, 5)
      const where = `${fault.step} ${fault.code} at call ${from}`
      if (refused.length > 0) look(lived, refused, where)
      assert.equal(unfinishedIn(path), [], where)
      await recovers(path, lived, where)
      return refused.length > 0
    })
    if (!isMet) return from - 1
  }
}

/** A fault of the checkpoint is a notice; any other ends the store, with a code, a place and a next step. */
function isTold(code: string) {
  return ({ error, notices }: Lived, _: readonly string[], where: string): void => {
    assert.ok(error !== undefined || notices.length > 0, `${where} was not told`)
    if (error !== undefined) assert.is(error.code, code, where)
    for (const text of [error?.message ?? '', ...notices]) assert.not.match(text, /text of the system/, where)
    if (error !== undefined) assert.match(error.message, /^cannot [a-z ]+ \/[^ ]*charter-store-[^ ]*: /, where)
    assert.ok(error === undefined || error.help.length > 10, where)
    for (const notice of notices) assert.match(notice, /checkpoint\.ndjson: .*; nothing is lost/, where)
  }
}

test('S03: a write of which only a part is taken is finished or fails, at whichever file it happens', async () => {
  for (const most of [1, 7, 100]) {
    await inMemory(async (folder) => {
      const short: Disk = {
        ...realDisk,
        write: (file, bytes, from, at) => taken(file, bytes.subarray(0, from + most), from, at),
      }
      const lived = await live(join(folder, 'state'), short, 5)
      assert.equal([lived.told, lived.error, lived.notices], [5, undefined, []])
      await recovers(join(folder, 'state'), lived, `${most} bytes at once`)
    })
  }
  const liar: Disk = { ...realDisk, write: (_, bytes, from) => bytes.length - from }
  await inMemory(async (folder) => {
    const lived = await live(join(folder, 'state'), liar, 1)
    assert.is(lived.told, 0)
    assert.match(lived.error?.message ?? '', /000001\.ndjson: it has 0 bytes where \d+ were written$/)
    await recovers(join(folder, 'state'), { ...lived, told: 0 }, 'writes that were not made')
  })
})

function taken(...[file, bytes, from, at]: Parameters<Disk['write']>): number | Promise<number> {
  return realDisk.write(file, bytes, from, at)
}

test('S04: a full disk at any write, new file or new folder is StoreFull, and the next start goes on by itself', async () => {
  let met = 0
  for (const step of ['write', 'open', 'makeFolder', 'rename'] as const) {
    for (const code of ['ENOSPC', 'EDQUOT']) met += await everyCall({ step, code, times: 1 }, isTold('StoreFull'))
    met += await everyCall({ step, code: 'ENOSPC' }, isTold('StoreFull'))
  }
  assert.ok(met > 50, String(met))
})

test('S05: an fsync that fails once is not tried again, nothing is acknowledged, and the next start recovers', async () => {
  for (const step of ['datasync', 'sync'] as const) {
    const calls = await everyCall({ step, code: 'EIO', times: 1 }, (lived, refused, where) => {
      isTold('StoreFailed')(lived, refused, where)
      if (lived.error !== undefined) assert.ok(lived.told < lived.begun || lived.begun === 0, where)
    })
    assert.ok(calls >= 4, `${step} ${calls}`)
  }
})

test('S06: where fsync fails from now on every start says the same, and nothing is shown that the disk may not hold', async () => {
  await inMemory(async (folder) => {
    const path = join(folder, 'state')
    await ledgerOf(path, ['u-1'])
    for (let start = 0; start < 3; start++) {
      const { disk, refused } = failing({ step: 'sync', code: 'EIO' })
      const { error, told } = await live(path, disk, 1)
      assert.equal([told, refused.length, error?.code], [0, 1, 'StoreFailed'])
      assert.match(error?.message ?? '', /^cannot write .*000001\.ndjson: the disk reports an error$/)
    }
    await recovers(path, { told: 1, begun: 1, error: undefined, notices: [] }, 'the disk is well again')
  })
  for (const step of ['datasync', 'sync'] as const) await everyCall({ step, code: 'EIO' }, isTold('StoreFailed'))
})

test('S07: a folder whose fsync fails is as S05', async () => {
  for (const times of [1, Number.POSITIVE_INFINITY]) {
    const calls = await everyCall({ step: 'syncFolder', code: 'EIO', times }, isTold('StoreFailed'))
    assert.ok(calls >= 5, String(calls))
  }
})

test('S08: a close that fails is a write that failed', async () => {
  for (const code of ['EIO', 'ENOSPC'])
    await everyCall({ step: 'close', code, times: 1 }, isTold(code === 'EIO' ? 'StoreFailed' : 'StoreFull'))
})

/** A program that is killed at a step, as far as the disk can tell. */
async function killedAt(path: string, from: number, count: number): Promise<Lived & { readonly wasKilled: boolean }> {
  const { disk, refused } = failing({ step: 'any', code: 'EIO', from })
  return { ...(await live(path, disk, count)), wasKilled: refused.length > 0 }
}

test('S20: a start that replaces the checkpoint of an older version, stopped at any step, loses nothing', async () => {
  for (let from = 1; ; from++) {
    const wasKilled = await inMemory(async (folder) => {
      const path = join(folder, 'state')
      await live(path, realDisk, 3)
      const checkpoint = readFileSync(checkpointIn(path), 'utf8')
      writeFileSync(checkpointIn(path), checkpoint.replace(/"format":\d+/, '"format":0'))
      const lived = await killedAt(path, from, 0)
      assert.equal(keysOf(await stateIn(path, 'readonly')), usersUpTo(3))
      await recovers(path, { ...lived, told: 3, begun: 3 }, `step ${from}`)
      return lived.wasKilled
    })
    if (!wasKilled) break
    assert.ok(from < 100)
  }
})

test('S21: a start that is stopped at any step while it mends a stop at any step, again and again, loses nothing', async () => {
  let kills = 0
  for (let from = 1, isKilled = true; isKilled; from++) {
    for (let next = 1, isAgain = true; isAgain; next++) {
      await inMemory(async (folder) => {
        const path = join(folder, 'state')
        await live(path, realDisk, 1)
        const first = await killedAt(path, from, 3)
        isKilled = first.wasKilled
        let last: Lived = { ...first, told: Math.max(first.told, 1), begun: Math.max(first.begun, 1) }
        for (let time = 0; time < 3; time++) {
          const again = await killedAt(path, next, 0)
          isAgain = again.wasKilled
          last = { ...again, told: Math.max(last.told, again.told), begun: Math.max(last.begun, again.begun) }
        }
        await recovers(path, last, `steps ${from} and ${next}`)
        kills++
      })
    }
  }
  assert.ok(kills > 200, String(kills))
})

test('S09: a rename that fails leaves the old state, without anything unfinished', async () => {
  for (const [code, told] of [
    ['EXDEV', 'StoreFailed'],
    ['EACCES', 'StateNotOwned'],
    ['EEXIST', 'StateForeign'],
  ] as const) {
    for (const times of [1, Number.POSITIVE_INFINITY]) {
      const calls = await everyCall({ step: 'rename', code, times }, isTold(told))
      assert.ok(calls >= 3, String(calls))
    }
  }
})

async function withStore(disk: Disk, run: (store: Store, state: State, path: string) => Promise<void>): Promise<void> {
  await inMemory(async (folder) => {
    const path = join(folder, 'state')
    await ledgerOf(path, ['ada'])
    const store = openFileStore({ path, mode: 'existing', clock, disk })
    await run(store, await store.open(), path)
    await store.close()
  })
}

test('S14: a file system that becomes read-only ends the writer, and readers go on', async () => {
  const { disk } = failing({ step: 'write', code: 'EROFS' })
  await withStore(disk, async (store, { head }, path) => {
    await rejects(
      store.append([applied([user('bob')])], head),
      StoreError,
      /the file system is read-only$/,
      'StateReadOnly',
    )
    assert.equal(keysOf(await stateIn(path, 'readonly')), ['User/acme/ada'])
    await rejects(store.append([applied([user('bob')])], head), StoreError, /read-only$/, 'StateReadOnly')
  })
})

test('S16: while a slow disk makes one append durable the next one waits, and readers do not', async () => {
  let [running, most] = [0, 0]
  const disk: Disk = {
    ...realDisk,
    datasync: async (file) => {
      most = Math.max(most, ++running)
      await new Promise((resolve) => setTimeout(resolve, 100))
      await realDisk.datasync(file)
      running--
    },
  }
  await withStore(disk, async (store, { head }, path) => {
    const first = store.append([applied([user('bob')])], head)
    const second = first.then((state) => store.append([applied([user('eve')])], state.head))
    const stale = store.append([applied([user('zoe')])], head).catch((error: Error & { code?: string }) => error.code)
    const before = readFileSync(ledgerIn(path))
    assert.ok(keysOf(await stateIn(path, 'readonly')).includes('User/acme/ada'))
    assert.ok(before.length > 0)
    assert.equal([(await second).head.seq, await stale, most], [3, 'Fenced', 1])
  })
})

test.run()
