import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { packageRoot } from '../lib/root.ts'
import { API_VERSION, type Json, type JsonObject, KINDS, type Kind } from '../model/resource.ts'
import type { Column } from './definition.ts'

/** `schemas/<Kind>.json` with every `$ref` inlined and the common fields of every status added; deeply frozen. */
export interface KindFile {
  readonly title: string
  readonly description: string
  /** Camel case, as the inline list of an Organization is called; the CRD's names are the same in lower case. */
  readonly 'x-plural': string
  readonly 'x-singular': string
  readonly 'x-scope': 'global' | 'organization'
  readonly 'x-short-names': readonly string[]
  readonly 'x-columns': readonly Column[]
  readonly 'x-example-name': string
  readonly 'x-example': JsonObject
  /** Which of `spec` and `status` a document must have; absent means `["spec"]`. */
  readonly 'x-required'?: readonly string[]
  /** Limits of `metadata.name`, where they are not the usual ones. */
  readonly 'x-name'?: { readonly pattern: string; readonly 'x-form': string; readonly maxLength: number }
  readonly spec: ObjectSchema
  readonly status: ObjectSchema
}

/** A schema of type object. */
export interface ObjectSchema extends JsonObject {
  readonly required?: readonly string[]
  readonly properties: { readonly [name: string]: JsonObject }
}

const REFERENCE = 'definitions.json#/'
const kindFiles = new Map<Kind, KindFile>()
const documentSchemas = new Map<Kind, JsonObject>()
const texts = new Map<Kind, JsonObject>()
const inlinedDefinitions = new Map<string, JsonObject>()
let definitions: JsonObject | undefined

/** What a kind is called and where it belongs, without the cost of its schema: all nineteen are read to know one word. */
export function kindHeader(kind: Kind): Omit<KindFile, 'spec' | 'status'> {
  return written(kind) as unknown as KindFile
}

/** The file of a kind, `$ref`s inlined, frozen. Throws where `schemas/` is broken: a damaged installation. */
export function loadKind(kind: Kind): KindFile {
  const known = kindFiles.get(kind)
  if (known !== undefined) return known
  const file = inlined(written(kind), []) as unknown as KindFile
  const loaded = frozen({ ...file, status: withCommonStatus(file.status) })
  kindFiles.set(kind, loaded)
  return loaded
}

/** The file of what Charter says of its sources, which nobody declares: `$ref`s inlined. Throws where `schemas/` is broken. */
export function loadReport(): Pick<
  KindFile,
  'description' | 'x-plural' | 'x-singular' | 'x-short-names' | 'x-columns' | 'status'
> {
  return inlined(read('report/ReconcileReport.json'), []) as unknown as KindFile
}

/**
 * The schema of a whole document of a kind: envelope, spec and status, and for Organization the inline lists of model
 * §1.8 (each marked `x-inline: <Kind>`). No `$ref` is left; the annotations of `schemas/README.md` are. Frozen.
 */
export function expandedSchema(kind: Kind): JsonObject {
  const known = documentSchemas.get(kind)
  if (known !== undefined) return known
  const { spec, status, 'x-required': required = ['spec'], ...about } = loadKind(kind)
  const expanded = frozen({
    ...(about as unknown as JsonObject),
    type: 'object',
    required: ['apiVersion', 'kind', 'metadata', ...required],
    additionalProperties: false,
    properties: {
      apiVersion: { ...definition('apiVersion'), enum: [API_VERSION] },
      kind: { ...definition('kind'), enum: [kind], examples: [kind] },
      metadata: metadataSchema(kind),
      spec: kind === 'Organization' ? withInlineLists(spec) : spec,
      status,
    },
  })
  documentSchemas.set(kind, expanded)
  return expanded
}

/** The schema of a kind's `metadata`. */
export function metadataSchema(kind: Kind): ObjectSchema {
  const file = loadKind(kind)
  const metadata = definition(file['x-scope'] === 'global' ? 'metadataGlobal' : 'metadata') as ObjectSchema
  const name = { ...metadata.properties.name, ...file['x-name'], examples: [file['x-example-name']] }
  return { ...metadata, properties: { ...metadata.properties, name } }
}

function withCommonStatus(status: ObjectSchema | undefined): ObjectSchema {
  const common = definition('status') as ObjectSchema
  if (status === undefined) return common
  return { ...common, ...status, properties: { ...common.properties, ...status.properties } }
}

function withInlineLists(spec: ObjectSchema): ObjectSchema {
  const children = KINDS.filter((kind) => kindHeader(kind)['x-scope'] === 'organization')
  const lists = children.map((kind) => [loadKind(kind)['x-plural'], inlineList(kind)] as const)
  return { ...spec, properties: { ...spec.properties, ...Object.fromEntries(lists) } }
}

function inlineList(kind: Kind): JsonObject {
  const file = loadKind(kind)
  const { name, labels, annotations } = metadataSchema(kind).properties
  const example = { name: file['x-example-name'], ...file['x-example'] }
  const item = {
    ...file.spec,
    required: ['name', ...(file.spec.required ?? [])],
    properties: { name, labels, annotations, ...file.spec.properties },
    examples: [example],
  } as JsonObject
  return {
    type: 'array',
    title: `${file.title} list`,
    description: `Inline form: each item is a ${kind} of this organization, the same as a document of its own.`,
    'x-inline': kind,
    'x-key': 'name',
    items: item,
    examples: [[example]],
  }
}

/** A definition of `schemas/definitions.json`, its own `$ref`s inlined; the same object each time. */
function definition(name: string, above: readonly string[] = []): JsonObject {
  const known = inlinedDefinitions.get(name)
  if (known !== undefined) return known
  definitions ??= read('definitions.json')
  const found = definitions[name]
  if (found === undefined) throw new Error(`schemas/definitions.json has no definition ${name}`)
  if (above.includes(name)) throw new Error(`schemas/definitions.json: ${[...above, name].join(' names ')}`)
  const whole = inlined(found, [...above, name]) as JsonObject
  inlinedDefinitions.set(name, whole)
  return whole
}

/** A value with every `$ref` replaced by what it names; what stands beside a `$ref` wins over that. */
function inlined(value: Json, above: readonly string[]): Json {
  if (typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) return value.map((item) => inlined(item, above))
  const object = value as JsonObject
  const beside: Record<string, Json> = {}
  for (const name of Object.keys(object)) if (name !== '$ref') beside[name] = inlined(object[name] ?? null, above)
  const { $ref } = object
  if ($ref === undefined) return beside
  if (typeof $ref !== 'string' || !$ref.startsWith(REFERENCE)) throw new Error('a $ref names definitions.json#/ only')
  return { ...definition($ref.slice(REFERENCE.length), above), ...beside }
}

function written(kind: Kind): JsonObject {
  const known = texts.get(kind)
  if (known !== undefined) return known
  const file = read(`${kind}.json`)
  texts.set(kind, file)
  return file
}

function read(name: string): JsonObject {
  return JSON.parse(readFileSync(join(packageRoot(), 'schemas', name), 'utf8')) as JsonObject
}

function frozen<T>(value: T): T {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value)
    for (const item of Object.values(value)) frozen(item)
  }
  return value
}
