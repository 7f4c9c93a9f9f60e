import { setTimeout as pause } from 'node:timers/promises'
import type { Log } from '../lib/log.ts'
import { visible } from '../lib/text.ts'
import type { Loop } from '../loop.ts'
import { ConflictError, StoreError } from '../model/errors.ts'
import type { Outcome } from '../model/outcome.ts'
import type { Clock } from '../model/ports.ts'
import { identityOf, type Kind } from '../model/resource.ts'
import type { State } from '../model/state.ts'
import type { SampleStore } from '../model/usage.ts'
import { policyEntries, policyTransitions } from '../pass/policing.ts'
import { exceededOf, type Transition } from '../usage/policies/transition.ts'
import { limitText } from '../usage/policies/words.ts'
import { traceOf } from './trouble.ts'
import type { Turns } from './turn.ts'

/** Evaluates usage policies beside the passes, and writes down between two of them what fires and what is reset. */
export interface Policing {
  /** After a pass: evaluates where something was applied by which policies are judged, and the first time. */
  passed(outcomes: readonly Outcome[]): void
  /** Evaluates now: samples were added. */
  look(): void
  /** Evaluates on the first of these calls of a day (UTC), when windows move and subscriptions begin and end; called by itself. */
  timed(): void
  /** Begins nothing more, and is done when nothing is evaluated any more. */
  stop(): Promise<void>
}

/** What policies are evaluated with; `turns` and `loop` are asked for when they are needed. */
export interface PolicingAround {
  readonly turns: () => Pick<Turns, 'state' | 'status' | 'append'>
  readonly loop: () => Pick<Loop, 'alone' | 'request'>
  readonly samples: Pick<SampleStore, 'read'>
  readonly clock: Clock
  readonly log: Log
}

const JUDGED_BY: readonly Kind[] = [
  'UsagePolicy',
  'Offering',
  'SubscriptionPlan',
  'OrganizationGroup',
  'Organization',
  'Subscription',
]
/** How often an evaluation is made again because something was applied meanwhile. */
const MOST_TRIES = 3

/** How many times as long as an evaluation took it is rested after it: samples may come without an end. */
const RESTING = 10
/** How often is looked whether another day has begun. */
const EVERY_MS = 60_000

/** Begins with policies that nobody has evaluated today. Nothing of it throws, and nobody waits for it. */
export function createPolicing(around: PolicingAround): Policing {
  return new Evaluating(around)
}

class Evaluating implements Policing {
  readonly #around: PolicingAround
  readonly #timer: NodeJS.Timeout
  #running: Promise<void> | undefined
  #isAsked = false
  #isTried = false
  readonly #end = new AbortController()
  /** Until when to rest after an evaluation, on the clock that never goes back. */
  #restsUntil = 0
  /** The day of the last evaluation that came to its end. */
  #day: string | undefined

  constructor(around: PolicingAround) {
    this.#around = around
    this.#timer = setInterval(() => this.timed(), EVERY_MS).unref()
  }

  passed(outcomes: readonly Outcome[]): void {
    if (!this.#isTried || outcomes.some(isJudgedBy)) this.look()
  }

  timed(): void {
    if (this.#day !== this.#around.clock.now().slice(0, 10)) this.look()
  }

  look(): void {
    // Before the first pass nobody knows what is declared; that one looks by itself.
    if (this.#end.signal.aborted || !this.#around.turns().status().isReady) return
    this.#isAsked = true
    this.#isTried = true
    this.#running ??= this.#run()
  }

  async stop(): Promise<void> {
    clearInterval(this.#timer)
    this.#end.abort()
    await this.#running
  }

  /** One evaluation at a time; what is asked for meanwhile is the one after it. */
  async #run(): Promise<void> {
    const { clock } = this.#around
    const { signal } = this.#end
    while (this.#isAsked) {
      const rest = this.#restsUntil - clock.elapsedMs()
      if (rest > 0) await pause(rest, undefined, { signal, ref: false }).catch(() => undefined)
      if (signal.aborted) break
      this.#isAsked = false
      const from = clock.elapsedMs()
      try {
        await this.#evaluate()
      } catch (error) {
        this.#tellFailure(error)
      }
      const until = clock.elapsedMs()
      this.#restsUntil = until + RESTING * (until - from)
    }
    // In the moment in which nobody asks: who asks in the next one begins anew.
    this.#running = undefined
  }

  async #evaluate(): Promise<void> {
    const { turns, samples, clock } = this.#around
    const time = clock.now()
    for (let tries = 0; tries < MOST_TRIES; tries++) {
      const state = turns().state()
      // Samples are read before it is this one's turn, so that no pass waits for them.
      const transitions = await policyTransitions(state, samples, time)
      if (transitions.length > 0 && !(await this.#record(transitions, state, time))) continue
      this.#day = time.slice(0, 10)
      return
    }
  }

  /** Writes entries between two passes, where the state is still the one that was evaluated; the next pass goes by them. */
  async #record(transitions: readonly Transition[], state: State, time: string): Promise<boolean> {
    const { turns, loop, log } = this.#around
    let isTried = false
    try {
      const isRecorded = await loop().alone(async () => {
        if (turns().state() !== state) return false
        isTried = true
        await turns().append(policyEntries(transitions, { time, actor: { type: 'controller', name: 'charter' } }))
        return true
      })
      if (isRecorded) for (const transition of transitions) tell(transition, log)
      return isRecorded
    } finally {
      // Where it could not be written, a pass finds the same trouble, and tries again or ends the program.
      if (isTried) void loop().request([], 'policy')
    }
  }

  #tellFailure(error: unknown): void {
    const { log } = this.#around
    if (error instanceof StoreError) {
      log.warn('usage policies cannot be evaluated', { code: error.code, error: visible(error.message) })
    } else if (error instanceof ConflictError) {
      log.debug('usage policies are not evaluated: the program stops', { code: error.code })
    } else {
      log.error('usage policies failed because of a bug in charter; please report it', traceOf(error))
    }
  }
}

function isJudgedBy(outcome: Outcome): boolean {
  if (outcome.type !== 'applied') return false
  return outcome.plan.changes.some(({ key }) => JUDGED_BY.includes(identityOf(key).kind))
}

function tell({ type, evaluation }: Transition, log: Log): void {
  const { policy, organizations } = evaluation
  if (type === 'reset') {
    log.info('usage policy is reset', { policy: policy.name })
    return
  }
  const exceeded = exceededOf(evaluation).map(limitText)
  log.warn('usage policy has fired', { policy: policy.name, exceeded, organizations: organizations.length })
}
