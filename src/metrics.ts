import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client'
import { groupBy } from './lib/compare.ts'
import type { ProblemStatus, Status, UnitStatus, UsageStatus } from './model/status.ts'
import { isLate, lateSince } from './status/status.ts'

/** The numbers of the long-running program, in the form Prometheus reads. */
export interface Metrics {
  /** A source was read, or could not be. */
  fetched(source: string, seconds: number, isRead: boolean): void
  /** A cluster gave something older than before, a watch of it said what leads to a new list, or there was no watch. */
  clusterEvent(source: string, event: 'stale' | 'expired' | 'garbled' | 'unwatched'): void
  /** Something was written to a cluster, or could not be. */
  clusterWrite(source: string, what: 'status' | 'event' | 'report', result: string): void
  /** A usage source was read, or could not be. */
  measured(source: string, seconds: number, isRead: boolean): void
  /** A pass is over. */
  passed(seconds: number, result: 'success' | 'error'): void
  /** Records of the access log are lost. */
  dropped(count: number): void
  /** Somebody may not ask the admission webhook: `missing`, `expired` or `untrusted` is their certificate. */
  refused(reason: string): void
  text(status: Status, now: string): Promise<{ readonly type: string; readonly text: string }>
}

const CONTROLLER = 'charter'
const SECONDS = [0.005, 0.025, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300]

/**
 * Names are those of controller-runtime and Flux where they fit, so that dashboards that exist work; labels are names of
 * sources and organizations, never of people. Gauges are set from the status when somebody asks.
 */
export function createMetrics(): Metrics {
  const registry = new Registry()
  collectDefaultMetrics({ register: registry })
  const registers = [registry]
  const passes = new Counter({
    name: 'controller_runtime_reconcile_total',
    help: 'Passes by result',
    labelNames: ['controller', 'result'],
    registers,
  })
  const errors = new Counter({
    name: 'controller_runtime_reconcile_errors_total',
    help: 'Passes that failed',
    labelNames: ['controller'],
    registers,
  })
  const passSeconds = new Histogram({
    name: 'controller_runtime_reconcile_time_seconds',
    help: 'How long a pass took',
    labelNames: ['controller'],
    buckets: SECONDS,
    registers,
  })
  const fetchSeconds = new Histogram({
    name: 'charter_source_fetch_duration_seconds',
    help: 'How long reading a source took',
    labelNames: ['source', 'result'],
    buckets: SECONDS,
    registers,
  })
  const clusterEvents = new Counter({
    name: 'charter_cluster_events_total',
    help: 'What went wrong with the lists and watches of a cluster, and was set right',
    labelNames: ['source', 'event'],
    registers,
  })
  const clusterWrites = new Counter({
    name: 'charter_cluster_writes_total',
    help: 'What was written to a cluster besides finalizers',
    labelNames: ['source', 'what', 'result'],
    registers,
  })
  const usageSeconds = new Histogram({
    name: 'charter_usage_source_read_duration_seconds',
    help: 'How long reading a usage source took',
    labelNames: ['source', 'result'],
    buckets: SECONDS,
    registers,
  })
  const lost = new Counter({
    name: 'charter_access_log_dropped_total',
    help: 'Records of the access log that are lost',
    registers,
  })
  const strangers = new Counter({
    name: 'charter_admission_refused_total',
    help: 'Connections to the admission webhook without a client certificate that counts',
    labelNames: ['reason'],
    registers,
  })
  const gauges = createGauges(registry)
  errors.inc({ controller: CONTROLLER }, 0)
  return {
    fetched: (source, seconds, isRead) =>
      fetchSeconds.observe({ source, result: isRead ? 'success' : 'error' }, seconds),
    clusterEvent: (source, event) => clusterEvents.inc({ source, event }),
    clusterWrite: (source, what, result) => clusterWrites.inc({ source, what, result }),
    measured: (source, seconds, isRead) =>
      usageSeconds.observe({ source, result: isRead ? 'success' : 'error' }, seconds),
    passed: (seconds, result) => {
      passes.inc({ controller: CONTROLLER, result })
      if (result === 'error') errors.inc({ controller: CONTROLLER })
      passSeconds.observe({ controller: CONTROLLER }, seconds)
    },
    dropped: (count) => lost.inc(count),
    refused: (reason) => strangers.inc({ reason }),
    text: async (status, now) => {
      gauges(status, Date.parse(now))
      return { type: registry.contentType, text: await registry.metrics() }
    },
  }
}

/** Sets every gauge from a status; what is no longer there has no series any more. */
function createGauges(registry: Registry): (status: Status, nowMs: number) => void {
  const gauge = <L extends string>(name: string, help: string, labelNames: readonly L[] = []) =>
    new Gauge({ name, help, labelNames: [...labelNames], registers: [registry] })
  const resource = gauge('gotk_resource_info', 'Sources and units, as Flux tells them', [
    'kind',
    'name',
    'ready',
    'suspended',
    'revision',
  ])
  const condition = gauge('gotk_reconcile_condition', 'Whether a condition stands', ['kind', 'name', 'type', 'status'])
  const holds = gauge('charter_holds', 'What waits for a person', ['code'])
  const late = gauge(
    'charter_convergence_age_seconds',
    'How long a unit or source has been behind, held or unreadable, of all of them the longest; 0 if none is',
  )
  const problems = gauge('charter_problems', 'Errors in declarations', ['unit'])
  const objects = gauge('charter_objects', 'Stored resources', ['kind', 'ready'])
  const success = gauge('charter_source_last_success_timestamp_seconds', 'When a source was read last', ['source'])
  const failures = gauge('charter_source_failures', 'Tries in a row that did not read the source', ['source'])
  const fired = gauge('charter_policy_fired', 'Usage policies that have fired', ['policy'])
  const head = gauge('charter_ledger_seq', 'Number of the newest ledger entry')
  const usage = createUsageGauges(gauge)
  const ready = gauge('charter_ready', 'Whether a first pass is over')
  return (status, nowMs) => {
    for (const one of [resource, condition, holds, problems, objects, success, failures, fired]) one.reset()
    const { sources, units } = status
    for (const { name, conditions, attempted = '', paused, readAt, trouble } of sources) {
      const isReady = conditions.some(({ type, status: is }) => type === 'Ready' && is === 'True')
      resource.set(
        { kind: 'Source', name, ready: tf(isReady), suspended: tf(paused !== undefined), revision: attempted },
        1,
      )
      for (const { type, status: is } of conditions) condition.set({ kind: 'Source', name, type, status: is }, 1)
      if (readAt !== undefined) success.set({ source: name }, Date.parse(readAt) / 1000)
      failures.set({ source: name }, trouble?.attempts ?? 0)
    }
    for (const [name, own] of groupBy(units, seriesOf)) {
      const revision = [...new Set(own.flatMap(({ applied }) => Object.values(applied)))].join(' ')
      resource.set(
        { kind: 'Unit', name, ready: tf(!own.some(isLate)), suspended: tf(own.some(isSuspended)), revision },
        1,
      )
      const count = own.reduce((sum, { problemCount }) => sum + problemCount, 0)
      if (count > 0) problems.set({ unit: name }, count)
    }
    if (status.problems.length > 0) problems.set({ unit: '' }, errorsIn(status.problems))
    for (const { code } of [...sources, ...units].flatMap((one) => one.holds)) holds.inc({ code })
    const since = lateSince(status)
    late.set(since === undefined ? 0 : Math.max(0, (nowMs - Date.parse(since)) / 1000))
    for (const [kind, counts] of Object.entries(status.objects)) {
      objects.set({ kind, ready: 'True' }, counts.ready)
      objects.set({ kind, ready: 'False' }, counts.failed)
    }
    usage(status.usage)
    for (const { name } of status.policies ?? []) fired.set({ policy: name }, 1)
    head.set(status.seq)
    ready.set(status.isReady ? 1 : 0)
  }
}

type MakeGauge = (name: string, help: string, labelNames?: readonly 'source'[]) => Gauge<'source'>

/** Sets the gauges of how usage is measured. */
function createUsageGauges(gauge: MakeGauge): (usage: UsageStatus | undefined) => void {
  const prefix = 'charter_usage_source'
  const success = gauge(`${prefix}_last_success_timestamp_seconds`, 'When a usage source was read last', ['source'])
  const failures = gauge(`${prefix}_failures`, 'Tries in a row that did not read the usage source', ['source'])
  const refused = gauge(`${prefix}_refused`, 'What its last reading gave and is not kept', ['source'])
  const counted = gauge('charter_usage_counted_timestamp_seconds', 'When organizations were counted last')
  return (usage) => {
    for (const one of [success, failures, refused]) one.reset()
    for (const { name: source, readAt, trouble, unknown, faults } of usage?.sources ?? []) {
      if (readAt !== undefined) success.set({ source }, Date.parse(readAt) / 1000)
      failures.set({ source }, trouble?.attempts ?? 0)
      refused.set({ source }, unknown.count + faults.count)
    }
    if (usage?.countedAt !== undefined) counted.set(Date.parse(usage.countedAt) / 1000)
  }
}

/** A revocation is named by who wrote it, often after the person: those of one organization share a series. */
function seriesOf({ unit, organization }: UnitStatus): string {
  return unit.startsWith('revocation/') ? `revocation/${organization}` : unit
}

function isSuspended({ holds }: UnitStatus): boolean {
  return holds.some(({ code }) => code === 'Suspended')
}

function errorsIn(problems: readonly ProblemStatus[]): number {
  return problems.filter(({ severity }) => severity === 'error').length
}

function tf(value: boolean): string {
  return value ? 'True' : 'False'
}
