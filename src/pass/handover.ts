import { createHash, randomBytes } from 'node:crypto'
import { equal } from '../lib/compare.ts'
import { Secret } from '../lib/secret.ts'
import type { KeyMemory, PendingKey } from '../model/accesskey.ts'
import type { Actor, NewEntry } from '../model/ledger.ts'
import type { Clock, Store } from '../model/ports.ts'
import { type Key, keyOf, type StoredResource } from '../model/resource.ts'
import type { MadeSecret, SecretRef, Unresolved } from '../model/secret.ts'
import type { State } from '../model/state.ts'
import { sinkOf } from '../schemas/secrets.ts'
import type { Sink } from '../secrets/sink.ts'
import type { SecretMemory } from '../store/fingerprints.ts'
import { type DueKey, dueKeys } from './keys.ts'

/** What handing over works with; `keys` are the stored AccessKeys. */
export interface Handing {
  readonly state: State
  readonly keys: ReadonlyMap<Key, StoredResource>
  readonly store: Pick<Store, 'append'>
  readonly memory: SecretMemory
  readonly sink: Sink
  readonly clock: Clock
  readonly actor: Actor
}

/** What was handed over, and what could not be; the state after it. */
export interface Handed {
  readonly state: State
  readonly made: readonly MadeSecret[]
  readonly troubles: readonly (Unresolved & { readonly key: Key })[]
}

/**
 * Makes and hands over the values of AccessKeys that are due, exactly once each. A value waits beside its place; then what
 * tells it is written down as pending; then it takes its place; then the ledger says so; then it counts. After a crash
 * the next call goes on from where that was: what was pending is handed over or was, and is never made a second time.
 * Throws `StoreError` and `ConflictError` as the store does; a place that cannot be written to is a trouble.
 */
export async function handOver(handing: Handing): Promise<Handed> {
  const work = new HandingOver(handing)
  await work.goOn()
  for (const due of dueKeys(handing.keys, work.state, handing.clock.now())) await work.make(due)
  return { state: work.state, made: work.made, troubles: work.troubles }
}

const VALUE_BYTES = 32

class HandingOver {
  state: State
  readonly made: MadeSecret[] = []
  readonly troubles: (Unresolved & { readonly key: Key })[] = []
  readonly #handing: Handing

  constructor(handing: Handing) {
    this.#handing = handing
    this.state = handing.state
  }

  /** Ends what a crash has left, and forgets keys that are gone. */
  async goOn(): Promise<void> {
    const { keys, memory, sink } = this.#handing
    const byUid = new Map([...keys.values()].map((key) => [key.uid, key]))
    for (const [uid, { pending }] of memory.now().keys) {
      const key = byUid.get(uid)
      if (key?.spec.generate === undefined) {
        if (pending !== undefined) sink.discard(pending.place)
        await this.#remember(uid, undefined)
      } else if (pending !== undefined) await this.#goOnWith(key, pending)
    }
  }

  async make(due: DueKey): Promise<void> {
    const { memory, sink } = this.#handing
    const { key, cause, generation, count, place } = due
    const known = memory.now().keys.get(key.uid)
    // What still waits after a crash is not given up for a newer one.
    if (known?.pending !== undefined) return
    const secret = new Secret(randomBytes(VALUE_BYTES).toString('base64url'))
    const fault = await sink.stage(place, secret, known?.sha256)
    if (fault !== undefined) return this.#fail(key, fault)
    const pending = { sha256: digestOf(secret), count, generation, cause, place }
    await this.#remember(key.uid, { ...known, pending })
    await this.#publish(key, pending, secret)
  }

  async #goOnWith(key: StoredResource, pending: PendingKey): Promise<void> {
    const recorded = this.state.rotations.get(key.uid)
    if (recorded !== undefined && recorded.count >= pending.count) return this.#settle(key, pending)
    return this.#publish(key, pending)
  }

  async #publish(key: StoredResource, pending: PendingKey, secret?: Secret): Promise<void> {
    const result = await this.#handing.sink.publish(pending.place, pending.sha256, secret)
    if (result === 'lost') return this.#forgetPending(key)
    if (result !== 'done') {
      const isElsewhereNow = secret === undefined && !equal(sinkOf(key), pending.place)
      return isElsewhereNow ? this.#forgetPending(key) : this.#fail(key, result)
    }
    const { clock, actor, store } = this.#handing
    const entry = rotatedKeyEntry(key, pending, { time: clock.now(), actor })
    this.state = await store.append([entry], this.state.head)
    await this.#settle(key, pending)
  }

  /** From here on the value counts, and the one before it no more. */
  async #settle(key: StoredResource, { sha256, cause, generation, place }: PendingKey): Promise<void> {
    await this.#remember(key.uid, { sha256 })
    this.made.push({ type: 'made', key: keyOf(key), cause, generation, place })
  }

  async #forgetPending({ uid }: StoredResource): Promise<void> {
    const { pending: _, ...known } = this.#handing.memory.now().keys.get(uid) ?? {}
    await this.#remember(uid, known)
  }

  async #remember(uid: string, known: KeyMemory | undefined): Promise<void> {
    const { memory } = this.#handing
    const { prints, keys } = memory.now()
    const next = new Map(keys)
    if (known === undefined) next.delete(uid)
    else next.set(uid, known)
    await memory.save({ prints, keys: next })
  }

  #fail(key: StoredResource, fault: Unresolved): void {
    this.troubles.push({ ...fault, key: keyOf(key) })
  }
}

function digestOf(secret: Secret): string {
  return createHash('sha256').update(secret.reveal()).digest('hex')
}

/** The entry by which the ledger tells that a key has another value: numbers and a uid, nothing measured from the value. */
function rotatedKeyEntry(
  { uid, namespace }: StoredResource,
  { generation, count, cause }: PendingKey,
  { time, actor }: { readonly time: string; readonly actor: Actor },
): NewEntry {
  const unit = { type: 'organization', organization: namespace } as const
  const evidence = { key: { uid, generation, count }, cause }
  return { time, type: 'rotated', unit, organization: namespace, actor, changes: [], evidence }
}

/** Where a value goes, as a log line or a terminal tells it. */
export function placeText(place: SecretRef): string {
  switch (place.type) {
    case 'env':
      return `env ${place.name}`
    case 'file':
      return `file ${place.path}`
    case 'kubernetes':
      return `kubernetes ${place.name}/${place.key}`
  }
}
