import type { State } from '../model/state.ts'
import type { Status } from '../model/status.ts'
import type { PassPlan } from '../plan/pass.ts'
import { type Pending, pendingOf, plannedOf } from '../plan/pending.ts'
import type { PassResult } from '../reconciler.ts'

/** Keeps what the last pass left to do, or could not do, and nothing of the passes before. */
export interface PendingPlans {
  /** Takes what a pass is about to do to a state at an instant: should that fail, all of it stays pending. */
  planned(pass: PassPlan, state: State, instant: string): void
  /** Takes what a pass did; `after` is the status that it left. */
  passed(result: PassResult, after: Status): void
  /** What is pending as of a status; `undefined` where nobody has looked since the start. */
  now(status: Status): Pending | undefined
}

const NOTHING: Pending = () => ({ plans: [], holds: [] })

/** Begins with nothing known. */
export function createPendingPlans(): PendingPlans {
  let last: Pending | undefined
  return {
    planned(pass, state, instant) {
      last = plannedOf(pass, state, instant)
    },
    passed({ pass, state }, { passes }) {
      last = pendingOf(pass, state, passes[0]?.at ?? '')
    },
    // Ready without a pass: everything is as the last one left it, and that one left nothing.
    now: ({ isReady }) => last ?? (isReady ? NOTHING : undefined),
  }
}
