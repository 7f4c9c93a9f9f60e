import { ask, type Reading } from '../kubernetes/body.ts'
import type { Cluster } from '../kubernetes/cluster.ts'
import { collectionOf } from '../kubernetes/collection.ts'
import { incompleteError, statusError } from '../kubernetes/failure.ts'
import { isObject } from '../kubernetes/list.ts'
import { canonical } from '../lib/canonical.ts'
import { API_VERSION, type JsonObject } from '../model/resource.ts'
import type { ReportedObject } from './object.ts'

/** An object by its address: RBAC's name of its collection, and its path below the API server. */
export interface Address {
  readonly resource: string
  readonly path: string
}

/**
 * What became of a status: it is `written` (`status`: canonical JSON of what the API server made of it); the object is `gone`, or another one of the same
 * name; the API server has `refused` it; or it is `busy`, and asks to be tried again.
 */
export type Writing =
  | { readonly type: 'written'; readonly resourceVersion: string; readonly status: string }
  | { readonly type: 'gone' | 'refused' | 'busy' }

/** The address of one of Charter's objects. */
export function addressOf({ kind, namespace, name }: Pick<ReportedObject, 'kind' | 'namespace' | 'name'>): Address {
  const { path, resource } = collectionOf(kind)
  const collection = path.slice(`/apis/${API_VERSION}`.length)
  const within = namespace === '' ? '' : `/namespaces/${namespace}`
  return { resource, path: `/apis/${API_VERSION}${within}${collection}/${name}` }
}

/**
 * Replaces the status of an object, and nothing else: what others declare is not even sent. It is written only to the object of
 * this uid. Throws `SourceError` where the API server cannot be asked, or does not allow it.
 */
export async function writeStatus(
  cluster: Cluster,
  { resource, path }: Address,
  { uid, status }: { readonly uid: string; readonly status: string },
  reading: Reading,
): Promise<Writing> {
  const text = `[{"op":"test","path":"/metadata/uid","value":${JSON.stringify(uid)}},{"op":"add","path":"/status","value":${status}}]`
  const body = { type: 'application/json-patch+json', text }
  const call = { verb: 'patch', resource: `${resource}/status`, path: `${path}/status`, method: 'PATCH', body } as const
  const { status: code, asked, body: answer } = await ask(cluster, call, reading)
  switch (code) {
    case 200: {
      const written = answer === undefined ? undefined : writtenIn(answer)
      if (written === undefined) throw incompleteError(asked, 'the answer is no object')
      return written
    }
    case 404:
      return { type: 'gone' }
    case 400:
    case 413:
    case 422:
      return { type: 'refused' }
    case 409:
    case 429:
      return { type: 'busy' }
  }
  throw statusError(asked, code)
}

function writtenIn({ metadata, status }: JsonObject): Writing | undefined {
  if (!isObject(metadata) || typeof metadata.resourceVersion !== 'string') return undefined
  return { type: 'written', resourceVersion: metadata.resourceVersion, status: canonical(status ?? {}) }
}
