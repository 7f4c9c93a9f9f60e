import type { Json, JsonObject } from '../../src/model/resource.ts'

/** Keywords that mean the same in a structural schema. */
const SAME = ['enum', 'pattern', 'minLength', 'maxLength', 'minimum', 'maximum', 'minItems', 'maxItems'] as const
const KEEP_ANYTHING = { 'x-kubernetes-preserve-unknown-fields': true }
const TIMES: Readonly<Record<string, string>> = {
  date: '[0-9]{4}-[0-9]{2}-[0-9]{2}',
  'date-time': '[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\\.[0-9]{1,9})?(Z|[+-][0-9]{2}:[0-9]{2})',
  never: 'never',
}

type Groups = readonly (readonly string[])[]

/**
 * A schema as a CustomResourceDefinition takes it: structural, without defaults and CEL (design idea 4). What it cannot
 * say (references, uniqueness, folded texts) is said by the webhook and the status.
 */
export function structural(schema: JsonObject): JsonObject {
  const { description = '', type } = schema
  if (type === undefined) return { description, ...KEEP_ANYTHING }
  return {
    description,
    type,
    ...Object.fromEntries(SAME.flatMap((name) => (schema[name] === undefined ? [] : [[name, schema[name]]]))),
    ...(schema['x-time'] === undefined ? {} : { pattern: timePattern(schema['x-time'] as readonly string[]) }),
    ...(type === 'array' ? list(schema) : {}),
    ...(type === 'object' ? object(schema) : {}),
  }
}

function timePattern(forms: readonly string[]): string {
  return `^(${forms.map((form) => TIMES[form]).join('|')})$`
}

function list(schema: JsonObject): JsonObject {
  const items = { items: structural(schema.items as JsonObject) }
  if (schema['x-set'] === true) return { 'x-kubernetes-list-type': 'set', ...items }
  if (schema['x-key'] === undefined) return items
  return { 'x-kubernetes-list-type': 'map', 'x-kubernetes-list-map-keys': [schema['x-key']], ...items }
}

function object(schema: JsonObject): JsonObject {
  const properties = Object.entries((schema.properties ?? {}) as Record<string, JsonObject>)
  const values = schema.additionalProperties
  return {
    ...(schema['x-open'] === true ? KEEP_ANYTHING : {}),
    ...((schema.required as readonly Json[] | undefined)?.length ? { required: schema.required } : {}),
    ...groups((schema['x-one-of'] ?? []) as Groups, (schema['x-at-most-one-of'] ?? []) as Groups),
    ...(properties.length === 0
      ? {}
      : { properties: Object.fromEntries(properties.map(([name, property]) => [name, structural(property)])) }),
    ...(typeof values === 'object' ? { additionalProperties: structural(values as JsonObject) } : {}),
  } as JsonObject
}

/** `oneOf` over which fields are there: the only thing a structural schema may say there. */
function groups(exactlyOne: Groups, atMostOne: Groups): JsonObject {
  const required = (all: Groups) => all.map((group) => ({ required: [...group] }))
  const rules = [
    ...(exactlyOne.length > 0 ? [{ oneOf: required(exactlyOne) }] : []),
    ...(atMostOne.length > 0 ? [{ oneOf: [...required(atMostOne), { not: { anyOf: required(atMostOne) } }] }] : []),
  ]
  return rules.length > 1 ? { allOf: rules } : (rules[0] ?? {})
}
