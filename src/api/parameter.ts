import { instantOf } from '../lib/instant.ts'
import { shown } from '../lib/shown.ts'
import type { JsonObject } from '../model/resource.ts'

/** What a value of a query parameter has to be. `time` is a date (midnight UTC) or an RFC 3339 date-time with offset. */
export type ParameterType =
  | { readonly type: 'text' }
  | { readonly type: 'boolean' }
  | { readonly type: 'integer'; readonly least: number; readonly most: number }
  | { readonly type: 'date' }
  | { readonly type: 'time' }
  | { readonly type: 'one'; readonly of: readonly string[] }

/** A query parameter that an endpoint knows; `repeats` where it may stand several times. */
export type Parameter = ParameterType & {
  readonly name: string
  readonly description: string
  readonly repeats?: boolean
}

/** The parameters of a request, checked: `undefined` and nothing where they do not stand there. */
export interface Query {
  text(name: string): string | undefined
  texts(name: string): readonly string[]
  number(name: string): number | undefined
  flag(name: string): boolean | undefined
  has(name: string): boolean
}

/** What is wrong with a parameter: its name and why, in one sentence. */
export interface ParameterFault {
  readonly name: string
  readonly detail: string
}

const MOST_PARAMETERS = 50
const MOST_CHARACTERS = 1000
const MOST_NAME = 100

/** The query of a URL by the parameters that are known; the first thing that is wrong with it otherwise. */
export function readQuery(url: string, known: readonly Parameter[]): Query | ParameterFault {
  const start = url.indexOf('?')
  const given = new URLSearchParams(start < 0 ? '' : url.slice(start + 1))
  const values = new Map<string, string[]>()
  let count = 0
  for (const [name, value] of given) {
    if (++count > MOST_PARAMETERS) return { name: '', detail: `at most ${MOST_PARAMETERS} parameters are read` }
    const parameter = known.find((one) => one.name === name)
    // What is unknown may be a token that somebody pasted: proxies write answers down as well.
    if (parameter === undefined) return { name: shown(name.slice(0, MOST_NAME)), detail: unknownParameter(known) }
    const detail = faultOf(value, parameter)
    if (detail !== undefined) return { name, detail }
    const all = values.get(name) ?? []
    if (all.length > 0 && parameter.repeats !== true) return { name, detail: 'may stand only once' }
    values.set(name, [...all, value])
  }
  const text = (name: string): string | undefined => values.get(name)?.[0]
  return {
    text,
    texts: (name) => values.get(name) ?? [],
    number: (name) => (values.has(name) ? Number(text(name)) : undefined),
    flag: (name) => (values.has(name) ? text(name) === 'true' : undefined),
    has: (name) => values.has(name),
  }
}

/** Whether reading a query has failed. */
export function isFault(query: Query | ParameterFault): query is ParameterFault {
  return 'detail' in query
}

/** A parameter's schema, for the document of the API. */
export function parameterSchema(parameter: Parameter): JsonObject {
  switch (parameter.type) {
    case 'text':
      return { type: 'string', maxLength: MOST_CHARACTERS }
    case 'boolean':
      return { type: 'boolean' }
    case 'integer':
      return { type: 'integer', minimum: parameter.least, maximum: parameter.most }
    case 'date':
      return { type: 'string', format: 'date' }
    case 'time':
      return { type: 'string', description: 'a date (midnight UTC) or an RFC 3339 date-time' }
    case 'one':
      return { type: 'string', enum: parameter.of }
  }
}

function unknownParameter(known: readonly Parameter[]): string {
  const names = known.map(({ name }) => name).sort()
  return names.length === 0
    ? 'is not known here: there are no parameters'
    : `is not known here: ${names.join(', ')} ${names.length === 1 ? 'is' : 'are'}`
}

function faultOf(value: string, parameter: Parameter): string | undefined {
  if (value.length > MOST_CHARACTERS) return `is longer than ${MOST_CHARACTERS} characters`
  switch (parameter.type) {
    case 'text':
      return undefined
    case 'boolean':
      return value === 'true' || value === 'false' ? undefined : 'is `true` or `false`'
    case 'integer': {
      const { least, most } = parameter
      const number = /^\d{1,15}$/.test(value) ? Number(value) : Number.NaN
      return number >= least && number <= most ? undefined : `is a whole number from ${least} to ${most}`
    }
    case 'date':
      return /^\d{4}-\d{2}-\d{2}$/.test(value) && instantOf(value) !== undefined ? undefined : 'is a date, YYYY-MM-DD'
    case 'time':
      return instantOf(value) === undefined ? 'is a date, or a time with its offset: 2026-11-22T15:04:05Z' : undefined
    case 'one':
      return parameter.of.includes(value) ? undefined : `is one of ${parameter.of.join(', ')}`
  }
}
