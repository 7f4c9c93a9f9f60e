import type { DesiredState, DesiredUnit } from '../desired/state.ts'
import type { Plan } from '../model/plan.ts'
import { type Unit, unitName } from '../model/unit.ts'
import { type UseDifference, useDifferences } from '../usage/difference.ts'

/** What a pass does to the use of something that is limited in an organization. */
export interface UnitUse extends UseDifference {
  readonly unit: Unit
}

/**
 * What the plans of a pass do to what organizations use and may use (`UserCount 50, 48 used, 51 after this change`), in
 * the order of the pass. Of an organization that is refused only what would be over its limit: the rest of it may be unreadable.
 */
export function usesOf({ units }: DesiredState, plans: readonly Plan[]): readonly UnitUse[] {
  const planned = new Set(plans.map(({ unit }) => unitName(unit)))
  const isOfAll = planned.has(unitName({ type: 'installation' }))
  return [...units.values()]
    .filter(({ unit, valid }) => !valid || isOfAll || planned.has(unitName(unit)))
    .flatMap(usesOfUnit)
}

function usesOfUnit({ unit, view, valid }: DesiredUnit): readonly UnitUse[] {
  if (unit.type !== 'organization' || view.type !== 'organization') return []
  return useDifferences(view.before, view.after)
    .filter(({ isOver }) => valid || isOver)
    .map((use) => ({ unit, ...use }))
}
