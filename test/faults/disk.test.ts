import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { checkpointIn, forgetCheckpoint, ledgerIn } from '../store/support.ts'
import { ran } from '../support/terminal.ts'
import { appliedState, applyWords, charterWords, isRefused, leftIn, usersIn } from './command.ts'
import { canTrace, type Injection, type Traced, traced } from './trace.ts'
import { inRoom } from './trial.ts'

/** A call that fails while the command line makes a state folder and applies the first declarations. */
interface Case {
  readonly fault: Omit<Injection, 'paths'>
  readonly paths: (state: string) => readonly string[]
  readonly code: string
}

const ledgers = (state: string): readonly string[] => [join(state, 'ledger')]
const ledger = (state: string): readonly string[] => [ledgerIn(state)]
const unfinished = (state: string): readonly string[] => [`${ledgerIn(state)}.tmp`]

/** Applies for the first time with a fault: exit 74, the code, nothing said to be applied; then applies without. */
async function applied(room: string, { fault, paths, code }: Case): Promise<void> {
  const state = join(room, 'state')
  const failed = traced(charterWords(...applyWords(state)), { ...fault, paths: paths(state) })
  const where = `${fault.call} ${fault.what} ${fault.when}: ${failed.out}${failed.err}`
  assert.is(failed.code, 74, where)
  isRefused(failed, 74, code)
  assert.not.match(failed.out, /^Applied: /m, where)
  assert.equal(leftIn(state), [], where)
  const again = await ran(applyWords(state))
  assert.is(again.code, 0, again.err)
  assert.is((await ran(['ledger', 'verify', '--state', state, '--replay'])).code, 0)
  assert.match(await usersIn(state), /ada/)
  rmSync(state, { recursive: true })
}

if (canTrace) {
  test('S03: a write that claims more than it did ends with 74 before anything is reported', async () => {
    await inRoom(async (room) => {
      const short = { call: 'write', what: 'retval=40', when: '1' }
      await applied(room, { fault: short, paths: ledger, code: 'StoreFailed' })
      // Of 53 bytes 53 are claimed and none is written: the first line of the ledger.
      await applied(room, { fault: { ...short, what: 'retval=54' }, paths: unfinished, code: 'StoreFailed' })
    })
  })

  test('S05 S06 S07: an fsync of a file or a folder that fails ends with 74, is not tried again, and the next apply applies', async () => {
    await inRoom(async (room) => {
      for (const when of ['1', '1+']) {
        for (const [call, paths] of [
          ['fdatasync', ledger],
          ['fsync', unfinished],
          ['fsync', ledger],
          ['fsync', ledgers],
        ] as const)
          await applied(room, { fault: { call, what: 'error=EIO', when }, paths, code: 'StoreFailed' })
      }
    })
  })

  test('S06: where fsync fails at every start, every start says the same, and reading goes on', async () => {
    await inRoom(async (room) => {
      const { state } = await appliedState(room)
      const fault = { call: 'fsync', what: 'error=EIO', when: '1+', paths: [ledgerIn(state)] }
      const starts = [1, 2].map(() => traced(charterWords(...applyWords(state)), fault))
      for (const start of starts) isRefused(start, 74, 'StoreFailed')
      assert.is(starts[0]?.err, starts[1]?.err)
      assert.match(await usersIn(state), /ada/)
    })
  })

  test('S08: a close that fails ends with 74, and what was reported is there', async () => {
    await inRoom(async (room) => {
      const state = join(room, 'state')
      const fault = { call: 'close', what: 'error=EIO', when: '1', paths: [ledgerIn(state)] }
      const failed = traced(charterWords(...applyWords(state)), fault)
      isRefused(failed, 74, 'StoreFailed')
      assert.match(await usersIn(state), /ada/)
      assert.is((await ran(applyWords(state))).code, 0)
    })
  })

  test('S09: a rename that fails ends with 74 and leaves nothing unfinished', async () => {
    await inRoom(async (room) => {
      for (const [error, code] of [
        ['EXDEV', 'StoreFailed'],
        ['EACCES', 'StateNotOwned'],
        ['EEXIST', 'StateForeign'],
      ] as const) {
        const fault = { call: 'rename', what: `error=${error}`, when: '1' }
        await applied(room, { fault, paths: unfinished, code })
      }
    })
  })

  test('S10: a read that fails at the start ends with 74 and names the file; nothing starts empty', async () => {
    await inRoom(async (room) => {
      const { state } = await appliedState(room)
      const before = readFileSync(ledgerIn(state))
      const failing = (path: string, words: readonly string[]): Traced =>
        traced(charterWords(...words), { call: 'pread64', what: 'error=EIO', when: '1', paths: [path] })
      for (const path of [checkpointIn(state), ledgerIn(state)]) {
        for (const words of [applyWords(state), ['get', 'users', '--state', state]]) {
          const { code, out, err } = failing(path, words)
          assert.equal([code, out], [74, ''], `${path} ${words[0]}: ${err}`)
          assert.ok(err.includes(`cannot read ${path}: the disk reports an error\n`), err)
        }
        if (path === checkpointIn(state)) forgetCheckpoint(state)
      }
      assert.equal(readFileSync(ledgerIn(state)), before)
      assert.not(existsSync(join(state, 'lock')))
    })
  })
}

test('two commands at once on a new folder: one makes it, the other waits its turn or ends with 73', async () => {
  await inRoom(async (room) => {
    for (let time = 0; time < 3; time++) {
      const state = join(room, `state-${time}`)
      const both = await Promise.all([1, 2].map(() => runs(charterWords(...applyWords(state)))))
      const codes = both.map(({ code }) => code)
      assert.ok(codes.includes(0), JSON.stringify(both))
      for (const { code, err } of both) if (code !== 0) isRefused({ code, err }, 73, 'Locked')
      assert.is((await ran(['ledger', 'verify', '--state', state, '--replay'])).code, 0)
      assert.is((await ran(applyWords(state))).code, 0)
      assert.equal(leftIn(state), [])
    }
  })
})

/** Runs Node beside this process. */
async function runs(words: readonly string[]): Promise<{ readonly code: number | null; readonly err: string }> {
  const child = spawn(process.execPath, ['--no-warnings', ...words], { stdio: ['ignore', 'ignore', 'pipe'] })
  let err = ''
  child.stderr.on('data', (data) => {
    err += data
  })
  const [code] = (await once(child, 'close')) as [number | null]
  return { code, err }
}

test.run()
