import { byText } from '../lib/compare.ts'
import { pointerOf, segmentsOf } from '../lib/pointer.ts'
import { nearest } from '../lib/text.ts'
import type { Json, JsonObject } from '../model/resource.ts'
import { configurationField } from '../schemas/configuration.ts'
import type { Field } from '../schemas/field.ts'

/** The variables of an environment. */
export type Environment = Readonly<Record<string, string | undefined>>

/** A variable that sets one field of the configuration, and wins over the file. */
export interface Variable {
  readonly name: string
  readonly pointer: string
  readonly field: Field
}

/** The names of the environment begin so; `CHARTER_CONFIG` names the file and is no field of it. */
export const PREFIX = 'CHARTER_'
export const CONFIG_VARIABLE = 'CHARTER_CONFIG'

/**
 * The variable of every scalar that stands outside lists, by name: `CHARTER_` and the way to the field in capitals
 * (`limits.fileBytes` is `CHARTER_LIMITS_FILE_BYTES`).
 */
export function variables(): readonly Variable[] {
  return variablesBelow(configurationField(), []).sort((left, right) => byText(left.name, right.name))
}

function variablesBelow(field: Field, path: readonly string[]): Variable[] {
  return Object.entries(field.properties ?? {}).flatMap(([name, child]): Variable[] => {
    const way = [...path, name]
    if (child.type === 'object') return variablesBelow(child, way)
    if (child.type === 'array') return []
    return [{ name: variableName(way), pointer: pointerOf(way), field: child }]
  })
}

function variableName(way: readonly string[]): string {
  return PREFIX + way.map((part) => part.replace(/([a-z])([A-Z])/g, '$1_$2').toUpperCase()).join('_')
}

/** The configuration with what variables say put in, and which variable each of those fields came from, by pointer. */
export interface Overlaid {
  readonly value: JsonObject
  readonly origins: ReadonlyMap<string, string>
}

/** Puts into a configuration what variables say. One that is empty counts as not set. The value given stays as it is. */
export function overlaid(value: JsonObject, environment: Environment): Overlaid {
  const origins = new Map<string, string>()
  let result = value
  for (const { name, pointer, field } of variables()) {
    const text = environment[name]
    if (text === undefined || text === '') continue
    const put = withValue(result, segmentsOf(pointer), scalar(text, field))
    if (put === undefined) continue
    result = put
    origins.set(pointer, name)
  }
  return { value: result, origins }
}

function scalar(text: string, field: Field): Json {
  if (field.type === 'boolean' && (text === 'true' || text === 'false')) return text === 'true'
  if (field.type === 'integer' && /^\d{1,15}$/.test(text)) return Number(text)
  return text
}

/** A copy with a value put in; `undefined` where something that is no object stands on the way, which its own fault tells. */
function withValue(object: JsonObject, [name = '', ...rest]: readonly string[], value: Json): JsonObject | undefined {
  if (rest.length === 0) return { ...object, [name]: value }
  const below = object[name] ?? {}
  if (typeof below !== 'object' || Array.isArray(below)) return undefined
  const put = withValue(below as JsonObject, rest, value)
  return put === undefined ? undefined : { ...object, [name]: put }
}

/**
 * Variables that look like a misspelt one of ours, with the one that is meant. Others that begin with `CHARTER_` may be
 * secrets, or come from Kubernetes, which names the services of a namespace so.
 */
export function misspeltVariables(
  environment: Environment,
): readonly { readonly name: string; readonly meant: string }[] {
  const known = [CONFIG_VARIABLE, ...variables().map(({ name }) => name)].map((name) => name.slice(PREFIX.length))
  return Object.keys(environment)
    .filter((name) => name.startsWith(PREFIX) && !known.includes(name.slice(PREFIX.length)))
    .flatMap((name) => {
      const meant = nearest(name.slice(PREFIX.length), known)
      return meant === undefined ? [] : [{ name, meant: PREFIX + meant }]
    })
    .sort((left, right) => byText(left.name, right.name))
}
