import { readdirSync, readFileSync } from 'node:fs'
import { type JsonObject, KINDS } from '../../src/model/resource.ts'
import { expandedSchema } from '../../src/schemas/load.ts'

const FOLDER = new URL('../../schemas/', import.meta.url)

/** The files of `schemas/` as they are written, by name without `.json`. */
export const raw = new Map(
  readdirSync(FOLDER)
    .filter((name) => name.endsWith('.json'))
    .sort()
    .map((name) => [name.slice(0, -5), JSON.parse(readFileSync(new URL(name, FOLDER), 'utf8')) as JsonObject]),
)

/** A field's schema, and where it stands: `User.spec.userGroups[]`. */
export interface Field {
  readonly at: string
  readonly schema: JsonObject
}

/** A schema and all the schemas below it, each with its place. */
export function fields(schema: JsonObject, at: string): Field[] {
  const below: Field[] = []
  for (const [name, property] of Object.entries((schema.properties ?? {}) as JsonObject))
    below.push(...fields(property as JsonObject, `${at}.${name}`))
  if (schema.items !== undefined) below.push(...fields(schema.items as JsonObject, `${at}[]`))
  if (typeof schema.additionalProperties === 'object')
    below.push(...fields(schema.additionalProperties as JsonObject, `${at}.*`))
  return [{ at, schema }, ...below]
}

/** Every field as the files write it (`$ref`s not inlined). */
export const written = [...raw].flatMap(([name, file]) =>
  name === 'definitions'
    ? Object.entries(file).flatMap(([definition, schema]) => fields(schema as JsonObject, `definitions.${definition}`))
    : ['spec', 'status'].flatMap((part) =>
        file[part] === undefined ? [] : fields(file[part] as JsonObject, `${name}.${part}`),
      ),
)

/** Every field of every whole document, `$ref`s inlined. */
export const expanded = KINDS.flatMap((kind) =>
  Object.entries((expandedSchema(kind).properties ?? {}) as JsonObject).flatMap(([name, schema]) =>
    fields(schema as JsonObject, `${kind}.${name}`),
  ),
)

/** What is wrong with which field: one line for each field that `breach` finds something at. */
export function breaches(all: readonly Field[], breach: (schema: JsonObject) => string | undefined): string[] {
  return [
    ...new Set(
      all.flatMap(({ at, schema }) => {
        const found = breach(schema)
        return found === undefined ? [] : [`${at}: ${found}`]
      }),
    ),
  ]
}
