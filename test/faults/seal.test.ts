import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { type Disk, realDisk } from '../../src/store/disk.ts'
import { openFileStore } from '../../src/store/file.ts'
import { closeFolder, openFolder } from '../../src/store/opened.ts'
import { verifyLedger } from '../../src/store/proof/verify.ts'
import { sealBefore } from '../../src/store/seal.ts'
import { clock, countingRandom, forgetCheckpoint, keysOf, stateIn, TIME } from '../store/support.ts'
import { crashes, type Tree } from './crash.ts'
import { type Mischief, Recorder } from './recorder.ts'
import { appendUsers, inRoom, openStore, usersAfter } from './trial.ts'

const LAST = 5

async function prepare(room: string): Promise<void> {
  const store = openStore(join(room, 'state'), realDisk)
  let state = await store.open()
  for (let seq = 0; seq < LAST; seq++) state = await appendUsers(store, state, 1)
  await store.close()
}

async function seal(path: string, disk: Disk = realDisk): Promise<void> {
  const opened = await openFolder({ path, mode: 'existing', clock, random: countingRandom(), disk, segmentBytes: 1300 })
  let isSound = false
  try {
    const actor = { type: 'operator', name: 'op' } as const
    await sealBefore(opened, { before: Date.parse(TIME) + 1, time: TIME, actor, random: countingRandom() })
    isSound = true
  } finally {
    await closeFolder(opened, isSound)
  }
}

function treeOf(room: string): Tree {
  const tree = readdirSync(room, { recursive: true, withFileTypes: true }).map((entry) => {
    const path = join(entry.parentPath, entry.name)
    return [path.slice(room.length + 1), entry.isDirectory() ? undefined : readFileSync(path)] as const
  })
  return new Map(tree.sort(([left], [right]) => (left < right ? -1 : 1)))
}

function plant(room: string, tree: Tree): void {
  for (const [path, content] of tree) {
    mkdirSync(content === undefined ? join(room, path) : dirname(join(room, path)), { recursive: true, mode: 0o700 })
    if (content !== undefined) writeFileSync(join(room, path), content, { mode: 0o600 })
  }
}

/** What is wrong with a folder after a crash, or `undefined`; what is sealed can be moved away, with and without a checkpoint. */
async function judge(path: string, isTold: boolean): Promise<string | undefined> {
  const notices: string[] = []
  const store = openFileStore({ path, mode: 'readonly', clock, onNotice: (message) => notices.push(message) })
  const state = await store.open()
  await store.close()
  if (notices.length > 0) return notices.join()
  if (keysOf(state).join() !== usersAfter(LAST).join()) return `a mix: ${keysOf(state).join()}`
  const [sealed] = state.seals
  if (isTold && sealed === undefined) return 'is told to be sealed, and is not'
  const { flaw } = await verifyLedger(join(path, 'ledger'))
  if (flaw !== undefined) return `entry ${flaw.seq} ${flaw.message}`
  if (sealed === undefined) return undefined
  for (const isForgotten of [false, true]) {
    const copy = `${path}-${isForgotten}`
    cpSync(path, copy, { recursive: true })
    for (let number = 1; number <= sealed.segment; number++)
      rmSync(join(copy, 'ledger', `${String(number).padStart(6, '0')}.ndjson`))
    if (isForgotten) forgetCheckpoint(copy)
    if ((await stateIn(copy)).head.hash !== state.head.hash) return 'is another without what was sealed'
    if ((await verifyLedger(join(copy, 'ledger'))).flaw !== undefined) return 'does not verify without what was sealed'
  }
  return undefined
}

async function look(mischief: Mischief, enough: number): Promise<{ found: readonly string[]; looked: number }> {
  return inRoom(async (room) => {
    await prepare(room)
    const before = treeOf(room)
    const known = [...before].flatMap(([path, content]) => (content === undefined ? [] : [path]))
    const recorder = new Recorder(room, mischief, known)
    await seal(join(room, 'state'), recorder.disk)
    recorder.tell(LAST + 1, true)
    const found: string[] = []
    const seen = new Set<string>()
    for (const { tree, told, step } of crashes(before, known, recorder.steps)) {
      const key = `${told?.seq} ${[...tree].map(([path, content]) => `${path} ${content?.toString('latin1')}`).join('\n')}`
      if (seen.has(key)) continue
      seen.add(key)
      const what = await inRoom(async (trial) => {
        plant(trial, tree)
        return judge(join(trial, 'state'), told !== undefined).catch((error: Error) => error.message)
      })
      if (what !== undefined) found.push(`${step}: ${what}`)
      if (found.length >= enough) break
    }
    return { found, looked: seen.size }
  })
}

test('a power cut at any step of sealing leaves a ledger that is sealed or not, and nothing that is sealed is needed', async () => {
  const { found, looked } = await look({}, 5)
  assert.equal(found, [])
  assert.ok(looked > 40, String(looked))
})

for (const without of ['sync state/seals/000003.ndjson.tmp', 'syncFolder state/seals', 'syncFolder state/ledger']) {
  test(`without \`${without}\` a power cut would do harm to what is sealed`, async () => {
    assert.ok((await look({ without }, 1)).found.length > 0)
  })
}

test.run()
