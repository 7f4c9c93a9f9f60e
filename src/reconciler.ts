import { groupBy } from './lib/compare.ts'
import type { Context } from './model/context.ts'
import type { Snapshot } from './model/document.ts'
import type { Actor, NewEntry } from './model/ledger.ts'
import type { Outcome } from './model/outcome.ts'
import type { Clock, Store } from './model/ports.ts'
import type { State } from './model/state.ts'
import { type Unit, unitName } from './model/unit.ts'
import { removalsOf } from './plan/guards/removals.ts'
import { type JudgedPlan, type PassPlan, planPass } from './plan/pass.ts'
import { recordedOf } from './store/record.ts'

/** What a pass did, and the state that it left. */
export interface PassResult {
  readonly pass: PassPlan
  readonly outcomes: readonly Outcome[]
  readonly state: State
}

/** One pass: plan everything, then commit every unit that is neither invalid nor held. */
export async function runPass(
  snapshots: readonly Snapshot[],
  stored: State,
  around: { readonly store: Store; readonly clock: Clock; readonly actor: Actor; readonly context: Context },
): Promise<PassResult> {
  const pass = planPass(snapshots, stored, around.context)
  return commitPass(pass, stored, around)
}

/**
 * Commits a planned pass: each unit is one transaction, all of them share one append, so that they are durable together
 * before anybody is told. Throws what the store throws; then nothing was applied that is not in the ledger.
 */
export async function commitPass(
  pass: PassPlan,
  stored: State,
  around: { readonly store: Store; readonly clock: Clock; readonly actor: Actor; readonly context: Context },
): Promise<PassResult> {
  const ready = pass.plans.filter(({ holds }) => holds.length === 0)
  const time = around.clock.now()
  const entries = ready.map((judged) => entryOf(judged, time, around))
  const state = entries.length === 0 ? stored : await around.store.append(entries, stored.head)
  const seqOf = new Map(ready.map((judged, index) => [judged, stored.head.seq + 1 + index]))
  return { pass, outcomes: outcomesOf(pass, seqOf), state }
}

function entryOf(
  { unit, plan, isMeant }: JudgedPlan,
  time: string,
  { actor, context }: { readonly actor: Actor; readonly context: Context },
): NewEntry {
  const organization = organizationOf(plan.unit)
  const removals = removalsOf(plan, unit.view)
  return {
    time,
    type: 'applied',
    unit: plan.unit,
    ...(organization === undefined ? {} : { organization }),
    revisions: plan.revisions,
    actor,
    plan: plan.digest,
    changes: plan.changes.map(recordedOf),
    evidence: {
      removals: { ...removals },
      ...(isMeant ? { intent: true } : {}),
      ...(context.approvals.has(plan.digest) ? { approval: plan.digest } : {}),
    },
  }
}

function organizationOf(unit: Unit): string | undefined {
  return unit.type === 'installation' ? undefined : unit.organization
}

function outcomesOf(pass: PassPlan, seqOf: ReadonlyMap<JudgedPlan, number>): readonly Outcome[] {
  const outcomes: Outcome[] = []
  const byUnit = groupBy(pass.plans, ({ plan }) => unitName(plan.unit))
  for (const unit of pass.desired.units.values()) {
    const plans = byUnit.get(unitName(unit.unit)) ?? []
    if (!unit.valid) outcomes.push({ type: 'invalid', unit: unit.unit, problems: unit.problems })
    else if (plans.length === 0) outcomes.push({ type: 'unchanged', unit: unit.unit })
    for (const judged of plans) {
      const seq = seqOf.get(judged)
      const { plan, holds } = judged
      outcomes.push(
        seq === undefined
          ? { type: 'held', unit: unit.unit, plan, holds }
          : { type: 'applied', unit: unit.unit, plan, seq },
      )
    }
  }
  return outcomes
}
