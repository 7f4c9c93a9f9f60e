import {
  copyFileSync,
  existsSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { ConflictError, StoreError } from '../../src/model/errors.ts'
import type { State } from '../../src/model/state.ts'
import { openFileStore } from '../../src/store/file.ts'
import { verifyLedger } from '../../src/store/proof/verify.ts'
import { storeContract } from '../contract/store.ts'
import { all, applied, checkpointIn, clock, forgetCheckpoint, inFolder, rejects, user } from './support.ts'

const NAMES = ['ada', 'bob', 'cleo', 'dora', 'eve', 'finn', 'gina']

function open(path: string, mode: 'create' | 'existing' | 'readonly' = 'existing', segmentBytes = 1600) {
  return openFileStore({ path, mode, clock, segmentBytes, checkpointBytes: 3000 })
}

/** Appends a user each, with a long entry of two in the middle; gives the state. */
async function write(path: string, names: readonly string[] = NAMES): Promise<State> {
  const store = open(path, 'create')
  let state = await store.open()
  for (const name of names) {
    const pair = [applied([user(name)]), applied([user(`${name}-2`)])]
    state = await store.append(name === 'cleo' ? pair : pair.slice(0, 1), state.head)
  }
  await store.close()
  return state
}

async function read(path: string): Promise<State> {
  const store = open(path, 'readonly')
  try {
    return await store.open()
  } finally {
    await store.close()
  }
}

function segments(path: string): string[] {
  return readdirSync(join(path, 'ledger')).sort()
}

function segment(path: string, number: number): string {
  return join(path, 'ledger', `00000${number}.ndjson`)
}

/** The contract of all stores holds where every append begins a segment. */
storeContract(test, (run) =>
  inFolder(async (folder) => {
    const path = join(folder, 'state')
    const store = open(path, 'create', 1)
    const opened = [store]
    const again = async () => {
      await store.close()
      const next = open(path, 'existing', 1)
      opened.push(next)
      return next
    }
    await run({ store, again })
    for (const each of opened) await each.close()
  }),
)

test('a segment that has grown to its size is followed by one that names its last entry', async () => {
  await inFolder(async (path) => {
    const state = await write(path)
    const files = segments(path)
    assert.equal(files, ['000001.ndjson', '000002.ndjson', '000003.ndjson'])
    const entries = files.map((_, index) =>
      readFileSync(segment(path, index + 1), 'utf8')
        .trimEnd()
        .split('\n'),
    )
    for (const [index, [header = '', ...lines]] of entries.entries()) {
      const before = entries[index - 1]?.at(-1)
      const { seq, hash } = before === undefined ? { seq: 0, hash: '' } : JSON.parse(before)
      assert.is(header, `{"format":1,"ledger":"charter","previous":"${hash}","seq":${seq}}`)
      assert.is(JSON.parse(lines[0] ?? '').seq, seq + 1)
      assert.is(statSync(segment(path, index + 1)).mode & 0o777, 0o600)
    }
    const sizes = files.map((_, index) => statSync(segment(path, index + 1)).size)
    assert.ok(sizes.slice(0, -1).every((size) => size >= 1600))
    assert.is(state.head.seq, 8)
    const { flaw, head } = await verifyLedger(join(path, 'ledger'))
    assert.equal([flaw, head], [undefined, state.head])
  })
})

test('all segments are one ledger, with and without a checkpoint', async () => {
  await inFolder(async (path) => {
    const state = await write(path)
    assert.equal(await read(path), state)
    const store = open(path)
    await store.open()
    const numbers = async (range: { from?: number; to?: number }) =>
      (await all(store.entries(range))).map(({ seq }) => seq)
    const every = [1, 2, 3, 4, 5, 6, 7, 8]
    for (const from of every) {
      for (const to of every) {
        assert.equal(await numbers({ from, to }), every.slice(from - 1, Math.max(from - 1, to)), `${from} ${to}`)
      }
    }
    await store.close()
    forgetCheckpoint(path)
    assert.equal(await read(path), state)
    const next = open(path, 'existing', 1)
    const more = await next.append([applied([user('zoe')])], (await next.open()).head)
    await next.close()
    assert.is(segments(path).length, 4)
    forgetCheckpoint(path)
    assert.equal(await read(path), more)
  })
})

test('segments before the checkpoint are not read on opening, but they have to be there', async () => {
  await inFolder(async (path) => {
    const state = await write(path)
    const first = readFileSync(segment(path, 1), 'utf8')
    writeFileSync(segment(path, 1), first.replace('ada@acme', 'eve@acme'))
    assert.equal(await read(path), state)
    renameSync(segment(path, 1), join(path, 'moved'))
    await rejects(read(path), StoreError, /ledger lacks 000001\.ndjson$/)
  })
})

/** A segment that goes on after entry 8 of another ledger. */
const FOREIGN = `{"format":1,"ledger":"charter","previous":"${'0'.repeat(64)}","seq":8}\n`

test('a segment that is missing, empty, from elsewhere or out of order is refused', async () => {
  const deeds: readonly [deed: (path: string) => void, message: RegExp][] = [
    [(path) => rmSync(segment(path, 1)), /lacks 000001\.ndjson$/],
    [(path) => rmSync(segment(path, 2)), /lacks 000002\.ndjson$/],
    [(path) => writeFileSync(segment(path, 2), ''), /000002\.ndjson is empty$/],
    [(path) => copyFileSync(segment(path, 1), segment(path, 2)), /^line 1 of .*000002\.ndjson goes on after entry 0/],
    [(path) => copyFileSync(segment(path, 3), segment(path, 2)), /^line 1 of .*000002\.ndjson goes on after entry/],
    [(path) => copyFileSync(segment(path, 3), segment(path, 5)), /lacks 000004\.ndjson/],
    [(path) => copyFileSync(segment(path, 3), segment(path, 4)), /^line 1 of .*000004\.ndjson goes on after entry/],
    [
      (path) => writeFileSync(segment(path, 4), FOREIGN, { mode: 0o600 }),
      /^line 1 of .*000004\.ndjson goes on after entry 8, where/,
    ],
    [(path) => cut(segment(path, 1), 20), /^line \d+ of .*000001\.ndjson \(entry \d+\) is not an entry$/],
    [(path) => cut(segment(path, 1), 1), /^line \d+ of .*000001\.ndjson \(entry \d+\) is not whole$/],
    [
      (path) => cutLine(segment(path, 1)),
      /^line 1 of .*000002\.ndjson goes on after entry \d, where entry \d is the last/,
    ],
  ]
  for (const [deed, message] of deeds) {
    await inFolder(async (path) => {
      await write(path)
      forgetCheckpoint(path)
      deed(path)
      await rejects(read(path), StoreError, message)
      await rejects(write(path), StoreError, message)
      assert.not(existsSync(checkpointIn(path)))
    })
  }
})

function cut(path: string, bytes: number): void {
  writeFileSync(path, readFileSync(path).subarray(0, -bytes))
}

function cutLine(path: string): void {
  const lines = readFileSync(path, 'utf8').trimEnd().split('\n')
  writeFileSync(path, `${lines.slice(0, -1).join('\n')}\n`)
}

test('a ledger that lost the segments after its checkpoint was written is refused', async () => {
  await inFolder(async (path) => {
    await write(path)
    rmSync(segment(path, 3))
    await rejects(read(path), StoreError, /ledger does not hold entry 8 as the checkpoint .*$/)
  })
})

test('a new segment that the program did not come to use is gone on with', async () => {
  await inFolder(async (path) => {
    const state = await write(path)
    forgetCheckpoint(path)
    const { seq, hash } = state.head
    writeFileSync(segment(path, 4), `{"format":1,"ledger":"charter","previous":"${hash}","seq":${seq}}\n`, {
      mode: 0o600,
    })
    writeFileSync(`${segment(path, 5)}.tmp`, '{"fo')
    assert.equal(await read(path), state)
    const store = open(path)
    const more = await store.append([applied([user('zoe')])], (await store.open()).head)
    await store.close()
    assert.equal(segments(path).at(-1), '000004.ndjson')
    assert.is(readFileSync(segment(path, 4), 'utf8').trimEnd().split('\n').length, 2)
    assert.equal(await read(path), more)
  })
})

test('a checkpoint made while the newest segment holds no entry is one of the entry before it', async () => {
  await inFolder(async (path) => {
    const state = await write(path)
    forgetCheckpoint(path)
    const { seq, hash } = state.head
    const header = (of: string) => `{"format":1,"ledger":"charter","previous":"${of}","seq":${seq}}\n`
    writeFileSync(segment(path, 4), header(hash), { mode: 0o600 })
    const idle = open(path)
    await idle.open()
    await idle.close()
    assert.match(readFileSync(checkpointIn(path), 'utf8'), /"position":\{"end":\d+,"line":0,"lines":1,"segment":4\}/)
    assert.equal(await read(path), state)
    writeFileSync(segment(path, 4), header('0'.repeat(64)))
    await rejects(read(path), StoreError, /does not hold entry \d+ as the checkpoint/, 'StateRollback')
    writeFileSync(segment(path, 4), header(hash))
    const store = open(path)
    const more = await store.append([applied([user('zoe')])], (await store.open()).head)
    assert.is((await all(store.entries())).length, more.head.seq)
    await store.close()
    assert.equal(await read(path), more)
  })
})

test('a ledger that somebody else has continued is not appended to', async () => {
  await inFolder(async (path) => {
    await write(path)
    const store = open(path)
    const { head } = await store.open()
    writeFileSync(segment(path, 4), '')
    await rejects(store.append([applied([user('zoe')])], head), ConflictError, /has been continued by somebody else$/)
    await store.close()
  })
})

test.run()
