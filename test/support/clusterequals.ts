import { openCluster } from '../../src/kubernetes/cluster.ts'
import { collections } from '../../src/kubernetes/collection.ts'
import { listAll } from '../../src/kubernetes/list.ts'
import { canonical } from '../../src/lib/canonical.ts'
import { sha256 } from '../../src/lib/digest.ts'
import type { JsonObject } from '../../src/model/resource.ts'
import type { State } from '../../src/model/state.ts'

const reading = { signal: new AbortController().signal, timeoutMs: 60_000, mostBytes: 2 ** 30 }

/** All of Charter's objects in a cluster, by `User/acme/ada` and `Organization/acme`; those that are being deleted are left out. */
export async function objectsIn(kubeconfig: string): Promise<ReadonlyMap<string, JsonObject>> {
  const cluster = openCluster({ kubeconfig })
  const found = new Map<string, JsonObject>()
  try {
    for (const collection of collections()) {
      const listed = await listAll(cluster, collection, reading)
      if (listed.type === 'expired') throw new Error(`the list of ${collection.resource} was outdated`)
      for (const item of listed.items) {
        const { namespace = '', name, deletionTimestamp } = item.metadata as JsonObject
        if (deletionTimestamp !== undefined) continue
        found.set([collection.kind, namespace, name].filter((part) => part !== '').join('/'), item)
      }
    }
    return found
  } finally {
    cluster.close()
  }
}

/**
 * What stands in one of both alone, or differs, a line each: every object has to be stored as itself (its uid, its generation and its spec), and everything
 * that is stored has to come from an object. Organizations are compared without what they declare in short (`users:` and the like).
 */
export async function differences(kubeconfig: string, { resources }: State): Promise<readonly string[]> {
  const objects = await objectsIn(kubeconfig)
  const stored = new Map(
    [...resources.values()].map((one) => [
      [one.kind, one.namespace, one.name].filter((part) => part !== '').join('/'),
      one,
    ]),
  )
  const uids = new Set([...objects.values()].map(({ metadata }) => (metadata as JsonObject).uid))
  const missing = [...objects].flatMap(([path, { metadata, spec = {} }]) => {
    const { uid, generation } = metadata as JsonObject
    const one = stored.get(path)
    if (one === undefined) return [`${path} is not stored`]
    const { origin } = one
    const isSame = 'uid' in origin && origin.uid === uid
    if (!isSame) return [`${path} is stored as another one`]
    const differs = fieldsThatDiffer(spec as JsonObject, one.spec, one.kind === 'Organization')
    return differs.length === 0 ? [] : [`${path} differs in ${differs.join(', ')} at generation ${generation}`]
  })
  const excess = [...stored].flatMap(([path, { origin }]) =>
    'uid' in origin && uids.has(origin.uid) ? [] : [`${path} is stored and not in the cluster`],
  )
  return [...missing, ...excess].sort()
}

const SHORT = ['users', 'userGroups', 'permissions', 'entitlements']

function fieldsThatDiffer(declared: JsonObject, stored: JsonObject, isOrganization: boolean): readonly string[] {
  const names = new Set([...Object.keys(declared), ...Object.keys(stored)])
  return [...names]
    .filter((name) => !(isOrganization && SHORT.includes(name)))
    .filter((name) => digestOf(declared[name]) !== digestOf(stored[name]))
    .sort()
}

function digestOf(value: JsonObject[string] | undefined): string {
  return value === undefined ? '' : sha256(canonical(value))
}
