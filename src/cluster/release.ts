import type { Reading } from '../kubernetes/body.ts'
import type { Cluster } from '../kubernetes/cluster.ts'
import { collectionOf, FINALIZER } from '../kubernetes/collection.ts'
import { clusterError } from '../kubernetes/failure.ts'
import { isObject, listAll } from '../kubernetes/list.ts'
import { by } from '../lib/compare.ts'
import type { JsonObject } from '../model/resource.ts'
import type { FinalizedOrganization } from './finalizer.ts'

const MOST_BYTES = 2 ** 30
const MOST_TRIES = 3

/** The Organizations of a cluster, sorted by name, whether or not what they hold can be taken. Throws `SourceError`. */
export async function listOrganizations(cluster: Cluster, reading: Reading): Promise<readonly FinalizedOrganization[]> {
  for (let tries = 1; tries <= MOST_TRIES; tries++) {
    const listed = await listAll(cluster, collectionOf('Organization'), { ...reading, mostBytes: MOST_BYTES })
    if (listed.type === 'listed') return listed.items.flatMap(organizationIn).sort(by(({ name }) => name))
  }
  throw clusterError('ListIncomplete', 'the list of organizations was outdated before it ended', 'try again')
}

function organizationIn({ metadata }: JsonObject): readonly FinalizedOrganization[] {
  if (!isObject(metadata)) return []
  const { name, uid, resourceVersion, deletionTimestamp, finalizers } = metadata
  if (typeof name !== 'string' || typeof uid !== 'string' || typeof resourceVersion !== 'string') return []
  const isDeleting = (deletionTimestamp ?? undefined) !== undefined
  const hasFinalizer = Array.isArray(finalizers) && finalizers.includes(FINALIZER)
  return [{ name, uid, resourceVersion, isDeleting, hasFinalizer }]
}
