import type { Json, JsonObject } from '../model/resource.ts'
import { type Answer, ask, type Reading } from './body.ts'
import type { Call, Cluster } from './cluster.ts'
import type { Collection } from './collection.ts'
import { clusterError, incompleteError, statusError } from './failure.ts'

/** What is listed, and how: `at` is the resource version that all pages show (absent: the newest). */
export interface Listing extends Reading {
  readonly at?: string | undefined
  readonly pageSize?: number
  /** The most bytes that all pages may hold together. */
  readonly mostBytes: number
}

/** A list read to its end, all of it at one resource version; or that this version is no longer to be had, so that all begins again. */
export type Listed =
  | {
      readonly type: 'listed'
      readonly resourceVersion: string
      readonly items: readonly JsonObject[]
      readonly bytes: number
    }
  | { readonly type: 'expired' }

const PAGE_SIZE = 500
const MOST_PAGES = 100_000
const MOST_TRIES = 4
const PARTIAL = 'application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1'

/**
 * Lists a collection, page by page. It is all there is or nothing: pages of different versions, pages that go missing, and
 * what is no list throw `SourceError` (`ListIncomplete`), as does everything that keeps it from being read.
 */
export async function listAll(cluster: Cluster, collection: Collection, listing: Listing): Promise<Listed> {
  const items: JsonObject[] = []
  let first: string | undefined
  let next: string | undefined
  let bytes = 0
  for (let count = 1; ; count++) {
    const answer = await askPatiently(cluster, callFor(collection, listing, next), listing)
    if (answer.status === 410) return { type: 'expired' }
    if (answer.status !== 200) throw statusError(answer.asked, answer.status)
    const page = pageOf(answer)
    first ??= page.resourceVersion
    if (page.resourceVersion !== first || (listing.at ?? first) !== first)
      throw incompleteError(answer.asked, 'its pages are of different versions')
    for (const item of page.items) items.push(item)
    bytes += answer.bytes
    if (bytes > listing.mostBytes) throw tooMuch(collection, listing)
    if (page.next === undefined) break
    if (page.next === next || count >= MOST_PAGES) throw incompleteError(answer.asked, 'its pages do not end')
    next = page.next
  }
  return { type: 'listed', resourceVersion: first, items, bytes }
}

/** An overloaded server is asked for the same page again, when it says so: else a long list would never come to its end. */
async function askPatiently(cluster: Cluster, call: Call, listing: Listing): Promise<Answer> {
  for (let tries = 1; ; tries++) {
    const answer = await ask(cluster, call, listing)
    if ((answer.status !== 429 && answer.status !== 503) || tries >= MOST_TRIES) return answer
  }
}

function callFor(
  { path, resource, metadataOnly = false }: Collection,
  listing: Listing,
  next: string | undefined,
): Call {
  const { at, pageSize = PAGE_SIZE } = listing
  // A continue token holds its version itself.
  const version = at === undefined || next !== undefined ? {} : { resourceVersion: at, resourceVersionMatch: 'Exact' }
  const page = next === undefined ? {} : { continue: next }
  return {
    verb: 'list',
    resource,
    path,
    query: { limit: String(pageSize), ...version, ...page },
    ...(metadataOnly ? { accept: PARTIAL } : {}),
  }
}

interface Page {
  readonly resourceVersion: string
  readonly items: readonly JsonObject[]
  readonly next: string | undefined
}

function pageOf({ asked, body }: Answer): Page {
  const { kind, metadata, items } = body ?? {}
  if (typeof kind !== 'string' || !kind.endsWith('List') || !isObject(metadata) || !Array.isArray(items))
    throw incompleteError(asked, 'the answer is no list')
  const { resourceVersion, continue: next, remainingItemCount } = metadata
  if (typeof resourceVersion !== 'string' || resourceVersion === '')
    throw incompleteError(asked, 'the list has no version')
  const isLast = next === undefined || next === null || next === ''
  if (isLast && typeof remainingItemCount === 'number' && remainingItemCount > 0)
    throw incompleteError(asked, `the list ends although ${remainingItemCount} more objects remain`)
  if (!isLast && typeof next !== 'string') throw incompleteError(asked, 'the answer is no list')
  const objects = (items as readonly Json[]).filter((item) => isObject(item) && isObject(item.metadata))
  if (objects.length !== items.length) throw incompleteError(asked, 'it holds an object without metadata')
  return { resourceVersion, items: objects as readonly JsonObject[], next: isLast ? undefined : (next as string) }
}

/** Whether a value is an object of JSON. */
export function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function tooMuch({ resource }: Collection, { mostBytes }: Listing): Error {
  const message = `the objects of ${resource} hold more than ${mostBytes} bytes together`
  return clusterError('LimitExceeded', message, 'raise limits.revisionBytes')
}
