import { remembered } from '../access/remember.ts'
import { secretHolders } from '../desired/laws/unresolved.ts'
import type { DesiredState, DesiredUnit } from '../desired/state.ts'
import { equal } from '../lib/compare.ts'
import { keyOf, type Resource } from '../model/resource.ts'
import type { Fingerprints, SecretUse, UnresolvedSecrets } from '../model/secret.ts'
import type { State } from '../model/state.ts'
import type { UnitName } from '../model/unit.ts'
import type { PassPlan } from '../plan/pass.ts'
import { secretUsesOf } from '../schemas/secrets.ts'
import type { PlanAgain } from './recordable.ts'

/** A place of a secret with the resource that names it, and the uid of that where it is stored. */
export interface HeldUse extends SecretUse {
  readonly resource: Resource
  readonly uid?: string
}

/** What was found at places of secrets: those that are of no use, and fingerprints of the secrets at the others, by place. */
export interface Looked {
  readonly unresolved: UnresolvedSecrets
  readonly prints: Fingerprints
}

/** Looks up places of secrets as they are now; fingerprints are bound to the installation of the state. Nothing is thrown. */
export type LookUp = (uses: readonly HeldUse[], stored: Pick<State, 'installation' | 'rotations'>) => Promise<Looked>

/** Nothing that cannot be had, and nothing that is known: what stands where nobody looks. */
export const NOT_LOOKED: Looked = { unresolved: new Map(), prints: new Map() }

/**
 * Plans with the secrets as they are: what the declarations name is looked up, and planned with what could not be resolved.
 * `before` is what could not be the last time; while that stays so, one planning is enough. Without `lookUp` nobody looks.
 */
export async function planResolved(
  plan: (unresolved: UnresolvedSecrets, withheld?: ReadonlySet<UnitName>) => PassPlan,
  stored: State,
  lookUp: LookUp | undefined,
  before: UnresolvedSecrets = NOT_LOOKED.unresolved,
): Promise<{ readonly pass: PassPlan; readonly looked: Looked; readonly again: PlanAgain }> {
  const first = plan(before)
  if (lookUp === undefined) return { pass: first, looked: NOT_LOOKED, again: (withheld) => plan(before, withheld) }
  const looked = await lookUp(secretUsesIn(first.desired), stored)
  const { unresolved } = looked
  const pass = isSameUnresolved(unresolved, before) ? first : plan(unresolved)
  return { pass, looked, again: (withheld) => plan(unresolved, withheld) }
}

/** Every place that organizations name for secrets as they are declared, whether or not they are valid, unit by unit. */
export function secretUsesIn({ units }: DesiredState): readonly HeldUse[] {
  return [...units.values()].flatMap(usesOf)
}

const usesOf = remembered(({ unit, view, stored }: DesiredUnit): readonly HeldUse[] => {
  if (unit.type !== 'organization' || view.type !== 'organization') return []
  return secretHolders(view.after).flatMap((resource) => {
    const uid = stored.get(keyOf(resource))?.uid
    return secretUsesOf(resource).map((use) => ({ ...use, resource, ...(uid === undefined ? {} : { uid }) }))
  })
})

/** Whether the same cannot be resolved, for the same reasons. */
export function isSameUnresolved(left: UnresolvedSecrets, right: UnresolvedSecrets): boolean {
  return equal([...left], [...right])
}
