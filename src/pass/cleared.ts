import type { NewEntry } from '../model/ledger.ts'
import type { StandingHold } from '../model/state.ts'
import { unitName } from '../model/unit.ts'
import type { PassPlan } from '../plan/pass.ts'
import type { Recording } from './entries.ts'

/**
 * The end of holds that nothing needs any more, as `superseded` entries: the sources were read, the unit is valid, and no
 * plan of it is left to hold (somebody took the change back); or the source is held for that cause no longer.
 */
export function clearedEntries(pass: PassPlan, { time, actor, stored }: Recording): readonly NewEntry[] {
  return [...stored.holds.values()]
    .filter((hold) => isCleared(hold, pass))
    .map(({ digest, scope, codes }): NewEntry => {
      const { revisions } = pass.desired
      const entry = { time, type: 'superseded', actor, revisions, plan: digest, changes: [] } as const
      if (scope.type === 'source') {
        return { ...entry, evidence: { codes, source: scope.source, revision: scope.revision } }
      }
      const { unit, phase } = scope
      const organization = unit.type === 'installation' ? {} : { organization: unit.organization }
      return { ...entry, unit, ...organization, evidence: { codes, ...(phase === 'removals' ? { phase } : {}) } }
    })
}

function isCleared({ scope, revisions, codes }: StandingHold, { desired, plans, admitted }: PassPlan): boolean {
  const wasRead = (source: string): boolean => desired.revisions[source] !== undefined
  if (scope.type === 'source') {
    const isAdmitted = admitted.some(
      (hold) => hold.scope.type === 'source' && hold.scope.source === scope.source && codes.includes(hold.code),
    )
    return wasRead(scope.source) && !isAdmitted
  }
  const name = unitName(scope.unit)
  if (!Object.keys(revisions).every(wasRead) || desired.units.get(name)?.valid === false) return false
  return !plans.some(({ plan }) => plan.phase === scope.phase && unitName(plan.unit) === name)
}
