import { byText } from '../lib/compare.ts'
import { sha256 } from '../lib/digest.ts'
import type { Identity, Json, JsonObject, Origin, Resource } from '../model/resource.ts'
import { canonicalText } from './normal.ts'
import { shapeOf } from './shape.ts'

/** What a resource is made of: everything but its digest; order of properties and sets does not matter. */
export interface Parts extends Identity {
  readonly apiVersion: string
  readonly labels: Readonly<Record<string, string>>
  readonly annotations: Readonly<Record<string, string>>
  readonly spec: JsonObject
  readonly origin: Origin
}

const NOTHING: Readonly<Record<string, string>> = Object.freeze({})

/**
 * A resource in normal form with its digest, from valid parts (model §1.5). It is read back from its own canonical text:
 * so it holds plain objects, and no text that keeps a whole file in memory (limits §7).
 */
export function createResource(parts: Parts): Resource {
  const { apiVersion, kind, namespace, name, origin } = parts
  const spec = shapeOf(kind).normalize(parts.spec, name)
  const text = canonicalText([apiVersion, kind, namespace, name, sorted(parts.labels), sorted(parts.annotations), spec])
  const [, , ownNamespace, ownName, labels, annotations, ownSpec] = JSON.parse(text) as Fields
  return {
    apiVersion,
    kind,
    namespace: ownNamespace,
    name: ownName,
    labels: hasAny(labels) ? labels : NOTHING,
    annotations: hasAny(annotations) ? annotations : NOTHING,
    spec: ownSpec,
    digest: sha256(text),
    origin,
  }
}

type Fields = readonly [string, string, string, string, Record<string, string>, Record<string, string>, JsonObject]

function sorted(texts: Readonly<Record<string, string>>): Json {
  if (!hasAny(texts)) return texts
  return Object.fromEntries(Object.entries(texts).sort(([left], [right]) => byText(left, right)))
}

function hasAny(object: object): boolean {
  for (const _ in object) return true
  return false
}
