import type { Log } from '../lib/log.ts'
import type { Metrics } from '../metrics.ts'
import type { SourceStatus, Status, UnitStatus } from '../model/status.ts'
import { unitName } from '../model/unit.ts'
import { countsOf } from '../plan/render/counts.ts'
import type { PassResult } from '../reconciler.ts'
import { isLate } from '../status/status.ts'

/** Says in the log what a pass did, and what has changed for the better or worse; what stays as it was is not said again. */
export function tellPass(before: Status, after: Status, result: PassResult, { log, metrics }: Telling): void {
  const [pass] = after.passes
  if (pass === undefined) return
  metrics.passed(pass.durationMs / 1000, 'success')
  for (const outcome of result.outcomes) {
    if (outcome.type !== 'applied') continue
    const { plan, seq } = outcome
    log.info('applied', { unit: unitName(outcome.unit), seq, ...countsOf([plan]), digest: plan.digest })
  }
  const known = new Map(before.units.map((unit) => [unit.unit, unit]))
  for (const unit of after.units) tellUnit(known.get(unit.unit), unit, log)
  const sources = new Map(before.sources.map((source) => [source.name, source]))
  for (const source of after.sources) tellSource(sources.get(source.name), source, log)
  tellAside(before, after, log)
  const { id, reason, durationMs, units, seq } = pass
  const isQuiet = units.applied === 0 && units.held === 0 && units.invalid === 0
  const revisions = Object.entries(pass.revisions).map(([name, revision]) => `${name}@${revision}`)
  log[isQuiet ? 'debug' : 'info']('pass is over', { pass: id, reason, durationMs, ...units, seq, revisions })
}

/** Where a pass is told. */
export interface Telling {
  readonly log: Log
  readonly metrics: Metrics
}

function tellUnit(before: UnitStatus | undefined, after: UnitStatus, log: Log): void {
  if (before !== undefined && isLate(before) && !isLate(after)) log.info('in force again', { unit: after.unit })
  const known = new Set(before?.holds.map(({ digest, code }) => `${digest} ${code}`))
  for (const { code, digest } of after.holds) {
    if (!known.has(`${digest} ${code}`)) log.warn('held', { unit: after.unit, code, digest })
  }
  const isNewlyInvalid =
    after.result === 'invalid' && (before?.result !== 'invalid' || places(before) !== places(after))
  if (!isNewlyInvalid) return
  const [first] = after.problems
  log.warn('invalid', { unit: after.unit, errors: after.problemCount, code: first?.code, place: first?.place })
}

function tellSource(before: SourceStatus | undefined, after: SourceStatus, log: Log): void {
  const known = new Set(before?.holds.map(({ digest }) => digest))
  for (const { code, digest } of after.holds) {
    if (!known.has(digest)) log.warn('source is held', { source: after.name, code, digest })
  }
}

/** What no unit waits for would otherwise be told nowhere. */
function tellAside(before: Status, after: Status, log: Log): void {
  const known = new Set(before.problems.map(({ code, place }) => `${code} ${place}`))
  for (const { severity, code, place, source } of after.problems) {
    if (severity === 'error' && !known.has(`${code} ${place}`)) log.warn('set aside', { source, code, place })
  }
}

function places({ problems }: UnitStatus): string {
  return problems.map(({ code, place }) => `${code} ${place}`).join('\n')
}
