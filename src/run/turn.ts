import type { Turn } from '../loop.ts'
import type { Context } from '../model/context.ts'
import { ConflictError, StoreError } from '../model/errors.ts'
import type { NewEntry } from '../model/ledger.ts'
import type { Store } from '../model/ports.ts'
import type { State } from '../model/state.ts'
import type { Pause, Status } from '../model/status.ts'
import { revisionsOf } from '../plan/history/since.ts'
import { departingIn } from '../status/deletions.ts'
import { withSettled } from '../status/settled.ts'
import { withPass, withSource, withTrouble } from '../status/status.ts'
import type { Attempts } from '../store/attempts.ts'
import { watchClock } from './jump.ts'
import { type Live, liveStatus } from './live.ts'
import { createPasses, type Passes, type Passing, type PassOver } from './passes.ts'
import { createSettling, type Settling } from './settling.ts'
import { PASSING, traceOf, troubleOf } from './trouble.ts'
import { sourceNow } from './watched.ts'

/** What turns work with. */
export interface Around extends Passing, Live {
  /** Opens the store, again where it failed; throws what the store throws. */
  readonly openStore: () => Promise<Store>
  readonly attempts: Attempts
  /** Why a source is not to be read now, if somebody paused it. */
  readonly paused: (source: string, state: State) => Pause | undefined
  /** What is called after every pass, with the status before and after it. */
  readonly told: (before: Status, after: Status, pass: PassOver) => void
  /** What is called after every pass that failed as a whole, with the seconds it took. */
  readonly failed?: (seconds: number) => void
}

/** An open store, its state, and the status to begin with. */
export interface Begin {
  readonly store: Store
  readonly state: State
  readonly status: Status
}

/** What turns leave behind for the next one. */
export interface Turns {
  /** Asks these sources where they are; whether nothing has to be read since the start, because all is as it was left. */
  rest(sources: ReadonlySet<string>, signal: AbortSignal): Promise<boolean>
  /** Reads one source; gives whether there is anything for a pass to look at. */
  read(source: string, turn: Turn): Promise<boolean>
  /** A pass over what the sources declared when they were read last. */
  pass(turn: Turn): Promise<void>
  /** The sources that rested and need not any more; they are to be read. */
  rested(): readonly string[]
  state(): State
  status(): Status
  /** What is in the ledger, for whoever asks how it was; absent while the store is not open. */
  ledger(): Pick<Store, 'base' | 'entries'> | undefined
  /** Writes entries between two turns; throws what the store throws. */
  append(entries: readonly NewEntry[]): Promise<void>
  /** Gives the store back. */
  close(): Promise<void>
}

/** Begins with an open store: sources are read one by one, and a pass looks at all that was read. */
export function createTurns(begin: Begin, around: Around): Turns {
  return new Reconciling(begin, around)
}

class Reconciling implements Turns {
  readonly #around: Around
  readonly #passes: Passes
  readonly #jump: () => Context['clockJump']
  #store: Store | undefined
  /** Whether the store has to be opened again. Until then it stays open: its lock tells others who is here. */
  #isBroken = false
  #state: State
  #status: Status
  #live: { readonly standing: Status; readonly status: Status } | undefined
  #clockJump: Context['clockJump']
  readonly #settling: Settling
  #isPassing = false
  #count = 0

  constructor({ store, state, status }: Begin, around: Around) {
    this.#store = store
    this.#state = state
    this.#status = status
    this.#passes = createPasses(around, state.revisions)
    this.#around = around
    this.#jump = watchClock(around.clock)
    this.#settling = createSettling(around)
  }

  state(): State {
    return this.#state
  }

  ledger(): Pick<Store, 'base' | 'entries'> | undefined {
    return this.#isBroken ? undefined : this.#store
  }

  status(): Status {
    // What changes meanwhile is worked out when it is looked at.
    if (this.#live?.standing !== this.#status) {
      this.#live = { standing: this.#status, status: liveStatus(this.#status, this.#around) }
    }
    return this.#live.status
  }

  rested(): readonly string[] {
    const { paused } = this.#around
    return this.#status.sources
      .filter(({ name, paused: before }) => before !== undefined && paused(name, this.#state) === undefined)
      .map(({ name }) => name)
  }

  async append(entries: readonly NewEntry[]): Promise<void> {
    const store = await this.#opened()
    try {
      this.#state = await store.append(entries, this.#state.head)
    } catch (error) {
      this.#isBroken = true
      throw error
    }
  }

  async close(): Promise<void> {
    try {
      if (!this.#isPassing && !this.#isBroken && this.#store !== undefined) await this.#passes.settle(this.#state)
    } finally {
      await this.#store?.close()
    }
    // A pass that was left is none that the program crashed in.
    this.#around.attempts.end()
  }

  async read(source: string, { reasons, signal }: Turn): Promise<boolean> {
    const { watches, paused } = this.#around
    const watch = watches.find(({ name }) => name === source)
    const isAsked = [...reasons].some((reason) => !['schedule', 'retry', 'watch'].includes(reason))
    if (watch === undefined) return isAsked
    const since = async (name: string) => revisionsOf(this.#state, name)
    const isPaused = paused(source, this.#state) !== undefined
    const reading = isPaused ? 'same' : await watch.read({ since, signal })
    if (signal.aborted) return false
    this.#tellSources()
    if (reading === 'changed' || isAsked || this.#status.trouble !== undefined) return true
    return this.#passes.haveSecretsMoved(this.#state)
  }

  async pass({ reasons, signal }: Turn): Promise<void> {
    if (signal.aborted) return
    this.#clockJump = this.#jump()
    this.#tellSources()
    await this.#try([...reasons].sort().join(', '))
  }

  async rest(sources: ReadonlySet<string>, signal: AbortSignal): Promise<boolean> {
    const { watches, paused, clock, log } = this.#around
    if (watches.some(({ name }) => paused(name, this.#state) !== undefined)) return false
    const isFirst = !this.#settling.hasRested()
    const revisions = await this.#settling.rest(sources, signal, this.#state)
    if (revisions === undefined) return false
    if (isFirst) {
      this.#status = withSettled(this.#status, { state: this.#state, revisions, now: clock.now() })
      const shown = Object.entries(revisions).map(([name, revision]) => `${name}@${revision}`)
      log.info('nothing has changed since the last pass', { revisions: shown })
    }
    this.#tellSources()
    return true
  }

  /** A pass that fails as a whole is tried again; only what the store cannot recover from ends the program. */
  async #try(reason: string): Promise<void> {
    const { log, clock, failed } = this.#around
    const from = clock.elapsedMs()
    try {
      await this.#pass(reason, await this.#opened())
      this.#status = withTrouble(this.#status, undefined)
    } catch (error) {
      const trouble = troubleOf(error, this.#status.trouble, clock)
      log.error('pass failed', {
        code: trouble.code,
        error: trouble.message,
        attempts: trouble.attempts,
        ...traceOf(error),
      })
      this.#status = withTrouble(this.#status, trouble)
      failed?.((clock.elapsedMs() - from) / 1000)
      // What was written before it failed is known only to the ledger.
      this.#isBroken = true
      if (error instanceof ConflictError) throw error
      if (error instanceof StoreError && !PASSING.includes(error.code)) throw error
    }
  }

  async #opened(): Promise<Store> {
    if (this.#store !== undefined && !this.#isBroken) return this.#store
    await this.#store?.close().catch(() => undefined)
    this.#store = undefined
    const store = await this.#around.openStore()
    this.#state = await store.open()
    this.#isBroken = false
    this.#store = store
    return store
  }

  async #pass(reason: string, store: Store): Promise<void> {
    const { clock, attempts } = this.#around
    this.#isPassing = true
    const at = clock.now()
    const from = clock.elapsedMs()
    const snapshots = this.#passes.snapshots(this.#state)
    const crashes = attempts.begin(Object.fromEntries(snapshots.map(({ source, revision }) => [source, revision])))
    let untried: readonly string[] = Object.keys(crashes)
    try {
      const more = { crashes, ...(this.#clockJump === undefined ? {} : { clockJump: this.#clockJump }) }
      const result = await this.#passes.pass({ store, state: this.#state, instant: at, snapshots, more })
      this.#state = result.state
      untried = poisoned(result)
      const durationMs = Math.round(clock.elapsedMs() - from)
      const roots = new Map(snapshots.map(({ source, root }) => [source, root]))
      const about = { roots, departing: departingIn(snapshots) }
      const report = { id: ++this.#count, reason, at, now: clock.now(), durationMs, ...result, ...about }
      const before = this.#status
      this.#status = withPass(before, report)
      this.#around.told(before, this.#status, result)
    } finally {
      attempts.end(untried)
      this.#isPassing = false
    }
  }

  #tellSources(): void {
    const { watches, clock, paused } = this.#around
    const now = clock.now()
    let next = this.#status
    for (const watch of watches) {
      const source = next.sources.find(({ name }) => name === watch.name)
      if (source !== undefined) next = withSource(next, sourceNow(source, watch, paused(source.name, this.#state)), now)
    }
    this.#status = next
  }
}

/** The sources that are held because passes over them ended with the program: that must not be forgotten while they are. */
function poisoned({ pass }: PassOver): readonly string[] {
  return pass.sourceHolds.flatMap(({ code, scope }) =>
    code === 'RevisionPoisoned' && scope.type === 'source' ? [scope.source] : [],
  )
}
