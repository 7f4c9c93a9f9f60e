import { spawnSync } from 'node:child_process'
import fs, {
  appendFileSync,
  closeSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  renameSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { type FileHandle, open } from 'node:fs/promises'
import { syncBuiltinESMExports } from 'node:module'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { ConflictError, StoreError } from '../../src/model/errors.ts'
import type { Store } from '../../src/model/ports.ts'
import type { State } from '../../src/model/state.ts'
import { type Disk, realDisk } from '../../src/store/disk.ts'
import { openFileStore } from '../../src/store/file.ts'
import {
  all,
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
  user,
} from './support.ts'

const handle = await open('/dev/null')
const prototype = Object.getPrototypeOf(handle) as {
  write: unknown
  truncate: () => Promise<void>
  datasync: () => Promise<void>
}
await handle.close()

/** What a write does instead: it may hand on some of the bytes with `take`, and answers how many were taken. */
type Write = (bytes: Uint8Array, offset: number, take: (length: number) => number) => number

/** Replaces both ways of writing while a test runs: the quick one of short appends, and the one of long appends. */
async function writing<T>(write: Write, run: () => Promise<T>): Promise<T> {
  const original = { sync: fs.writeSync, async: prototype.write }
  const instead = (file: number, bytes: Uint8Array, offset: number): number =>
    write(bytes, offset, (length) => original.sync(file, bytes, offset, Math.min(length, bytes.length - offset)))
  fs.writeSync = instead as typeof fs.writeSync
  prototype.write = async function (this: FileHandle, bytes: Uint8Array, offset: number) {
    return { bytesWritten: instead(this.fd, bytes, offset) }
  }
  syncBuiltinESMExports()
  try {
    return await run()
  } finally {
    fs.writeSync = original.sync
    prototype.write = original.async
    syncBuiltinESMExports()
  }
}

/** Replaces `fdatasync` while a test runs. */
async function syncing<T>(sync: (original: () => Promise<void>) => Promise<void>, run: () => Promise<T>): Promise<T> {
  const original = prototype.datasync
  prototype.datasync = function () {
    return sync(() => original.call(this))
  }
  try {
    return await run()
  } finally {
    prototype.datasync = original
  }
}

/** An entry that is written in the quick way, and one that is not. */
const SHORT = applied([user('bob')])
const LONG = applied([user('bob', { firstName: 'x'.repeat(100_000) })])

function refusal(code: string): Error {
  return Object.assign(new Error(`${code}: text of the system with /a/path`), { code })
}

async function withStore(run: (store: Store, state: State, path: string) => Promise<void>): Promise<void> {
  await inFolder(async (folder) => {
    const path = join(folder, 'state')
    await ledgerOf(path, ['ada'])
    const store = openFileStore({ path, mode: 'existing', clock })
    try {
      await run(store, await store.open(), path)
    } finally {
      await store.close()
    }
  })
}

/** After a failed write nothing may be called but `close`, and what was acknowledged is there on the next start. */
async function isUseless(store: Store, { head }: State, message: RegExp): Promise<void> {
  await rejects(store.append([applied([user('zoe')])], head), StoreError, message)
  await rejects(store.open(), StoreError, message)
  await rejects(all(store.entries()), StoreError, message)
  await store.close()
  await rejects(store.open(), StoreError, message)
}

test('writes that take fewer bytes than they were given are repeated until all are taken', async () => {
  for (const [entry, most] of [
    [SHORT, 7],
    [LONG, 999],
  ] as const) {
    await withStore(async (store, { head }, path) => {
      let calls = 0
      const short: Write = (_, __, take) => {
        calls++
        return take(most)
      }
      const state = await writing(short, () => store.append([entry, applied([user('eve')])], head))
      assert.ok(calls > 100)
      await store.close()
      assert.equal(await stateIn(path), state)
    })
  }
})

test('a disk that fills up in the middle of a write ends the store, and what was written of the line is taken back', async () => {
  const causes = [
    ['ENOSPC', /the disk is full$/, SHORT],
    ['ENOSPC', /the disk is full$/, LONG],
    ['EDQUOT', /the disk quota is used up$/, SHORT],
    ['EROFS', /the file system is read-only$/, LONG],
    ['EIO', /the disk reports an error$/, SHORT],
    ['EFBIG', /the file would grow beyond the size allowed$/, LONG],
    ['EWEIRD', /error EWEIRD$/, SHORT],
  ] as const
  for (const [code, cause, entry] of causes) {
    await withStore(async (store, state, path) => {
      const before = readFileSync(ledgerIn(path))
      let calls = 0
      const full: Write = (_, __, take) => {
        if (calls++ > 0) throw refusal(code)
        return take(100)
      }
      const failed = writing(full, () => store.append([entry], state.head))
      await rejects(failed, StoreError, new RegExp(`^cannot write .*000001\\.ndjson: ${cause.source}`))
      assert.is(calls, 2)
      assert.equal(readFileSync(ledgerIn(path)), before)
      await isUseless(store, state, cause)
      assert.equal(await stateIn(path), state)
      assert.equal(readFileSync(ledgerIn(path)), before)
    })
  }
})

test('a torn line that the disk did not let go back is cut on the next start, and what somebody else has added is not', async () => {
  await withStore(async (store, state, path) => {
    const before = readFileSync(ledgerIn(path))
    const original = prototype.truncate
    prototype.truncate = async () => {
      throw refusal('EIO')
    }
    let calls = 0
    const full: Write = (_, __, take) => {
      if (calls++ > 0) throw refusal('ENOSPC')
      return take(100)
    }
    try {
      const failed = writing(full, () => store.append([SHORT], state.head))
      await rejects(failed, StoreError, /the disk is full$/, 'StoreFull')
    } finally {
      prototype.truncate = original
    }
    assert.is(readFileSync(ledgerIn(path)).length, before.length + 100)
    await store.close()
    assert.equal(await stateIn(path), state)
    assert.equal(readFileSync(ledgerIn(path)), before)
  })
  await withStore(async (store, state, path) => {
    const foreign: Write = (bytes) => {
      appendFileSync(ledgerIn(path), 'x'.repeat(bytes.length + 1))
      throw refusal('ENOSPC')
    }
    const length = readFileSync(ledgerIn(path)).length
    await rejects(
      writing(foreign, () => store.append([SHORT], state.head)),
      StoreError,
      /the disk is full$/,
    )
    assert.ok(readFileSync(ledgerIn(path)).length > length + 100)
  })
})

test('a write that takes nothing and says nothing is a failure, not an endless loop', async () => {
  for (const entry of [SHORT, LONG]) {
    await withStore(async (store, state, path) => {
      const failed = writing(
        () => 0,
        () => store.append([entry], state.head),
      )
      await rejects(failed, StoreError, /^cannot write .*000001\.ndjson: it took 0 of \d+ bytes$/, 'StoreFull')
      await isUseless(store, state, /took 0 of/)
      assert.equal(await stateIn(path), state)
    })
  }
})

test('a write that is said to be done and is not is found before it is acknowledged', async () => {
  for (const entry of [SHORT, LONG]) {
    await withStore(async (store, state) => {
      const failed = writing(
        (bytes) => bytes.length,
        () => store.append([entry], state.head),
      )
      await rejects(
        failed,
        StoreError,
        /^cannot write .*000001\.ndjson: it has \d+ bytes where \d+ were written$/,
        'StoreFailed',
      )
      await isUseless(store, state, /bytes where/)
    })
  }
})

test('a failed fsync is not tried again and nothing is acknowledged', async () => {
  await withStore(async (store, state, path) => {
    let calls = 0
    const failing = async () => {
      calls++
      throw refusal('EIO')
    }
    await syncing(failing, async () => {
      const failed = store.append([SHORT], state.head)
      await rejects(failed, StoreError, /^cannot write .*000001\.ndjson: the disk reports an error$/)
      await isUseless(store, state, /the disk reports an error$/)
    })
    assert.is(calls, 1)
    const recovered = await stateIn(path)
    assert.equal(keysOf(recovered), ['User/acme/ada', 'User/acme/bob'])
  })
})

test('a close that fails is told', async () => {
  await withStore(async (store, _, path) => {
    const files = readdirSync('/proc/self/fd').filter((file) => linkOf(`/proc/self/fd/${file}`) === ledgerIn(path))
    assert.is(files.length, 1)
    closeSync(Number(files[0]))
    await rejects(store.close(), StoreError, /^cannot close .*000001\.ndjson: error EBADF$/)
    assert.not(existsSync(join(path, 'lock')))
  })
})

function linkOf(path: string): string | undefined {
  try {
    return readlinkSync(path)
  } catch {
    return undefined
  }
}

test('entries of one append share one fsync, and one write where they are short', async () => {
  await withStore(async (store, { head }) => {
    const calls: string[] = []
    const write: Write = (bytes, _, take) => {
      calls.push('write')
      return take(bytes.length)
    }
    const sync = (original: () => Promise<void>) => {
      calls.push('sync')
      return original()
    }
    const many = Array.from({ length: 1000 }, (_, index) => applied([user(`user-${index}`)]))
    await writing(write, () => syncing(sync, () => store.append(many, head)))
    assert.equal(calls, ['write', 'sync'])
  })
})

test('a new ledger is synced with every folder that had to learn of it, before it is used', async () => {
  await inFolder(async (folder) => {
    const path = join(folder, 'state')
    const steps: string[] = []
    const disk: Disk = {
      ...realDisk,
      sync: (file) => {
        steps.push(`sync ${readlinkSync(`/proc/self/fd/${file.fd}`).slice(folder.length)}`)
        return realDisk.sync(file)
      },
      rename: (from, to) => {
        steps.push('rename')
        realDisk.rename(from, to)
      },
      syncFolder: (name) => {
        steps.push(`folder ${name.slice(folder.length)}`)
        realDisk.syncFolder(name)
      },
    }
    const store = openFileStore({ path, mode: 'create', clock, disk })
    await store.open()
    const [ledger, unfinished] = ['/state/ledger/000001.ndjson', '/state/ledger/000001.ndjson.tmp']
    const names = ['folder /state/ledger', 'folder /state', 'folder ']
    assert.equal(steps, [`sync ${unfinished}`, 'rename', `sync ${ledger}`, ...names])
    await store.close()
  })
})

test('a ledger that somebody else has written to, cut or replaced is not appended to', async () => {
  const deeds: ((path: string) => void)[] = [
    (path) => appendFileSync(path, '\n'),
    (path) => truncateSync(path, 60),
    (path) => {
      copyFileSync(path, `${path}.copy`)
      renameSync(`${path}.copy`, path)
    },
    (path) => renameSync(path, `${path}.moved`),
  ]
  for (const deed of deeds) {
    await withStore(async (store, { head }, path) => {
      deed(ledgerIn(path))
      await rejects(
        store.append([applied([user('bob')])], head),
        ConflictError,
        /000001\.ndjson has been changed by somebody else$/,
      )
    })
  }
})

test('a store that is read only writes nothing', async () => {
  await withStore(async (store, _, path) => {
    const reader = openFileStore({ path, mode: 'readonly', clock })
    const { head } = await reader.open()
    await rejects(reader.append([applied([user('bob')])], head), StoreError, /open for reading only$/)
    await reader.close()
    await store.append([applied([user('bob')])], head)
  })
})

/** Appends users until that fails; tells how many were acknowledged, and what was said. */
const FILL = (path: string) => `
  const store = openFileStore({ path: ${JSON.stringify(path)}, mode: 'existing', clock: support.clock })
  let { head } = await store.open()
  try {
    for (;;) head = (await store.append([support.applied([support.user('user-' + head.seq)])], head)).head
  } catch (error) {
    process.stdout.write(JSON.stringify({ seq: head.seq, name: error.name, message: error.message }))
  }
  await store.close()`

async function fills(path: string, message: RegExp, limit?: string): Promise<void> {
  const child = inProcess(FILL(path), limit === undefined ? {} : { limit })
  const { seq, name, ...said } = JSON.parse(await outputOf(child))
  assert.is(name, 'StoreError')
  assert.match(said.message, message)
  assert.ok(seq > 2)
  assert.is((await stateIn(path)).head.seq, seq)
}

test('a file that may not grow further keeps every entry that was acknowledged', async () => {
  await inFolder(async (folder) => {
    const path = join(folder, 'state')
    await ledgerOf(path, ['ada'])
    await fills(path, /^cannot write .*: the file would grow beyond the size allowed$/, 'ulimit -f 20')
  })
})

test('a full disk, and one that becomes read-only, keep every entry that was acknowledged', async () => {
  await inFolder(async (folder) => {
    const disk = join(folder, 'disk')
    mkdirSync(disk)
    const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=64k', 'tmpfs', disk]).status === 0
    // Where no file system may be mounted, the limit of the test before this one stands for the full disk.
    if (!mounted) return
    try {
      const path = join(disk, 'state')
      await ledgerOf(path, ['ada'])
      writeFileSync(join(disk, 'ballast'), Buffer.alloc(20_000))
      await fills(path, /^cannot write .*: the disk is full$/)
      spawnSync('mount', ['-o', 'remount,ro', disk])
      const seen = await stateIn(path, 'readonly')
      await rejects(stateIn(path), StoreError, /^cannot create .*lock: the file system is read-only$/)
      spawnSync('mount', ['-o', 'remount,rw,size=256k', disk])
      const store = openFileStore({ path, mode: 'existing', clock })
      assert.equal(await store.open(), seen)
      await store.append([applied([user('zoe')])], seen.head)
      await store.close()
    } finally {
      spawnSync('umount', ['-l', disk])
    }
  })
})

test.run()
