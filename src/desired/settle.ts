import { groupBy } from '../lib/compare.ts'
import type { Problem } from '../model/problem.ts'
import { type Key, keyOf } from '../model/resource.ts'
import { unitName, unitOf } from '../model/unit.ts'
import type { Fault } from './declare.ts'
import { placeOf } from './finding.ts'
import type { Declared } from './view.ts'

/** Every identity declared once: what stands, and what was said about the rest. */
export interface Settled {
  readonly declared: ReadonlyMap<Key, Declared>
  readonly faults: readonly Fault[]
}

/**
 * One declaration an identity. Twice in one source is `DuplicateResource`, both places named and neither applied; in two
 * sources it belongs to the one that created it (`ownerOf`), of two newcomers to the first configured, and the other is
 * set aside with `OwnershipConflict` (model §1, "Ownership").
 */
export function settle(declared: readonly Declared[], ownerOf: (key: Key) => string | undefined): Settled {
  const kept = new Map<Key, Declared>()
  const faults: Fault[] = []
  for (const [key, all] of groupBy(declared, ({ resource }) => keyOf(resource))) {
    const bySource = groupBy(all, ({ owner }) => owner)
    const owner = ownerOf(key)
    const chosen =
      (owner === undefined ? undefined : bySource.get(owner)) ?? all.filter((one) => one.owner === all[0]?.owner)
    const [first, ...again] = chosen
    if (first === undefined) continue
    for (const other of again)
      faults.push({ problem: duplicate(first, other), units: [unitName(unitOf(first.resource))] })
    for (const other of all) {
      if (other.owner !== first.owner) faults.push({ problem: setAside(first, other, owner !== undefined), units: [] })
    }
    kept.set(key, first)
  }
  return { declared: kept, faults }
}

function named({ resource }: Declared): string {
  const { kind, namespace, name } = resource
  return namespace === '' ? `${kind} \`${name}\`` : `${kind} \`${name}\` in organization \`${namespace}\``
}

function duplicate(first: Declared, again: Declared): Problem {
  return {
    code: 'DuplicateResource',
    severity: 'error',
    message: `${named(again)} is declared twice`,
    help: 'keep one of the two declarations; neither is applied as long as both stand',
    ...placeOf(again, '/metadata/name'),
    related: [{ origin: placeOf(first, '/metadata/name').origin, message: 'also declared here' }],
  }
}

function setAside(holder: Declared, other: Declared, stored: boolean): Problem {
  const why = stored
    ? `belongs to the source \`${holder.owner}\``
    : `is declared by the source \`${holder.owner}\` first`
  return {
    code: 'OwnershipConflict',
    severity: 'warning',
    message: `${named(other)} ${why}; this declaration is set aside`,
    help: `to hand it over, take it out of \`${holder.owner}\`: the next pass gives it to \`${other.owner}\`, nothing lapses`,
    ...placeOf(other, '/metadata/name'),
    related: [{ origin: placeOf(holder, '/metadata/name').origin, message: 'in force is this declaration' }],
  }
}
