import { createRequire } from 'node:module'
import type { CodeKeywordDefinition, ErrorObject, ValidateFunction } from 'ajv/dist/core.js'
import type { Json, JsonObject, Kind } from '../model/resource.ts'
import { checkOf } from './check.ts'
import type { Field } from './field.ts'
import { KEYWORDS } from './keywords.ts'
import { shapeOf } from './shape.ts'

/** The schema keywords whose breach is a mistake. */
export type Keyword =
  | 'type'
  | 'enum'
  | 'pattern'
  | 'x-time'
  | 'minLength'
  | 'maxLength'
  | 'minimum'
  | 'maximum'
  | 'exclusiveMinimum'
  | 'exclusiveMaximum'
  | 'minItems'
  | 'maxItems'
  | 'minProperties'
  | 'maxProperties'
  | 'required'
  | 'additionalProperties'
  | 'x-set'
  | 'x-key'
  | 'x-one-of'
  | 'x-at-most-one-of'

/** One keyword that a value breaks; `property` is the missing or unknown one. Holds no value (faults §2.3). */
export interface Mistake {
  readonly keyword: Keyword
  readonly pointer: string
  readonly property?: string
}

/** The part of a resource that its schema judges. */
export interface Body {
  readonly labels: Json
  readonly annotations: Json
  readonly spec: JsonObject
}

/** Mistakes as they were found, a thousand at most, and how many more there are. */
export interface Mistakes {
  readonly first: readonly Mistake[]
  readonly more: number
}

const NO_MISTAKES: Mistakes = { first: [], more: 0 }
const MOST = 1000

const validators = new Map<Kind, ValidateFunction>()
let compiler: InstanceType<Core['default']> | undefined

/** The mistakes in the body of a resource of this kind; pointers begin with `/labels`, `/annotations` or `/spec`. */
export function mistakesOf(kind: Kind, body: Body): Mistakes {
  return shapeOf(kind).isPlainlyValid(body) ? NO_MISTAKES : judgedMistakes(kind, body)
}

/** The mistakes that ajv finds, without the shortcut for what is plainly valid. */
export function judgedMistakes(kind: Kind, body: Body): Mistakes {
  return ajvMistakes(validatorOf(kind), body)
}

/** The mistakes in a value under a schema that belongs to no kind. */
export function mistakesIn(value: unknown, field: Field): Mistakes {
  return checkOf(field)(value) ? NO_MISTAKES : ajvMistakes(compiled(field), value)
}

function ajvMistakes(validate: ValidateFunction, value: unknown): Mistakes {
  if (validate(value)) return NO_MISTAKES
  const errors = validate.errors ?? []
  validate.errors = null
  return { first: errors.slice(0, MOST).map(mistakeOf), more: Math.max(0, errors.length - MOST) }
}

function mistakeOf({ keyword, instancePath, params }: ErrorObject): Mistake {
  const property: unknown = params.additionalProperty ?? params.missingProperty
  const mistake = { keyword: keyword as Keyword, pointer: instancePath }
  return typeof property === 'string' ? { ...mistake, property } : mistake
}

function validatorOf(kind: Kind): ValidateFunction {
  const known = validators.get(kind)
  if (known !== undefined) return known
  const validator = compiled(shapeOf(kind).body)
  validators.set(kind, validator)
  return validator
}

function compiled(field: Field): ValidateFunction {
  compiler ??= createCompiler()
  return compiler.compile(judged(field))
}

type Core = typeof import('ajv/dist/core.js')

const VOCABULARY = [
  'applicator/properties',
  'applicator/additionalProperties',
  'applicator/items2020',
  'validation/required',
  'validation/enum',
  'validation/limitLength',
  'validation/limitNumber',
  'validation/limitItems',
  'validation/limitProperties',
]

/**
 * ajv, loaded now and with the keywords of the subset only: whole it takes 40 ms, so 20. Its messages are switched off
 * (they are not for the author of a document), and so is all that changes or copies values.
 */
function createCompiler(): InstanceType<Core['default']> {
  const require = createRequire(import.meta.url)
  const core: Core = require('ajv/dist/core.js')
  const standard = VOCABULARY.map((name) => {
    const keyword: { readonly default: CodeKeywordDefinition } = require(`ajv/dist/vocabularies/${name}.js`)
    return keyword.default
  })
  return new core.default({
    strict: true,
    allErrors: true,
    coerceTypes: false,
    strictNumbers: true,
    validateFormats: false,
    validateSchema: false,
    addUsedSchema: false,
    meta: false,
    messages: false,
    logger: false,
    code: { optimize: false },
    keywords: [{ keyword: 'type', schemaType: 'string' }, 'x-fold', ...standard, ...KEYWORDS],
  })
}

/** What of a node is judged: titles, defaults and most annotations say nothing about a value. */
function judged(field: Field): object {
  const { additionalProperties: others, ...rest } = field
  const judgedKeywords = Object.entries(rest).filter(([name]) => JUDGED.has(name))
  return {
    ...Object.fromEntries(judgedKeywords),
    ...(field.properties && { properties: mapped(field.properties) }),
    ...(others !== undefined && { additionalProperties: typeof others === 'object' ? judged(others) : others }),
    ...(field.items && { items: judged(field.items) }),
  }
}

function mapped(fields: Readonly<Record<string, Field>>): object {
  return Object.fromEntries(Object.entries(fields).map(([name, field]) => [name, judged(field)]))
}

const JUDGED: ReadonlySet<string> = new Set<Keyword | 'x-fold'>([
  'x-fold',
  'type',
  'enum',
  'pattern',
  'x-time',
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
  'x-set',
  'x-key',
  'x-one-of',
  'x-at-most-one-of',
])
