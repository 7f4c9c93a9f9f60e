import type { Entry } from '../model/ledger.ts'
import { type FiredPolicy, type Limited, PERIODS } from '../model/policy.ts'
import type { Json } from '../model/resource.ts'
import type { MapDraft } from './draft.ts'

/**
 * Folds an entry into the policies that have fired, by uid: an entry of type `policy` says that one has fired or is reset;
 * one that fires anew with other limits keeps its beginning. A policy that is removed has not fired any more.
 */
export function foldPolicies(
  policies: MapDraft<string, FiredPolicy>,
  { type, time, changes, evidence = {} }: Entry,
): void {
  for (const { kind, action, uid } of changes) {
    if (kind === 'UsagePolicy' && action === 'delete') policies.delete(uid)
  }
  const { policy, fired, exceeded } = evidence
  if (type !== 'policy' || typeof policy !== 'string') return
  if (fired === true) policies.set(policy, { since: policies.get(policy)?.since ?? time, exceeded: limitsIn(exceeded) })
  else policies.delete(policy)
}

function limitsIn(exceeded: Json | undefined): readonly Limited[] {
  return Array.isArray(exceeded) ? exceeded.flatMap(limitIn) : []
}

function limitIn(one: Json): readonly Limited[] {
  if (typeof one !== 'object' || one === null || Array.isArray(one)) return []
  const { component, current, limit, period: word } = one as Readonly<Record<string, Json | undefined>>
  const period = PERIODS.find((known) => known === word)
  if (period === undefined || typeof current !== 'string' || typeof limit !== 'string') return []
  return [{ ...(typeof component === 'string' ? { component } : {}), period, current, limit }]
}
