import type { Log } from '../lib/log.ts'
import { type Letter, letterFields } from './letter.ts'
import type { Answer } from './send.ts'

/** What a worker works with. `sleep` ends early where the signal does; `delivered` is told what has arrived. */
export interface Working {
  readonly receiver: string
  readonly deliver: (letter: Letter, signal: AbortSignal) => Promise<Answer>
  readonly delivered: (letter: Letter) => void
  readonly elapsedMs: () => number
  readonly random: () => number
  readonly sleep: (ms: number, signal: AbortSignal) => Promise<void>
  readonly log: Log
}

/** Brings letters to one receiver, one after another in the order in which they came. */
export interface Worker {
  add(letter: Letter): void
  /** Tries what is left once more, for at most so long, and ends. */
  stop(withinMs: number): Promise<void>
}

interface Waiting {
  readonly letter: Letter
  readonly since: number
}

/** What waits at most; then the oldest goes. */
export const MOST_WAITING = 1_000
const LONGEST_MS = 10 * 60_000
const GIVE_UP_MS = 24 * 60 * 60_000

/** Begins with nothing to do. */
export function createWorker(working: Working): Worker {
  return new Delivering(working)
}

class Delivering implements Worker {
  readonly #working: Working
  readonly #log: Log
  readonly #hurry = new AbortController()
  readonly #end = new AbortController()
  #queue: Waiting[] = []
  #run: Promise<void> | undefined
  #dropped = 0

  constructor(working: Working) {
    this.#working = working
    this.#log = working.log.with({ receiver: working.receiver })
  }

  add(letter: Letter): void {
    if (this.#hurry.signal.aborted) return
    this.#queue.push({ letter, since: this.#working.elapsedMs() })
    if (this.#queue.length > MOST_WAITING) {
      this.#queue.shift()
      if (this.#dropped++ === 0)
        this.#log.warn('too many notifications wait; the oldest are dropped', { most: MOST_WAITING })
    }
    this.#run ??= this.#work()
  }

  async stop(withinMs: number): Promise<void> {
    this.#hurry.abort()
    const late = setTimeout(() => this.#end.abort(), withinMs)
    await this.#run
    clearTimeout(late)
  }

  async #work(): Promise<void> {
    for (let next = this.#queue.shift(); next !== undefined; next = this.#queue.shift()) await this.#bring(next)
    this.#run = undefined
  }

  async #bring({ letter, since }: Waiting): Promise<void> {
    const { deliver, elapsedMs, sleep, random } = this.#working
    const fields = letterFields(letter)
    for (let attempts = 1; ; attempts++) {
      const answer = await deliver(letter, this.#end.signal)
      switch (answer.type) {
        case 'delivered':
          return this.#delivered(letter)
        case 'refused':
          return this.#log.warn('notification is refused', { ...fields, why: answer.why })
        case 'retry':
          this.#log[attempts === 1 ? 'warn' : 'debug']('notification failed', { ...fields, attempts, why: answer.why })
      }
      if (this.#hurry.signal.aborted) return this.#leave()
      if (elapsedMs() - since >= GIVE_UP_MS) return this.#log.warn('notification is given up', { ...fields, attempts })
      await sleep(waitMs(attempts, answer.afterMs, random), this.#hurry.signal)
    }
  }

  #delivered(letter: Letter): void {
    this.#working.delivered(letter)
    this.#log.debug('notified', letterFields(letter))
    if (this.#dropped > 0) this.#log.warn('notifications were dropped', { count: this.#dropped })
    this.#dropped = 0
  }

  /** Who does not answer one letter does not answer the others. */
  #leave(): void {
    const left = this.#queue.length + 1
    this.#queue = []
    this.#log.warn('notifications are left undelivered', { count: left })
  }
}

/** How long to wait after a failure: twice as long each time, a random part of it, as long as the receiver asks; at most ten minutes. */
export function waitMs(attempts: number, afterMs: number | undefined, random: () => number): number {
  const most = Math.min(LONGEST_MS, 1000 * 2 ** Math.min(attempts - 1, 20))
  const own = most / 2 + (random() * most) / 2
  return Math.round(Math.min(LONGEST_MS, Math.max(own, afterMs ?? 0)))
}
