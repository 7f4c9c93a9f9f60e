import { folded } from '../lib/text.ts'
import type { Json, JsonObject, Kind, Resource } from '../model/resource.ts'
import { kindDefinition } from './kinds.ts'
import { createResource } from './resource.ts'
import { type Found, type Path, valuesAt } from './traits.ts'

/** A name by which a resource refers to another: of which kind, and where it stands in the normal form. */
export interface ReferenceTo {
  readonly kind: Kind
  readonly name: string
  readonly pointer: string
  /** Whether it may dangle. */
  readonly weak: boolean
}

/** Every reference in a resource, by field in the order of the schema, then in the order of the normal form. */
export function referencesOf(resource: Resource): readonly ReferenceTo[] {
  return kindDefinition(resource.kind).references.flatMap(({ path, kind, weak }) =>
    valuesIn(resource, path).map(({ pointer, value }) => ({ kind, name: String(value), pointer, weak })),
  )
}

/**
 * The resource with every reference written anew, in normal form; the same object where nothing changes. Two members of
 * a set that get one name become one.
 */
export function renameReferences(resource: Resource, rename: (kind: Kind, name: string) => string): Resource {
  let spec: Json = resource.spec
  for (const { path, kind } of kindDefinition(resource.kind).references) {
    spec = replaced(spec, path.slice(1), (value) => rename(kind, String(value)))
  }
  return spec === resource.spec ? resource : createResource({ ...resource, spec: spec as JsonObject })
}

/** A copy with every value at a path replaced; the value itself where all of them stay. */
function replaced(value: Json, path: Path, by: (value: Json) => Json): Json {
  const [segment, ...rest] = path
  if (segment === undefined) return by(value)
  if (typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) {
    const items = value.map((item) => replaced(item, rest, by))
    return items.some((item, index) => item !== value[index]) ? items : value
  }
  const object = value as JsonObject
  const names = Object.keys(object).filter((name) => segment === '*' || segment === name)
  const changed = names.map((name) => [name, replaced(object[name] ?? null, rest, by)] as const)
  return changed.some(([name, item]) => item !== object[name]) ? { ...object, ...Object.fromEntries(changed) } : object
}

/** A value that no other resource of the kind may have, in its organization or the installation. */
export interface UniqueValue {
  /** The field by its path, `spec.email`: values of different fields do not meet. */
  readonly field: string
  readonly pointer: string
  readonly value: string
  /** What is compared: the value, folded where letter case does not count. */
  readonly text: string
  readonly within: 'organization' | 'installation'
}

/** The values of a resource that must be unique, in the order of the schema; a left out `id` counts as the name. */
export function uniquesOf(resource: Resource): readonly UniqueValue[] {
  return kindDefinition(resource.kind).uniques.flatMap(({ path, within, folded: isFolded, orName }) => {
    const written = valuesIn(resource, path)
    const none = written.length === 0 && orName === true
    const found = none ? [{ pointer: '/metadata/name', value: resource.name }] : written
    return found.map(({ pointer, value }) => {
      const text = String(value)
      return { field: path.join('.'), pointer, value: text, text: isFolded ? folded(text) : text, within }
    })
  })
}

/** Where a secret stands; exactly one of the three. */
export type SecretRef =
  | { readonly env: string }
  | { readonly file: string }
  | { readonly kubernetes: { readonly name: string; readonly key: string } }

/** Every reference to a secret in a resource, in the order of the schema. */
export function secretRefsOf(resource: Resource): readonly { readonly pointer: string; readonly secret: SecretRef }[] {
  return kindDefinition(resource.kind).secretRefs.flatMap((path) =>
    valuesIn(resource, path).map(({ pointer, value }) => ({ pointer, secret: value as unknown as SecretRef })),
  )
}

function valuesIn(resource: Resource, path: Path): Found[] {
  return valuesAt({ value: resource.spec, pointer: '/spec' }, path, 1)
}
