import { by } from '../lib/compare.ts'
import { type Key, type Kind, keyOf, type Resource } from '../model/resource.ts'
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

/** `of` and `get` over one unit's resources; lists are sorted by name and made when first asked for. */
function lookups(resources: ReadonlyMap<Key, Resource>, namespace: string): Pick<InstallationView, 'of' | 'get'> {
  let byKind: Map<Kind, Resource[]> | undefined
  const index = (): Map<Kind, Resource[]> => {
    const index = new Map<Kind, Resource[]>()
    for (const resource of resources.values()) {
      const list = index.get(resource.kind)
      if (list === undefined) index.set(resource.kind, [resource])
      else list.push(resource)
    }
    for (const list of index.values()) list.sort(by((resource) => resource.name))
    return index
  }
  return {
    of: (kind) => {
      byKind ??= index()
      return byKind.get(kind) ?? []
    },
    get: (kind, name) => resources.get(keyOf({ kind, namespace, name })),
  }
}
