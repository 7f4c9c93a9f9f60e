import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as assert from 'uvu/assert'
import type { NewEntry, NewRecorded } from '../../src/model/ledger.ts'
import type { Clock } from '../../src/model/ports.ts'
import { type JsonObject, type Key, type Kind, keyOf, type StoredResource } from '../../src/model/resource.ts'
import type { State } from '../../src/model/state.ts'
import type { Random } from '../../src/store/entry.ts'
import { openFileStore } from '../../src/store/file.ts'

export const TIME = '2026-11-02T08:00:00.000Z'

/** A clock that stands still. */
export const clock: Clock = { now: () => TIME, elapsedMs: () => 0 }

/** Bytes that count up: every run seals the same entries. */
export function countingRandom(): Random {
  let next = 0
  return (size) => Uint8Array.from({ length: size }, () => next++ % 251)
}

/** Runs a test in a folder of its own, which is removed after. */
export async function inFolder<T>(run: (folder: string) => Promise<T>, room = tmpdir()): Promise<T> {
  const folder = mkdtempSync(join(room, 'charter-store-'))
  try {
    return await run(folder)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** As `inFolder`, in memory where the machine has a place for that: for tests that make and sync many small files. */
export function inMemory<T>(run: (folder: string) => Promise<T>): Promise<T> {
  return inFolder(run, existsSync('/dev/shm') ? '/dev/shm' : tmpdir())
}

/** A uid that says which resource it belongs to. */
export function uidFor(name: string): string {
  return `00000000-0000-5000-8000-${Buffer.from(name.padEnd(6, '_')).toString('hex').slice(0, 12)}`
}

export function create(kind: Kind, namespace: string, name: string, spec: JsonObject = {}): NewRecorded {
  const key = keyOf({ kind, namespace, name })
  const place = { owner: 'git', path: `${namespace}/${name}.yaml`, line: 3 }
  const body = { key, ...place, apiVersion: 'charter.sh/v1alpha1', labels: {}, annotations: {}, spec }
  return { uid: uidFor(`${kind}${name}`.slice(-6)), kind, action: 'create', body }
}

export function user(name: string, spec: JsonObject = {}): NewRecorded {
  return create('User', 'acme', name, { email: `${name}@acme.example`, ...spec })
}

export function applied(changes: readonly NewRecorded[], more: Partial<NewEntry> = {}): NewEntry {
  const unit = { type: 'organization', organization: 'acme' } as const
  return { time: TIME, type: 'applied', unit, organization: 'acme', changes, ...more }
}

export function stored(state: State, key: string): StoredResource {
  const resource = state.resources.get(key as Key)
  if (resource === undefined) throw new Error(`${key} is not stored`)
  return resource
}

export function keysOf(state: State): string[] {
  return [...state.resources.keys()].sort()
}

type ErrorClass = abstract new (...parameters: never[]) => Error

/** Asserts that a promise is rejected with an error of a class whose message matches, and which has this code. */
export async function rejects(
  promise: Promise<unknown>,
  type: ErrorClass,
  message: RegExp,
  code?: string,
): Promise<void> {
  const error = await promise.then(
    () => undefined,
    (reason: unknown) => reason,
  )
  assert.instance(error, type, `expected ${type.name}, got ${String(error)}`)
  assert.match((error as Error).message, message)
  if (code !== undefined) assert.is((error as { code?: unknown }).code, code)
}

/** All items of an asynchronous list. */
export async function all<T>(items: AsyncIterable<T>): Promise<T[]> {
  const list: T[] = []
  for await (const item of items) list.push(item)
  return list
}

/**
 * Writes a ledger of one user per entry and gives its state; `more` are entries of one further append. No checkpoint
 * stays, so that all of the ledger is read.
 */
export async function ledgerOf(path: string, names: readonly string[], more: readonly NewEntry[] = []): Promise<State> {
  const store = openFileStore({ path, mode: 'create', clock, random: countingRandom(), onNotice: () => undefined })
  let state = await store.open()
  for (const name of names) state = await store.append([applied([user(name)])], state.head)
  if (more.length > 0) state = await store.append(more, state.head)
  await store.close()
  forgetCheckpoint(path)
  return state
}

/** Opens a state folder, gives what its ledger holds and closes it; no checkpoint stays. */
export async function stateIn(path: string, mode: 'create' | 'existing' | 'readonly' = 'existing'): Promise<State> {
  const store = openFileStore({ path, mode, clock })
  let state: State
  try {
    state = await store.open()
  } finally {
    await store.close()
  }
  if (mode !== 'readonly') forgetCheckpoint(path)
  return state
}

/** The checkpoint of a state folder. */
export function checkpointIn(path: string): string {
  return join(path, 'checkpoint.ndjson')
}

/** Removes the checkpoint, if there is one: the next start reads all of the ledger. */
export function forgetCheckpoint(path: string): void {
  if (existsSync(checkpointIn(path))) rmSync(checkpointIn(path))
}

/** The ledger file of a state folder. */
export function ledgerIn(path: string): string {
  return join(path, 'ledger', '000001.ndjson')
}

/** Runs lines of TypeScript in a process of their own, with `openFileStore` and the helpers of this file in scope. */
export function inProcess(lines: string, options: { readonly limit?: string } = {}): ChildProcess {
  const store = new URL('../../src/store/file.ts', import.meta.url).href
  const program = `
    const { openFileStore } = await import('${store}')
    const support = await import('${import.meta.url}')
    ${lines}`
  const node = [process.execPath, '--input-type=module-typescript', '--no-warnings', '-e', program]
  const [command = '', ...parameters] =
    options.limit === undefined ? node : ['sh', '-c', `${options.limit}; exec "$@"`, 'sh', ...node]
  return spawn(command, parameters, { stdio: ['pipe', 'pipe', 'inherit'] })
}

/** What a process writes until it ends. */
export async function outputOf(child: ChildProcess): Promise<string> {
  let output = ''
  child.stdout?.on('data', (data) => {
    output += data
  })
  await once(child, 'close')
  return output
}
