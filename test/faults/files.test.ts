import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statfsSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { StoreError } from '../../src/model/errors.ts'
import { operatorToken } from '../../src/store/token.ts'
import { checkpointIn, ledgerIn } from '../store/support.ts'
import { ran } from '../support/terminal.ts'
import { appliedState, applyWords, isRefused, leftIn, usersIn } from './command.ts'

/** A small file system of its own, in memory. */
interface Volume {
  readonly folder: string
  remount(options: string): void
  /** Leaves so many bytes, and gives them back when it is called again. */
  leave(bytes: number): () => void
}

const PAGE_BYTES = 4096

/** Runs a test with a volume, which is taken away after; gives whether one could be mounted. */
async function onVolume(options: string, run: (volume: Volume, room: string) => Promise<void>): Promise<boolean> {
  const room = mkdtempSync(join(tmpdir(), 'charter-volume-'))
  const folder = join(room, 'volume')
  mkdirSync(folder)
  const mount = (...words: readonly string[]): boolean => spawnSync('mount', [...words, folder]).status === 0
  const isMounted = mount('-t', 'tmpfs', '-o', options, 'tmpfs')
  try {
    if (isMounted)
      await run({ folder, remount: (more) => assert.ok(mount('-o', `remount,${more}`)), leave: leaver(folder) }, room)
    return isMounted
  } finally {
    if (isMounted) spawnSync('umount', ['-l', folder])
    rmSync(room, { recursive: true, force: true })
  }
}

function leaver(folder: string): Volume['leave'] {
  const ballast = join(folder, 'ballast')
  return (bytes) => {
    const { bavail, bsize } = statfsSync(folder)
    writeFileSync(ballast, Buffer.alloc(Math.max(bavail * bsize - bytes, 0)))
    return () => rmSync(ballast)
  }
}

const canMount = await onVolume('size=64k', async () => undefined)
if (!canMount)
  console.error(
    '\nSKIPPED: no file system may be mounted here, S04, S14 and S23 are tested without a full or read-only disk\n',
  )

/** Applies on a disk that is too full for it, looks, makes room and applies again. */
async function fills(state: string, makeRoom: () => void): Promise<void> {
  const failed = await ran(applyWords(state))
  isRefused(failed, 74, 'StoreFull')
  assert.not.match(failed.out, /^Applied: /m)
  assert.equal(leftIn(state), [])
  makeRoom()
  const { code, err } = await ran(applyWords(state))
  assert.is(code, 0, err)
  assert.equal(leftIn(state), [])
  assert.match(await usersIn(state), /ada/)
  assert.is((await ran(['ledger', 'verify', '--state', state, '--replay'])).code, 0)
}

if (canMount) {
  test('S04: a disk without room for a new state folder, or for its first change, is StoreFull until there is room', async () => {
    for (const pages of [1, 2, 3]) {
      await onVolume('size=1m', async ({ folder, leave }) => {
        await fills(join(folder, 'state'), leave(pages * PAGE_BYTES))
      })
    }
  })

  test('S04: a disk without inodes is StoreFull until there are some', async () => {
    // The volume itself takes one; then state folder, lock, ledger folder and its first file.
    for (const inodes of [2, 3, 4]) {
      await onVolume(`size=1m,nr_inodes=${inodes}`, async ({ folder, remount }) => {
        await fills(join(folder, 'state'), () => remount('nr_inodes=50'))
      })
    }
  })

  test('S04: a change for which there is no room leaves the state as it was, readable, and is applied when there is', async () => {
    await onVolume('size=1m', async ({ folder, leave }, room) => {
      const state = (await appliedState(room)).copy(join(folder, 'state'))
      const orgs = join(room, 'orgs')
      mkdirSync(orgs)
      writeFileSync(join(orgs, 'big.yaml'), organization(300))
      const before = [readFileSync(ledgerIn(state)), await usersIn(state)]
      const makeRoom = leave(3 * PAGE_BYTES)
      const words = ['apply', orgs, '--state', state, '--yes', '--source', 'other']
      const failed = await ran(words)
      isRefused(failed, 74, 'StoreFull')
      assert.is(await usersIn(state), before[1])
      assert.is((await ran(['ledger', 'verify', '--state', state])).code, 0)
      makeRoom()
      assert.is((await ran(words)).code, 0)
      assert.equal(readFileSync(ledgerIn(state)).subarray(0, before[0]?.length), before[0])
      assert.match(await usersIn(state), /u-299/)
    })
  })

  test('S04: a checkpoint for which there is no room is a notice, and no part of it stays', async () => {
    await onVolume('size=1m', async ({ folder, leave }) => {
      const state = join(folder, 'state')
      // State folder, lock, ledger folder and ledger take what is left; the checkpoint does not fit any more.
      for (let pages = 1; ; pages++) {
        assert.ok(pages < 20, 'no amount of room let the ledger be written and the checkpoint not')
        const makeRoom = leave(pages * PAGE_BYTES)
        const { code, err } = await ran(applyWords(state))
        const isWritten = code === 0 && !existsSync(checkpointIn(state))
        assert.equal(leftIn(state), [])
        makeRoom()
        if (isWritten)
          assert.match(err, /^charter: cannot write .*checkpoint\.ndjson: the disk is full; nothing is lost/m)
        if (isWritten) break
        rmSync(state, { recursive: true, force: true })
      }
      assert.match(await usersIn(state), /ada/)
      assert.is((await ran(applyWords(state))).code, 0)
    })
  })

  test('S04: an operator’s token for which there is no room leaves nothing that the next start would refuse', async () => {
    await onVolume('size=64k', async ({ folder, leave }) => {
      const makeRoom = leave(0)
      assert.throws(
        () => operatorToken(folder),
        (error: unknown) => error instanceof StoreError && error.code === 'StoreFull',
      )
      makeRoom()
      assert.ok(operatorToken(folder).isNew)
      assert.not(operatorToken(folder).isNew)
    })
  })

  test('S14: where the file system is read-only apply ends with 74, and get and ledger verify go on', async () => {
    await onVolume('size=1m', async ({ folder, remount }) => {
      const state = join(folder, 'state')
      assert.is((await ran(applyWords(state))).code, 0)
      remount('ro')
      for (const words of [applyWords(state), ['approve', '0123456789', '--state', state]])
        isRefused(await ran(words), 74, 'StateReadOnly')
      isRefused(await ran(applyWords(join(folder, 'another'))), 74, 'StateReadOnly')
      assert.match(await usersIn(state), /ada/)
      for (const words of [['ledger', 'verify', '--replay'], ['ledger', 'head'], ['history']])
        assert.is((await ran([...words, '--state', state])).code, 0, words.join(' '))
      remount('rw')
      assert.is((await ran(applyWords(state))).code, 0)
    })
  })

  test('S23: a state folder made in memory is told once', async () => {
    await onVolume('size=1m', async ({ folder }) => {
      const state = join(folder, 'state')
      const [first, second] = [await ran(applyWords(state)), await ran(applyWords(state))]
      assert.equal([first.code, second.code, second.err], [0, 0, ''])
      assert.match(first.err, /^charter: the state folder .*state lies in memory .*; see: charter explain NotDurable$/m)
    })
  })
}

function organization(users: number): string {
  const names = Array.from(
    { length: users },
    (_, index) => `    - {name: u-${index}, email: u-${index}@big.example, admin: ${index < 2}}`,
  )
  return `apiVersion: charter.sh/v1alpha1\nkind: Organization\nmetadata: {name: big}\nspec:\n  displayName: Big\n  users:\n${names.join('\n')}\n`
}

test.run()
