import type { Json, JsonObject } from '../model/resource.ts'
import type { Answering, Call, Cluster } from './cluster.ts'
import type { Collection } from './collection.ts'
import { statusError } from './failure.ts'
import { linesOf } from './lines.ts'
import { isObject } from './list.ts'
import { isOlder } from './version.ts'

/** One thing that a watch tells of an object. */
export interface WatchEvent {
  readonly type: 'ADDED' | 'MODIFIED' | 'DELETED'
  readonly object: JsonObject
}

/** Where a watch begins, how long it may say nothing, and who is told; what `onEvent` throws ends the watch as `garbled`. */
export interface Watching {
  readonly from: string
  readonly silenceMs: number
  readonly signal: AbortSignal
  /** The server has agreed to tell. */
  readonly onOpen?: () => void
  readonly onEvent: (event: WatchEvent) => void
}

/**
 * How a watch has ended. `closed` and `silent`: it can go on from `resourceVersion`. `expired`: what happened since then is
 * not to be had. `garbled`: it said what cannot be; something may have been missed. `failed`: there was no watch at all.
 */
export type WatchEnd =
  | { readonly type: 'closed' | 'silent'; readonly resourceVersion: string; readonly events: number }
  | { readonly type: 'expired' | 'garbled' }
  | { readonly type: 'failed'; readonly error: Error }

const MOST_LINE_BYTES = 16 * 1024 * 1024
const LONGEST_SECONDS = 300

/** Watches a collection once, until the server ends it, nothing was heard for too long, or `signal` fires. Nothing is thrown. */
export async function watchOnce(cluster: Cluster, collection: Collection, watching: Watching): Promise<WatchEnd> {
  const silence = new AbortController()
  const signal = AbortSignal.any([watching.signal, silence.signal])
  const state = { resourceVersion: watching.from, events: 0 }
  let timer: NodeJS.Timeout | undefined
  const heard = (): void => {
    clearTimeout(timer)
    timer = setTimeout(() => silence.abort(), watching.silenceMs)
  }
  const ended = (): WatchEnd => ({ type: silence.signal.aborted ? 'silent' : 'closed', ...state })
  heard()
  try {
    const answering = await cluster.call(callFor(collection, watching.from), { signal })
    heard()
    const end = await follow(answering, { ...watching, signal, heard, state })
    return end ?? ended()
  } catch (error) {
    return signal.aborted ? ended() : { type: 'failed', error: error as Error }
  } finally {
    clearTimeout(timer)
  }
}

const PARTIAL = 'application/json;as=PartialObjectMetadata;g=meta.k8s.io;v=v1'

function callFor({ path, resource, metadataOnly = false }: Collection, from: string): Call {
  const seconds = String(LONGEST_SECONDS)
  const query = { watch: '1', allowWatchBookmarks: 'true', resourceVersion: from, timeoutSeconds: seconds }
  return { verb: 'watch', resource, path, query, ...(metadataOnly ? { accept: PARTIAL } : {}) }
}

interface Following extends Watching {
  readonly heard: () => void
  readonly state: { resourceVersion: string; events: number }
}

/** Reads the lines of a watch; `undefined` where it simply ended. */
async function follow({ status, message, asked }: Answering, following: Following): Promise<WatchEnd | undefined> {
  const { signal, heard, state } = following
  const stop = (): void => void message.destroy()
  signal.addEventListener('abort', stop)
  try {
    if (status === 410) return { type: 'expired' }
    if (status !== 200) return { type: 'failed', error: statusError(asked, status) }
    following.onOpen?.()
    for await (const line of linesOf(message, MOST_LINE_BYTES)) {
      heard()
      const told = lineIn(line, state.resourceVersion)
      if (told.type === 'expired' || told.type === 'garbled') return told
      state.resourceVersion = told.resourceVersion
      if (told.type === 'bookmark') continue
      state.events++
      if (!isTaken(told.event, following.onEvent)) return { type: 'garbled' }
    }
    return undefined
  } catch {
    // A connection that breaks off is an end like another: the watch goes on from where it was.
    return undefined
  } finally {
    signal.removeEventListener('abort', stop)
    stop()
  }
}

function isTaken(event: WatchEvent, onEvent: Watching['onEvent']): boolean {
  try {
    onEvent(event)
    return true
  } catch {
    return false
  }
}

type Told =
  | { readonly type: 'event'; readonly event: WatchEvent; readonly resourceVersion: string }
  | { readonly type: 'bookmark'; readonly resourceVersion: string }
  | { readonly type: 'expired' }
  | { readonly type: 'garbled' }

const GARBLED: Told = { type: 'garbled' }
const GONE = 410

/** What a line says; one that goes back in time is garbled, for then something else may be missing too. */
function lineIn(line: string | undefined, before: string): Told {
  const said = line === undefined ? undefined : parsed(line)
  if (!isObject(said) || !isObject(said.object)) return GARBLED
  const { type, object } = said
  if (type === 'ERROR') return object.code === GONE ? { type: 'expired' } : GARBLED
  const resourceVersion = isObject(object.metadata) ? object.metadata.resourceVersion : undefined
  if (typeof resourceVersion !== 'string' || resourceVersion === '') return GARBLED
  if (isOlder(resourceVersion, before)) return GARBLED
  switch (type) {
    case 'BOOKMARK':
      return { type: 'bookmark', resourceVersion }
    case 'ADDED':
    case 'MODIFIED':
    case 'DELETED':
      return { type: 'event', event: { type, object }, resourceVersion }
  }
  return GARBLED
}

function parsed(line: string): Json | undefined {
  try {
    return JSON.parse(line) as Json
  } catch {
    return undefined
  }
}
