import { by, groupBy } from '../lib/compare.ts'
import { plural } from '../lib/text.ts'
import type { Finding } from '../model/problem.ts'
import {
  type Condition,
  type ProblemStatus,
  REQUEST_TYPES,
  type SourceStatus,
  type UnitStatus,
} from '../model/status.ts'
import { revisionsText, shortRevision } from '../plan/render/place.ts'

type Told = Pick<Condition, 'type' | 'status' | 'reason' | 'message'>

/**
 * The conditions of a unit, as its other fields tell them, then one for each law that its stored state breaks, by code;
 * `since` of those before is kept where the status stays.
 */
export function unitConditions(
  unit: Omit<UnitStatus, 'conditions'>,
  before: readonly Condition[],
  now: string,
  facts: readonly Finding[] = [],
): readonly Condition[] {
  return dated([...toldOfUnit(unit), ...toldOfFacts(facts)], before, now)
}

/** The conditions of a unit that stand under the codes of laws. */
export function factsAmong(conditions: readonly Condition[]): readonly Condition[] {
  const others: readonly string[] = ['Ready', 'Reconciling', 'Stalled', 'DeletionHeld', ...REQUEST_TYPES]
  return conditions.filter(({ type }) => !others.includes(type))
}

function toldOfFacts(facts: readonly Finding[]): readonly Told[] {
  const byCode = groupBy([...facts].sort(by(({ code }) => code)), ({ code }) => code)
  return [...byCode].flatMap(([code, [first, ...others]]): Told[] => {
    if (first === undefined) return []
    const message = others.length === 0 ? first.message : `${first.message}, and ${others.length} more`
    return [{ type: code, status: 'True', reason: code, message }]
  })
}

/** The conditions of a source; `late` is how many of its units are not in force at what was read. */
export function sourceConditions(
  source: Omit<SourceStatus, 'conditions'>,
  late: number,
  { before, now }: { readonly before: readonly Condition[]; readonly now: string },
): readonly Condition[] {
  return dated(toldOfSource(source, late), before, now)
}

function toldOfUnit(unit: Omit<UnitStatus, 'conditions'>): readonly Told[] {
  switch (unit.result) {
    case 'unchanged':
    case 'applied':
      return [ready('ReconciliationSucceeded', `in force${at(revisionsText(unit.applied))}`)]
    case 'held': {
      const [hold] = unit.holds
      return stalled(hold?.code ?? 'Held', hold?.message ?? 'held')
    }
    case 'invalid':
      return stalled('ValidationFailed', problemsText(unit.problems, unit.problemCount))
    case 'failed':
      return retrying('ReconciliationFailed', 'this pass failed; it is tried again')
  }
}

function toldOfSource(source: Omit<SourceStatus, 'conditions'>, late: number): readonly Told[] {
  const { trouble, paused, holds, attempted, applied } = source
  if (paused !== undefined) return [notReady('Suspended', `${paused.reason} (${paused.owner}, until ${paused.until})`)]
  if (trouble !== undefined) return retrying(trouble.code, trouble.message)
  if (attempted === undefined) return progressing('not read yet')
  const [hold] = holds
  if (hold !== undefined) return stalled(hold.code, hold.message)
  const revision = shortRevision(attempted)
  if (late > 0) return stalled('PartlyApplied', `${plural(late, 'unit')} not in force at ${revision}`)
  if (applied !== attempted) return progressing(`${revision} was read, and is to be looked at`)
  return [ready('ReconciliationSucceeded', `in force at ${revision}`)]
}

function problemsText(problems: readonly ProblemStatus[], count: number): string {
  const first = problems.find(({ severity }) => severity === 'error')
  const all = plural(count, 'error')
  return first === undefined ? all : `${all}, first at ${first.place}: ${first.message}`
}

function at(revisions: string): string {
  return revisions === '' ? '' : ` at ${revisions}`
}

function ready(reason: string, message: string): Told {
  return { type: 'Ready', status: 'True', reason, message }
}

function notReady(reason: string, message: string): Told {
  return { type: 'Ready', status: 'False', reason, message }
}

/** Nobody knows yet: a pass will tell. */
function progressing(message: string): readonly Told[] {
  const reason = 'Progressing'
  return [
    { type: 'Ready', status: 'Unknown', reason, message },
    { type: 'Reconciling', status: 'True', reason, message },
  ]
}

/** It goes on only when a person does something. */
function stalled(reason: string, message: string): readonly Told[] {
  return [notReady(reason, message), { type: 'Stalled', status: 'True', reason, message }]
}

/** It is tried again by itself. */
function retrying(reason: string, message: string): readonly Told[] {
  return [notReady(reason, message), { type: 'Reconciling', status: 'True', reason: 'ProgressingWithRetry', message }]
}

function dated(told: readonly Told[], before: readonly Condition[], now: string): readonly Condition[] {
  return told.map((one) => {
    const same = before.find(({ type, status }) => type === one.type && status === one.status)
    return { ...one, since: same?.since ?? now }
  })
}
