import { once } from '../lib/once.ts'
import { pointerOf, segmentsOf } from '../lib/pointer.ts'
import { type Json, type JsonObject, KINDS, type Kind, type Resource } from '../model/resource.ts'
import type { SecretRef, SecretUse } from '../model/secret.ts'
import { kindDefinition } from './kinds.ts'
import { secretRefsOf } from './references.ts'

const WRITE_TO = '/spec/generate/writeTo'

/** Gives the kinds whose resources may name places of secrets, in the order of `KINDS`. */
export const secretKinds: () => readonly Kind[] = once(() =>
  KINDS.filter((kind) => kindDefinition(kind).secretRefs.length > 0),
)

/**
 * The places that a resource names for secrets: those that it reads, in the order of the schema, then where the value of an
 * AccessKey is handed over. A Kubernetes Secret lies in the resource's own namespace, for an Organization in that of its
 * name (model §1.7).
 */
export function secretUsesOf(resource: Resource): readonly SecretUse[] {
  const namespace = resource.kind === 'Organization' ? resource.name : resource.namespace
  const read = secretRefsOf(resource).map(({ pointer, secret }): SecretUse => {
    return { pointer, purpose: 'read', ref: placed(secret as unknown as JsonObject, namespace) }
  })
  const sink = sinkOf(resource)
  return sink === undefined ? read : [...read, { pointer: WRITE_TO, purpose: 'write', ref: sink }]
}

/** Where the value of an AccessKey that is generated is handed over; `undefined` for any other resource. */
export function sinkOf({ kind, namespace, spec }: Resource): SecretRef | undefined {
  if (kind !== 'AccessKey' || !isObject(spec.generate)) return undefined
  const { writeTo } = spec.generate
  return isObject(writeTo) ? placed(writeTo, namespace) : undefined
}

/** A reference as it is declared, with the namespace that it means; the schema has checked its shape. */
function placed({ env, file, kubernetes }: JsonObject, namespace: string): SecretRef {
  if (typeof env === 'string') return { type: 'env', name: env }
  if (typeof file === 'string') return { type: 'file', path: file }
  const { name, key } = isObject(kubernetes) ? kubernetes : {}
  return { type: 'kubernetes', namespace, name: String(name), key: String(key) }
}

/**
 * Where a resource names a secret, so that it stays the same text while others come and go: items of a list that have a
 * `key` are called by it (`/spec/settings/smtp-password/secretRef`).
 */
export function pathOfSecret({ spec }: Resource, pointer: string): string {
  const [, ...segments] = segmentsOf(pointer)
  let value: Json | undefined = spec
  const path = segments.map((segment) => {
    const next: Json | undefined = isObject(value) || Array.isArray(value) ? (value as JsonObject)[segment] : undefined
    const name = Array.isArray(value) && isObject(next) && typeof next.key === 'string' ? next.key : segment
    value = next
    return name
  })
  return pointerOf(['spec', ...path])
}

function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
