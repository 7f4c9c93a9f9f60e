import { readFileSync } from 'node:fs'
import { compile } from 'json-schema-to-typescript'
import { type Json, type JsonObject, KINDS } from '../../src/model/resource.ts'
import { NOTICE, type Output } from './output.ts'
import { pascal } from './words.ts'

type TypeSchema = Parameters<typeof compile>[0]

const FOLDER = new URL('../../schemas/', import.meta.url)
const REFERENCE = 'definitions.json#/'
const BANNER = `// ${NOTICE}\nimport type { Json, JsonObject } from './resource.ts'`

/** `src/model/kinds.generated.ts`: an interface for the spec and the status of every kind, and the table `Specs`. */
export async function types(): Promise<Output> {
  const table = Object.fromEntries(KINDS.map((kind) => [kind, { tsType: `${kind}Spec` }]))
  const root = {
    title: 'Specs',
    description: 'The spec of every kind.',
    type: 'object',
    properties: table,
    required: [...KINDS],
    additionalProperties: false,
    definitions: allInterfaces(),
  } as TypeSchema
  const text = await compile(root, 'Specs', {
    bannerComment: BANNER,
    unreachableDefinitions: true,
    ignoreMinAndMaxItems: true,
    style: { singleQuote: true, bracketSpacing: true, semi: false, printWidth: 120, trailingComma: 'all' },
  })
  return { path: 'src/model/kinds.generated.ts', text: polished(text) }
}

/** Every interface by its name: those of the kinds, and those of the definitions they use. */
function allInterfaces(): Record<string, TypeSchema> {
  const interfaces = new Interfaces(read('definitions.json'))
  interfaces.definition('status')
  for (const kind of KINDS) {
    const file = read(`${kind}.json`)
    interfaces.add(`${kind}Spec`, kind, file.spec as JsonObject)
    const status = (file.status ?? { description: `What Charter says about the resource; read-only.` }) as JsonObject
    interfaces.add(`${kind}Status`, kind, status, 'Status')
  }
  return interfaces.all
}

/** Collects interfaces: every object with fields of its own gets a name, so that none is written twice. */
class Interfaces {
  readonly all: Record<string, TypeSchema> = {}
  readonly #definitions: JsonObject

  constructor(definitions: JsonObject) {
    this.#definitions = definitions
  }

  /** Adds an object's interface; names of the objects inside it begin with `owner`. */
  add(name: string, owner: string, schema: JsonObject, base?: string): string {
    if (this.all[name] !== undefined) throw new Error(`two schemas would be the type ${name}: give one another title`)
    const properties = Object.entries((schema.properties ?? {}) as JsonObject)
    this.all[name] = {
      description: String(schema.description),
      type: 'object',
      properties: Object.fromEntries(properties.map(([field, value]) => [field, this.#field(owner, value)])),
      required: [...((schema.required ?? []) as string[])],
      additionalProperties: schema['x-open'] === true ? { tsType: 'Json' } : false,
      ...(base === undefined ? {} : { extends: { $ref: `#/definitions/${base}` } }),
    } as unknown as TypeSchema
    return name
  }

  /** The name of the interface of a definition, added where it is used first. */
  definition(definition: string): string {
    const name = pascal(definition)
    if (this.all[name] === undefined) this.add(name, name, this.#definitions[definition] as JsonObject)
    return name
  }

  #field(owner: string, value: Json | undefined): TypeSchema {
    const { schema, definition } = this.#resolved(value as JsonObject)
    const words = `${schema.description}${schema.default === undefined ? '' : `\n\nDefault: ${JSON.stringify(schema.default)}`}`
    return { description: words, tsType: this.#type(owner, schema, definition) } as TypeSchema
  }

  #type(owner: string, schema: JsonObject, definition: string | undefined): string {
    if (schema.type === undefined) return 'Json'
    if (schema.enum !== undefined) return (schema.enum as string[]).map((word) => `'${word}'`).join(' | ')
    if (schema.type === 'array') {
      const { schema: items, definition: itemDefinition } = this.#resolved(schema.items as JsonObject)
      const item = this.#type(owner, items, itemDefinition)
      return item.includes('|') ? `readonly (${item})[]` : `readonly ${item}[]`
    }
    if (schema.type === 'integer') return 'number'
    if (schema.type !== 'object') return String(schema.type)
    if (typeof schema.additionalProperties === 'object')
      return `{ readonly [name: string]: ${this.#type(owner, this.#resolved(schema.additionalProperties as JsonObject).schema, undefined)} }`
    if (schema.properties === undefined) return 'JsonObject'
    if (definition !== undefined) return this.definition(definition)
    return this.add(`${owner}${pascal(String(schema.title))}`, owner, schema)
  }

  /** What a `$ref` names, and under which name; what stands beside the `$ref` wins. */
  #resolved(schema: JsonObject): { schema: JsonObject; definition: string | undefined } {
    if (schema.$ref === undefined) return { schema, definition: undefined }
    const definition = String(schema.$ref).slice(REFERENCE.length)
    const { schema: target } = this.#resolved(this.#definitions[definition] as JsonObject)
    return { schema: { ...target, ...schema }, definition }
  }
}

/** Makes properties readonly and takes away what the compiler says about where a definition came from. */
function polished(text: string): string {
  return text
    .replace(/^( \*\n)? \* This interface was referenced by [\s\S]*?via the `definition` "\w+"\.\n/gm, '')
    .replace(/^( +)(\[?\w+(?:: string\])?\??:)/gm, '$1readonly $2')
    .replace(/\/\*\*\n +\* (.*)\n +\*\//g, '/** $1 */')
    .replace(/^}\n(?=\/\*\*)/gm, '}\n\n')
}

function read(name: string): JsonObject {
  return JSON.parse(readFileSync(new URL(name, FOLDER), 'utf8')) as JsonObject
}
