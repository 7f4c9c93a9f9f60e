import type { Passed } from '../cluster/verdict.ts'
import type { Log } from '../lib/log.ts'
import { SourceError } from '../model/errors.ts'
import type { Clock, Source } from '../model/ports.ts'
import type { State } from '../model/state.ts'
import type { Status } from '../model/status.ts'
import type { PassResult } from '../reconciler.ts'
import { retryMs } from '../schedule.ts'
import type { KubernetesSource } from '../sources/kubernetes.ts'
import { createStatuses, type Statuses, type StatusWriting } from './statuses.ts'
import { traceOf } from './trouble.ts'

/** What clusters are told of passes: it is written beside everything else, and what fails is tried again by itself. */
export interface Reporting {
  /** Takes what a pass did; the next look tells it. */
  passed(result: PassResult): void
  /** Tells what is not told yet. Nothing is thrown. */
  look(status: Status, state: State): void
  stop(): Promise<void>
}

/** What reporting works with; `timeoutMs` for each request, `perSecond` for what is written. */
export interface ReportingAround {
  readonly sources: readonly Source[]
  readonly clock: Clock
  readonly log: Log
  readonly random: () => number
  readonly metrics: { clusterWrite(source: string, what: 'status' | 'event' | 'report', result: string): void }
  readonly timeoutMs?: number
  readonly perSecond?: number
  readonly firstRetryMs?: number
}

const TIMEOUT_MS = 30_000
const PER_SECOND = 50

/** Makes what tells clusters; nothing is done before the first `look`. */
export function createReporting(around: ReportingAround): Reporting {
  return new ClusterReporting(around)
}

interface Cluster {
  readonly source: KubernetesSource
  readonly statuses: Statuses
}

class ClusterReporting implements Reporting {
  readonly #around: ReportingAround
  readonly #clusters: readonly Cluster[]
  readonly #stopping = new AbortController()
  #last: Pick<PassResult, 'pass' | 'outcomes'> | undefined
  #now: Pick<Passed, 'status' | 'state'> | undefined
  #isAsked = false
  #failures = 0
  #timer: NodeJS.Timeout | undefined
  #work: Promise<void> | undefined

  constructor(around: ReportingAround) {
    this.#around = around
    this.#clusters = around.sources
      .filter(isCluster)
      .map((source) => ({ source, statuses: createStatuses(source.cluster) }))
  }

  passed({ pass, outcomes }: PassResult): void {
    this.#last = { pass, outcomes }
  }

  look(status: Status, state: State): void {
    this.#now = { status, state }
    this.#ask()
  }

  async stop(): Promise<void> {
    this.#stopping.abort()
    clearTimeout(this.#timer)
    await this.#work
  }

  #ask(): void {
    if (this.#clusters.length === 0 || this.#stopping.signal.aborted) return
    clearTimeout(this.#timer)
    this.#isAsked = true
    this.#work ??= this.#run()
  }

  async #run(): Promise<void> {
    let failure: unknown
    try {
      while (this.#isAsked && !this.#stopping.signal.aborted) {
        this.#isAsked = false
        failure = undefined
        for (const cluster of this.#clusters) failure ??= await this.#tell(cluster)
      }
    } catch (error) {
      failure = error
    } finally {
      this.#work = undefined
    }
    if (this.#stopping.signal.aborted) return
    if (failure === undefined) this.#succeed()
    else this.#fail(failure)
  }

  /** Of what was listed since the pass nobody knows what to say; another pass will follow. */
  async #tell({ source, statuses }: Cluster): Promise<unknown> {
    const listed = source.listed()
    if (this.#last === undefined || this.#now === undefined || listed === undefined) return undefined
    const { pass, outcomes } = this.#last
    const { desired } = pass
    if (desired.revisions[source.name] !== listed.revision) return undefined
    const passed: Passed = { source: source.name, desired, outcomes, ...this.#now }
    return statuses.write(listed.objects, passed, this.#writing(source.name))
  }

  #writing(source: string): StatusWriting {
    const { clock, metrics, timeoutMs = TIMEOUT_MS, perSecond = PER_SECOND } = this.#around
    return {
      signal: this.#stopping.signal,
      timeoutMs,
      perSecond,
      now: () => clock.now(),
      isOver: () => this.#isAsked,
      counted: (result) => metrics.clusterWrite(source, 'status', result),
    }
  }

  #succeed(): void {
    if (this.#failures > 0) this.#around.log.info('cluster is told again')
    this.#failures = 0
  }

  #fail(error: unknown): void {
    const { log, random, firstRetryMs } = this.#around
    if (++this.#failures === 1) log.warn('cluster cannot be told', reasonOf(error))
    this.#timer = setTimeout(() => this.#ask(), retryMs(this.#failures, random, firstRetryMs))
  }
}

function isCluster(source: Source): source is KubernetesSource {
  return 'listed' in source
}

/** Only the program's own errors speak; another one might quote what was sent. */
function reasonOf(error: unknown) {
  return error instanceof SourceError
    ? { code: error.code, error: error.message }
    : { code: 'InternalError', ...traceOf(error) }
}
