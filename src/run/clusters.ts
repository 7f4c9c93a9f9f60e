import type { Log } from '../lib/log.ts'
import { SourceError } from '../model/errors.ts'
import type { ClusterTold } from '../sources/cluster/watching.ts'

/** Where what happens to watches is written and counted. */
export interface ClusterAround {
  readonly log: Log
  readonly metrics: { clusterEvent(source: string, event: 'stale' | 'expired' | 'garbled' | 'unwatched'): void }
}

/**
 * Hears for one source what goes wrong beside its lists. Many watches fail together: that they do is said once, as is that all
 * are well again; every failure is counted.
 */
export function clusterTold(source: string, { log, metrics }: ClusterAround): ClusterTold {
  const failing = new Set<string>()
  return {
    stale(objects) {
      for (let count = 0; count < objects; count++) metrics.clusterEvent(source, 'stale')
    },
    doubt(resource, doubt) {
      metrics.clusterEvent(source, doubt)
      log.debug('cluster is listed again', { source, resource, reason: doubt })
    },
    unwatched(resource, error) {
      metrics.clusterEvent(source, 'unwatched')
      const isFirst = failing.size === 0
      failing.add(resource)
      if (isFirst) log.warn('cluster is not watched', { source, resource, ...reasonOf(error) })
    },
    watched(resource) {
      if (failing.delete(resource) && failing.size === 0) log.info('cluster is watched again', { source })
    },
  }
}

/** Only the program's own errors speak; another one might quote what was sent. */
function reasonOf(error: Error): { readonly code: string; readonly error?: string } {
  return error instanceof SourceError ? { code: error.code, error: error.message } : { code: 'InternalError' }
}
