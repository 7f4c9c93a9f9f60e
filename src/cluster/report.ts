import { canonical } from '../lib/canonical.ts'
import { by } from '../lib/compare.ts'
import { shortened } from '../lib/text.ts'
import type { JsonObject } from '../model/resource.ts'
import type { SourceStatus, Status, UnitStatus } from '../model/status.ts'
import { withoutEmails } from '../status/plain.ts'
import { looseErrors } from '../status/standing.ts'
import { isLate } from '../status/status.ts'
import { type Carrier, withApproval } from './approval.ts'
import { datedConditions, type Toward } from './conditions.ts'
import { type Attempt, historyAfter } from './history.ts'

const MOST = 20
const MOST_PLACE = 1024

/**
 * The status of the ReconcileReport of a source, as canonical JSON: the same text as long as nothing has changed. `before` is the status
 * that it has; `own` is the source that reads the cluster in which it stands. Everybody who may read reports may read all of them, so no text holds an e-mail address.
 */
export function reportStatus(
  source: SourceStatus,
  status: Status,
  before: JsonObject,
  { now, own }: { readonly now: string; readonly own: string | undefined },
): string {
  const { name, place, ref, attempted, applied } = source
  const units = status.units.filter((unit) => name in unit.attempted || name in unit.applied)
  const late = units.filter(isLate).sort(by(({ unit }) => unit))
  const conditions = source.conditions.map(
    ({ since: _, ...condition }): Toward => ({ ...condition, message: messageOf(condition, source, own) }),
  )
  const problems = looseErrors(status, source).slice(0, MOST)
  return canonical({
    place: shortened(place, MOST_PLACE),
    ...(ref === undefined ? {} : { ref }),
    conditions: datedConditions(conditions, before, { now }),
    ...(attempted === undefined ? {} : { lastAttemptedRevision: attempted }),
    ...(applied === undefined ? {} : { lastAppliedRevision: applied }),
    units: { total: units.length, late: late.length },
    late: late.slice(0, MOST).map(lateValue),
    problems: problems.map(({ code, message, place: at }) => {
      return { code, message: withoutEmails(message), place: withoutEmails(at) }
    }),
    history: historyAfter(before, attemptOf(source, conditions, late), now),
  })
}

/** Who reads that a source is held has to learn here how to approve it. */
function messageOf(
  { reason, message }: Pick<Toward, 'reason' | 'message'>,
  { name, holds: [hold] }: SourceStatus,
  own: string | undefined,
): string {
  const carrier: Carrier | undefined = name === own ? { kind: 'reconcilereport', name } : undefined
  const text = withoutEmails(message)
  return hold === undefined || hold.code !== reason ? text : withApproval(text, carrier, hold.digest)
}

function lateValue({ unit, result, holds, problems }: UnitStatus): JsonObject {
  const [hold] = holds
  const problem = problems.find(({ severity }) => severity === 'error')
  if (result === 'held' && hold !== undefined) {
    const { code, digest, message } = hold
    return { unit, outcome: result, reason: code, message: withoutEmails(message), digest }
  }
  const reason = problem?.code ?? 'ReconciliationFailed'
  const message = problem === undefined ? 'it is tried again' : `${problem.place}: ${problem.message}`
  return { unit, outcome: result, reason, message: withoutEmails(message) }
}

/** Before anything was read there is nothing to remember, and a pause is no outcome. */
function attemptOf(
  { attempted, holds, trouble, paused }: SourceStatus,
  conditions: readonly Toward[],
  late: readonly UnitStatus[],
): Attempt | undefined {
  const ready = conditions.find(({ type }) => type === 'Ready')
  if (paused !== undefined || ready === undefined || ready.status === 'Unknown') return undefined
  const at = attempted === undefined ? {} : { revision: attempted }
  const message = `${ready.reason}: ${ready.message}`
  if (trouble !== undefined) return { outcome: 'failed', ...at, message }
  const [hold] = holds
  if (hold !== undefined) return { outcome: 'held', ...at, message, plan: hold.digest }
  if (ready.status === 'True') return { outcome: 'applied', ...at, message }
  return { outcome: late.some(({ result }) => result === 'invalid') ? 'invalid' : 'held', ...at, message }
}
