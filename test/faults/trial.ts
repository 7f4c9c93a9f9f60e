import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import type { Store } from '../../src/model/ports.ts'
import type { State } from '../../src/model/state.ts'
import { type Disk, realDisk } from '../../src/store/disk.ts'
import { openFileStore } from '../../src/store/file.ts'
import { applied, checkpointIn, clock, countingRandom, keysOf, user } from '../store/support.ts'
import { crashes, type Tree } from './crash.ts'
import { type Mischief, Recorder, type Told } from './recorder.ts'

/** Many small files are made and removed: in memory, where the machine has a place for that. */
const ROOM = existsSync('/dev/shm') ? '/dev/shm' : tmpdir()

/** Sizes so small that a few entries fill a segment and call for a checkpoint. */
const SIZES = { segmentBytes: 1300, checkpointBytes: 700 }

/** Runs something in a folder of its own; the state folder in it is `state`. */
export async function inRoom<T>(run: (room: string) => Promise<T>): Promise<T> {
  const room = mkdtempSync(join(ROOM, 'charter-faults-'))
  try {
    return await run(room)
  } finally {
    rmSync(room, { recursive: true, force: true })
  }
}

export function openStore(path: string, disk: Disk, onNotice: (message: string) => void = () => undefined): Store {
  return openFileStore({ path, mode: 'create', clock, random: countingRandom(), disk, onNotice, ...SIZES })
}

/** Entry n makes user n: from the users of a state one can see which entries it was made of. */
export async function appendUsers(store: Store, { head }: State, count: number): Promise<State> {
  const entries = Array.from({ length: count }, (_, index) => applied([user(`u-${head.seq + index + 1}`)]))
  return store.append(entries, head)
}

/** Whether a notice is about what the store found; that a test runs in memory is none. */
export function isTrouble(message: string): boolean {
  return !message.endsWith('NotDurable')
}

/** The users that a state of so many entries holds. */
export function usersAfter(seq: number): string[] {
  return Array.from({ length: seq }, (_, index) => `User/acme/u-${index + 1}`).sort()
}

/** A program that makes a ledger and appends to it, closes it and opens it again: every step of the protocol. */
export async function live(room: string, recorder: Recorder, appends: readonly (readonly number[])[]): Promise<void> {
  for (const counts of appends) {
    const store = openStore(join(room, 'state'), recorder.disk)
    let state = await store.open()
    recorder.tell(state.head.seq)
    for (const count of counts) {
      state = await appendUsers(store, state, count)
      recorder.tell(state.head.seq)
    }
    await store.close()
    recorder.tell(state.head.seq, true)
  }
}

/** A violation of what the store promises, in a state that a crash may leave. */
export interface Violation {
  readonly step: number
  readonly what: string
}

/** What looking at crashes found, and at how many different ones it looked. */
export interface Findings {
  readonly violations: readonly Violation[]
  readonly looked: number
}

/** How thoroughly crashes are looked at: how often a crash may come during the recovery from one, and how many violations are enough. */
export interface Thoroughness {
  readonly depth: number
  readonly enough: number
}

const EMPTY: Tree = new Map()

/** Looks at every crash during what a recorder has seen from step `from` on. */
export async function lookAt(
  recorder: Recorder,
  { depth, enough }: Thoroughness,
  from = 0,
  seen = new Set<string>(),
): Promise<Findings> {
  return look({ before: EMPTY, known: [], steps: recorder.steps, told: undefined, from }, { depth, enough }, seen)
}

interface Run {
  readonly before: Tree
  readonly known: readonly string[]
  readonly steps: Recorder['steps']
  readonly told: Told | undefined
  readonly from: number
}

async function look(run: Run, { depth, enough }: Thoroughness, seen: Set<string>): Promise<Findings> {
  const violations: Violation[] = []
  let looked = 0
  for (const { tree, told = run.told, step } of crashes(run.before, run.known, run.steps)) {
    if (step < run.from) continue
    const key = `${depth} ${told?.seq} ${told?.closed} ${digestOf(tree)}`
    if (seen.has(key)) continue
    seen.add(key)
    looked++
    const { what, recovery } = await recover(tree, told)
    if (what !== undefined) violations.push({ step, what })
    else if (depth > 0) {
      const known = [...tree].flatMap(([path, content]) => (content === undefined ? [] : [path]))
      const inner = { before: tree, known, steps: recovery.steps, told, from: 1 }
      const findings = await look(inner, { depth: depth - 1, enough }, seen)
      looked += findings.looked
      violations.push(...findings.violations.map((found) => ({ step, what: `again: ${found.what}` })))
    }
    if (violations.length >= enough) break
  }
  return { violations, looked }
}

function digestOf(tree: Tree): string {
  const hash = createHash('sha256')
  for (const [path, content] of [...tree].sort(([left], [right]) => (left < right ? -1 : 1))) {
    hash.update(`${path}\0${content?.length}\0`)
    if (content !== undefined) hash.update(content)
  }
  return hash.digest('hex')
}

/** Puts a tree on the real disk, opens it as any start does, and goes on working with it. */
async function recover(tree: Tree, told: Told | undefined): Promise<{ what: string | undefined; recovery: Recorder }> {
  return inRoom(async (room) => {
    for (const [path, content] of tree) {
      if (content === undefined) mkdirSync(join(room, path), { recursive: true, mode: 0o700 })
      else mkdirSync(dirname(join(room, path)), { recursive: true })
      if (content !== undefined) writeFileSync(join(room, path), content, { mode: 0o600 })
    }
    const known = [...tree].flatMap(([path, content]) => (content === undefined ? [] : [path]))
    const recovery = new Recorder(room, {}, known)
    const what = await judge(join(room, 'state'), recovery, told).catch((error: Error) => error.message)
    return { what, recovery }
  })
}

/** What a state folder breaks of the promises, or `undefined`; the recovery's own steps are recorded. */
async function judge(path: string, recovery: Recorder, told: Told | undefined): Promise<string | undefined> {
  const checkpoint = seqOfCheckpoint(path)
  const notices: string[] = []
  const store = openStore(path, recovery.disk, (message) => void (isTrouble(message) && notices.push(message)))
  try {
    const state = await store.open()
    recovery.tell(state.head.seq)
    const { seq } = state.head
    if (notices.length > 0) return `says ${notices.join(', ')}`
    if (seq < (told?.seq ?? 0)) return `lost: entry ${told?.seq} was told, ${seq} is the last`
    if (keysOf(state).join() !== usersAfter(seq).join()) return `a mix: entry ${seq} with ${keysOf(state).join()}`
    if (told?.closed === true && checkpoint !== told.seq) return `the checkpoint of entry ${told.seq} is gone`
    const more = await appendUsers(store, state, 1)
    recovery.tell(more.head.seq)
    await store.close()
    const withCheckpoint = await goesOn(path, more)
    rmSync(checkpointIn(path), { force: true })
    return withCheckpoint ?? (await goesOn(path, more))
  } finally {
    await store.close()
  }
}

/** What is wrong with the next start, or `undefined`. */
async function goesOn(path: string, { head }: State): Promise<string | undefined> {
  const store = openStore(path, realDisk)
  try {
    const found = await store.open()
    const users = keysOf(found).join()
    return found.head.hash === head.hash && users === usersAfter(head.seq).join()
      ? undefined
      : `does not go on: ${users}`
  } finally {
    await store.close()
  }
}

function seqOfCheckpoint(path: string): number | undefined {
  if (!existsSync(checkpointIn(path))) return undefined
  return (JSON.parse(readFileSync(checkpointIn(path), 'utf8').split('\n')[0] ?? '') as { seq: number }).seq
}

/** A life that is killed at a step, and another after it in the same folder; gives where in the steps the second begins. */
export async function killedLife(
  room: string,
  mischief: Mischief & { readonly killAt: number },
  appends: readonly (readonly number[])[],
): Promise<{ readonly recorder: Recorder; readonly second: number; readonly wasKilled: boolean }> {
  const recorder = new Recorder(room, mischief)
  await live(room, recorder, appends).catch(() => undefined)
  const { wasKilled } = recorder
  rmSync(join(room, 'state', 'lock'), { force: true })
  await recorder.restart()
  const second = recorder.steps.length
  if (wasKilled) await live(room, recorder, [[1]])
  return { recorder, second, wasKilled }
}
