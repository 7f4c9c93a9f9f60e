import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import type { NewRecorded } from '../../src/model/ledger.ts'
import { type Disk, realDisk } from '../../src/store/disk.ts'
import { eraseTold, findTold } from '../../src/store/erase.ts'
import { openFileStore } from '../../src/store/file.ts'
import { closeFolder, openFolder } from '../../src/store/opened.ts'
import { verifyLedger } from '../../src/store/proof/verify.ts'
import { applied, clock, countingRandom, forgetCheckpoint, keysOf, stateIn, TIME, user } from '../store/support.ts'
import { crashes, type Tree } from './crash.ts'
import { type Mischief, Recorder } from './recorder.ts'
import { inRoom, openStore } from './trial.ts'

const ADA = user('ada')
const REMOVAL: NewRecorded = { uid: ADA.uid, kind: 'User', action: 'delete', body: { key: 'User/acme/ada' } }
const LAST = 5
const USERS = ['User/acme/bob', 'User/acme/cleo', 'User/acme/dora']

/** Three segments; ada comes in the first and goes in the last, in which the checkpoint has its place. */
async function prepare(room: string): Promise<void> {
  const store = openStore(join(room, 'state'), realDisk)
  let state = await store.open()
  for (const change of [ADA, user('bob'), user('cleo'), user('dora'), REMOVAL])
    state = await store.append([applied([change])], state.head)
  await store.close()
}

/** Erases ada; gives whether there was anything to erase. */
async function erase(path: string, disk: Disk = realDisk): Promise<void> {
  const opened = await openFolder({ path, mode: 'existing', clock, random: countingRandom(), disk, segmentBytes: 1300 })
  let isSound = false
  try {
    const told = await findTold(opened, { uid: ADA.uid })
    if (told.some(({ changes }) => changes > 0))
      await eraseTold(opened, told, { time: TIME, actor: { type: 'operator', name: 'op' }, random: countingRandom() })
    isSound = true
  } finally {
    await closeFolder(opened, isSound)
  }
}

function treeOf(room: string): Tree {
  const paths = readdirSync(room, { recursive: true, withFileTypes: true })
  const tree = paths.map((entry) => {
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

/** What is wrong with a folder after a crash, or `undefined`: it is the old or the new one, verifies, and is erased by another try. */
async function judge(path: string, isTold: boolean): Promise<string | undefined> {
  const notices: string[] = []
  const store = openFileStore({ path, mode: 'readonly', clock, onNotice: (message) => notices.push(message) })
  const seen = await store.open()
  await store.close()
  if (notices.length > 0) return notices.join()
  if (seen.head.seq < LAST || (isTold && seen.head.seq === LAST)) return `entry ${seen.head.seq} is the last`
  if (keysOf(seen).join() !== USERS.join()) return `a mix: ${keysOf(seen).join()}`
  const { flaw } = await verifyLedger(join(path, 'ledger'))
  if (flaw !== undefined) return `entry ${flaw.seq} ${flaw.message}`
  const left = textIn(path)
  if (isTold && /ada@|acme\/ada/.test(left)) return 'is told to be erased, and is not'
  await erase(path)
  if (/ada@|acme\/ada/.test(textIn(path))) return 'is not erased by another try'
  forgetCheckpoint(path)
  const state = await stateIn(path)
  if (keysOf(state).join() !== USERS.join()) return `does not go on: ${keysOf(state).join()}`
  return (await verifyLedger(join(path, 'ledger'))).flaw?.message
}

function textIn(path: string): string {
  const names = readdirSync(path, { recursive: true, encoding: 'utf8' }).filter((name) => /\.(ndjson|tmp)$/.test(name))
  return names.map((name) => readFileSync(join(path, name), 'latin1')).join('')
}

/** What a power cut during the erasing may break, and how many different folders it may leave. */
async function look(mischief: Mischief, enough: number): Promise<{ found: readonly string[]; looked: number }> {
  return inRoom(async (room) => {
    await prepare(room)
    const before = treeOf(room)
    const known = [...before].flatMap(([path, content]) => (content === undefined ? [] : [path]))
    const recorder = new Recorder(room, mischief, known)
    await erase(join(room, 'state'), recorder.disk)
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

test('a power cut at any step of erasing leaves each segment as it was or erased, and both verify', async () => {
  const { found, looked } = await look({}, 5)
  assert.equal(found, [])
  assert.ok(looked > 60, String(looked))
})

test('a kill at any step of erasing leaves the old or the new, and another try finishes it', async () => {
  let kills = 0
  for (let killAt = 0; ; killAt++) {
    const wasKilled = await inRoom(async (room) => {
      await prepare(room)
      const known = [...treeOf(room)].flatMap(([path, content]) => (content === undefined ? [] : [path]))
      const recorder = new Recorder(room, { killAt }, known)
      const path = join(room, 'state')
      await erase(path, recorder.disk).catch((error: Error) => assert.ok(recorder.wasKilled, String(error)))
      const { wasKilled } = recorder
      await recorder.restart()
      rmSync(join(path, 'lock'), { force: true })
      assert.is(await judge(path, !wasKilled), undefined, `killed at step ${killAt}`)
      return wasKilled
    })
    if (!wasKilled) break
    kills++
  }
  assert.ok(kills > 20, String(kills))
})

for (const without of [
  'sync state/ledger/000001.ndjson.tmp',
  'syncFolder state/ledger',
  'sync state/checkpoint.ndjson.tmp',
  'syncFolder state',
  'datasync state/ledger/000004.ndjson',
]) {
  test(`without \`${without}\` a power cut would do harm to what is erased`, async () => {
    assert.ok((await look({ without }, 1)).found.length > 0)
  })
}

test.run()
