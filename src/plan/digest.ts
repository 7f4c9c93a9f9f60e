import type { DesiredUnit } from '../desired/state.ts'
import { canonical } from '../lib/canonical.ts'
import { sha256 } from '../lib/digest.ts'
import type { Change } from '../model/change.ts'
import type { Phase } from '../model/plan.ts'
import { type Key, type Kind, keyOf, type Resource } from '../model/resource.ts'
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
  const globals = new Set<Key>()
  for (const side of [unit.stored, unit.resources]) {
    for (const resource of side.values()) for (const key of globalReferences(resource)) globals.add(key)
  }
  const coming = unit.unit.type === 'installation' ? undefined : installation
  const around = [...globals]
    .sort()
    .map((key) => [key, (coming?.get(key) ?? stored.resources.get(key))?.digest ?? null])
  const own = new Map((phase === 'removals' ? ownBeforeRemovals(unit) : ownStored(unit)).map((one) => [one[0], one]))
  const sorted = [...own.keys()].sort().map((key) => own.get(key))
  // Names in order, and nothing but lists and texts below: this is canonical JSON, written by the faster of the two.
  return sha256(JSON.stringify({ around, own: sorted, unit: unitName(unit.unit) }))
}

type Own = readonly [key: Key, digest: string, owner: string]

function ownOf(resource: Resource): Own {
  return [keyOf(resource), resource.digest, resource.origin.source]
}

/** The unit as it is stored; without renames its keys are there already. */
function ownStored({ stored, renames }: DesiredUnit): Own[] {
  if (renames.size > 0) return [...stored.values()].map(ownOf)
  return [...stored].map(([key, { digest, origin }]): Own => [key, digest, origin.source])
}

/** The unit as it is when its creations and updates have been committed. */
function ownBeforeRemovals({ stored, resources, owners }: DesiredUnit): Own[] {
  const made = [...resources].map(([key, after]): Own => [key, after.digest, owners.get(key) ?? after.origin.source])
  return [...made, ...[...stored].filter(([key]) => !resources.has(key)).map(([, before]) => ownOf(before))]
}

/** Digest of a plan: of its base and of what each change does, so that an approval is good for exactly this plan. */
export function planDigest(base: string, phase: Phase, changes: readonly Change[]): string {
  return sha256(JSON.stringify({ base, changes: changes.map(summary), phase }))
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

function globalReferences(resource: Resource): readonly Key[] {
  if (!namesGlobals(resource.kind)) return NO_KEYS
  return referencesOf(resource)
    .filter(({ kind }) => kindDefinition(kind).scope === 'global')
    .map(({ kind, name }) => keyOf({ kind, namespace: '', name }))
}

const NO_KEYS: readonly Key[] = []
const known = new Map<Kind, boolean>()

/** Whether resources of a kind may name global ones; most kinds cannot, and most resources are of such a kind. */
function namesGlobals(kind: Kind): boolean {
  const before = known.get(kind)
  if (before !== undefined) return before
  const names = kindDefinition(kind).references.some((to) => kindDefinition(to.kind).scope === 'global')
  known.set(kind, names)
  return names
}
