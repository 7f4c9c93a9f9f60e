import type { DesiredState, DesiredUnit } from '../desired/state.ts'
import type { Change } from '../model/change.ts'
import type { Phase, Plan } from '../model/plan.ts'
import { type Key, keyOf, type Resource } from '../model/resource.ts'
import type { State } from '../model/state.ts'
import { type UnitName, unitName } from '../model/unit.ts'
import { changesOf } from './changes.ts'
import { baseDigest, planDigest, type Surroundings } from './digest.ts'
import { createUidGiver } from './uid.ts'

/** One plan with the unit it is made for. */
export interface UnitPlan {
  readonly unit: DesiredUnit
  readonly plan: Plan
}

/**
 * The plans of every valid unit that has something to do, in the order in which a pass commits them. A pure function:
 * the same declarations and the same stored state give the same plans. The installation's removals come last of all,
 * when nothing can name any more what goes (model §1, "Units"). `withheld` are units that will not be committed.
 */
export function makePlans(
  desired: DesiredState,
  stored: State,
  withheld: ReadonlySet<UnitName> = new Set(),
): readonly UnitPlan[] {
  const installation = desired.units.get(unitName({ type: 'installation' }))
  const isComing = installation?.valid === true && !withheld.has(unitName(installation.unit))
  const around = { stored, installation: isComing ? installation.resources : undefined }
  const uidOf = createUidGiver(stored, (name) => organizationNamed(desired, name))
  const renamed = renamedOrganizations(desired)
  const plans: UnitPlan[] = []
  const last: UnitPlan[] = []
  for (const unit of desired.units.values()) {
    if (!unit.valid) continue
    const changes = changesOf(unit, { uidOf, renamed })
    const isRemoval = ({ action }: Change): boolean => unit.unit.type === 'installation' && action === 'delete'
    const now = changes.filter((change) => !isRemoval(change))
    const later = changes.filter(isRemoval)
    if (now.length > 0) plans.push({ unit, plan: planOf(unit, now, 'changes', { desired, around }) })
    if (later.length > 0) last.push({ unit, plan: planOf(unit, later, 'removals', { desired, around }) })
  }
  return [...plans, ...last]
}

function planOf(
  unit: DesiredUnit,
  changes: readonly Change[],
  phase: Phase,
  { desired, around }: { readonly desired: DesiredState; readonly around: Surroundings },
): Plan {
  const base = baseDigest(unit, phase, around)
  return {
    unit: unit.unit,
    phase,
    base,
    revisions: desired.revisions,
    changes,
    digest: planDigest(base, phase, changes),
  }
}

function renamedOrganizations(desired: DesiredState): ReadonlyMap<Key, Key> {
  const renames = [...desired.units.values()].flatMap((unit) => (unit.valid ? [...unit.renames] : []))
  return new Map(renames.filter(([key]) => key.startsWith('Organization/')).map(([key, from]) => [from, key]))
}

function organizationNamed(desired: DesiredState, name: string): Resource | undefined {
  const unit = desired.units.get(unitName({ type: 'organization', organization: name }))
  return unit?.resources.get(keyOf({ kind: 'Organization', namespace: '', name }))
}
