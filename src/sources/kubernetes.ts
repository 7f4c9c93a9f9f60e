import { type Cluster, openCluster } from '../kubernetes/cluster.ts'
import type { ClusterChoice } from '../kubernetes/credentials.ts'
import { clusterError } from '../kubernetes/failure.ts'
import type { Snapshot, SourcePolicy } from '../model/document.ts'
import { SourceError } from '../model/errors.ts'
import type { Source } from '../model/ports.ts'
import { readApproval } from './cluster/approval.ts'
import { declaredBy } from './cluster/declared.ts'
import { type Everything, type ListingSettings, listEverything } from './cluster/listing.ts'
import { type Inventoried, inventoried, withBusy } from './cluster/memory.ts'
import type { Found } from './cluster/object.ts'
import { QUIET_TIMES, type QuietTimes } from './cluster/quiet.ts'
import { type ClusterTold, type ClusterWatch, createClusterWatch } from './cluster/watching.ts'
import { SOURCE_LIMITS, type SourceLimits } from './content.ts'

/**
 * The custom resources of a Kubernetes cluster as a source; `name` owns what they declare (`default`). `timeoutMs` is for each
 * request. `told` hears what goes wrong beside `fetch`. `times` and `silenceMs` are for tests.
 */
export interface KubernetesOptions extends ClusterChoice {
  readonly name?: string
  readonly privileged?: boolean
  readonly policy?: SourcePolicy
  readonly limits?: Partial<SourceLimits>
  readonly timeoutMs?: number
  readonly told?: ClusterTold
  readonly random?: () => number
  readonly times?: QuietTimes
  readonly silenceMs?: number
  readonly retryMs?: number
  readonly pageSize?: number
  /** The namespace that Charter itself runs in; absent: that of the pod, where its own cluster is read. */
  readonly ownNamespace?: string
}

/** An Organization as it stood in the cluster when it was listed last. */
export interface ListedOrganization {
  readonly name: string
  readonly uid: string
  readonly resourceVersion: string
  readonly isDeleting: boolean
  readonly hasFinalizer: boolean
}

/** The objects of a cluster that a revision was made of, by path; the newest statuses are theirs. */
export interface ListedObjects {
  readonly revision: string
  readonly objects: readonly Found[]
}

/** A cluster as a source; `organizations` are those of the last `fetch`, sorted by name, `listed` all its objects. */
export interface KubernetesSource extends Source {
  readonly cluster: Cluster
  organizations(): readonly ListedOrganization[]
  listed(): ListedObjects | undefined
  watch(onChange: () => void, signal: AbortSignal): Promise<void>
}

const TIMEOUT_MS = 60_000

/**
 * Opens a cluster as a source. `fetch` lists all kinds as they were at one moment, or throws `SourceError`: half a list is
 * none. Its revision is a SHA-256 over what is declared, which a status does not change. `watch` only says that there is
 * something to look at, once an organization is quiet; until then `fetch` gives what it declared before. Done when `signal` fires.
 */
export function openKubernetes(options: KubernetesOptions): KubernetesSource {
  return new KubernetesReader(options)
}

class KubernetesReader implements KubernetesSource {
  readonly name: string
  readonly cluster: Cluster
  readonly #options: KubernetesOptions
  readonly #limits: SourceLimits
  #known: Inventoried | undefined
  #listed: ListedObjects | undefined
  #watch: ClusterWatch | undefined
  #ownNamespace: string | undefined

  constructor(options: KubernetesOptions) {
    const { name = 'default', random, kubeconfig, context } = options
    this.name = name
    this.#options = options
    this.#limits = { ...SOURCE_LIMITS, ...options.limits }
    this.cluster = openCluster({
      ...(kubeconfig === undefined ? {} : { kubeconfig }),
      ...(context === undefined ? {} : { context }),
      ...(random === undefined ? {} : { random }),
    })
  }

  organizations(): readonly ListedOrganization[] {
    const all = [...(this.#known?.objects.values() ?? [])].filter(({ kind }) => kind === 'Organization')
    return all.map(({ name, uid, resourceVersion, isDeleting, hasFinalizer }) => {
      return { name, uid, resourceVersion, isDeleting, hasFinalizer }
    })
  }

  listed(): ListedObjects | undefined {
    return this.#listed
  }

  async fetch(signal: AbortSignal = new AbortController().signal): Promise<Snapshot> {
    const { timeoutMs = TIMEOUT_MS, pageSize, policy, privileged = false } = this.#options
    const busy = this.#watch?.busy() ?? new Set()
    const paged = pageSize === undefined ? {} : { pageSize }
    const mostBytes = this.#limits.revisionBytes
    const after = this.#known?.resourceVersion
    this.#ownNamespace ??= this.#options.ownNamespace ?? (await this.cluster.ownNamespace())
    const now = this.#read(await this.#list({ signal, timeoutMs, mostBytes, after, ...paged }))
    const approval = await readApproval(this.cluster, this.name, { signal, timeoutMs })
    this.#known = { ...withBusy(now, this.#known, busy), approval }
    this.#watch?.listed(this.#known)
    const snapshot = declaredBy(this.#known, { source: this.name, privileged, policy })
    this.#listed = { revision: snapshot.revision, objects: [...this.#known.objects.values()] }
    return snapshot
  }

  async watch(onChange: () => void, signal: AbortSignal): Promise<void> {
    const { told, times = QUIET_TIMES, random = Math.random, silenceMs, retryMs } = this.#options
    const settings = { ...this.#settings(), told, times, random, silenceMs, retryMs }
    const watch = createClusterWatch(this.cluster, settings, onChange)
    if (this.#known !== undefined) watch.listed(this.#known)
    this.#watch = watch
    await watch.run(signal)
    this.#watch = undefined
    this.cluster.close()
  }

  async #list(settings: ListingSettings): Promise<Everything> {
    try {
      return await listEverything(this.cluster, settings)
    } catch (error) {
      if (error instanceof SourceError && error.code === 'StaleRead') this.#options.told?.stale(1)
      throw error
    }
  }

  #settings() {
    return { source: this.name, limits: this.#limits, ownNamespace: this.#ownNamespace }
  }

  #read(listed: Everything): Inventoried {
    const now = inventoried(listed, this.#known, this.#settings())
    if (now === undefined) {
      const why = 'a list of the cluster holds an object without identity, or one twice'
      throw clusterError('ListIncomplete', why, 'nothing of it is used; it is tried again')
    }
    if (now.stale > 0) this.#options.told?.stale(now.stale)
    return now
  }
}
