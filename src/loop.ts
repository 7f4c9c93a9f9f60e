import { ConflictError } from './model/errors.ts'

/** Why a turn runs: a schedule, a retry, a change that a source has told, a hook, a person, a signal, that time has passed, or that a usage policy has fired or is reset. */
export type Reason = 'start' | 'schedule' | 'retry' | 'watch' | 'hook' | 'request' | 'signal' | 'time' | 'policy'

/** What a turn is asked to look at: these sources, or only what time has changed where there are none. */
export interface Turn {
  readonly sources: ReadonlySet<string>
  readonly reasons: ReadonlySet<Reason>
  readonly signal: AbortSignal
}

/** When a turn runs. One runs at a time; what is asked for meanwhile becomes the one after it. */
export interface Loop {
  /** Asks for a turn over these sources; done when one that began afterwards is over. */
  request(sources: Iterable<string>, reason: Reason): Promise<void>
  /** Runs something between two turns, alone; throws `ConflictError` once the loop has ended. */
  alone<T>(work: () => Promise<T>): Promise<T>
  /** Asks for nothing more, tells the turn that runs, and waits until it is over. */
  stop(): Promise<void>
}

/** Begins a loop. `turn` has to deal with its own trouble: what it throws ends the loop, and `onFailure` is told. */
export function createLoop(turn: (turn: Turn) => Promise<void>, onFailure: (error: unknown) => void): Loop {
  const stopping = new AbortController()
  let waiting:
    | { readonly sources: Set<string>; readonly reasons: Set<Reason>; readonly over: Promise<void> }
    | undefined
  let last: Promise<unknown> = Promise.resolve()

  /** Everything takes its turn: what came first is over before the next begins. */
  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const run = last.then(work)
    last = run.catch(() => undefined)
    return run
  }
  const fail = (error: unknown): void => {
    stopping.abort()
    onFailure(error)
  }
  return {
    request(sources, reason) {
      if (stopping.signal.aborted) return Promise.resolve()
      if (waiting === undefined) {
        const next = { sources: new Set<string>(), reasons: new Set<Reason>() }
        const over = inTurn(async () => {
          waiting = undefined
          if (!stopping.signal.aborted) await turn({ ...next, signal: stopping.signal })
        }).catch(fail)
        waiting = { ...next, over }
      }
      for (const source of sources) waiting.sources.add(source)
      waiting.reasons.add(reason)
      return waiting.over
    },
    alone: (work) =>
      inTurn(async () => {
        if (stopping.signal.aborted) throw new ConflictError('Outdated', 'the program is stopping', 'start it again')
        return work()
      }),
    async stop() {
      stopping.abort()
      await last
    },
  }
}
