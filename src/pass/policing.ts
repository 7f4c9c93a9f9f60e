import type { Actor, NewEntry } from '../model/ledger.ts'
import type { JsonObject } from '../model/resource.ts'
import type { State } from '../model/state.ts'
import type { SampleStore } from '../model/usage.ts'
import { evaluatePolicies } from '../usage/policies/evaluate.ts'
import { samplesNeeded } from '../usage/policies/query.ts'
import { exceededOf, type Transition, transitionsOf } from '../usage/policies/transition.ts'
import { specOf } from '../usage/spec.ts'

/** Which policies of a state fire or are reset at an instant (RFC 3339). Throws `StoreError` where samples cannot be read. */
export async function policyTransitions(
  state: State,
  samples: Pick<SampleStore, 'read'>,
  instant: string,
): Promise<readonly Transition[]> {
  const needed = samplesNeeded(state, instant)
  if (needed === undefined) return []
  return transitionsOf(evaluatePolicies({ state, samples: await samples.read(needed), instant }), state)
}

/** Those as entries of the ledger: uids, numbers, and the actions that the policy asks for; no names of people. */
export function policyEntries(
  transitions: readonly Transition[],
  { time, actor }: { readonly time: string; readonly actor: Actor },
): readonly NewEntry[] {
  return transitions.map(({ type, evaluation }): NewEntry => {
    const { policy, scope, organizations } = evaluation
    const watched = scope.type === 'organization' ? { organization: scope.organization } : {}
    const fired: JsonObject = {
      exceeded: exceededOf(evaluation).map((limited) => ({ ...limited })),
      actions: [...specOf(policy).actions].sort(),
      affected: organizations.length,
    }
    const evidence = { policy: policy.uid, fired: type !== 'reset', ...(type === 'reset' ? {} : fired) }
    return { time, type: 'policy', unit: { type: 'installation' }, ...watched, actor, changes: [], evidence }
  })
}
