import type { Cluster } from '../../kubernetes/cluster.ts'
import { type Collection, collections, DEFINITIONS, NAMESPACES } from '../../kubernetes/collection.ts'
import { clusterError } from '../../kubernetes/failure.ts'
import { isObject, type Listed, listAll } from '../../kubernetes/list.ts'
import { isOlder } from '../../kubernetes/version.ts'
import type { JsonObject, Kind } from '../../model/resource.ts'
import { identityIn } from './object.ts'

/** Everything that a cluster declares to Charter at one resource version. */
export interface Everything {
  readonly resourceVersion: string
  readonly objects: readonly { readonly kind: Kind; readonly items: readonly JsonObject[] }[]
  /** Namespaces that are being deleted, sorted. */
  readonly terminating: readonly string[]
  /** The uids of the definitions by kind: one that changes was removed and made again, and what it held went with it. */
  readonly definitions: ReadonlyMap<Kind, string>
}

/** What a listing may cost; `timeoutMs` for each request. */
export interface ListingSettings {
  readonly signal: AbortSignal
  readonly timeoutMs: number
  readonly mostBytes: number
  readonly pageSize?: number
  /** The version of the listing before: an older one is not believed. */
  readonly after?: string | undefined
}

const MOST_STARTS = 5

/**
 * Lists definitions, namespaces and all kinds, all of them as they were at one moment: at the version of the first list.
 * Where that is too old before the last one was read, all of it begins again. Throws `SourceError`: nothing of a half counts,
 * and a kind whose definition is missing or being removed may hold anything (model §5).
 */
export async function listEverything(cluster: Cluster, settings: ListingSettings): Promise<Everything> {
  for (let start = 1; start <= MOST_STARTS; start++) {
    const everything = await listOnce(cluster, settings)
    if (everything !== undefined) return everything
  }
  const help =
    'raise the time that etcd keeps old versions (--etcd-compaction-interval), or see why the API server is slow'
  throw clusterError(
    'ListIncomplete',
    `the lists of the cluster were outdated ${MOST_STARTS} times before they ended`,
    help,
  )
}

/** `undefined` where the version of the first list was gone before the last one was read. */
async function listOnce(cluster: Cluster, settings: ListingSettings): Promise<Everything | undefined> {
  let left = settings.mostBytes
  const list = async (collection: Collection, at?: string): Promise<Listed> => {
    const listed = await listAll(cluster, collection, { ...settings, at, mostBytes: left })
    if (listed.type === 'listed') left -= listed.bytes
    return listed
  }
  const first = await list(DEFINITIONS)
  if (first.type === 'expired') return undefined
  const at = first.resourceVersion
  if (settings.after !== undefined && isOlder(at, settings.after)) throw stale()
  const all = collections()
  const definitions = checkedDefinitions(first.items, all)
  const namespaces = await list(NAMESPACES, at)
  if (namespaces.type === 'expired') return undefined
  const objects: Everything['objects'][number][] = []
  for (const collection of all) {
    const listed = await list(collection, at)
    if (listed.type === 'expired') return undefined
    if (collection.kind !== undefined) objects.push({ kind: collection.kind, items: listed.items })
  }
  return { resourceVersion: at, objects, terminating: terminatingIn(namespaces.items), definitions }
}

function terminatingIn(namespaces: readonly JsonObject[]): readonly string[] {
  return namespaces
    .filter(isDeleting)
    .flatMap((namespace) => identityIn(namespace)?.name ?? [])
    .sort()
}

function isDeleting({ metadata }: JsonObject): boolean {
  return isObject(metadata) && metadata.deletionTimestamp !== undefined && metadata.deletionTimestamp !== null
}

/** While a definition is being removed, its objects vanish one by one; once it is gone, so are they. */
function checkedDefinitions(items: readonly JsonObject[], all: readonly Collection[]): ReadonlyMap<Kind, string> {
  const byName = new Map(items.map((item) => [identityIn(item)?.name, item]))
  const uids = new Map<Kind, string>()
  for (const { kind, resource } of all) {
    const definition = byName.get(resource)
    if (definition === undefined) throw missing(`the definition ${resource} is not installed`)
    if (isDeleting(definition)) throw missing(`the definition ${resource} is being removed`)
    if (kind !== undefined) uids.set(kind, identityIn(definition)?.uid ?? '')
  }
  return uids
}

function stale(): Error {
  const help = 'it is tried again; where the cluster was restored from a backup, start charter anew'
  return clusterError('StaleRead', 'the API server answered with a state older than the one before', help)
}

function missing(message: string): Error {
  return clusterError(
    'DefinitionMissing',
    message,
    'install it: kubectl apply -f crds/; what its objects declared stays in force',
  )
}
