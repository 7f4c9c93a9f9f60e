import { by } from '../lib/compare.ts'
import { type Kinds, namespacesOf } from '../model/namespaces.ts'
import { type Key, type Kind, keyOf, type StoredResource } from '../model/resource.ts'
import type { State } from '../model/state.ts'
import type { Holding } from './holding.ts'

/** The part of a stored state that usage is computed from. */
export type Stored = Pick<State, 'resources'>

/** An organization as a stored state has it, with what the store knows of its resources. */
export interface StoredHolding extends Holding {
  readonly name: string
  readonly organization: StoredResource
  of(kind: Kind): readonly StoredResource[]
}

/** One organization of a stored state at an instant (RFC 3339); `undefined` where none of that name is stored. */
export function storedHolding(name: string, { resources }: Stored, instant: string): StoredHolding | undefined {
  const organization = resources.get(keyOf({ kind: 'Organization', namespace: '', name }))
  if (organization === undefined) return undefined
  const namespaces = namespacesOf(resources)
  const own = namespaces.get(name)
  const installation = installationIn(namespaces.get('') ?? new Map())
  return { name, organization, instant, installation, of: (kind) => own?.get(kind) ?? [] }
}

/** The names of the stored organizations, sorted. */
export function organizationNames({ resources }: Stored): readonly string[] {
  return (namespacesOf(resources).get('')?.get('Organization') ?? []).map(({ name }) => name)
}

// What belongs to no organization is the same in most states that follow each other.
const known = new WeakMap<Kinds, ReadonlyMap<Key, StoredResource>>()

/** The global resources but the organizations, by key. */
export function installationIn(kinds: Kinds): ReadonlyMap<Key, StoredResource> {
  const before = known.get(kinds)
  if (before !== undefined) return before
  const others = [...kinds.values()].flat().filter(({ kind }) => kind !== 'Organization')
  const installation = new Map(others.sort(by(keyOf)).map((resource) => [keyOf(resource), resource]))
  known.set(kinds, installation)
  return installation
}
