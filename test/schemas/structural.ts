import type { Json, JsonObject } from '../../src/model/resource.ts'

const ALLOWED = new Set(
  (
    'description type enum pattern minLength maxLength minimum maximum minItems maxItems items properties required ' +
    'additionalProperties allOf oneOf x-kubernetes-preserve-unknown-fields x-kubernetes-list-type ' +
    'x-kubernetes-list-map-keys'
  ).split(' '),
)

/** What an API server would say against a structural schema, each with its place; empty where it takes it. */
export function structuralBreaches(schema: JsonObject, at: string): string[] {
  const properties = (schema.properties ?? {}) as Record<string, JsonObject>
  const below = [
    ...Object.entries(properties).flatMap(([name, field]) => structuralBreaches(field, `${at}.${name}`)),
    ...(schema.items === undefined ? [] : structuralBreaches(schema.items as JsonObject, `${at}[]`)),
    ...(typeof schema.additionalProperties === 'object'
      ? structuralBreaches(schema.additionalProperties as JsonObject, `${at}.*`)
      : []),
  ]
  return [...own(schema).map((what) => `${at}: ${what}`), ...below]
}

function own(schema: JsonObject): string[] {
  const properties = (schema.properties ?? {}) as JsonObject
  const open = schema['x-kubernetes-preserve-unknown-fields'] === true
  return [
    ...Object.keys(schema).flatMap((key) => (ALLOWED.has(key) ? [] : [`keyword ${key}`])),
    ...(schema.type === undefined && !open ? ['no type'] : []),
    ...(schema.type === 'array' && schema.items === undefined ? ['an array without items'] : []),
    ...(schema.additionalProperties !== undefined && schema.properties !== undefined ? ['a map with properties'] : []),
    ...(schema.additionalProperties === false ? ['additionalProperties: false'] : []),
    ...((schema.required ?? []) as string[]).flatMap((name) =>
      Object.hasOwn(properties, name) ? [] : [`requires ${name}`],
    ),
    ...(open && schema.type !== undefined && schema.type !== 'object' ? ['an open field that is no object'] : []),
    ...listBreaches(schema),
    ...[schema.allOf, schema.oneOf].flatMap((branches) =>
      ((branches ?? []) as JsonObject[]).flatMap((branch) => branchBreaches(branch, properties)),
    ),
  ]
}

/** Sets hold scalars; the keys of maps are scalars that every item has. */
function listBreaches(schema: JsonObject): string[] {
  const items = (schema.items ?? {}) as JsonObject
  switch (schema['x-kubernetes-list-type']) {
    case undefined:
      return schema['x-kubernetes-list-map-keys'] === undefined ? [] : ['keys without a map']
    case 'set':
      return items.type === 'string' ? [] : ['a set of something that is no string']
    case 'map': {
      const keys = (schema['x-kubernetes-list-map-keys'] ?? []) as string[]
      const fields = (items.properties ?? {}) as Record<string, JsonObject>
      const bad = keys.filter(
        (key) => !((items.required ?? []) as Json[]).includes(key) || fields[key]?.type !== 'string',
      )
      return keys.length === 0 || bad.length > 0 ? ['a map without required keys'] : []
    }
    default:
      return ['an unknown list type']
  }
}

/** Inside `allOf`, `oneOf`, `anyOf` and `not` only `required` is used, over fields that stand in `properties`. */
function branchBreaches(branch: JsonObject, properties: JsonObject): string[] {
  return Object.entries(branch).flatMap(([key, value]) => {
    if (key === 'required')
      return (value as string[]).flatMap((name) =>
        Object.hasOwn(properties, name) ? [] : [`a branch requires ${name}`],
      )
    if (key === 'not') return branchBreaches(value as JsonObject, properties)
    if (key === 'oneOf' || key === 'anyOf')
      return (value as readonly JsonObject[]).flatMap((inner) => branchBreaches(inner, properties))
    return [`a branch with ${key}`]
  })
}
