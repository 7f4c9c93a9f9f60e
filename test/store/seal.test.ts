import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { StoreError } from '../../src/model/errors.ts'
import type { NewRecorded } from '../../src/model/ledger.ts'
import type { State } from '../../src/model/state.ts'
import { eraseTold, findTold } from '../../src/store/erase.ts'
import { openFileStore } from '../../src/store/file.ts'
import { closeFolder, openFolder } from '../../src/store/opened.ts'
import { stateDigest } from '../../src/store/proof/digest.ts'
import { type SealOutcome, sealBefore } from '../../src/store/seal.ts'
import { readSealed } from '../../src/store/sealfile.ts'
import { charterVerdict, hasPython, scriptVerdict } from '../support/verifiers.ts'
import {
  all,
  applied,
  clock,
  countingRandom,
  forgetCheckpoint,
  inFolder,
  keysOf,
  rejects,
  TIME,
  user,
} from './support.ts'

const ADA = user('ada')
const REMOVAL: NewRecorded = { uid: ADA.uid, kind: 'User', action: 'delete', body: { key: 'User/acme/ada' } }
const ACTOR = { type: 'operator', name: 'op' } as const

function day(number: number): string {
  return `2026-11-0${number}T08:00:00.000Z`
}

function open(path: string, segmentBytes = 1300) {
  return openFileStore({ path, mode: 'create', clock, random: countingRandom(), segmentBytes })
}

/** Entries 1 to 6 of days 1 to 6, two in a file; ada is there from entry 1 to 4. Gives the states after each. */
async function write(path: string): Promise<readonly State[]> {
  const store = open(path)
  const states = [await store.open()]
  for (const [index, change] of [ADA, user('bob'), user('cleo'), user('dora'), REMOVAL, user('finn')].entries()) {
    const { head } = states.at(-1) ?? { head: { seq: 0, hash: '' } }
    states.push(await store.append([applied([change], { time: day(index + 1) })], head))
  }
  await store.close()
  return states
}

async function seal(path: string, before: string): Promise<SealOutcome> {
  const opened = await openFolder({ path, mode: 'existing', clock, random: countingRandom() })
  const outcome = await sealBefore(opened, {
    before: Date.parse(before),
    time: TIME,
    actor: ACTOR,
    random: countingRandom(),
  })
  await closeFolder(opened, true)
  return outcome
}

async function read<T>(path: string, use: (store: ReturnType<typeof open>, state: State) => Promise<T>): Promise<T> {
  const store = openFileStore({ path, mode: 'readonly', clock })
  try {
    return await use(store, await store.open())
  } finally {
    await store.close()
  }
}

function stateOf(path: string): Promise<State> {
  return read(path, async (_, state) => state)
}

function segment(path: string, number: number): string {
  return join(path, 'ledger', `00000${number}.ndjson`)
}

function moveAway(path: string, ...numbers: readonly number[]): void {
  mkdirSync(join(path, '..', 'away'), { recursive: true })
  for (const number of numbers) renameSync(segment(path, number), join(path, '..', 'away', `00000${number}.ndjson`))
}

/** Both verifiers say the same; gives the exit code. */
async function verdict(path: string, published?: State['head']): Promise<number> {
  const verifying = { path, ...(published === undefined ? {} : { published }) }
  const said = await charterVerdict(verifying)
  if (hasPython) assert.equal(scriptVerdict(verifying), said)
  return said.code
}

async function inState(run: (path: string, states: readonly State[]) => Promise<void>): Promise<void> {
  await inFolder(async (folder) => {
    const path = join(folder, 'state')
    await run(path, await write(path))
  })
}

test('what is older than a moment as whole files is sealed, and the state after it is kept', async () => {
  await inState(async (path, states) => {
    const outcome = await seal(path, day(4))
    assert.is(outcome.type, 'sealed')
    if (outcome.type !== 'sealed') return
    const { state: digest, ...sealed } = outcome.seal
    assert.equal(sealed, { segment: 1, ...states[2]?.head, until: day(2) })
    const kept = await readSealed(join(path, 'seals', '000001.ndjson'))
    assert.equal([kept.digest, kept.state.head], [digest, states[2]?.head])
    assert.is(stateDigest(kept.state), stateDigest(states[2] as State))
    const { seals, head } = await stateOf(path)
    assert.equal([seals, head.seq], [[outcome.seal], 7])
    assert.equal(readdirSync(join(path, 'ledger')).sort().at(-1), '000004.ndjson')
    assert.is(await verdict(path), 0)
  })
})

test('a segment that is too young, or sealed already, is not sealed', async () => {
  await inState(async (path) => {
    assert.equal(await seal(path, day(2)), { type: 'nothing', next: day(2) })
    assert.is((await stateOf(path)).head.seq, 6)
    assert.is((await seal(path, day(3))).type, 'sealed')
    assert.equal(await seal(path, day(3)), { type: 'nothing', next: day(3) })
    assert.is((await stateOf(path)).head.seq, 7)
    const later = await seal(path, day(9))
    assert.is(later.type === 'sealed' && later.seal.seq, 7)
  })
})

for (const isForgotten of [false, true]) {
  test(`without the sealed files a store opens, goes on and verifies (checkpoint ${isForgotten ? 'lost' : 'there'})`, async () => {
    await inState(async (path, states) => {
      await seal(path, day(5))
      const before = await stateOf(path)
      moveAway(path, 1, 2)
      if (isForgotten) forgetCheckpoint(path)
      assert.equal(await stateOf(path), before)
      const store = open(path, 1)
      const { head } = await store.open()
      const more = await store.append([applied([user('gina')], { time: day(8) })], head)
      await store.close()
      if (isForgotten) forgetCheckpoint(path)
      assert.equal(await stateOf(path), more)
      assert.equal(
        keysOf(more),
        ['bob', 'cleo', 'dora', 'finn', 'gina'].map((name) => `User/acme/${name}`),
      )
      assert.is(await verdict(path), 0)
      assert.is(await verdict(path, more.head), 0)
      assert.is(await verdict(path, states[4]?.head), 0)
      assert.is(await verdict(path, states[3]?.head), 74)
      assert.is(await verdict(path, { seq: 4, hash: '0'.repeat(64) }), 1)
    })
  })
}

test('entries that are sealed away are refused by a code of their own, and the ones after are given', async () => {
  await inState(async (path, states) => {
    await seal(path, day(5))
    moveAway(path, 1, 2)
    await read(path, async (store) => {
      const base = await store.base()
      assert.equal(base.head, states[4]?.head)
      assert.equal(keysOf(base), keysOf(states[4] as State))
      assert.equal(
        (await all(store.entries({ from: 5 }))).map(({ seq }) => seq),
        [5, 6, 7],
      )
      for (const range of [undefined, { from: 4 }, { from: 1, to: 2 }]) {
        await rejects(all(store.entries(range)), StoreError, /^entries up to 4 of the ledger .* are sealed away$/)
        const error = await all(store.entries(range)).catch((reason: StoreError) => reason)
        assert.is((error as StoreError).code, 'SealedAway')
      }
    })
    renameSync(join(path, '..', 'away', '000002.ndjson'), segment(path, 2))
    await read(path, async (store) => {
      assert.equal((await store.base()).head, states[4]?.head)
      assert.is((await all(store.entries({ from: 3 }))).length, 5)
    })
    assert.is(await verdict(path), 0)
    renameSync(join(path, '..', 'away', '000001.ndjson'), segment(path, 1))
    await read(path, async (store) => assert.is((await all(store.entries())).length, 7))
    assert.is(await verdict(path), 0)
  })
})

test('files that are missing without a seal are refused, and so is a seal that is missing or that no entry names', async () => {
  const deeds: readonly [(path: string) => void, verdict: number][] = [
    [(path) => moveAway(path, 1, 2, 3), 1],
    [(path) => moveAway(path, 2), 1],
    [(path) => moveAway(path, 3), 1],
    [(path) => renameSync(join(path, 'seals', '000002.ndjson'), join(path, 'seals', '000003.ndjson')), 0],
    [(path) => rmSync(join(path, 'seals'), { recursive: true }), 0],
    [(path) => edit(path, (text) => text.replace('bob@acme', 'eve@acme')), 0],
    [(path) => edit(path, (text) => text.replace(/\n\{"body":\{[^\n]*"name":"bob"[^\n]*/, '')), 0],
    [
      (path) =>
        edit(path, (text) =>
          text.replace(/"body":\{.*?\},(?="covered":[^\n]*finn|"covered")/, '').replace(/,"salt":"[0-9a-f]+"/, ''),
        ),
      0,
    ],
    [(path) => edit(path, (text) => text.slice(0, -1)), 0],
  ]
  for (const [index, [deed, code]] of deeds.entries()) {
    await inState(async (path) => {
      await seal(path, day(5))
      if (index > 2) moveAway(path, 1, 2)
      deed(path)
      forgetCheckpoint(path)
      await rejects(
        stateOf(path),
        StoreError,
        /lacks 00000\d\.ndjson$|is not the state that was sealed$|goes on after entry 6, where entry 4 is/,
      )
      assert.is(await verdict(path), code, String(index))
    })
  }
  await inState(async (path) => {
    moveAway(path, 1)
    await rejects(stateOf(path), StoreError, /lacks 000001\.ndjson$/)
    assert.is(await verdict(path), 1)
  })
})

function edit(path: string, change: (text: string) => string): void {
  const file = join(path, 'seals', '000002.ndjson')
  const before = readFileSync(file, 'utf8')
  assert.is.not(change(before), before)
  writeFileSync(file, change(before))
}

test('what was erased is erased from sealed states too, and they still match their seal', async () => {
  await inState(async (path, states) => {
    await seal(path, day(5))
    moveAway(path, 1, 2)
    assert.match(readFileSync(join(path, 'seals', '000002.ndjson'), 'utf8'), /ada@acme/)
    const opened = await openFolder({ path, mode: 'existing', clock })
    const told = await findTold(opened, { key: 'User/acme/ada' })
    assert.equal(
      told.map(({ changes, sealed, isStored }) => [changes, sealed, isStored]),
      [[1, 1, false]],
    )
    await eraseTold(opened, told, { time: TIME, actor: ACTOR })
    await closeFolder(opened, true)
    assert.not.match(readFileSync(join(path, 'seals', '000002.ndjson'), 'utf8'), /ada@|acme\/ada/)
    forgetCheckpoint(path)
    await read(path, async (store) => {
      const base = await store.base()
      assert.equal(
        keysOf(base),
        keysOf(states[4] as State).filter((key) => key !== 'User/acme/ada'),
      )
      assert.equal(
        [...base.erased.values()].map(({ uid, organization }) => [uid, organization]),
        [[ADA.uid, 'acme']],
      )
    })
    assert.is(await verdict(path), 0)
    const { seals } = await stateOf(path)
    assert.is((await readSealed(join(path, 'seals', '000002.ndjson'))).digest, seals[0]?.state)
  })
})

test.run()
