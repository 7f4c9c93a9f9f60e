import { by, byText } from '../lib/compare.ts'
import { listed } from '../lib/text.ts'
import type { Problem } from '../model/problem.ts'
import { identityOf, type Key, keyOf, type Resource, type StoredResource } from '../model/resource.ts'
import { unitName, unitOf } from '../model/unit.ts'
import type { Fault } from './declare.ts'
import { placeOf } from './finding.ts'
import type { Declared } from './view.ts'

/** Which stored identities go on under another name: `now` gives the new key of an old one, `organizations` the new name of an old one. */
export interface Renames {
  readonly now: ReadonlyMap<Key, Key>
  readonly organizations: ReadonlyMap<string, string>
  readonly faults: readonly Fault[]
}

type Stored = ReadonlyMap<Key, StoredResource>
type DeclaredMap = ReadonlyMap<Key, Declared>

/**
 * Renames by `spec.previousNames` (model §1): the old identity is stored, no longer declared, and claimed by exactly one
 * resource; anything else that looks like a rename is a `RenameConflict`. A name that was left long ago means nothing.
 * Organizations come first: what lies in a renamed one moves with it.
 */
export function renamesOf(declared: DeclaredMap, stored: Stored): Renames {
  const faults: Fault[] = []
  const now = new Map<Key, Key>()
  const organizations = new Map<string, string>()
  const before = new Map<string, string>()
  const claimants = [...declared.values()]
    .filter(({ resource }) => previousNames(resource).length > 0)
    .sort(by(({ resource }) => keyOf(resource)))
  const isOrganization = ({ resource }: Declared) => resource.kind === 'Organization'
  for (const [from, to] of judge(claimants.filter(isOrganization), { declared, stored, before, faults })) {
    now.set(from, to)
    organizations.set(identityOf(from).name, identityOf(to).name)
    before.set(identityOf(to).name, identityOf(from).name)
  }
  const others = claimants.filter((claimant) => !isOrganization(claimant))
  for (const [from, to] of judge(others, { declared, stored, before, faults })) now.set(from, to)
  if (organizations.size > 0) {
    for (const { kind, namespace, name } of stored.values()) {
      const moved = organizations.get(namespace)
      const key = keyOf({ kind, namespace, name })
      if (moved !== undefined && !now.has(key)) now.set(key, keyOf({ kind, namespace: moved, name }))
    }
  }
  return { now, organizations, faults }
}

interface World {
  readonly declared: DeclaredMap
  readonly stored: Stored
  /** The stored name of an organization that is being renamed. */
  readonly before: ReadonlyMap<string, string>
  readonly faults: Fault[]
}

function previousNames(resource: Resource): readonly string[] {
  const names = resource.spec.previousNames
  return Array.isArray(names) ? names.filter((name) => typeof name === 'string') : []
}

function judge(claimants: readonly Declared[], world: World): [Key, Key][] {
  const claims = new Map<Key, Declared[]>()
  for (const claimant of claimants) {
    const from = storedNamesOf(claimant.resource, world)
    if (from.length > 1) {
      const said = `claims ${listed(from.map(nameOf))}, which are all stored`
      world.faults.push(fault(claimant, said, { left: from.filter((key) => !world.declared.has(key)) }))
    } else if (from[0] !== undefined) claims.set(from[0], [...(claims.get(from[0]) ?? []), claimant])
  }
  const renames: [Key, Key][] = []
  for (const [from, claiming] of [...claims].sort(([left], [right]) => byText(left, right))) {
    const [first, ...others] = claiming
    if (first === undefined) continue
    const was = `was \`${nameOf(from)}\``
    const holder = world.declared.get(inNewNamespace(from, first.resource.namespace))
    if (holder !== undefined) {
      for (const one of claiming) world.faults.push(fault(one, `${was}, but that is still declared`, { other: holder }))
    } else if (others.length > 0) {
      const other = (one: Declared): Declared | undefined => claiming.find((another) => another !== one)
      for (const one of claiming)
        world.faults.push(fault(one, `${was}, but others say so too`, { other: other(one), left: [from] }))
    } else renames.push([from, keyOf(first.resource)])
  }
  return renames
}

/** The stored identities that a resource says it had; none where it is stored under its own name already, but for a swap. */
function storedNamesOf(resource: Resource, { declared, stored, before }: World): Key[] {
  const { kind, namespace } = resource
  const inStore = (name: string): Key => keyOf({ kind, namespace: before.get(namespace) ?? namespace, name })
  const names = previousNames(resource).filter((name) => name !== resource.name && stored.has(inStore(name)))
  if (!stored.has(inStore(resource.name))) return names.map(inStore)
  const swapped = (name: string): boolean => {
    const other = declared.get(keyOf({ kind, namespace, name }))
    return other !== undefined && previousNames(other.resource).includes(resource.name)
  }
  return names.filter(swapped).map(inStore)
}

function inNewNamespace(key: Key, namespace: string): Key {
  return keyOf({ ...identityOf(key), namespace })
}

function nameOf(key: Key): string {
  return identityOf(key).name
}

/** What belongs to a conflict besides the claimant: another declaration, and claimed identities that nobody declares. */
interface Conflict {
  readonly other?: Declared | undefined
  readonly left?: readonly Key[]
}

function fault(claimant: Declared, said: string, { other, left = [] }: Conflict): Fault {
  const { resource } = claimant
  const problem: Problem = {
    code: 'RenameConflict',
    severity: 'error',
    message: `${resource.kind} \`${resource.name}\` ${said}`,
    help: 'a rename needs one old name that is stored, no longer declared, and claimed once; a swap takes two commits',
    ...placeOf(claimant, '/spec/previousNames'),
    ...(other === undefined
      ? {}
      : { related: [{ origin: placeOf(other, '/metadata/name').origin, message: 'declared here' }] }),
  }
  // An organization that two claim, and that nobody declares, is not removed: it waits with those who claim it.
  const concerned = [resource, ...(resource.kind === 'Organization' ? left.map(identityOf) : [])]
  return { problem, units: concerned.map((one) => unitName(unitOf(one))) }
}
