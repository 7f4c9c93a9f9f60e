import { groupBy } from '../lib/compare.ts'
import { segmentsOf } from '../lib/pointer.ts'
import type { Actor, NewEntry } from '../model/ledger.ts'
import { identityOf, keyOf, type Resource } from '../model/resource.ts'
import type { ChangedSecret, Fingerprints } from '../model/secret.ts'
import type { State } from '../model/state.ts'
import { type UnitName, unitName, unitOf } from '../model/unit.ts'
import type { PassPlan } from '../plan/pass.ts'
import { pathOfSecret } from '../schemas/secrets.ts'
import { saysChanged } from '../secrets/fingerprint.ts'
import { type HeldUse, type Looked, secretUsesIn } from './secrets.ts'

/** The place of a secret by one text: the key of the resource that names it, and the path there. */
export function placeOf(resource: Resource, pointer: string): string {
  return `${keyOf(resource)}${pathOfSecret(resource, pointer)}`
}

/**
 * The secrets that are others than when their organizations were last applied, unit by unit in the order of a pass; of
 * those that are invalid nothing is said. What is only created now, and what was not known before, has not changed.
 */
export function changedSecrets(
  { desired }: PassPlan,
  { prints }: Looked,
  before: Fingerprints,
  { resources }: State,
): readonly ChangedSecret[] {
  if (before.size === 0 || prints.size === 0) return []
  return secretUsesIn(desired)
    .filter(({ resource }) => desired.units.get(unitName(unitOf(resource)))?.valid === true)
    .filter(({ purpose, resource }) => purpose === 'read' && resources.has(keyOf(resource)))
    .flatMap(({ resource, pointer }): readonly ChangedSecret[] => {
      const place = placeOf(resource, pointer)
      const isChanged = saysChanged(before.get(place), prints.get(place))
      return isChanged ? [{ type: 'changed', key: keyOf(resource), path: pathOfSecret(resource, pointer) }] : []
    })
}

/** Those of them that a pass takes note of: nothing of their units is held. */
export function settledSecrets(changed: readonly ChangedSecret[], pass: PassPlan): readonly ChangedSecret[] {
  const held = heldUnits(pass)
  return changed.filter(({ key }) => !held.has(unitName(unitOf(identityOf(key)))))
}

/** What is to be remembered after a pass: fingerprints as they are now where the unit was applied, those before elsewhere. */
export function printsAfter(pass: PassPlan, { prints }: Looked, before: Fingerprints): Fingerprints {
  const held = heldUnits(pass)
  const isSettled = ({ resource }: HeldUse): boolean => {
    const name = unitName(unitOf(resource))
    return pass.desired.units.get(name)?.valid === true && !held.has(name)
  }
  const places = secretUsesIn(pass.desired)
    .filter(({ purpose }) => purpose === 'read')
    .flatMap((use): readonly (readonly [string, string])[] => {
      const place = placeOf(use.resource, use.pointer)
      const print = (isSettled(use) ? prints.get(place) : undefined) ?? before.get(place)
      return print === undefined ? [] : [[place, print]]
    })
  return new Map(places)
}

/** The names of units of which a pass holds something. */
export function heldUnits({ plans }: PassPlan): ReadonlySet<UnitName> {
  return new Set(plans.filter(({ holds }) => holds.length > 0).map(({ plan }) => unitName(plan.unit)))
}

/**
 * The entries by which the ledger tells that secrets are others than before, one a unit. Evidence holds uids and the fields
 * of the schema, no names and nothing measured from a secret.
 */
export function rotatedEntries(
  changed: readonly ChangedSecret[],
  { resources }: State,
  { time, actor }: { readonly time: string; readonly actor: Actor },
): readonly NewEntry[] {
  const byUnit = groupBy(changed, ({ key }) => unitName(unitOf(identityOf(key))))
  return [...byUnit.values()].flatMap((same): readonly NewEntry[] => {
    const [first] = same
    if (first === undefined) return []
    const unit = unitOf(identityOf(first.key))
    const secrets = same.map(({ key, path }) => {
      return { uid: resources.get(key)?.uid ?? '', kind: identityOf(key).kind, field: fieldOf(path) }
    })
    const organization = unit.type === 'installation' ? {} : { organization: unit.organization }
    return [{ time, type: 'rotated', unit, ...organization, actor, changes: [], evidence: { secrets } }]
  })
}

/** `/spec/settings/smtp-password/secretRef` as the schema has it: `settings.*.secretRef`. */
function fieldOf(path: string): string {
  const [, field = '', ...rest] = segmentsOf(path)
  return [field, ...(rest.length > 1 ? ['*', ...rest.slice(1)] : rest)].join('.')
}
