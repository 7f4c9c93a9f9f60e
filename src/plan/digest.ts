import type { DesiredUnit } from '../desired/state.ts'
import { canonical } from '../lib/canonical.ts'
import { byText } from '../lib/compare.ts'
import { sha256 } from '../lib/digest.ts'
import type { Change } from '../model/change.ts'
import type { Phase } from '../model/plan.ts'
import { type Key, keyOf, type Resource } from '../model/resource.ts'
import type { State } from '../model/state.ts'
import { unitName } from '../model/unit.ts'
import { kindDefinition } from '../schemas/kinds.ts'
import { referencesOf } from '../schemas/references.ts'

/** What surrounds a plan when it is committed: `installation` is what will stand of the global kinds by then. */
export interface Surroundings {
  readonly stored: State
  readonly installation: ReadonlyMap<Key, Resource> | undefined
}

/**
 * Digest of what a plan is computed against: the unit's stored resources with their owners (its guard settings among
 * them) and the global resources that the unit names (design §4). It is taken of them as they are when the plan's turn
 * comes, so that what the same pass commits before it leaves the digest as a person has seen it.
 */
export function baseDigest(unit: DesiredUnit, phase: Phase, { stored, installation }: Surroundings): string {
  const globals = new Set([...unit.stored.values(), ...unit.resources.values()].flatMap(globalReferences))
  const coming = unit.unit.type === 'installation' ? undefined : installation
  const around = [...globals]
    .sort(byText)
    .map((key) => [key, (coming?.get(key) ?? stored.resources.get(key))?.digest ?? null])
  const own = phase === 'removals' ? ownBeforeRemovals(unit) : [...unit.stored.values()].map(ownOf)
  return sha256(
    canonical({
      unit: unitName(unit.unit),
      own: own.sort(([left], [right]) => byText(left, right)),
      around,
    }),
  )
}

type Own = readonly [key: Key, digest: string, owner: string]

function ownOf(resource: Resource): Own {
  return [keyOf(resource), resource.digest, resource.origin.source]
}

/** The unit as it is when its creations and updates have been committed. */
function ownBeforeRemovals({ stored, resources, owners }: DesiredUnit): Own[] {
  const made = [...resources].map(([key, after]): Own => [key, after.digest, owners.get(key) ?? after.origin.source])
  return [...made, ...[...stored].filter(([key]) => !resources.has(key)).map(([, before]) => ownOf(before))]
}

/** Digest of a plan: of its base and of what each change does, so that an approval is good for exactly this plan. */
export function planDigest(base: string, phase: Phase, changes: readonly Change[]): string {
  return sha256(canonical({ base, phase, changes: changes.map(summary) }))
}

function summary(change: Change): readonly (string | readonly string[])[] {
  switch (change.action) {
    case 'create':
      return ['create', change.key, change.after.digest]
    case 'update':
      return ['update', change.key, change.before.digest, change.after.digest, canonical(change.fields)]
    case 'rename':
      return ['rename', change.key, change.from, change.before.digest, change.after.digest]
    case 'delete':
      return ['delete', change.key, change.before.digest]
  }
}

function globalReferences(resource: Resource): Key[] {
  const names = kindDefinition(resource.kind).references.some(({ kind }) => kindDefinition(kind).scope === 'global')
  if (!names) return []
  return referencesOf(resource)
    .filter(({ kind }) => kindDefinition(kind).scope === 'global')
    .map(({ kind, name }) => keyOf({ kind, namespace: '', name }))
}
