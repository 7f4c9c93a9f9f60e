import type { Limits } from '../../documents/limits.ts'
import type { Cluster } from '../../kubernetes/cluster.ts'
import { type Collection, collections, DEFINITIONS, NAMESPACES, REPORTS } from '../../kubernetes/collection.ts'
import { type Doubt, type Following, follow } from '../../kubernetes/follow.ts'
import type { WatchEvent } from '../../kubernetes/watch.ts'
import type { Inventoried } from './memory.ts'
import { newsIn } from './news.ts'
import { createPosition } from './position.ts'
import { createQuiet, type Quiet, type QuietTimes } from './quiet.ts'

/** Hears what goes wrong beside the lists: objects older than before, lists that are due because of a watch, watches that fail, and those that are there. */
export interface ClusterTold {
  stale(objects: number): void
  doubt(resource: string, doubt: Doubt): void
  unwatched(resource: string, error: Error): void
  watched(resource: string): void
}

/** What watches work with; `times`, `silenceMs` and `retryMs` in milliseconds. */
export interface WatchSettings {
  readonly source: string
  readonly limits: Limits
  readonly ownNamespace?: string | undefined
  readonly told: ClusterTold | undefined
  readonly times: QuietTimes
  readonly random: () => number
  readonly silenceMs?: number | undefined
  readonly retryMs?: number | undefined
}

/** The watches of a cluster, while they run. */
export interface ClusterWatch {
  /** Watches all kinds, namespaces, definitions and reports; done when `signal` fires. */
  run(signal: AbortSignal): Promise<void>
  /** Everything was listed: watches may begin there. */
  listed(now: Inventoried): void
  /** Organizations that are not to be planned yet, because somebody is just changing them. */
  busy(): ReadonlySet<string>
}

/** Makes the watches of a cluster. What they hear counts as nothing but a reason to call `onChange`, once it is quiet. */
export function createClusterWatch(cluster: Cluster, settings: WatchSettings, onChange: () => void): ClusterWatch {
  const { told, random, silenceMs, retryMs } = settings
  let known: Inventoried | undefined
  const position = createPosition()
  const quiet: Quiet = createQuiet(settings.times, onChange)
  const hear = (collection: Collection, event: WatchEvent): void => {
    const news = newsIn(event, collection, known, settings)
    switch (news.type) {
      case 'none':
        return
      case 'stale':
        told?.stale(1)
        return
      case 'changed':
        quiet.touch(news.organization)
    }
  }
  const followOne = (collection: Collection, signal: AbortSignal): Promise<void> => {
    const following: Following = {
      signal,
      random,
      from: () => position.wait(signal),
      onEvent: (event) => hear(collection, event),
      onDoubt(doubt) {
        position.lose()
        told?.doubt(collection.resource, doubt)
        onChange()
      },
      onFailure: (error) => told?.unwatched(collection.resource, error),
      onOpen: () => told?.watched(collection.resource),
      ...(silenceMs === undefined ? {} : { silenceMs }),
      ...(retryMs === undefined ? {} : { firstRetryMs: retryMs }),
    }
    return follow(cluster, collection, following)
  }
  return {
    async run(signal) {
      const all = [...collections(), NAMESPACES, DEFINITIONS, REPORTS]
      await Promise.all(all.map((collection) => followOne(collection, signal)))
      quiet.stop()
    },
    listed(now) {
      known = now
      position.set(now.resourceVersion)
    },
    busy: () => new Set(quiet.take()),
  }
}
