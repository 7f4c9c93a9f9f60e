import { mkdirSync, readFileSync, renameSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { openFileStore } from '../../src/store/file.ts'
import { applied, clock, countingRandom, forgetCheckpoint, inFolder, user } from '../store/support.ts'
import { ran } from '../support/terminal.ts'

function day(number: number): string {
  return `2026-11-0${number}T08:00:00.000Z`
}

/** A state of ada, bob, cleo and dora, who came on days 1 to 4, each in a file of its own. */
async function inState(run: (path: string) => Promise<void>): Promise<void> {
  await inFolder(async (folder) => {
    const path = join(folder, 'state')
    const store = openFileStore({ path, mode: 'create', clock, random: countingRandom(), segmentBytes: 1 })
    let state = await store.open()
    for (const [index, name] of ['ada', 'bob', 'cleo', 'dora'].entries())
      state = await store.append([applied([user(name)], { time: day(index + 1) })], state.head)
    await store.close()
    await run(path)
  })
}

function seal(path: string, before: string, ...words: readonly string[]) {
  return ran(['ledger', 'seal', '--before', before, '--state', path, ...words])
}

function moveAway(path: string, ...numbers: readonly number[]): void {
  mkdirSync(join(path, '..', 'away'), { recursive: true })
  for (const number of numbers) {
    const name = `00000${number}.ndjson`
    renameSync(join(path, 'ledger', name), join(path, '..', 'away', name))
  }
}

test('seal says what may be moved away, and that there is nothing to seal', async () => {
  await inState(async (path) => {
    const { code, out, err } = await seal(path, '2026-11-03')
    assert.equal([code, err], [0, ''])
    assert.is(
      out,
      `Sealed entries up to 2, of ${day(2)} and before.\nYou may move away 000001.ndjson to 000002.ndjson of ${path}/ledger, all of them, and keep them; leave ${path}/seals where it is.\n`,
    )
    const again = await seal(path, '2026-11-03')
    assert.equal(
      [again.code, again.out],
      [
        0,
        `Nothing to seal: no further file of the ledger is older than 2026-11-03 as a whole; the next one holds an entry of ${day(3)}.\n`,
      ],
    )
    const { result, sealed } = JSON.parse((await seal(path, '2026-11-04', '-o', 'json')).out)
    assert.equal([result, sealed.segment, sealed.seq], ['sealed', 3, 3])
    assert.equal(JSON.parse((await seal(path, '2026-11-04', '-o', 'json')).out).result, 'nothing')
    for (const words of [['yesterday'], ['2026-11-04', '-o', 'yaml']])
      assert.is((await seal(path, words[0] ?? '', ...words.slice(1))).code, 2)
    assert.is((await seal(`${path}/nowhere`, '2026-11-04')).code, 74)
  })
})

test('without the sealed files everything since is answered, and what was before is refused by its code', async () => {
  await inState(async (path) => {
    await seal(path, '2026-11-03')
    moveAway(path, 1, 2)
    forgetCheckpoint(path)
    const names = async (...words: readonly string[]) =>
      (await ran(['get', 'users', '--state', path, '-o', 'name', ...words])).out.replaceAll('user/', '').split('\n')
    assert.equal(await names(), ['ada', 'bob', 'cleo', 'dora', ''])
    assert.equal(await names('--seq', '3'), ['ada', 'bob', 'cleo', ''])
    assert.equal(await names('--seq', '2'), ['ada', 'bob', ''])
    assert.equal(await names('--at', day(2)), ['ada', 'bob', ''])
    assert.equal(await names('--at', day(3)), ['ada', 'bob', 'cleo', ''])
    for (const words of [
      ['get', 'users', '--seq', '1'],
      ['get', 'users', '--at', day(1)],
      ['describe', 'user', 'ada', '--seq', '1'],
      ['export', '--out', '-', '--at', '2026-11-02'],
      ['history', '--seq', '2'],
      ['ledger', 'show', '2'],
    ]) {
      const { code, out, err } = await ran([...words, '--state', path])
      assert.equal([code, out], [1, ''], words.join(' '))
      assert.match(err, /^charter: entries up to 2 of the ledger .*ledger are sealed away/)
      assert.match(err, /bring back its files from 000001\.ndjson on/)
    }
    const { out, err } = await ran(['history', '--state', path])
    assert.is(err, 'entries up to 2 are sealed away\n')
    assert.match(out, /^ +5 .* sealed /m)
    assert.match((await ran(['history', '--state', path, '--seq', '3'])).out, /user cleo.* was added|cleo/)
    assert.match((await ran(['history', '--state', path, '--seq', '5'])).out, /^ {2}seq +: 2$/m)
    assert.match((await ran(['describe', 'user', 'ada', '--state', path])).out, /ada/)
    const shown = JSON.parse((await ran(['ledger', 'show', '--state', path])).out)
    assert.equal(
      shown.map(({ seq, type }: { seq: number; type: string }) => `${seq} ${type}`),
      ['3 applied', '4 applied', '5 sealed'],
    )
    assert.equal(Object.keys(shown[2].evidence), ['hash', 'segment', 'seq', 'state', 'until'])
  })
})

test('verify begins at the seal, also folding, and refuses a sealed state that is another', async () => {
  await inState(async (path) => {
    await seal(path, '2026-11-03')
    assert.is((await ran(['ledger', 'verify', '--replay', '--state', path])).code, 0)
    moveAway(path, 1, 2)
    const { code, out } = await ran(['ledger', 'verify', '--replay', '--state', path])
    assert.is(code, 0)
    assert.match(out, /^intact: 3 entries with 2 changes in 3 files\n {2}entries up to 2 are sealed away, as an entry/)
    assert.match(out, /\n {2}folded from the seal on the entries give the stored state, digest [0-9a-f]{64}\n/)
    const value = JSON.parse((await ran(['ledger', 'verify', '--state', path, '-o', 'json'])).out)
    assert.equal([value.result, value.entries, value.sealed, value.head.seq], ['intact', 3, 2, 5])
    renameSync(join(path, 'seals', '000002.ndjson'), join(path, 'seals', '000003.ndjson'))
    assert.is((await ran(['ledger', 'verify', '--replay', '--state', path])).code, 74)
    assert.match(readFileSync(join(path, 'seals', '000003.ndjson'), 'utf8'), /^\{"format":1,/)
  })
})

test.run()
