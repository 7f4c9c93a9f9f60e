import { appendFileSync, closeSync, existsSync, openSync, readFileSync, writeFileSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { StoreError } from '../../src/model/errors.ts'
import type { State } from '../../src/model/state.ts'
import { openFileStore } from '../../src/store/file.ts'
import { charterVerdict, hasPython, scriptVerdict } from '../support/verifiers.ts'
import {
  all,
  applied,
  clock,
  forgetCheckpoint,
  inFolder,
  keysOf,
  ledgerIn,
  ledgerOf,
  rejects,
  stateIn,
  user,
} from './support.ts'

const BLOCK = 512

/** Names of users in a ledger, as the order of their entries. */
function namesIn(state: State): string[] {
  return keysOf(state).map((key) => key.slice('User/acme/'.length))
}

/** Opens, appends one more user and opens again: a ledger that was mended must go on as if nothing had happened. */
async function goesOn(path: string): Promise<void> {
  const store = openFileStore({ path, mode: 'existing', clock })
  const { head } = await store.open()
  const state = await store.append([applied([user('zoe')])], head)
  await store.close()
  assert.equal(await stateIn(path), state)
}

test('a last line torn at any byte is cut, and everything before it stays', async () => {
  await inFolder(async (path) => {
    const whole = await ledgerOf(path, ['ada', 'bob', 'eve'])
    const bytes = readFileSync(ledgerIn(path))
    const start = bytes.lastIndexOf(10, bytes.length - 2) + 1
    for (let length = start; length < bytes.length - 1; length++) {
      writeFileSync(ledgerIn(path), bytes.subarray(0, length))
      const seen = await stateIn(path, 'readonly')
      assert.equal([seen.head.seq, namesIn(seen)], [2, ['ada', 'bob']], `torn after ${length - start} bytes`)
      assert.is(readFileSync(ledgerIn(path)).length, length)
      if (length % 16 !== 0 && length < bytes.length - 4) continue
      assert.equal(await stateIn(path), seen)
      assert.equal(readFileSync(ledgerIn(path)), bytes.subarray(0, start))
      await goesOn(path)
    }
    writeFileSync(ledgerIn(path), bytes)
    assert.equal(await stateIn(path), whole)
  })
})

test('an entry that lacks only its line end is whole, and gets one, also where zeros stand in its place', async () => {
  for (const zeros of [0, 1, 700]) {
    await inFolder(async (path) => {
      const whole = await ledgerOf(path, ['ada', 'bob'])
      const bytes = readFileSync(ledgerIn(path))
      const left = Buffer.concat([bytes.subarray(0, -1), Buffer.alloc(zeros)])
      writeFileSync(ledgerIn(path), left)
      assert.equal(await stateIn(path, 'readonly'), whole)
      assert.equal(readFileSync(ledgerIn(path)), left)
      assert.equal(await stateIn(path), whole)
      assert.equal(readFileSync(ledgerIn(path)), bytes)
      await goesOn(path)
    })
  }
})

test('a byte changed anywhere is found, and the file is left as it is', async () => {
  await inFolder(async (path) => {
    await ledgerOf(
      path,
      ['ada', 'bob'],
      [applied([user('cleo'), user('dora')]), applied([user('eve')]), applied([user('finn')])],
    )
    const bytes = readFileSync(ledgerIn(path))
    const lines = bytes.toString('utf8').split('\n').length - 1
    assert.is(lines, 6)
    const file = openSync(ledgerIn(path), 'r+')
    for (let at = 0; at < bytes.length; at += bytes[at + 1] === 10 ? 1 : 3) {
      const byte = bytes[at] ?? 0
      // A zero as the very last byte is a line end that has not come yet, and nothing is missing.
      const changed = at % 5 === 0 && at < bytes.length - 1 ? 0 : byte ^ (1 << (at % 8))
      writeSync(file, Uint8Array.of(changed), 0, 1, at)
      const place = bytes.subarray(0, at).toString('utf8').split('\n').length
      const message = new RegExp(
        `^line ${place} of .*000001\\.ndjson (\\(entry \\d\\) )?(is not|holds|does not|was written|goes on)`,
      )
      await rejects(stateIn(path, 'readonly'), StoreError, message)
      writeSync(file, Uint8Array.of(byte), 0, 1, at)
    }
    closeSync(file)
    assert.equal(readFileSync(ledgerIn(path)), bytes)
    writeFileSync(ledgerIn(path), bytes.toString('utf8').replace('bob@acme', 'eve@acme'))
    await rejects(stateIn(path), StoreError, /^line 3 of .* is not an entry$/)
    assert.match(readFileSync(ledgerIn(path), 'utf8'), /eve@acme/)
    assert.not(existsSync(join(path, 'lock')))
  })
})

test('bytes that are no UTF-8 are found where the character stood that decoding makes of them', async () => {
  await inFolder(async (path) => {
    await ledgerOf(path, ['ada'], [applied([user('bob', { firstName: 'a\ufffdb' })]), applied([user('eve')])])
    const bytes = readFileSync(ledgerIn(path))
    const at = bytes.indexOf('\ufffd')
    const store = openFileStore({ path, mode: 'readonly', clock })
    await store.open()
    writeFileSync(ledgerIn(path), Buffer.concat([bytes.subarray(0, at), Buffer.of(0xff), bytes.subarray(at + 3)]))
    await rejects(stateIn(path), StoreError, /^line 3 of .* is not UTF-8$/)
    await rejects(all(store.entries()), StoreError, /^the line at byte \d+ of .* is not/)
    await store.close()
  })
})

test('a line left out, doubled, swapped or put in is found and named', async () => {
  await inFolder(async (folder) => {
    const path = join(folder, 'state')
    await ledgerOf(path, ['ada', 'bob', 'cleo', 'dora'])
    const lines = readFileSync(ledgerIn(path), 'utf8').split('\n')
    const [header = '', one = '', two = '', three = '', four = ''] = lines
    const refused = async (message: RegExp, ...content: readonly string[]) => {
      writeFileSync(ledgerIn(path), `${content.join('\n')}\n`)
      await rejects(stateIn(path), StoreError, message)
    }
    await refused(/^line 3 of .* holds entry 3 where entry 2 should stand$/, header, one, three, four)
    await refused(/^line 3 of .* holds entry 1 where entry 2 should stand$/, header, one, one, two)
    await refused(/^line 3 of .* holds entry 3 where entry 2 should stand$/, header, one, three, two, four)
    await refused(/^line 2 of .* holds entry 2 where entry 1 should stand$/, header, two)
    await refused(/^line 3 of .* is not an entry$/, header, one, '', two)
    await refused(/^line 3 of .* is not an entry$/, header, one, header, two)
    await refused(/^line 3 of .* is not an entry$/, header, one, '{"seq":2}', two)
    const other = join(folder, 'other')
    await ledgerOf(other, ['eve', 'bob'])
    const [, , foreign = ''] = readFileSync(ledgerIn(other), 'utf8').split('\n')
    await refused(/^line 3 of .* holds entry 2, which does not follow entry 1$/, header, one, foreign)
  })
})

/** Users with so much text that an entry of them takes several lines. */
function longEntry() {
  const text = 'x'.repeat(900_000)
  return applied(['gil', 'hal', 'ian', 'jo', 'kim', 'lea'].map((name) => user(name, { firstName: text })))
}

test('an entry of several lines counts when its closing line is there, and not before', async () => {
  await inFolder(async (path) => {
    const whole = await ledgerOf(path, ['ada'], [longEntry(), applied([user('zed')])])
    assert.is(whole.head.seq, 3)
    assert.equal(await stateIn(path), whole)
    const bytes = readFileSync(ledgerIn(path))
    const ends = [...bytes.entries()].filter(([, byte]) => byte === 10).map(([index]) => index + 1)
    assert.is(ends.length, 6, 'header, one, two parts, closing line, one')
    const [, first = 0, part = 0, parts = 0, closed = 0] = ends
    const cases: (readonly [length: number, seq: number])[] = [
      [first + 1, 1],
      [part - 1, 1],
      [part, 1],
      [part + 1, 1],
      [part + 1_000_000, 1],
      [parts - 1, 1],
      [parts, 1],
      [parts + 1, 1],
      [closed - 2, 1],
      [closed - 1, 2],
      [closed, 2],
      [closed + 1, 2],
    ]
    for (const [length, seq] of cases) {
      writeFileSync(ledgerIn(path), bytes.subarray(0, length))
      const seen = await stateIn(path, 'readonly')
      assert.is(seen.head.seq, seq, `cut after ${length} of ${bytes.length} bytes`)
      if (length !== part && length !== closed - 1) continue
      assert.equal(await stateIn(path), seen)
      assert.equal(readFileSync(ledgerIn(path)), bytes.subarray(0, seq === 1 ? first : closed))
      await goesOn(path)
    }
    const damaged = Buffer.concat([bytes.subarray(0, part), bytes.subarray(parts)])
    writeFileSync(ledgerIn(path), damaged)
    await rejects(stateIn(path), StoreError, /^line 4 of .* does not close the parts before it$/)
    writeFileSync(ledgerIn(path), Buffer.concat([bytes.subarray(0, parts), bytes.subarray(closed)]))
    await rejects(stateIn(path), StoreError, /^line 5 of /)
  })
})

test('entries are given whole from any number on, also after one of several lines', async () => {
  await inFolder(async (path) => {
    await ledgerOf(path, ['ada'], [longEntry(), applied([user('zed')])])
    const store = openFileStore({ path, mode: 'readonly', clock })
    await store.open()
    for (const [from, to, counts] of [
      [1, 3, [1, 6, 1]],
      [2, 2, [6]],
      [3, 3, [1]],
      [2, 9, [6, 1]],
    ] as const) {
      const entries = await all(store.entries({ from, to }))
      assert.equal(
        entries.map(({ changes }) => changes.length),
        counts,
      )
      assert.is(entries[0]?.seq, from)
    }
    await store.close()
  })
})

test('damage that comes while the store is open is found when the entry is read', async () => {
  await inFolder(async (path) => {
    await ledgerOf(path, ['ada', 'bob'])
    const store = openFileStore({ path, mode: 'readonly', clock })
    await store.open()
    writeFileSync(ledgerIn(path), readFileSync(ledgerIn(path), 'utf8').replace('bob@acme', 'eve@acme'))
    await rejects(all(store.entries()), StoreError, /000001\.ndjson is not an entry$/)
    assert.is((await all(store.entries({ to: 1 }))).length, 1)
    await store.close()
  })
})

test('what a power cut leaves of an append is cut, in whatever order its blocks were written', async () => {
  await inFolder(async (path) => {
    await ledgerOf(path, ['ada', 'bob'])
    const durable = readFileSync(ledgerIn(path)).length
    const more = ['cleo', 'dora', 'eve', 'finn'].map((name) => applied([user(name, { firstName: 'x'.repeat(300) })]))
    const store = openFileStore({ path, mode: 'existing', clock })
    await store.append(more, (await store.open()).head)
    await store.close()
    forgetCheckpoint(path)
    const bytes = readFileSync(ledgerIn(path))
    const blocks: (readonly [from: number, to: number])[] = []
    for (let from = durable; from < bytes.length; ) {
      const to = Math.min(bytes.length, (Math.floor(from / BLOCK) + 1) * BLOCK)
      blocks.push([from, to])
      from = to
    }
    assert.ok(blocks.length >= 8 && blocks.length <= 12, String(blocks.length))
    for (let lost = 0; lost < 2 ** blocks.length; lost += 3) {
      const left = Buffer.from(bytes)
      for (const [index, [from, to]] of blocks.entries()) if ((lost & (1 << index)) !== 0) left.fill(0, from, to)
      writeFileSync(ledgerIn(path), left)
      const seen = await stateIn(path, 'readonly')
      assert.ok(seen.head.seq >= 2)
      assert.equal(namesIn(seen), ['ada', 'bob', 'cleo', 'dora', 'eve', 'finn'].slice(0, seen.head.seq))
      if (lost % 64 === 3) {
        assert.equal(await stateIn(path), seen)
        await goesOn(path)
      }
    }
  })
})

test('a block that was never written is cut, also where it begins with the line end of a whole entry', async () => {
  await inFolder(async (folder) => {
    const written = async (name: string, padding: number): Promise<[path: string, bytes: Buffer, end: number]> => {
      const path = join(folder, name)
      const bob = applied([user('bob', { firstName: 'x'.repeat(padding) })])
      await ledgerOf(path, ['ada'], [bob, applied([user('eve', { firstName: 'y'.repeat(2000) })])])
      const bytes = readFileSync(ledgerIn(path))
      return [path, bytes, bytes.lastIndexOf(10, bytes.length - 2)]
    }
    const [, , unaligned] = await written('unaligned', 0)
    const [path, bytes, end] = await written('aligned', BLOCK - (unaligned % BLOCK))
    assert.is(end % BLOCK, 0)
    writeFileSync(ledgerIn(path), Buffer.from(bytes.subarray(0, -9)).fill(0, end, end + BLOCK))
    if (hasPython) assert.equal(scriptVerdict({ path }), await charterVerdict({ path }))
    const seen = await stateIn(path)
    assert.equal([seen.head.seq, namesIn(seen)], [1, ['ada']])
    await goesOn(path)
  })
})

test('zeros in what was acknowledged are damage, not a power cut', async () => {
  await inFolder(async (path) => {
    await ledgerOf(path, ['ada', 'bob', 'cleo', 'dora', 'eve'])
    const bytes = readFileSync(ledgerIn(path))
    const last = bytes.lastIndexOf(10, bytes.length - 2) + 1
    for (let from = 0; from + BLOCK <= last; from += BLOCK) {
      const left = Buffer.from(bytes).fill(0, from, from + BLOCK)
      writeFileSync(ledgerIn(path), left)
      await rejects(stateIn(path), StoreError, /^line \d of /)
      assert.equal(readFileSync(ledgerIn(path)), left)
    }
  })
})

test('a tail of zeros, as a file that grew before its data came, is cut', async () => {
  await inFolder(async (path) => {
    const whole = await ledgerOf(path, ['ada'])
    const bytes = readFileSync(ledgerIn(path))
    appendFileSync(ledgerIn(path), Buffer.alloc(5000))
    assert.equal(await stateIn(path, 'readonly'), whole)
    assert.equal(await stateIn(path), whole)
    assert.equal(readFileSync(ledgerIn(path)), bytes)
  })
})

test.run()
