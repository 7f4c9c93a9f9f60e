import { ownGains } from '../cluster/admission/ownaccess.ts'
import { type Verdict, verdictOf } from '../cluster/admission/verdict.ts'
import type { Snapshot } from '../model/document.ts'
import type { Clock } from '../model/ports.ts'
import type { State } from '../model/state.ts'
import { gatherContext } from '../pass/gather.ts'
import { createPassMemo, type PassMemo } from '../plan/memo.ts'
import { type PassPlan, planPass } from '../plan/pass.ts'

/** What changes are judged by: what the sources declared last, and what is stored. */
export interface Standing {
  readonly snapshots: readonly Snapshot[]
  readonly state: State
}

/** A verdict, and what whoever makes the change would give themselves. */
export interface Judged {
  readonly verdict: Verdict
  readonly own: readonly string[]
}

/** Judges a change of what is declared as a pass would, without making one. */
export interface Judging {
  /**
   * What `after` would bring that `before` has not, and to whoever has this address; `undefined` where that would take longer than
   * anybody may wait.
   */
  judge(before: Standing, after: readonly Snapshot[], email?: string): Judged | undefined
}

/** What is judged by, and with. */
export interface JudgingAround {
  readonly clock: Clock
  readonly sources: readonly string[]
  readonly installation?: string
  readonly mostMs?: number
  readonly restMs?: number
}

const MOST_MS = 1_000
const REST_MS = 60_000

/**
 * Judging takes the program from its other work, so that after one that took longer than a second nothing is judged for a
 * minute. A pass that was made once is only made again for what has changed since.
 */
export function createJudging({
  clock,
  sources,
  mostMs = MOST_MS,
  restMs = REST_MS,
  ...named
}: JudgingAround): Judging {
  const memo = createPassMemo()
  let last: (Standing & { readonly pass: PassPlan }) | undefined
  let restUntil = Number.NEGATIVE_INFINITY
  const passOf = ({ snapshots, state }: Standing, by: PassMemo): PassPlan => {
    const given = { instant: clock.now(), actor: CONTROLLER, intents: [], approvals: [], ...named }
    const { context } = gatherContext(snapshots, state, given)
    return planPass(snapshots, state, { ...context, sources }, by)
  }
  const standing = (now: Standing): PassPlan => {
    if (last === undefined || last.state !== now.state || !isSame(last.snapshots, now.snapshots)) {
      last = { ...now, pass: passOf(now, memo) }
    }
    return last.pass
  }
  return {
    judge(before, after, email) {
      const from = clock.elapsedMs()
      if (from < restUntil) return undefined
      const now = standing(before)
      // What is only asked about leaves nothing behind.
      const aside = { last: memo.last, access: { known: undefined } }
      const then = passOf({ snapshots: after, state: before.state }, aside)
      const verdict = verdictOf(now, then, before.state)
      const own = email === undefined ? [] : ownGains(now, then, email)
      const until = clock.elapsedMs()
      if (until - from > mostMs) restUntil = until + restMs
      return { verdict, own }
    },
  }
}

const CONTROLLER = { type: 'controller', name: 'charter' } as const

function isSame(before: readonly Snapshot[], after: readonly Snapshot[]): boolean {
  return before.length === after.length && before.every((snapshot, at) => snapshot === after[at])
}
