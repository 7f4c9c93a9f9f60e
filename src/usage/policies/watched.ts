import { by } from '../../lib/compare.ts'
import { type Key, keyOf, type StoredResource } from '../../model/resource.ts'
import { isOf } from '../spec.ts'
import type { Stored } from '../stored.ts'
import type { Watched } from './scope.ts'

export type Policy = StoredResource & { readonly kind: 'UsagePolicy' }

/** What of a stored state policies are about: themselves by name, the global resources, and organizations with their subscriptions, by name. */
export interface Watching {
  readonly policies: readonly Policy[]
  readonly installation: ReadonlyMap<Key, StoredResource>
  readonly organizations: ReadonlyMap<string, Watched>
}

/** The stored policies, by name. */
export function policiesIn({ resources }: Stored): readonly Policy[] {
  return [...resources.values()].filter(isOf('UsagePolicy')).sort(by(({ name }) => name))
}

/** All that policies are about, at an instant (RFC 3339), for one look at each resource. */
export function watchingOf({ resources }: Stored, instant: string): Watching {
  const installation = new Map<Key, StoredResource>()
  const organizations: StoredResource[] = []
  const subscriptions = new Map<string, StoredResource[]>()
  for (const resource of resources.values()) {
    if (resource.kind === 'Organization') organizations.push(resource)
    else if (resource.namespace === '') installation.set(keyOf(resource), resource)
    else if (resource.kind === 'Subscription') {
      const own = subscriptions.get(resource.namespace)
      if (own === undefined) subscriptions.set(resource.namespace, [resource])
      else own.push(resource)
    }
  }
  const watched = organizations.sort(by(({ name }) => name)).map((organization): [string, Watched] => {
    const { name } = organization
    const own = (subscriptions.get(name) ?? []).sort(by((one) => one.name))
    const of: Watched['of'] = (kind) => (kind === 'Subscription' ? own : [])
    return [name, { name, organization, instant, installation, of }]
  })
  const policies = [...installation.values()].filter(isOf('UsagePolicy')).sort(by(({ name }) => name))
  return { policies, installation, organizations: new Map(watched) }
}
