import { EVENTS_PATH, eventBody, type Regarding } from '../cluster/events.ts'
import { postObject } from '../cluster/post.ts'
import type { Cluster } from '../kubernetes/cluster.ts'
import type { StatusEvent } from '../model/event.ts'
import { drain } from './drain.ts'
import type { Writing } from './statuses.ts'

/** The Events of one cluster. */
export interface ClusterEvents {
  /** Takes what has happened; of more than a thousand that wait, the oldest are dropped. Gives how many. */
  add(events: readonly StatusEvent[]): number
  /** Writes what waits, oldest first; what is about nothing in this cluster is left out. Gives the first failure. */
  write(regarding: (event: StatusEvent) => Regarding | undefined, writing: Writing): Promise<unknown>
}

const MOST_WAITING = 1000
const ADDRESS = { resource: 'events', path: EVENTS_PATH }

/** Begins with nothing to tell. `own` is the source that reads this cluster, where its report stands in it. */
export function createClusterEvents(cluster: Cluster, own?: string): ClusterEvents {
  let waiting: readonly StatusEvent[] = []
  const done = (event: StatusEvent): void => {
    waiting = waiting.filter((one) => one !== event)
  }
  return {
    add(events) {
      const all = [...waiting, ...events]
      waiting = all.slice(-MOST_WAITING)
      return all.length - waiting.length
    },
    async write(regarding, writing) {
      const { perSecond, isOver, signal, counted } = writing
      const post = async (event: StatusEvent): Promise<void> => {
        const about = regarding(event)
        if (about === undefined) return done(event)
        try {
          const posted = await postObject(cluster, ADDRESS, eventBody(event, about, own), writing)
          if (posted === 'busy') return
          done(event)
          if (posted !== 'known') counted(posted)
        } catch (error) {
          if (!signal.aborted) counted('failed')
          throw error
        }
      }
      return drain(waiting, post, { perSecond, lanes: 1, isOver, signal })
    },
  }
}
