import type { Log } from '../lib/log.ts'
import type { Turn } from '../loop.ts'
import type { Context } from '../model/context.ts'
import type { Snapshot } from '../model/document.ts'
import { ConflictError, StoreError } from '../model/errors.ts'
import type { Actor, NewEntry } from '../model/ledger.ts'
import type { Clock, Store } from '../model/ports.ts'
import type { Revisions, State } from '../model/state.ts'
import type { Pause, Status } from '../model/status.ts'
import { unitName } from '../model/unit.ts'
import { applyApproved } from '../pass/approved.ts'
import { type Gathered, type Given, gatherContext } from '../pass/gather.ts'
import { supersededEntries } from '../pass/superseded.ts'
import { revisionsOf } from '../plan/history/since.ts'
import { planPass } from '../plan/pass.ts'
import { commitPass, type PassResult } from '../reconciler.ts'
import { withPass, withSource, withTrouble } from '../status/status.ts'
import type { Attempts, Crashes } from '../store/attempts.ts'
import { watchClock } from './jump.ts'
import { PASSING, traceOf, troubleOf } from './trouble.ts'
import type { Watch } from './watch.ts'
import { snapshotOf, sourceNow } from './watched.ts'

/** What turns work with; `nextAt` tells when a source is read next. */
export interface Around {
  readonly watches: readonly Watch[]
  /** Opens the store, again where it failed; throws what the store throws. */
  readonly openStore: () => Promise<Store>
  readonly clock: Clock
  readonly log: Log
  readonly attempts: Attempts
  readonly installation?: string
  /** Why a source is not to be read now, if somebody paused it. */
  readonly paused: (source: string, state: State) => Pause | undefined
  readonly nextAt: (source: string) => string | undefined
  /** What is called after every pass, with the status before and after it. */
  readonly told: (before: Status, after: Status, pass: PassResult) => void
}

/** An open store, its state, and the status to begin with. */
export interface Begin {
  readonly store: Store
  readonly state: State
  readonly status: Status
}

/** What turns leave behind for the next one. */
export interface Turns {
  turn(turn: Turn): Promise<void>
  state(): State
  status(): Status
  /** Writes entries between two turns; throws what the store throws. */
  append(entries: readonly NewEntry[]): Promise<void>
  /** Gives the store back. */
  close(): Promise<void>
}

const CONTROLLER: Actor = { type: 'controller', name: 'charter' }

/** Begins with an open store: a turn reads the sources it is asked for, and makes a pass where something may be different. */
export function createTurns(begin: Begin, around: Around): Turns {
  return new Reconciling(begin, around)
}

class Reconciling implements Turns {
  readonly #around: Around
  readonly #jump: () => Context['clockJump']
  #store: Store | undefined
  #state: State
  #status: Status
  #attempted: Revisions
  #clockJump: Context['clockJump']
  #passes = 0

  constructor({ store, state, status }: Begin, around: Around) {
    this.#store = store
    this.#state = state
    this.#status = status
    this.#attempted = state.revisions
    this.#around = around
    this.#jump = watchClock(around.clock)
  }

  state(): State {
    return this.#state
  }

  status(): Status {
    const { nextAt } = this.#around
    const sources = this.#status.sources.map((source) => {
      const next = nextAt(source.name)
      return next === undefined ? source : { ...source, nextAt: next }
    })
    return { ...this.#status, sources }
  }

  async append(entries: readonly NewEntry[]): Promise<void> {
    this.#store ??= await this.#reopen()
    this.#state = await this.#store.append(entries, this.#state.head)
  }

  async close(): Promise<void> {
    await this.#store?.close()
  }

  async turn({ sources, reasons, signal }: Turn): Promise<void> {
    this.#clockJump = this.#jump() ?? this.#clockJump
    const isAsked = [...reasons].some((reason) => reason !== 'schedule' && reason !== 'retry')
    const isChanged = await this.#read(sources, { signal, whole: isAsked })
    if (signal.aborted) return
    this.#tellSources()
    if (isChanged || isAsked || this.#status.trouble !== undefined) await this.#try([...reasons].sort().join(', '))
  }

  /** A pass that fails as a whole is tried again; only what the store cannot recover from ends the program. */
  async #try(reason: string): Promise<void> {
    const { log, clock } = this.#around
    try {
      this.#store ??= await this.#reopen()
      await this.#pass(reason, this.#store)
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
      if (error instanceof ConflictError) throw error
      if (!(error instanceof StoreError)) return
      await this.#store?.close().catch(() => undefined)
      this.#store = undefined
      if (!PASSING.includes(error.code)) throw error
    }
  }

  async #reopen(): Promise<Store> {
    const store = await this.#around.openStore()
    this.#state = await store.open()
    return store
  }

  /** Reads what is asked for and not paused, side by side; gives whether anything is new. */
  async #read(
    names: ReadonlySet<string>,
    how: { readonly signal: AbortSignal; readonly whole: boolean },
  ): Promise<boolean> {
    const { watches, paused } = this.#around
    const since = async (source: string) => revisionsOf(this.#state, source)
    const due = watches.filter(({ name }) => names.has(name) && paused(name, this.#state) === undefined)
    const readings = await Promise.all(due.map((watch) => watch.read({ since, ...how })))
    return readings.includes('changed')
  }

  async #pass(reason: string, store: Store): Promise<void> {
    const { watches, clock, log, attempts } = this.#around
    const at = clock.now()
    const from = clock.elapsedMs()
    const snapshots = watches.flatMap((watch) => snapshotOf(watch, this.#state) ?? [])
    const revisions = Object.fromEntries(snapshots.map(({ source, revision }) => [source, revision]))
    const crashes = attempts.begin(revisions)
    try {
      await this.#applyApproved(snapshots, at, store)
      const gathered = this.#gather(snapshots, at, crashes)
      for (const detail of gathered.warnings) log.warn('what was asked does not count', { detail })
      const result = await this.#commit(snapshots, gathered, store)
      for (const detail of result.pass.warnings) log.warn('what was asked does not count', { detail })
      this.#state = result.state
      this.#attempted = { ...this.#attempted, ...revisions }
      const durationMs = Math.round(clock.elapsedMs() - from)
      const roots = new Map(snapshots.map(({ source, root }) => [source, root]))
      const report = { id: ++this.#passes, reason, at, now: clock.now(), durationMs, ...result, roots }
      const before = this.#status
      this.#status = withPass(before, report)
      this.#around.told(before, this.#status, result)
    } finally {
      attempts.end()
    }
  }

  /** What was approved as it was held at an earlier revision goes first (model §4). */
  async #applyApproved(snapshots: readonly Snapshot[], instant: string, store: Store): Promise<void> {
    const { watches, clock, log } = this.#around
    const sources = watches.map(({ source }) => source)
    const around = { store, clock, given: this.#given(instant) }
    const { state, results, warnings } = await applyApproved(sources, snapshots, this.#state, around)
    this.#state = state
    for (const detail of warnings) log.warn('what was approved is not applied', { detail })
    for (const { outcomes } of results) {
      for (const outcome of outcomes) {
        if (outcome.type === 'applied')
          log.info('applied as approved', { unit: unitName(outcome.unit), seq: outcome.seq })
      }
    }
  }

  #given(instant: string): Given {
    const { installation } = this.#around
    const named = installation === undefined ? {} : { installation }
    return { instant, actor: CONTROLLER, intents: [], approvals: [], ...named }
  }

  #gather(snapshots: readonly Snapshot[], instant: string, crashes: Crashes): Gathered {
    const { watches } = this.#around
    const gathered = gatherContext(snapshots, this.#state, this.#given(instant))
    const clockJump = this.#clockJump === undefined ? {} : { clockJump: this.#clockJump }
    const sources = watches.map(({ name }) => name)
    return { ...gathered, context: { ...gathered.context, sources, crashes, ...clockJump } }
  }

  #commit(snapshots: readonly Snapshot[], { context, approving }: Gathered, store: Store): Promise<PassResult> {
    const { clock } = this.#around
    const preface = supersededEntries(snapshots, this.#attempted, context.instant)
    const pass = planPass(snapshots, this.#state, context)
    return commitPass(pass, this.#state, { store, clock, actor: CONTROLLER, context, approving, preface })
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
