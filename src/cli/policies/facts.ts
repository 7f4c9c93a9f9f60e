import type { FiredPolicy } from '../../model/policy.ts'
import type { State } from '../../model/state.ts'
import type { Sample } from '../../model/usage.ts'
import { type Evaluation, evaluatePolicies } from '../../usage/policies/evaluate.ts'

/** A policy as it is evaluated now, and since when the ledger knows that it has fired, if it does. */
export interface PolicyFacts extends Evaluation {
  readonly fired: FiredPolicy | undefined
}

/** Which policies are asked for; absent: all. */
export interface PolicyQuery {
  readonly name?: string | undefined
  readonly organization?: string | undefined
  readonly isFired?: boolean | undefined
}

/** The stored policies that are asked for, by name; an organization's are those that watch it by name or affect it. */
export function factsOf(
  state: State,
  { samples, instant }: { readonly samples: readonly Sample[]; readonly instant: string },
  { name, organization, isFired = false }: PolicyQuery,
): readonly PolicyFacts[] {
  return evaluatePolicies({ state, samples, instant })
    .map((one) => ({ ...one, fired: state.policies.get(one.policy.uid) }))
    .filter((one) => name === undefined || one.policy.name === name)
    .filter((one) => organization === undefined || isAbout(one, organization))
    .filter(({ fired }) => !isFired || fired !== undefined)
}

function isAbout({ scope, organizations }: Evaluation, organization: string): boolean {
  if (scope.type === 'organization') return scope.organization === organization
  return organizations.includes(organization)
}
