import { by, groupBy } from '../lib/compare.ts'
import { type Key, type Kind, keyOf, type StoredResource } from '../model/resource.ts'
import type { State, StoredResources } from '../model/state.ts'
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
  const { installation, namespaces } = indexOf(resources)
  const organization = resources.get(keyOf({ kind: 'Organization', namespace: '', name }))
  if (organization === undefined) return undefined
  const byKind = groupBy([...(namespaces.get(name) ?? [])].sort(by((resource) => resource.name)), ({ kind }) => kind)
  return { name, organization, instant, installation, of: (kind) => byKind.get(kind) ?? [] }
}

/** The names of the stored organizations, sorted. */
export function organizationNames({ resources }: Stored): readonly string[] {
  return indexOf(resources).organizations
}

interface Index {
  readonly organizations: readonly string[]
  readonly installation: ReadonlyMap<Key, StoredResource>
  readonly namespaces: ReadonlyMap<string, readonly StoredResource[]>
}

// A state never changes, so what is found in it is kept with it: all organizations cost one look at each resource.
const known = new WeakMap<StoredResources, Index>()

function indexOf(resources: StoredResources): Index {
  const before = known.get(resources)
  if (before !== undefined) return before
  const namespaces = groupBy(resources.values(), ({ namespace }) => namespace)
  const global = namespaces.get('') ?? []
  const [organizations, others] = [
    global.filter(({ kind }) => kind === 'Organization'),
    global.filter(({ kind }) => kind !== 'Organization').sort(by(keyOf)),
  ]
  const index = {
    organizations: organizations.map(({ name }) => name).sort(),
    installation: new Map(others.map((resource) => [keyOf(resource), resource])),
    namespaces,
  }
  known.set(resources, index)
  return index
}
