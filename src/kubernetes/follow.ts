import { setTimeout as pause } from 'node:timers/promises'
import type { Cluster } from './cluster.ts'
import type { Collection } from './collection.ts'
import { type WatchEnd, type WatchEvent, watchOnce } from './watch.ts'

/** Why everything has to be listed again: what happened cannot be told by the watch any more, or it said what cannot be. */
export type Doubt = 'expired' | 'garbled'

/** Who is told what, and how long is waited; times in milliseconds. */
export interface Following {
  readonly signal: AbortSignal
  /** The resource version to watch from; asked again after every doubt, and waited for. */
  readonly from: () => Promise<string>
  readonly onEvent: (event: WatchEvent) => void
  /** Something may have been missed: list everything again. */
  readonly onDoubt: (doubt: Doubt) => void
  /** There is no watch, `failures` times in a row. */
  readonly onFailure: (error: Error, failures: number) => void
  /** There is a watch. */
  readonly onOpen: () => void
  readonly random: () => number
  readonly silenceMs?: number
  readonly firstRetryMs?: number
}

/** Bookmarks come every minute or so, so silence is ordinary: it costs one request from where the watch was. */
const SILENCE_MS = 30_000
const FIRST_RETRY_MS = 1_000
const LAST_RETRY_MS = 60_000

/**
 * Watches a collection for ever: goes on where a watch was closed or fell silent, and waits longer each time that there is
 * none. Done when `signal` fires; nothing is thrown.
 */
export async function follow(cluster: Cluster, collection: Collection, following: Following): Promise<void> {
  const { signal, onEvent, onOpen, random, silenceMs = SILENCE_MS } = following
  let failures = 0
  let position: string | undefined
  while (!signal.aborted) {
    try {
      position ??= await following.from()
      const silence = silenceMs * (1 + random() / 4)
      const end = await watchOnce(cluster, collection, { from: position, silenceMs: silence, signal, onEvent, onOpen })
      if (signal.aborted) return
      position = positionAfter(end, position)
      failures = isGood(end) ? 0 : failures + 1
      tell(end, failures, following)
      if (failures > 0) await pause(retryMs(failures, following), undefined, { signal })
      // A server that closes at once, and says nothing, must not be asked without a break.
      else if (end.type === 'closed' && end.events === 0) await pause(firstMs(following), undefined, { signal })
    } catch {
      if (!signal.aborted) failures++
      await pause(retryMs(failures, following), undefined, { signal }).catch(() => undefined)
    }
  }
}

/** Where there was no watch at all nothing was missed; after a doubt only a new list tells where to begin. */
function positionAfter(end: WatchEnd, before: string): string | undefined {
  switch (end.type) {
    case 'closed':
    case 'silent':
      return end.resourceVersion
    case 'failed':
      return before
    case 'expired':
    case 'garbled':
      return undefined
  }
}

function isGood({ type }: WatchEnd): boolean {
  return type === 'closed' || type === 'silent'
}

function tell(end: WatchEnd, failures: number, { onDoubt, onFailure }: Following): void {
  switch (end.type) {
    case 'closed':
    case 'silent':
      return
    case 'expired':
    case 'garbled':
      onDoubt(end.type)
      return
    case 'failed':
      onFailure(end.error, failures)
  }
}

function firstMs({ firstRetryMs = FIRST_RETRY_MS }: Following): number {
  return firstRetryMs
}

function retryMs(failures: number, following: Following): number {
  const longest = Math.min(firstMs(following) * 2 ** Math.min(failures - 1, 20), LAST_RETRY_MS)
  return longest * (0.5 + following.random() / 2)
}
