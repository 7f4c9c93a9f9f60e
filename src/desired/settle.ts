import { isEmptyBuiltin } from '../access/builtin.ts'
import type { Problem } from '../model/problem.ts'
import type { Key } from '../model/resource.ts'
import { unitName, unitOf } from '../model/unit.ts'
import type { Fault } from './declare.ts'
import { placeOf } from './finding.ts'
import type { Declared } from './view.ts'

/** Every identity declared once: what stands, and what was said about the rest. */
export interface Settled {
  readonly declared: ReadonlyMap<Key, Declared>
  readonly faults: readonly Fault[]
}

/** Who owns an identity already, of which these are all declarations; `undefined` where nobody does. */
export type OwnerOf = (key: Key, all: readonly Declared[]) => string | undefined

/**
 * One declaration an identity. Twice in one source is `DuplicateResource`, both places named and neither applied; in two
 * sources it belongs to the one that created it (`ownerOf`), of two newcomers to the first configured, and the other is
 * set aside with `OwnershipConflict` (model §1, "Ownership"). An owner that is not heard now still holds what it created.
 * The built-in group `admin` without members declares nothing: it is there anyway (model §2 UserGroup).
 */
export function settle(declared: readonly Declared[], ownerOf: OwnerOf): Settled {
  const { kept, contested } = sorted(declared)
  const faults: Fault[] = []
  for (const [key, one] of kept) {
    const all = contested.get(key) ?? [one]
    const stored = ownerOf(key, all)
    const owner = stored ?? one.owner
    if (all.length === 1 && one.owner === owner) {
      if (isEmptyBuiltin(one.resource)) kept.delete(key)
      continue
    }
    const [first, ...again] = all.filter((one) => one.owner === owner)
    for (const other of again) {
      faults.push({ problem: duplicate(first ?? other, other), units: [unitName(unitOf(other.resource))] })
    }
    for (const other of all) {
      if (other.owner === owner) continue
      faults.push({ problem: setAside(other, { owner, stored: stored !== undefined, holder: first }), units: [] })
    }
    if (first === undefined || isEmptyBuiltin(first.resource)) kept.delete(key)
    else kept.set(key, first)
  }
  return { declared: kept, faults }
}

/** The first declaration of each identity, and all of those that there are several of; nearly all stand alone. */
function sorted(declared: readonly Declared[]) {
  const kept = new Map<Key, Declared>()
  const contested = new Map<Key, Declared[]>()
  for (const one of declared) {
    const first = kept.get(one.key)
    const others = contested.get(one.key)
    if (first === undefined) kept.set(one.key, one)
    else if (others === undefined) contested.set(one.key, [first, one])
    else others.push(one)
  }
  return { kept, contested }
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

/** Who holds an identity: its owner, stored or declaring it first, and the declaration in force, if there is one now. */
interface Holder {
  readonly owner: string
  readonly stored: boolean
  readonly holder: Declared | undefined
}

function setAside(other: Declared, { owner, stored, holder }: Holder): Problem {
  const why = stored ? `belongs to the source \`${owner}\`` : `is declared by the source \`${owner}\` first`
  return {
    code: 'OwnershipConflict',
    severity: 'warning',
    message: `${named(other)} ${why}; this declaration is set aside`,
    help: `to hand it over, take it out of \`${owner}\`: the next pass gives it to \`${other.owner}\`, nothing lapses`,
    ...placeOf(other, '/metadata/name'),
    ...(holder === undefined
      ? {}
      : {
          related: [{ origin: placeOf(holder, '/metadata/name').origin, message: 'in force is this declaration' }],
        }),
  }
}
