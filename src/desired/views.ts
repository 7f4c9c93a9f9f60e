import { groupBy } from '../lib/compare.ts'
import { type Key, type Kind, keyOf, type Resource } from '../model/resource.ts'
import type { UnresolvedSecrets } from '../model/secret.ts'
import type { InstallationView, OrganizationView } from './view.ts'

/** What surrounds the unit that is looked at. */
export interface World {
  readonly installation: ReadonlyMap<Key, Resource>
  readonly declaredInstallation?: ReadonlyMap<Key, Resource>
  readonly organizations: ReadonlyMap<string, Resource>
  readonly instant: string
  readonly openWorld: boolean
  readonly privilegedSources: ReadonlySet<string>
  readonly claimants: readonly Resource[]
  readonly holders?: readonly Resource[]
  readonly unresolved?: UnresolvedSecrets
}

/** A view of one organization over its resources (its Organization among them); `stored` is the view of before. */
export function createOrganizationView(
  name: string,
  resources: ReadonlyMap<Key, Resource>,
  world: World,
  stored?: OrganizationView,
): OrganizationView {
  return {
    name,
    organization: resources.get(keyOf({ kind: 'Organization', namespace: '', name })),
    ...lookups(resources, name),
    ...world,
    privileged: true,
    stored,
  }
}

/** A view of the installation over its global resources. */
export function createInstallationView(
  resources: ReadonlyMap<Key, Resource>,
  world: World,
  stored?: InstallationView,
): InstallationView {
  return { ...lookups(resources, ''), ...world, privileged: true, stored }
}

/** `of` and `get` over one unit's resources; lists are sorted by name. Each is made when first asked for. */
function lookups(resources: ReadonlyMap<Key, Resource>, namespace: string): Pick<InstallationView, 'of' | 'get'> {
  let byKind: Map<Kind, Resource[]> | undefined
  const lists = new Map<Kind, readonly Resource[]>()
  const tables = new Map<Kind, ReadonlyMap<string, Resource>>()
  const all = (kind: Kind): readonly Resource[] => {
    byKind ??= groupBy(resources.values(), (resource) => resource.kind)
    return byKind.get(kind) ?? []
  }
  return {
    of: (kind) => {
      const list = lists.get(kind) ?? sortedByName(all(kind))
      lists.set(kind, list)
      return list
    },
    get: (kind, name) => {
      const table = tables.get(kind) ?? byName(all(kind), namespace)
      tables.set(kind, table)
      return table.get(name)
    },
  }
}

// What is declared stands in order more often than not, and finding that out is much less than sorting. Names alone are
// sorted without a call for each comparison; no two resources of a kind and unit share one.
function sortedByName(resources: readonly Resource[]): readonly Resource[] {
  const inOrder = resources.every(({ name }, index) => index === 0 || (resources[index - 1]?.name ?? '') < name)
  if (inOrder) return resources
  const named = new Map(resources.map((resource) => [resource.name, resource]))
  return [...named.keys()].sort().flatMap((name) => named.get(name) ?? [])
}

// Names are shorter than keys, and are there already, with the hash by which a map finds them.
function byName(resources: readonly Resource[], namespace: string): ReadonlyMap<string, Resource> {
  const own = resources.filter((resource) => resource.namespace === namespace)
  return new Map(own.map((resource) => [resource.name, resource]))
}
