import { nearest } from '../lib/text.ts'
import type { Json, Kind } from '../model/resource.ts'
import { configurationField } from './configuration.ts'
import { type Field, isOpen, mapValueOf, propertyOf } from './field.ts'
import { documentField } from './shape.ts'
import { limits } from './words/limit.ts'
import { choice } from './words/place.ts'
import { form } from './words/text.ts'

/** What has fields to explain: a kind, or the configuration of `charter run`. */
export type Explained = Kind | 'config'

/** What a reader wants to know of a field, or of a kind where `path` is empty. */
export interface Explanation {
  readonly type: 'field'
  readonly kind: Explained
  /** Property names from the document down, with dots: `spec.members`. */
  readonly path: string
  readonly title: string
  readonly description: string
  /** What is written there, in words: `set of names of User`. */
  readonly value: string
  readonly required: boolean
  /** JSON of the default; absent where there is none. */
  readonly default?: string
  readonly rules: readonly string[]
  readonly allowed: readonly string[]
  /** JSON of each example. */
  readonly examples: readonly string[]
  readonly fields: readonly ChildField[]
}

/** A field one level below, in the order of the schema. */
export interface ChildField {
  readonly name: string
  readonly value: string
  readonly required: boolean
  readonly title: string
}

/** A path that leads nowhere: how far it leads, what there is, and what was probably meant (a whole path). */
export interface UnknownPath {
  readonly type: 'unknown'
  readonly path: string
  readonly fields: readonly string[]
  readonly nearest?: string
}

/**
 * Explains a field of a kind, or of the configuration (`config`). `path` has dots (`spec.settings.value`); `spec.` may be left out, and so may brackets and
 * positions of list items. An empty path explains the kind.
 */
export function explainField(kind: Explained, path: string): Explanation | UnknownPath {
  const segments = path.split(/[.[\]]+/).filter((segment) => segment !== '' && !/^(\d+|\*)$/.test(segment))
  if (kind === 'config') return walk(kind, configurationField(), segments)
  const document = documentField(kind)
  const [first] = segments
  const short = first !== undefined && propertyOf(document, first) === undefined
  return walk(kind, document, short ? ['spec', ...segments] : segments)
}

function walk(kind: Explained, document: Field, segments: readonly string[]): Explanation | UnknownPath {
  let field = document
  let required = true
  for (const [index, segment] of segments.entries()) {
    const holder = withFields(field)
    const child = propertyOf(holder, segment) ?? mapValueOf(holder)
    if (child === undefined) return unknownPath(segments.slice(0, index), segment, holder)
    required = holder.required?.includes(segment) === true
    field = child
  }
  return explanation(kind, segments.join('.'), field, required)
}

/** The object whose fields stand below a node: itself, or what a list holds. */
function withFields(field: Field): Field {
  return field.type === 'array' && field.items !== undefined ? withFields(field.items) : field
}

function unknownPath(known: readonly string[], segment: string, holder: Field): UnknownPath {
  const fields = Object.keys(holder.properties ?? {})
  const meant = nearest(segment, fields)
  const path = [...known, segment].join('.')
  return { type: 'unknown', path, fields, ...(meant !== undefined && { nearest: [...known, meant].join('.') }) }
}

function explanation(kind: Explained, path: string, field: Field, required: boolean): Explanation {
  const holder = withFields(field)
  return {
    type: 'field',
    kind,
    path,
    title: field.title ?? '',
    description: field.description ?? '',
    value: valueInWords(field),
    required,
    ...(field.default !== undefined && { default: JSON.stringify(field.default) }),
    ...(field['x-default-name'] === true && { default: 'metadata.name' }),
    rules: rulesOf(field),
    allowed: field.enum ?? field.items?.enum ?? [],
    examples: (field.examples ?? []).map((example: Json) => JSON.stringify(example)),
    fields: Object.entries(holder.properties ?? {}).map(([name, child]) => ({
      name,
      value: valueInWords(child),
      required: holder.required?.includes(name) === true,
      title: child.title ?? '',
    })),
  }
}

/** What is written in a field, in words: `text`, `name of a User`, `list of objects by name`, `set of text`. */
export function valueInWords(field: Field): string {
  const { 'x-ref': kind, items = {}, 'x-key': key } = field
  const values = mapValueOf(field)
  if (field['x-secret-ref'] === true) return 'reference to a secret'
  if (kind !== undefined) return `name of ${/^[AEIO]/.test(kind) ? 'an' : 'a'} ${kind}`
  if (values !== undefined) return `map of ${several(values)}`
  if (field.type !== 'array') return TYPES[field.type ?? 'any']
  const list = `${field['x-set'] === true ? 'set' : 'list'} of ${several(items)}`
  return key === undefined ? list : `${list} by ${key}`
}

const TYPES = {
  string: 'text',
  integer: 'whole number',
  number: 'number',
  boolean: 'true or false',
  object: 'object',
  any: 'any value',
} as const

function several(field: Field): string {
  const one = valueInWords(field)
  if (field['x-ref'] !== undefined) return `names of ${field['x-ref']}`
  return one === 'object' || one.endsWith('number') ? `${one}s` : one
}

function rulesOf(field: Field): string[] {
  const item = field.type === 'array' ? field.items : undefined
  const [unique, fold] = [field['x-unique'] ?? item?.['x-unique'], field['x-fold'] ?? item?.['x-fold']]
  const groups = (name: 'x-one-of' | 'x-at-most-one-of'): string =>
    choice(
      (field[name] ?? []).map((group) => group.join(' with ')),
      'or',
    )
  return [
    ...textRules(field),
    ...(item === undefined ? [] : textRules(item).map((rule) => `each ${rule}`)),
    unique === undefined ? undefined : `unique in the ${unique}`,
    fold === true ? 'letter case does not count' : undefined,
    field['x-one-of'] === undefined ? undefined : `exactly one of ${groups('x-one-of')}`,
    field['x-at-most-one-of'] === undefined ? undefined : `at most one of ${groups('x-at-most-one-of')}`,
    field.type === 'object' && isOpen(field) ? 'further fields are kept as they are' : undefined,
    field.deprecated === true ? 'deprecated' : undefined,
  ].filter((rule) => rule !== undefined)
}

/** Limits and form of one value; of a name, that it is one says it all. */
function textRules(field: Field): string[] {
  if (field['x-ref'] !== undefined) return []
  return [...limits(field), form(field)].filter((rule) => rule !== undefined)
}
