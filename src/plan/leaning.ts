import type { DesiredState } from '../desired/state.ts'
import type { Plan } from '../model/plan.ts'
import { type UnitName, unitName } from '../model/unit.ts'
import type { Judged } from './impact.ts'

/** The units that are held, and on whose additions others may lean. */
export function leantOn(plans: readonly Judged[], desired: DesiredState): readonly UnitName[] {
  const revoking = new Set(
    [...desired.units.values()].flatMap(({ unit }) => (unit.type === 'revocation' ? [unit.organization] : [])),
  )
  return plans
    .filter(({ plan, holds }) => holds.length > 0 && isLeantOn(plan, revoking))
    .map(({ plan }) => unitName(plan.unit))
}

/** Whether other units may lean on what this plan adds: in `revoking` organizations a Revocation on a user who comes. */
function isLeantOn({ unit, phase, changes }: Plan, revoking: ReadonlySet<string>): boolean {
  switch (unit.type) {
    case 'installation':
      return phase === 'changes'
    case 'organization':
      return changes.some(
        ({ action, key }) =>
          (action === 'create' && key.startsWith('User/') && revoking.has(unit.organization)) ||
          ((action === 'create' || action === 'rename') && key.startsWith('Organization/')),
      )
    case 'revocation':
      return true
  }
}
