import { momentOf } from '../../access/windows.ts'
import { groupBy } from '../../lib/compare.ts'
import { once } from '../../lib/once.ts'
import { ConflictError, StoreError } from '../../model/errors.ts'
import { isRefusal } from '../authentication/refusal.ts'
import type { View } from '../endpoint.ts'
import type { Authenticate, Identity } from '../identity.ts'
import { BASE_PATH, type Mounting } from '../mount.ts'
import { type Viewer, viewerOf } from '../viewer.ts'
import { type StatusChange, statusChanges } from './changes.ts'
import { entryTeller, ownersOf } from './entries.ts'
import { frameOf, heartbeatOf, RETRY } from './frame.ts'
import type { Outlet } from './outlet.ts'
import { mayFollow, seesAll } from './sight.ts'

/** Somebody who follows: who it is, what proves it, and the entry up to which everything was told. */
export interface Follower {
  readonly outlet: Outlet
  readonly proof: Parameters<Authenticate>[0]
  readonly identity: Identity
  readonly seq: number
  /** Ends the connection at once, whatever waits. */
  cut(): void
}

/** How often is looked whether something is new, and how often readers hear that the connection stands, in milliseconds. */
export interface Rhythm {
  readonly lookMs: number
  readonly beatMs: number
}

/** All who follow. */
export interface Hub {
  /** Lets somebody follow; or says why not: this one has enough streams, or there are enough in all. */
  join(follower: Follower): 'joined' | 'enough of one' | 'enough'
  close(): void
}

const RHYTHM: Rhythm = { lookMs: 250, beatMs: 15_000 }
const MOST_STREAMS = 128
const MOST_OF_ONE = 16
/** Who is further behind reads the ledger itself. */
const MOST_BEHIND = 1000

interface Reader extends Omit<Follower, 'seq' | 'identity'> {
  identity: Identity
  seq: number
}

type Around = Pick<Mounting, 'publication' | 'catalogs'> & { readonly authenticate: Authenticate }

/**
 * Tells readers what comes: it looks at what is published, and nobody waits for it. What it reads of the ledger it reads once for all
 * who are equally far; a reader that takes nothing is told nothing more until it does, and then goes on where it stands.
 */
export function createHub(around: Around, rhythm: Rhythm = RHYTHM): Hub {
  return new Telling(around, rhythm)
}

class Telling implements Hub {
  readonly #around: Around
  readonly #rhythm: Rhythm
  readonly #readers = new Set<Reader>()
  #timers: readonly NodeJS.Timeout[] = []
  #told: View['status'] | undefined
  #isLooking = false
  #isBeating = false
  #isClosed = false

  constructor(around: Around, rhythm: Rhythm) {
    this.#around = around
    this.#rhythm = rhythm
  }

  join({ outlet, proof, identity, seq, cut }: Follower): ReturnType<Hub['join']> {
    const own = [...this.#readers].filter((one) => whoIs(one.identity) === whoIs(identity))
    if (own.length >= MOST_OF_ONE) return 'enough of one'
    if (this.#isClosed || this.#readers.size >= MOST_STREAMS) return 'enough'
    const { status, state } = this.#around.publication.now()
    const reader = { outlet, proof, identity, seq, cut }
    outlet.body.once('close', () => this.#leave(reader))
    outlet.push(
      `${RETRY}${frameOf({ event: 'start', id: Math.min(seq, state.head.seq), data: { seq: state.head.seq } })}`,
    )
    if (seq > state.head.seq) this.#gap(reader, { from: 1, to: state.head.seq })
    this.#readers.add(reader)
    this.#told ??= status
    if (this.#timers.length === 0) this.#begin()
    void this.#look()
    return 'joined'
  }

  close(): void {
    this.#isClosed = true
    for (const reader of this.#readers) this.#end(reader, 'stopping')
  }

  #begin(): void {
    const { lookMs, beatMs } = this.#rhythm
    this.#timers = [setInterval(() => void this.#look(), lookMs), setInterval(() => void this.#beat(), beatMs)]
    for (const timer of this.#timers) timer.unref()
  }

  #leave(reader: Reader): void {
    this.#readers.delete(reader)
    if (this.#readers.size > 0) return
    for (const timer of this.#timers) clearInterval(timer)
    this.#timers = []
    this.#told = undefined
  }

  #end(reader: Reader, reason: 'stopping' | 'unauthorized' | 'forbidden'): void {
    reader.outlet.push(frameOf({ event: 'end', data: { reason } }))
    reader.outlet.end()
    this.#leave(reader)
  }

  #cut(reader: Reader): void {
    this.#leave(reader)
    reader.cut()
  }

  /** Looks once; what cannot be read now is read the next time. */
  async #look(): Promise<void> {
    if (this.#isLooking) return
    this.#isLooking = true
    await this.#try(async () => {
      const view = this.#around.publication.now()
      this.#tellStatus(view)
      await this.#tellEntries(view)
    })
    this.#isLooking = false
  }

  /** A bug ends the streams and not the program: readers come again. */
  async #try(work: () => Promise<void>): Promise<void> {
    try {
      await work()
    } catch (error) {
      if (error instanceof StoreError || error instanceof ConflictError) return
      for (const reader of [...this.#readers]) this.#cut(reader)
    }
  }

  #tellStatus(view: View): void {
    const changes = this.#told === undefined ? [] : statusChanges(this.#told, view.status)
    this.#told = view.status
    if (changes.length === 0) return
    const viewerIn = this.#viewers(view)
    for (const reader of this.#readers) this.#tellChanges(reader, changes, viewerIn(reader))
  }

  /** What stands where is not kept: who does not take it comes again and reads it. */
  #tellChanges(reader: Reader, changes: readonly StatusChange[], viewer: Viewer): void {
    for (const { text, isFor } of changes) {
      if (!isFor(viewer)) continue
      if (reader.outlet.isFull()) {
        this.#cut(reader)
        return
      }
      reader.outlet.push(text)
    }
  }

  async #tellEntries(view: View): Promise<void> {
    const { seq: head } = view.state.head
    const behind = [...this.#readers].filter(({ seq, outlet }) => seq < head && !outlet.isFull())
    if (behind.length === 0) return
    const sealed = await this.#around.publication.recorded.sealed()
    const viewerIn = this.#viewers(view)
    for (const [place, readers] of groupBy(behind, ({ seq }) => String(seq))) {
      const from = Number(place)
      if (head - from <= MOST_BEHIND && from >= sealed) await this.#tellFrom(from, readers, { view, viewerIn })
      else for (const reader of readers) this.#gap(reader, { from: Math.max(from, sealed) + 1, to: head })
    }
  }

  async #tellFrom(from: number, readers: readonly Reader[], { view, viewerIn }: Sight): Promise<void> {
    const { publication, catalogs } = this.#around
    const range = { from, to: view.state.head.seq }
    const isForAll = readers.every((reader) => seesAll(viewerIn(reader)))
    const catalog = catalogs(view.state.resources)
    const owners = isForAll ? undefined : await ownersOf(publication.recorded, catalog, range)
    let left = readers
    for await (const entry of publication.recorded.entries({ from: from + 1, to: range.to })) {
      left = left.filter((reader) => this.#readers.has(reader) && !reader.outlet.isFull())
      if (left.length === 0) return
      const tell = entryTeller(entry, owners?.get(entry.seq))
      for (const reader of left) {
        const text = tell(viewerIn(reader))
        if (text !== undefined) reader.outlet.push(text)
        reader.seq = entry.seq
      }
    }
  }

  #gap(reader: Reader, { from, to }: { readonly from: number; readonly to: number }): void {
    const { identity } = reader
    const readsLedger = identity.type === 'token' && identity.organizations === undefined
    const data = { from, to, ...(readsLedger ? { read: `${BASE_PATH}/ledger?from=${from}` } : {}) }
    reader.outlet.push(frameOf({ event: 'gap', id: to, data }))
    reader.seq = to
  }

  /** Who does not take anything is let go, and so is who may not follow any more; others hear that the connection stands. */
  async #beat(): Promise<void> {
    if (this.#isBeating) return
    this.#isBeating = true
    for (const reader of [...this.#readers]) if (reader.outlet.isStuck()) this.#cut(reader)
    await this.#try(async () => void (await Promise.all([...this.#readers].map((reader) => this.#prove(reader)))))
    this.#isBeating = false
  }

  async #prove(reader: Reader): Promise<void> {
    const found = await this.#around.authenticate(reader.proof)
    if (!this.#readers.has(reader)) return
    if (isRefusal(found)) return this.#end(reader, 'unauthorized')
    reader.identity = found
    const view = this.#around.publication.now()
    const viewer = this.#viewers(view)(reader)
    if (!mayFollow(viewer, this.#around.catalogs(view.state.resources))) return this.#end(reader, 'forbidden')
    if (!reader.outlet.isFull()) reader.outlet.push(heartbeatOf(reader.seq))
  }

  /** What each reader may see of a view, worked out once. */
  #viewers(view: View): Sight['viewerIn'] {
    const catalog = once(() => this.#around.catalogs(view.state.resources))
    const viewers = new Map<Identity, Viewer>()
    return ({ identity }) => {
      const known = viewers.get(identity)
      if (known !== undefined) return known
      const viewer = viewerOf(identity, catalog(), momentOf(view.instant))
      viewers.set(identity, viewer)
      return viewer
    }
  }
}

interface Sight {
  readonly view: View
  readonly viewerIn: (reader: Reader) => Viewer
}

/** By whom streams are counted. */
function whoIs(identity: Identity): string {
  return JSON.stringify([identity.type, identity.name, identity.type === 'user' ? identity.organization : ''])
}
