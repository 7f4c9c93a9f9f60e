import { cpSync, existsSync, readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { systemClock } from '../../src/lib/clock.ts'
import { openFileStore } from '../../src/store/file.ts'
import { checkpointIn, keysOf, ledgerIn } from '../store/support.ts'
import { canTrace, commitWords, type Injection, type Traced, traced } from './trace.ts'
import { appendUsers, inRoom, isTrouble, usersAfter } from './trial.ts'

/** Calls by which the store changes files; the checkpoint's own file has a new name each time, and is reached by its syncs. */
const CALLS = ['openat', 'write', 'pwrite64', 'fdatasync', 'fsync', 'ftruncate', 'close', 'rename', 'unlink', 'mkdir']
const ANYWHERE = ['fdatasync', 'fsync', 'ftruncate', 'rename', 'pwrite64']

/** What a program does between its start and its end: begin a ledger, go on in it, go on in a new segment. */
const SCENARIOS = [
  { name: 'beginning a ledger', entries: 0, words: ['create'] },
  { name: 'an append', entries: 2, words: ['existing'] },
  { name: 'an append to a new segment', entries: 2, words: ['existing', '1'] },
] as const

function pathsIn(path: string): readonly string[] {
  const second = ledgerIn(path).replace('000001', '000002')
  return [
    path,
    join(path, 'ledger'),
    ledgerIn(path),
    `${ledgerIn(path)}.tmp`,
    second,
    `${second}.tmp`,
    checkpointIn(path),
  ]
}

/** A state folder with so many entries, and a checkpoint of all but the last. */
async function prepare(path: string, entries: number): Promise<void> {
  for (let seq = 0; seq < entries; seq++) {
    const checkpoint = join(path, '..', 'checkpoint')
    if (existsSync(checkpointIn(path))) cpSync(checkpointIn(path), checkpoint)
    const store = openFileStore({ path, mode: 'create', clock: systemClock, onNotice: () => undefined })
    await appendUsers(store, await store.open(), 1)
    await store.close()
    if (existsSync(checkpoint)) cpSync(checkpoint, checkpointIn(path))
  }
}

/** Opens as any start does; gives what is wrong with what it finds, and goes on. */
async function judge(path: string, { out }: Traced, most: number): Promise<string | undefined> {
  const told = Math.max(0, ...[...out.matchAll(/^told (\d+)$/gm)].map(([, seq]) => Number(seq)))
  const notices: string[] = []
  const open = () =>
    openFileStore({
      path,
      mode: 'create',
      clock: systemClock,
      onNotice: (message) => void (isTrouble(message) && notices.push(message)),
    })
  const store = open()
  const state = await store.open()
  const { seq } = state.head
  if (seq < told || seq > most) return `entry ${told} was told and ${most} begun, ${seq} is the last`
  if (keysOf(state).join() !== usersAfter(seq).join()) return `a mix: ${keysOf(state).join()}`
  await appendUsers(store, state, 1)
  await store.close()
  const again = open()
  const found = keysOf(await again.open()).join()
  await again.close()
  if (found !== usersAfter(seq + 1).join()) return `does not go on: ${found}`
  const others = readdirSync(path).filter((name) => !['checkpoint.ndjson', 'ledger'].includes(name))
  return [...notices, ...others].join() || undefined
}

/** Repeats a scenario with the fault at the first such call, the second and so on, until the program no longer meets it. */
async function everyCall(
  { entries, words }: (typeof SCENARIOS)[number],
  fault: Pick<Injection, 'call' | 'what'>,
  met: (traced: Traced) => boolean,
): Promise<number> {
  return inRoom(async (room) => {
    const [origin, path] = [join(room, 'origin'), join(room, 'state')]
    await prepare(origin, entries)
    for (let count = 1; ; count++) {
      if (entries > 0) cpSync(origin, path, { recursive: true })
      const paths = ANYWHERE.includes(fault.call) ? [] : pathsIn(path)
      const result = traced(commitWords(path, ...words), { ...fault, when: String(count), paths })
      const where = `${fault.call} ${count} ${fault.what}: ${result.out}${result.err}`
      assert.is(await judge(path, result, entries + 1), undefined, where)
      if (!met(result)) return count - 1
      rmSync(path, { recursive: true })
    }
  })
}

if (canTrace) {
  for (const scenario of SCENARIOS) {
    test(`S01: kill -9 at every system call of ${scenario.name} leaves the old state or the new one`, async () => {
      let killed = 0
      for (const call of CALLS) {
        killed += await everyCall(scenario, { call, what: 'signal=SIGKILL' }, ({ out }) => !out.endsWith('done\n'))
      }
      assert.ok(killed > 15, String(killed))
    })

    test(`S04 S05 S07 S09: a write, a sync or a rename that fails in ${scenario.name} is told, and nothing that was told is lost`, async () => {
      for (const [call, code] of [
        ['fdatasync', 'EIO'],
        ['fsync', 'EIO'],
        ['write', 'ENOSPC'],
        ['pwrite64', 'ENOSPC'],
        ['rename', 'EACCES'],
      ] as const) {
        const isMet = ({ out, err }: Traced) => /^StoreError: cannot /m.test(out) || /^charter: cannot write/m.test(err)
        await everyCall(scenario, { call, what: `error=${code}` }, isMet)
      }
    })
  }

  test('S05 S06: a failed sync of the ledger ends the program before anything is told, and is not tried again', async () => {
    await inRoom(async (room) => {
      const path = join(room, 'state')
      await prepare(path, 2)
      for (const when of ['1', '1+']) {
        const { out } = traced(commitWords(path), { call: 'fdatasync', what: 'error=EIO', when })
        assert.match(out, /^told \d\nStoreError: cannot write .*000001\.ndjson: the disk reports an error\ndone\n$/)
      }
    })
  })

  test('S03: a write that claims more than it did is found before anything is told', async () => {
    await inRoom(async (room) => {
      const path = join(room, 'state')
      await prepare(path, 2)
      const paths = [ledgerIn(path)]
      const { out } = traced(commitWords(path), { call: 'write', what: 'retval=100', when: '1', paths })
      assert.match(
        out,
        /^told 2\nStoreError: cannot write .*000001\.ndjson: it has \d+ bytes where \d+ were written\ndone\n$/,
      )
    })
  })

  test('S05: the command line ends with 74 where the disk fails, and the next run applies', async () => {
    await inRoom(async (room) => {
      const file = (name: string) => fileURLToPath(new URL(`../../${name}`, import.meta.url))
      const words = [
        file('bin/charter.js'),
        'apply',
        file('examples/quickstart/orgs'),
        '--yes',
        '--state',
        join(room, 'state'),
      ]
      const failed = traced(words, { call: 'fdatasync', what: 'error=EIO', when: '1' })
      assert.is(failed.code, 74)
      assert.match(failed.err, /charter: cannot write .*000001\.ndjson: the disk reports an error\n {2}check the disk/)
      assert.is(traced(words, { call: 'fdatasync', what: 'error=EIO', when: '1000' }).code, 0)
    })
  })
}

test.run()
