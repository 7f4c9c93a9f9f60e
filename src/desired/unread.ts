import type { Snapshot, SourcePolicy, UnreadableFile } from '../model/document.ts'
import { identityOf, type Key, type Resource } from '../model/resource.ts'
import type { State } from '../model/state.ts'
import { type Unit, type UnitName, unitName, unitOf } from '../model/unit.ts'
import { mayDeclare } from './permit.ts'

/**
 * What the unreadable files of a source keep in force (model §5): the units that each of them concerns, and the stored
 * identities that they held. `isKnown` says whether that is all they may hold; else nothing of the source is removed.
 */
export interface Unread {
  readonly units: ReadonlyMap<string, readonly UnitName[]>
  readonly kept: ReadonlySet<Key>
  readonly isKnown: boolean
  /** Whether the source owns anything in the store that could be removed. */
  readonly owns: boolean
}

const NOTHING: Unread = { units: new Map(), kept: new Set(), isKnown: true, owns: false }

/**
 * Looks up what the unreadable files of a snapshot held: by the inventory, which has to know every one of them, and besides
 * by where the store says that its resources stood. What the text of such a file names is kept as well: it may have been
 * moved there by the commit that broke the file. Of a namespace that could not be listed everything is kept.
 */
export function unreadIn(snapshot: Snapshot, stored: State): Unread {
  const { source, unreadable, files } = snapshot
  if (unreadable.length === 0) return NOTHING
  const units = new Map(unreadable.map((file): [string, Set<UnitName>] => [file.path, new Set(hinted(file, snapshot))]))
  const pathsOf = holdersOf(unreadable)
  const namespaces = new Map(
    unreadable.flatMap(({ path, namespace = '' }): [string, readonly string[]][] =>
      namespace === '' ? [] : [[namespace, [path]]],
    ),
  )
  const texts = unreadable.flatMap(({ path }) => files.get(path)?.text ?? [])
  const kept = new Set<Key>()
  let owns = false
  for (const [key, resource] of stored.resources) {
    if (resource.origin.source !== source) continue
    owns = true
    const paths = [
      ...(pathsOf.get(key) ?? []),
      ...('path' in resource.origin ? [resource.origin.path] : []),
      ...(namespaces.get(resource.namespace) ?? []),
    ]
    const own = paths.filter((path) => units.has(path))
    for (const path of own) units.get(path)?.add(unitName(keeperOf(resource)))
    if (own.length > 0 || texts.some((text) => text.includes(identityOf(key).name))) kept.add(key)
  }
  const sorted = [...units].map(([path, names]): [string, readonly UnitName[]] => [path, [...names].sort()])
  return { units: new Map(sorted), kept, isKnown: unreadable.every(({ held }) => held !== undefined), owns }
}

/** The files that held an identity, by what the inventory says. */
function holdersOf(unreadable: readonly UnreadableFile[]): ReadonlyMap<Key, readonly string[]> {
  const paths = new Map<Key, string[]>()
  for (const { path, held = [] } of unreadable) {
    for (const key of held) paths.set(key, [...(paths.get(key) ?? []), path])
  }
  return paths
}

/** The unit that would take a stored resource away: of a Revocation that nobody declares its organization. */
function keeperOf(resource: Resource): Unit {
  const unit = unitOf(resource)
  return unit.type === 'revocation' ? { type: 'organization', organization: unit.organization } : unit
}

function hinted(file: UnreadableFile, policy: SourcePolicy): UnitName[] {
  const organizations = file.organizations.filter((organization) => mayDeclare(organization, policy))
  return organizations.map((organization) => unitName({ type: 'organization', organization }))
}
