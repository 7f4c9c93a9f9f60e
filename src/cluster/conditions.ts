import { shortened } from '../lib/text.ts'
import type { JsonObject } from '../model/resource.ts'
import type { Condition } from '../model/status.ts'
import { objectsAt, textAt } from './object.ts'
import type { Told, Verdict } from './verdict.ts'

/** A condition as Kubernetes has it, before it is known since when. */
export interface Toward extends Told {
  readonly type: string
  readonly status: 'True' | 'False' | 'Unknown'
}

const MOST_CONDITIONS = 32
const MOST_MESSAGE = 1024

/**
 * The conditions of an object as kstatus reads them: `Ready` always, `Stalled` while a person has to do something, `Reconciling` while it is
 * tried again or was not looked at yet. `version` is that of what is in force.
 */
export function conditionsOf(verdict: Verdict, version: number | undefined): readonly Toward[] {
  switch (verdict.type) {
    case 'inForce': {
      const { warning } = verdict
      const message = `in force${version === undefined ? '' : ` as version ${version}`}`
      const all = warning === undefined ? message : `${message}, with a warning: ${warning}`
      return [{ type: 'Ready', status: 'True', reason: 'ReconciliationSucceeded', message: all }]
    }
    case 'stalled':
      return [
        { type: 'Ready', status: 'False', ...verdict.told },
        { type: 'Stalled', status: 'True', ...verdict.told },
      ]
    case 'retried':
      return [
        { type: 'Ready', status: 'False', ...verdict.told },
        { type: 'Reconciling', status: 'True', reason: 'ProgressingWithRetry', message: verdict.told.message },
      ]
    case 'unknown': {
      const told = { reason: 'Progressing', message: 'not looked at yet' }
      return [
        { type: 'Ready', status: 'Unknown', ...told },
        { type: 'Reconciling', status: 'True', ...told },
      ]
    }
  }
}

/** What is told of a unit beside `Ready`: laws that its stored state breaks, what policies request, a deletion that waits. */
export function besideReady(conditions: readonly Condition[]): readonly Toward[] {
  const own: readonly string[] = ['Ready', 'Reconciling', 'Stalled']
  return conditions
    .filter(({ type }) => !own.includes(type))
    .map(({ type, status, reason, message }) => ({ type, status, reason, message }))
}

/**
 * Conditions with since when each is what it is; `before` are those that the object has. Messages have at most 1,024
 * characters, and there are at most 32: `Ready` comes first.
 */
export function datedConditions(
  toward: readonly Toward[],
  before: JsonObject,
  { now, generation }: { readonly now: string; readonly generation?: number },
): readonly JsonObject[] {
  const known = objectsAt(before, 'conditions')
  return toward.slice(0, MOST_CONDITIONS).map(({ type, status, reason, message }) => {
    const same = known.find((one) => one.type === type && one.status === status)
    const since = same === undefined ? undefined : textAt(same, 'lastTransitionTime')
    return {
      type,
      status,
      reason,
      message: shortened(message, MOST_MESSAGE),
      lastTransitionTime: since ?? now,
      ...(generation === undefined ? {} : { observedGeneration: generation }),
    }
  })
}
