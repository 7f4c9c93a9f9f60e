import { type Json, type JsonObject, KINDS, type Kind, type Origin, type StoredResource } from '../../model/resource.ts'
import { createResource } from '../../schemas/resource.ts'

/** A line of `/declarations` as the resource that it tells; `undefined` where it is none. */
export function resourceOf(line: string): StoredResource | undefined {
  const record = objectIn(line)
  const { metadata, status, spec = {}, apiVersion } = record
  const kind = KINDS.find((one) => one === record.kind)
  if (kind === undefined || !isText(apiVersion) || !isObject(metadata) || !isObject(status) || !isObject(spec)) {
    return undefined
  }
  const parts = partsOf(kind, metadata)
  const { uid, version, createdAt, updatedAt } = status
  const origin = originOf(status.origin)
  if (parts === undefined || origin === undefined) return undefined
  if (!isText(uid) || typeof version !== 'number' || !isText(createdAt) || !isText(updatedAt)) return undefined
  return { ...createResource({ apiVersion, ...parts, spec, origin }), uid, version, createdAt, updatedAt }
}

interface Named {
  readonly kind: Kind
  readonly namespace: string
  readonly name: string
  readonly labels: Readonly<Record<string, string>>
  readonly annotations: Readonly<Record<string, string>>
}

function partsOf(kind: Kind, { name, namespace = '', labels = {}, annotations = {} }: JsonObject): Named | undefined {
  if (!isText(name) || !isText(namespace) || !isTexts(labels) || !isTexts(annotations)) return undefined
  return { kind, namespace, name, labels, annotations }
}

function originOf(value: Json | undefined): Origin | undefined {
  if (!isObject(value) || !isText(value.source)) return undefined
  const { source, path, line, column, uid, generation } = value
  if (isText(path) && typeof line === 'number' && typeof column === 'number') return { source, path, line, column }
  return isText(uid) && typeof generation === 'number' ? { source, uid, generation } : undefined
}

function objectIn(line: string): JsonObject {
  try {
    const value: Json = JSON.parse(line)
    return isObject(value) ? value : {}
  } catch {
    return {}
  }
}

function isText(value: Json | undefined): value is string {
  return typeof value === 'string'
}

function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function isTexts(value: Json): value is Readonly<Record<string, string>> {
  return isObject(value) && Object.values(value).every((one) => typeof one === 'string')
}
