import { groupBy } from './lib/compare.ts'
import type { Context } from './model/context.ts'
import type { Snapshot } from './model/document.ts'
import type { Actor, NewEntry } from './model/ledger.ts'
import type { Outcome } from './model/outcome.ts'
import type { Clock, Store } from './model/ports.ts'
import type { State } from './model/state.ts'
import { type UnitName, unitName } from './model/unit.ts'
import { clearedEntries } from './pass/cleared.ts'
import { approvedEntries, heldEntries, invalidEntries } from './pass/entries.ts'
import { makersIn } from './pass/made.ts'
import { type PlanAgain, recordable } from './pass/recordable.ts'
import type { PassMemo } from './plan/memo.ts'
import { type JudgedPlan, type PassPlan, planPass } from './plan/pass.ts'
import { ENTRY_LENGTH } from './store/text.ts'

/** What a pass did, and the state that it left. In `pass` those are invalid whose entry would have been too long. */
export interface PassResult {
  readonly pass: PassPlan
  readonly outcomes: readonly Outcome[]
  readonly state: State
}

/**
 * What a pass works with. `approving` are the approvals that are made in it, by the digest they name, with who made them;
 * without it, the actor made all of the context's.
 */
export interface Around {
  readonly store: Store
  readonly clock: Clock
  readonly actor: Actor
  readonly context: Context
  readonly approving?: ReadonlyMap<string, Actor>
  /** Entries that stand before those of the plans, and are only written with one of them. */
  readonly preface?: readonly NewEntry[]
  /** Entries that stand behind those of the plans. */
  readonly behind?: (pass: PassPlan) => readonly NewEntry[]
  /** Plans the pass again where a unit of it has to wait; without it nothing leans on another. */
  readonly again?: PlanAgain
  /** The most characters that an entry may have. */
  readonly mostLength?: number
  /** What is remembered from pass to pass of a program that goes on running. */
  readonly memo?: PassMemo
}

/** One pass: plan everything, then commit every unit that is neither invalid nor held. */
export async function runPass(snapshots: readonly Snapshot[], stored: State, around: Around): Promise<PassResult> {
  const { context, memo } = around
  const again = (withheld: ReadonlySet<UnitName>): PassPlan => planPass(snapshots, stored, { ...context, withheld })
  return commitPass(planPass(snapshots, stored, context, memo), stored, { again, ...around })
}

/**
 * Commits a planned pass: each unit is one transaction, all of them share one append, so that they are durable together
 * before anybody is told. What is held or invalid, and was not so before, is recorded behind them, and what is held no longer. Throws what the store
 * throws; then nothing was applied that is not in the ledger.
 */
export async function commitPass(planned: PassPlan, stored: State, around: Around): Promise<PassResult> {
  const { store, clock, actor, context, again, mostLength = ENTRY_LENGTH } = around
  const approving = around.approving ?? new Map([...context.approvals].map((digest) => [digest, actor]))
  const histories = [...(context.commits?.values() ?? [])]
  const recording = {
    time: clock.now(),
    actor,
    stored,
    approving,
    histories,
    mostLength,
    makerOf: makersIn(histories, context.writers),
  }
  const { pass, applied } = recordable(planned, recording, again)
  const first = [...(applied.size > 0 ? (around.preface ?? []) : []), ...approvedEntries(pass, recording)]
  const entries = [
    ...first,
    ...withName([...applied.values()], pass, stored),
    ...heldEntries(pass, recording),
    ...invalidEntries(pass, recording),
    ...clearedEntries(pass, recording),
    ...(around.behind?.(pass) ?? []),
  ]
  const state = entries.length === 0 ? stored : await store.append(entries, stored.head)
  const next = stored.head.seq + 1 + first.length
  const seqOf = new Map([...applied.keys()].map((judged, index) => [judged, next + index]))
  return { pass, outcomes: outcomesOf(pass, seqOf), state }
}

/** The first plan that is applied says what the installation is called, once that is known. */
function withName(
  [first, ...others]: readonly NewEntry[],
  { installation }: PassPlan,
  { installationName }: State,
): readonly NewEntry[] {
  if (first === undefined) return []
  if (installation === undefined || installationName !== undefined) return [first, ...others]
  return [{ ...first, evidence: { ...first.evidence, installation } }, ...others]
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
