import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import * as assert from 'uvu/assert'
import { Secret } from '../../src/lib/secret.ts'
import type { Snapshot } from '../../src/model/document.ts'
import type { Actor } from '../../src/model/ledger.ts'
import type { Store } from '../../src/model/ports.ts'
import type { State } from '../../src/model/state.ts'
import { type Keeping, openKeeping } from '../../src/pass/keeping.ts'
import type { SecretCluster } from '../../src/secrets/cluster.ts'
import { type Disk, realDisk } from '../../src/store/disk.ts'
import { createFolder } from './folder.ts'
import { type Installation, installationWith } from './installation.ts'
import { applied } from './planning.ts'

/** Who hands over in these tests. */
export const ACTOR: Actor = { type: 'controller', name: 'charter' }

/** An organization with one generated key. */
export function texts(key = '{name: deploy, type: token, user: ada, generate: {writeTo: {file: acme/deploy}}}') {
  return {
    'acme.yaml': `apiVersion: charter.sh/v1alpha1
kind: Organization
metadata: {name: acme}
spec:
  displayName: Acme
  users: [{name: ada, email: ada@acme.example, admin: true}]
  accessKeys: [${key}]
`,
  }
}

/** A ledger that outlives a program, the folders of state and secrets beside it, and a clock. */
export interface Place {
  readonly installation: Installation
  readonly folder: string
  readonly secrets: string
  readonly target: string
  readonly time: { now: string }
  /** A cluster that keeps the last value of each place, and all that were handed over. */
  readonly cluster: SecretCluster & { readonly values: string[] }
}

export async function place(key?: string): Promise<Place> {
  const folder = createFolder()
  const secrets = join(folder, 'secrets')
  for (const path of [secrets, join(folder, 'state')]) mkdirSync(path)
  const installation = await installationWith(texts(key))
  return {
    installation,
    folder,
    secrets,
    target: join(secrets, 'acme/deploy'),
    time: { now: '2026-01-01T00:00:00.000Z' },
    cluster: createCluster(),
  }
}

function createCluster(): Place['cluster'] {
  const marks = new Map<string, string>()
  const values: string[] = []
  return {
    values,
    read: async () => new Secret(values.at(-1) ?? ''),
    async handOver({ name }, secret, mark) {
      marks.set(name, mark)
      values.push(secret.reveal())
      return undefined
    },
    isHandedOver: async ({ name }, mark) => (marks.get(name) === mark ? 'done' : 'lost'),
  }
}

class Crash extends Error {}

/** A program that ends before its nth step that changes anything, on the disk or in the ledger; `steps` counts them. */
function crashing(at: number, { installation, cluster }: Place) {
  const count = { steps: 0 }
  const step = (): void => {
    count.steps += 1
    if (count.steps >= at) throw new Crash()
  }
  const disk: Disk = {
    ...realDisk,
    open: async (path, flags) => {
      step()
      return realDisk.open(path, flags)
    },
    write: (file, bytes, from, to) => {
      step()
      return realDisk.write(file, bytes, from, to)
    },
    sync: async (file) => {
      step()
      return realDisk.sync(file)
    },
    rename: (from, to) => {
      step()
      return realDisk.rename(from, to)
    },
    remove: (path) => {
      step()
      return realDisk.remove(path)
    },
    makeFolder: (path) => {
      step()
      return realDisk.makeFolder(path)
    },
    syncFolder: (path) => {
      step()
      return realDisk.syncFolder(path)
    },
  }
  const store: Pick<Store, 'append'> = {
    async append(entries, head) {
      step()
      const state = await installation.store.append(entries, head)
      step()
      return state
    },
  }
  const secrets: SecretCluster = {
    ...cluster,
    async handOver(place, secret, mark) {
      step()
      const fault = await cluster.handOver(place, secret, mark)
      step()
      return fault
    },
  }
  return { count, disk, store, secrets }
}

/** What a program that starts now remembers. */
export function keepingAt(
  { folder, secrets, cluster }: Place,
  disk: Disk = realDisk,
  reached: SecretCluster = cluster,
): Keeping {
  const settings = { directory: secrets, environment: {}, cluster: reached }
  return openKeeping({ folder: join(folder, 'state'), settings, disk })
}

/** The state as a program that starts now reads it. */
export const stateNow = (place: Place): Promise<State> => place.installation.store.open()

/** Applies other declarations, as a pass does. */
export async function declare(place: Place, snapshots: readonly Snapshot[]): Promise<void> {
  await applied(place.installation.store, await stateNow(place), snapshots)
}

/** Runs a program that hands over until it is done, or ends before its nth step; gives whether it was done. */
export async function runs(place: Place, at = Number.POSITIVE_INFINITY): Promise<boolean> {
  const { count, disk, store, secrets } = crashing(at, place)
  const clock = { now: () => place.time.now, elapsedMs: () => 0 }
  try {
    const keeping = keepingAt(place, disk, secrets)
    const { troubles } = await keeping.handOver(await stateNow(place), { store, clock, actor: ACTOR })
    assert.equal(troubles, [])
    return true
  } catch (error) {
    // What the store makes of it is of no matter: nothing happens any more.
    if (count.steps >= at) return false
    throw error
  }
}

/** The evidence of the entries that tell of handed over values. */
export async function rotatedIn({ installation }: Place): Promise<readonly unknown[]> {
  const found: unknown[] = []
  for await (const { type, evidence } of installation.store.entries()) if (type === 'rotated') found.push(evidence)
  return found
}

/** The SHA-256 (hex) of a file. */
export function sha256(path: string): string {
  return createHash('sha256').update(readFileSync(path, 'utf8')).digest('hex')
}

/** The one value there is. */
export function only<T>(values: Iterable<T>): T {
  const [first, ...others] = values
  assert.ok(first !== undefined && others.length === 0, 'there is exactly one')
  return first as T
}

/** Holds that exactly one value was handed over for each entry of the ledger, and that the last one counts. */
export async function assertHandedOver(one: Place, seen: ReadonlySet<string>, times: number): Promise<void> {
  assert.is((await rotatedIn(one)).length, times)
  const remembered = only(keepingAt(one).memory.now().keys.values())
  assert.equal(Object.keys(remembered), ['sha256'], 'nothing is pending')
  assert.is(seen.size, times, 'as many values were handed over as the ledger says')
  assert.ok(seen.has(remembered.sha256 ?? ''), 'the value that counts was handed over')
  assert.equal(
    readdirSync(join(one.secrets, 'acme')).filter((name) => name.startsWith('.')),
    [],
    'nothing waits',
  )
}

/** Looks what lies at the place of a value, and takes it away where the reader does; gives what was seen before and now. */
export function looking(one: Place, isTaken: boolean): { readonly seen: ReadonlySet<string>; look(): void } {
  const seen = new Set<string>()
  return {
    seen,
    look() {
      if (!existsSync(one.target)) return
      seen.add(sha256(one.target))
      if (isTaken) rmSync(one.target)
    },
  }
}
