import { API_VERSION, type Json, type JsonObject, KINDS, type Kind } from '../model/resource.ts'
import { configurationField } from './configuration.ts'
import type { Field, Groups, TimeForm } from './field.ts'
import { documentField, shapeOf } from './shape.ts'

/** Kinds of other tools whose documents may stand in the same file. */
const OTHERS = ['Namespace', 'Kustomization', 'Component']

/**
 * One draft-07 schema of all documents, for editors (yaml-language-server): titles, descriptions, examples, defaults and
 * completion by `kind`, made of what the kinds' schemas say. It is laxer than `decode` where draft-07 lacks words: sets
 * that ignore letter case, keys that repeat, days that do not exist, labels of Charter's own.
 */
export function editorSchema(): JsonObject {
  const kinds = KINDS.map((kind) => [kind, editorField(declared(documentField(kind)))])
  const items = inlineItems(documentField('Organization').properties?.spec ?? {})
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    title: 'Charter',
    description: `Documents of ${API_VERSION}`,
    type: 'object',
    required: ['apiVersion', 'kind'],
    properties: { apiVersion: { type: 'string' }, kind: { type: 'string', enum: [...KINDS, ...OTHERS] } },
    allOf: KINDS.map((kind) => ({
      if: { required: ['kind'], properties: { kind: { const: kind } } },
      // biome-ignore lint/suspicious/noThenProperty: the keyword of JSON Schema
      then: { $ref: `#/definitions/${kind}` },
    })),
    definitions: Object.fromEntries([...kinds, ...items]),
  }
}

/** The draft-07 schema of the configuration of `charter run`, for editors. */
export function configurationSchema(): JsonObject {
  return { $schema: 'http://json-schema.org/draft-07/schema#', ...editorField(configurationField()) }
}

/** A document without what nobody writes: its status, and what an API server puts into metadata, may stand there, no more. */
function declared({ properties = {}, ...document }: Field): Field {
  const { metadata = {}, status = {}, ...parts } = properties
  const unwritten = ({ title, description }: Field): Field => ({
    ...(title && { title }),
    ...(description && { description }),
  })
  const names = Object.entries(metadata.properties ?? {})
  const own = names.map(([name, field]) => [name, field['x-ignored'] === true ? unwritten(field) : field])
  const written = { ...metadata, properties: Object.fromEntries(own) }
  return { ...document, properties: { ...parts, metadata: written, status: unwritten(status) } }
}

/** The item schema of each inline list, as a definition of its own; its fields are those of the kind's spec. */
function inlineItems(spec: Field): [string, Json][] {
  return Object.values(spec.properties ?? {}).flatMap(({ 'x-inline': kind, items = {} }) => {
    if (kind === undefined) return []
    const own = shapeOf(kind).spec.properties ?? {}
    const fields = Object.entries(items.properties ?? {}).map(([name, field]) => {
      const ref = { $ref: `#/definitions/${kind}/properties/spec/properties/${name}` }
      return [name, Object.hasOwn(own, name) ? ref : editorField(field)]
    })
    return [[itemName(kind), { ...editorField({ ...items, properties: {} }), properties: Object.fromEntries(fields) }]]
  })
}

function itemName(kind: Kind): string {
  return `${kind}Item`
}

const KEPT = [
  'type',
  'title',
  'description',
  'default',
  'examples',
  'deprecated',
  'enum',
  'pattern',
  'minLength',
  'maxLength',
  'minimum',
  'maximum',
  'exclusiveMinimum',
  'exclusiveMaximum',
  'minItems',
  'maxItems',
  'minProperties',
  'maxProperties',
  'required',
] as const

function editorField(field: Field): JsonObject {
  const { 'x-inline': inline, 'x-time': time, 'x-set': set, 'x-one-of': oneOf, 'x-at-most-one-of': atMostOneOf } = field
  const kept = KEPT.flatMap((keyword) =>
    field[keyword] === undefined ? [] : [[keyword, field[keyword] as Json] as const],
  )
  return {
    ...Object.fromEntries(kept),
    ...(field.description !== undefined && { markdownDescription: markdown(field, field.description) }),
    ...(time !== undefined && { pattern: timePattern(time) }),
    ...(set === true && { uniqueItems: true }),
    ...(oneOf !== undefined && { oneOf: oneOf.map((group) => ({ required: group })) }),
    ...(atMostOneOf !== undefined && { allOf: exclusions(atMostOneOf) }),
    ...(field.properties !== undefined && { properties: mapped(field.properties) }),
    ...(field.additionalProperties !== undefined && { additionalProperties: others(field.additionalProperties) }),
    ...(field.items !== undefined && {
      items: inline ? { $ref: `#/definitions/${itemName(inline)}` } : editorField(field.items),
    }),
  }
}

function mapped(fields: Readonly<Record<string, Field>>): JsonObject {
  return Object.fromEntries(Object.entries(fields).map(([name, field]) => [name, editorField(field)]))
}

function others(additional: boolean | Field): Json {
  return typeof additional === 'object' ? editorField(additional) : additional
}

/** No two groups together: for each pair of fields from different groups, not both. */
function exclusions(groups: Groups): Json[] {
  const pairs = groups.flatMap((group, index) =>
    groups.slice(index + 1).flatMap((other) => group.flatMap((left) => other.map((right) => [left, right]))),
  )
  return pairs.map((pair) => ({ not: { required: pair } }))
}

function markdown(field: Field, description: string): string {
  const standard = field['x-default-name'] === true ? 'metadata.name' : JSON.stringify(field.default)
  return standard === undefined ? description : `${description}\n\nDefault: \`${standard}\``
}

function timePattern(forms: readonly TimeForm[]): string {
  const patterns = {
    date: '\\d{4}-\\d{2}-\\d{2}',
    'date-time': '\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}:\\d{2}(\\.\\d{1,9})?(Z|[+-]\\d{2}:\\d{2})',
    never: 'never',
  } as const
  return `^(${forms.map((form) => patterns[form]).join('|')})$`
}
