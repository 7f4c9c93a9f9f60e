import { ask } from '../kubernetes/body.ts'
import type { Call, Cluster } from '../kubernetes/cluster.ts'
import { incompleteError, statusError } from '../kubernetes/failure.ts'
import { sha256 } from '../lib/digest.ts'
import { Secret } from '../lib/secret.ts'
import { ConfigError, SourceError } from '../model/errors.ts'
import type { Json, JsonObject } from '../model/resource.ts'
import type { Unresolved } from '../model/secret.ts'
import type { ClusterPlace, SecretCluster } from './cluster.ts'
import { SECRET_BYTES, secretName } from './resolve.ts'
import { foreignFile } from './sink.ts'

/** The annotation of a Secret that tells by key the SHA-256 (hex) of what was handed over there last, as JSON. */
export const HANDED_OVER = 'charter.sh/handed-over'

const TIMEOUT_MS = 10_000

/**
 * The Secrets of a cluster, each read and written by its name alone, so that RBAC may allow those and no list. A value and
 * its mark are written in one request that fails where somebody else has written meanwhile.
 */
export function openSecretCluster(cluster: Cluster, timeoutMs = TIMEOUT_MS): SecretCluster {
  const reading = () => ({ signal: new AbortController().signal, timeoutMs })
  const found = async (place: ClusterPlace): Promise<JsonObject | undefined> => {
    const { status, asked, body } = await ask(cluster, callFor(place, 'get'), reading())
    if (status === 404) return undefined
    if (status !== 200) throw statusError(asked, status)
    if (body === undefined || !isObject(body.metadata)) throw incompleteError(asked, 'the answer is no object')
    return body
  }
  return {
    read: (place) =>
      answered(
        async () => {
          const secret = valueIn(await found(place), place)
          return typeof secret === 'string' ? new Secret(secret) : { type: 'fault', ...secret }
        },
        (fault) => ({ type: 'fault', ...fault }),
      ),
    handOver: (place, secret, mark) =>
      answered(
        async () => {
          const before = await found(place)
          if (before !== undefined && !isOwn(before, place)) return foreignFile(place)
          const call =
            before === undefined ? createCall(place, secret, mark) : patchCall(place, secret, { mark, before })
          const { status, asked } = await ask(cluster, call, reading())
          if (status === 409)
            return { message: `${secretName(place)} was written by somebody else meanwhile`, help: AGAIN }
          if (status === 404)
            return { message: `${secretName(place)} cannot be written: there is no such namespace`, help: 'make it' }
          if (status !== 200 && status !== 201) throw statusError(asked, status)
          return undefined
        },
        (fault) => fault,
      ),
    isHandedOver: (place, mark) =>
      answered(
        async () => {
          const now = await found(place)
          return now !== undefined && marksOf(now)[place.key] === mark ? 'done' : 'lost'
        },
        (fault) => fault,
      ),
  }
}

const AGAIN = 'it is tried again'

/** What the cluster refuses is answered, in the words of the client, which quote nothing of it; anything else is a bug. */
async function answered<T, F>(step: () => Promise<T>, refused: (fault: Unresolved) => F): Promise<T | F> {
  try {
    return await step()
  } catch (error) {
    if (!(error instanceof SourceError) && !(error instanceof ConfigError)) throw error
    return refused({ message: error.message, help: error.help ?? AGAIN })
  }
}

function callFor({ namespace, name }: ClusterPlace, verb: string): Call {
  const path = `/api/v1/namespaces/${encodeURIComponent(namespace)}/secrets`
  return { verb, resource: 'secrets', path: verb === 'create' ? path : `${path}/${encodeURIComponent(name)}` }
}

function createCall(place: ClusterPlace, secret: Secret, mark: string): Call {
  const { namespace, name, key } = place
  const metadata = { namespace, name, annotations: annotationOf({ [key]: mark }) }
  const text = JSON.stringify({ apiVersion: 'v1', kind: 'Secret', type: 'Opaque', metadata, data: dataOf(key, secret) })
  return { ...callFor(place, 'create'), method: 'POST', body: { type: 'application/json', text } }
}

function patchCall(
  place: ClusterPlace,
  secret: Secret,
  { mark, before }: { readonly mark: string; readonly before: JsonObject },
): Call {
  const { resourceVersion = '' } = isObject(before.metadata) ? before.metadata : {}
  const annotations = annotationOf({ ...marksOf(before), [place.key]: mark })
  const text = JSON.stringify({ metadata: { resourceVersion, annotations }, data: dataOf(place.key, secret) })
  return { ...callFor(place, 'patch'), method: 'PATCH', body: { type: 'application/merge-patch+json', text } }
}

function annotationOf(marks: JsonObject): JsonObject {
  return { [HANDED_OVER]: JSON.stringify(marks) }
}

function dataOf(key: string, secret: Secret): JsonObject {
  return { [key]: Buffer.from(secret.reveal()).toString('base64') }
}

/** Whether a key holds nothing yet, or what was handed over there last. */
function isOwn(secret: JsonObject, place: ClusterPlace): boolean {
  const value = valueIn(secret, place)
  return typeof value === 'string' ? marksOf(secret)[place.key] === sha256(value) : !hasKey(secret, place)
}

function hasKey({ data }: JsonObject, { key }: ClusterPlace): boolean {
  return isObject(data) && Object.hasOwn(data, key)
}

function valueIn(secret: JsonObject | undefined, place: ClusterPlace): string | Unresolved {
  const shown = secretName(place)
  const { data } = secret ?? {}
  if (secret === undefined || !isObject(data) || !hasKey(secret, place)) {
    const what = secret === undefined ? 'there is no such Secret' : 'the Secret has no such key'
    return { message: `${shown} cannot be had: ${what}`, help: 'make it, or correct the reference' }
  }
  const bytes = Buffer.from(String(data[place.key]), 'base64')
  if (bytes.length === 0) return { message: `${shown} is empty`, help: 'write the secret into it' }
  if (bytes.length > SECRET_BYTES) {
    return { message: `${shown} has more than ${SECRET_BYTES} bytes`, help: 'name the key that holds the secret alone' }
  }
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    return { message: `${shown} is not text in UTF-8`, help: 'write the secret as text' }
  }
}

function marksOf({ metadata }: JsonObject): JsonObject {
  const annotations = isObject(metadata) ? metadata.annotations : undefined
  const text = isObject(annotations) ? annotations[HANDED_OVER] : undefined
  try {
    const marks: unknown = JSON.parse(typeof text === 'string' ? text : '{}')
    return isObject(marks as Json) ? (marks as JsonObject) : {}
  } catch {
    return {}
  }
}

function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
