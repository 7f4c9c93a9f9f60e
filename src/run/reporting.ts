import { isForCluster } from '../cluster/events.ts'
import { openCluster } from '../kubernetes/cluster.ts'
import { isWithPodAccount } from '../kubernetes/credentials.ts'
import type { Log } from '../lib/log.ts'
import { SourceError } from '../model/errors.ts'
import type { Outcome } from '../model/outcome.ts'
import type { Clock, Source } from '../model/ports.ts'
import type { State } from '../model/state.ts'
import type { Status } from '../model/status.ts'
import { retryMs } from '../schedule.ts'
import type { KubernetesSource } from '../sources/kubernetes.ts'
import { eventsBetween, type Look } from '../status/events.ts'
import { standingOf } from '../status/standing.ts'
import type { PassOver } from './passes.ts'
import type { Writing, Written } from './statuses.ts'
import { createTelling, type Standing, type Target, type Telling, type Told } from './telling.ts'
import { traceOf } from './trouble.ts'

/** What clusters are told of passes: it is written beside everything else, and what fails is tried again by itself. */
export interface Reporting {
  /** Takes what a pass did; the next look tells it. */
  passed(result: PassOver): void
  /** Takes what was applied, by the pass or before it. */
  applied(outcomes: readonly Outcome[]): void
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
const PER_SECOND = 400

/** Makes what tells clusters; nothing is done before the first `look`. */
export function createReporting(around: ReportingAround): Reporting {
  return new ClusterReporting(around)
}

class ClusterReporting implements Reporting {
  readonly #around: ReportingAround
  readonly #clusters: readonly Telling[]
  readonly #stopping = new AbortController()
  #last: Standing['last']
  #now: Pick<Standing, 'status' | 'state'> | undefined
  #applied: Outcome[] = []
  #look: Look | undefined
  #isAsked = false
  #failures = 0
  #timer: NodeJS.Timeout | undefined
  #work: Promise<void> | undefined

  constructor(around: ReportingAround) {
    this.#around = around
    this.#clusters = targetsOf(around).map(createTelling)
  }

  passed({ pass, outcomes, looked }: PassOver): void {
    this.#last = { pass, outcomes, looked }
  }

  applied(outcomes: readonly Outcome[]): void {
    if (this.#clusters.length > 0) this.#applied.push(...outcomes.filter(({ type }) => type === 'applied'))
  }

  look(status: Status, state: State): void {
    if (this.#clusters.length === 0) return
    this.#now = { status, state }
    this.#happen(status)
    this.#ask()
  }

  async stop(): Promise<void> {
    this.#stopping.abort()
    clearTimeout(this.#timer)
    await this.#work
  }

  /** What is held or wrong at the start is told again: by its name the cluster knows whether it was told already. */
  #happen(status: Status): void {
    const at = this.#around.clock.now()
    const after: Look = { status, standing: standingOf(status, this.#look?.standing ?? new Map()), at }
    const events = eventsBetween(this.#look ?? { standing: new Map() }, after, this.#applied).filter(isForCluster)
    this.#applied = []
    this.#look = after
    for (const cluster of this.#clusters) {
      const dropped = cluster.add(events)
      for (let count = 0; count < dropped; count++) this.#around.metrics.clusterWrite(cluster.name, 'event', 'dropped')
    }
  }

  #ask(): void {
    if (this.#stopping.signal.aborted) return
    clearTimeout(this.#timer)
    this.#isAsked = true
    this.#work ??= this.#run()
  }

  async #run(): Promise<void> {
    let told: readonly Told[] = []
    try {
      while (this.#isAsked && !this.#stopping.signal.aborted) {
        this.#isAsked = false
        told = await Promise.all(this.#clusters.map((cluster) => this.#tell(cluster)))
      }
    } finally {
      this.#work = undefined
    }
    if (this.#stopping.signal.aborted) return
    const failed = told.find((one) => one.type === 'failed')
    if (failed !== undefined) this.#fail(failed.error)
    else if (told.some(({ type }) => type === 'told')) this.#succeed()
  }

  async #tell(cluster: Telling): Promise<Told> {
    if (this.#now === undefined) return { type: 'nothing' }
    return cluster.tell({ ...this.#now, last: this.#last }, (what) => this.#writing(cluster.name, what))
  }

  #writing(source: string, what: 'status' | 'event' | 'report'): Writing {
    const { clock, metrics, timeoutMs = TIMEOUT_MS, perSecond = PER_SECOND } = this.#around
    return {
      signal: this.#stopping.signal,
      timeoutMs,
      perSecond,
      now: () => clock.now(),
      isOver: () => this.#isAsked,
      counted: (result: Written) => metrics.clusterWrite(source, what, result),
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

/** Every cluster that is read; the reports stand in the first of them, else in the one in which the program runs, if it has an account there. */
function targetsOf({ sources }: ReportingAround): readonly Target[] {
  const read = sources
    .filter(isCluster)
    .map((source, index) => ({ name: source.name, cluster: source.cluster, source, hasReports: index === 0 }))
  if (read.length > 0 || !isWithPodAccount()) return read
  return [{ name: 'in-cluster', cluster: openCluster({}), hasReports: true }]
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
