import { existsSync, readFileSync, statSync, symlinkSync, unlinkSync, utimesSync, writeFileSync } from 'node:fs'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { ConflictError, StoreError } from '../../src/model/errors.ts'
import { openFileStore } from '../../src/store/file.ts'
import { bootId, thisProcess } from '../../src/store/process.ts'
import {
  applied,
  clock,
  inFolder,
  inProcess,
  keysOf,
  ledgerIn,
  ledgerOf,
  outputOf,
  rejects,
  stateIn,
  TIME,
  user,
} from './support.ts'

const { pid, start } = thisProcess()
const own = { pid, start, boot: bootId(), host: hostname(), since: TIME }

function lockWith(path: string, holder: object | string): void {
  writeFileSync(join(path, 'lock'), typeof holder === 'string' ? holder : JSON.stringify(holder))
}

/** Makes lock and ledger as old as the fake clock says. */
function age(path: string, seconds: number): void {
  const written = Date.parse(TIME) / 1000 - seconds
  for (const file of [join(path, 'lock'), ledgerIn(path)]) utimesSync(file, written, written)
}

test('an open store is locked, and the lock says by whom since when', async () => {
  await inFolder(async (path) => {
    const store = openFileStore({ path, mode: 'create', clock })
    await store.open()
    assert.equal(JSON.parse(readFileSync(join(path, 'lock'), 'utf8')), own)
    assert.is(statSync(join(path, 'lock')).mode & 0o777, 0o600)
    const second = openFileStore({ path, mode: 'existing', clock })
    const message = new RegExp(`^the state folder .* is in use by process ${pid} on ${hostname()} since ${TIME}$`)
    await rejects(second.open(), ConflictError, message)
    await store.close()
    assert.not(existsSync(join(path, 'lock')))
    assert.is((await second.open()).head.seq, 0)
    await second.close()
  })
})

test('another process that holds the lock is named, and what it leaves behind when killed is taken over', async () => {
  await inFolder(async (path) => {
    await ledgerOf(path, ['ada'])
    const child = inProcess(`
      await openFileStore({ path: ${JSON.stringify(path)}, mode: 'existing', clock: support.clock }).open()
      process.stdout.write('open')
      setInterval(() => {}, 1000)`)
    await new Promise((resolve) => child.stdout?.once('data', resolve))
    await rejects(stateIn(path), ConflictError, new RegExp(`process ${child.pid} `))
    const ended = outputOf(child)
    child.kill('SIGKILL')
    await ended
    assert.ok(existsSync(join(path, 'lock')))
    assert.equal(keysOf(await stateIn(path)), ['User/acme/ada'])
    assert.not(existsSync(join(path, 'lock')))
  })
})

test('a lock is stale when its process has ended, or another has got its pid', async () => {
  await inFolder(async (path) => {
    await ledgerOf(path, ['ada'])
    lockWith(path, { ...own, pid: 0x7ffffffe, start: '1' })
    assert.is((await stateIn(path)).head.seq, 1)
    lockWith(path, { ...own, start: '1' })
    assert.is((await stateIn(path)).head.seq, 1)
  })
})

test('a lock of another boot, or one that cannot be read, is taken over after a quiet minute', async () => {
  const locks = [{ ...own, boot: 'another', host: 'elsewhere' }, '', 'null', '{"pid":"x"}', 'nonsense']
  for (const lock of locks) {
    await inFolder(async (path) => {
      await ledgerOf(path, ['ada'])
      lockWith(path, lock)
      age(path, 59)
      await rejects(
        stateIn(path),
        ConflictError,
        typeof lock === 'string' ? /somebody who does not say/ : /on elsewhere/,
      )
      age(path, 60)
      utimesSync(ledgerIn(path), new Date(TIME), new Date(TIME))
      await rejects(stateIn(path), ConflictError, /state folder/)
      age(path, 60)
      assert.is((await stateIn(path)).head.seq, 1)
    })
  }
})

test('a store whose lock was taken or removed does not write', async () => {
  for (const change of ['taken', 'removed']) {
    await inFolder(async (folder) => {
      const path = join(folder, 'state')
      await ledgerOf(path, ['ada'])
      const store = openFileStore({ path, mode: 'existing', clock })
      const { head } = await store.open()
      const before = readFileSync(ledgerIn(path))
      const other = { ...own, pid: 1, host: 'elsewhere' }
      if (change === 'taken') lockWith(path, other)
      else unlinkSync(join(path, 'lock'))
      const message = change === 'taken' ? /process 1 on elsewhere/ : /its lock is gone/
      await rejects(store.append([applied([user('eve')])], head), ConflictError, message)
      await store.close()
      assert.equal(readFileSync(ledgerIn(path)), before)
      assert.is(existsSync(join(path, 'lock')), change === 'taken')
    })
  }
})

test('a lock that is a symbolic link is not followed', async () => {
  await inFolder(async (folder) => {
    const path = join(folder, 'state')
    await ledgerOf(path, ['ada'])
    symlinkSync(join(folder, 'elsewhere'), join(path, 'lock'))
    await rejects(stateIn(path), StoreError, /lock: it is a symbolic link/)
    assert.not(existsSync(join(folder, 'elsewhere')))
  })
})

test('reading takes no lock and does not mind one', async () => {
  await inFolder(async (path) => {
    const writer = openFileStore({ path, mode: 'create', clock })
    const { head } = await writer.open()
    const state = await writer.append([applied([user('ada')])], head)
    const lock = readFileSync(join(path, 'lock'), 'utf8')
    assert.equal(await stateIn(path, 'readonly'), state)
    assert.is(readFileSync(join(path, 'lock'), 'utf8'), lock)
    await writer.close()
    assert.equal(await stateIn(path, 'readonly'), state)
    assert.not(existsSync(join(path, 'lock')))
  })
})

test.run()
