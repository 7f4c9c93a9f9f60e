import type { FiredPolicy, Limited } from '../../model/policy.ts'
import type { State } from '../../model/state.ts'
import type { Evaluation, Measure } from './evaluate.ts'

/** A policy that begins to fire, fires by other limits than before, or is reset. */
export interface Transition {
  readonly type: 'fired' | 'changed' | 'reset'
  readonly evaluation: Evaluation
}

/**
 * What of evaluations the ledger does not know yet, in their order. Numbers that only move are no news: it is the limits
 * that are exceeded, and how high they are.
 */
export function transitionsOf(
  evaluations: readonly Evaluation[],
  { policies }: Pick<State, 'policies'>,
): readonly Transition[] {
  return evaluations.flatMap((evaluation): readonly Transition[] => {
    const known = policies.get(evaluation.policy.uid)
    if (!evaluation.isFired) return known === undefined ? [] : [{ type: 'reset', evaluation }]
    if (known === undefined) return [{ type: 'fired', evaluation }]
    return isSame(known, evaluation) ? [] : [{ type: 'changed', evaluation }]
  })
}

/** The limits of an evaluation that are exceeded. */
export function exceededOf({ measures }: Pick<Evaluation, 'measures'>): readonly Limited[] {
  return measures.filter(({ isExceeded }) => isExceeded).map(({ isExceeded: _, ...limited }: Measure) => limited)
}

function isSame({ exceeded }: FiredPolicy, evaluation: Evaluation): boolean {
  return namesOf(exceeded) === namesOf(exceededOf(evaluation))
}

function namesOf(exceeded: readonly Limited[]): string {
  return exceeded
    .map(({ component = '', period, limit }) => JSON.stringify([component, period, limit]))
    .sort()
    .join('\n')
}
