import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { type Json, type JsonObject, KINDS } from '../../src/model/resource.ts'
import { breaches, expanded, raw, written } from './fields.ts'

const KEYWORDS = new Set(
  (
    'type properties required enum pattern minLength maxLength minimum maximum minItems maxItems items ' +
    'additionalProperties default title description examples deprecated ' +
    'x-ref x-ref-weak x-set x-key x-unique x-fold x-secret-ref x-one-of x-at-most-one-of x-open x-time ' +
    'x-default-name x-known x-form x-ignored x-inline x-note'
  ).split(' '),
)
/** What may stand beside a `$ref`: words, a tighter length, a default, annotations. */
const BESIDE_REF = new Set('title description examples default deprecated maxLength'.split(' '))
const ABOUT_KIND = new Set(
  (
    'title description x-plural x-singular x-scope x-short-names x-columns x-example-name x-example x-required x-name ' +
    'spec status'
  ).split(' '),
)
const TYPES = ['object', 'array', 'string', 'integer', 'number', 'boolean']

test('there is one file a kind, and the definitions', () => {
  assert.equal([...raw.keys()], [...KINDS, 'definitions'].sort())
})

test('a file has the keys of the convention and no other', () => {
  for (const kind of KINDS) {
    assert.equal(
      Object.keys(raw.get(kind) ?? {}).filter((key) => !ABOUT_KIND.has(key)),
      [],
      kind,
    )
  }
})

test('schemas use the agreed keywords only', () => {
  const unknown = (schema: JsonObject) =>
    Object.keys(schema).find((key) =>
      schema.$ref === undefined
        ? !KEYWORDS.has(key)
        : key !== '$ref' && !BESIDE_REF.has(key) && !(key.startsWith('x-') && KEYWORDS.has(key)),
    )
  assert.equal(breaches(written, unknown), [])
  assert.equal(
    breaches(expanded, (schema) => Object.keys(schema).find((key) => !KEYWORDS.has(key))),
    [],
  )
})

test('a $ref names an existing definition', () => {
  const definitions = raw.get('definitions') ?? {}
  const wrong = (schema: JsonObject) => {
    if (schema.$ref === undefined) return undefined
    const name = /^definitions\.json#\/(\w+)$/.exec(String(schema.$ref))?.[1]
    return name !== undefined && definitions[name] !== undefined ? undefined : String(schema.$ref)
  }
  assert.equal(breaches(written, wrong), [])
})

test('every definition is used', () => {
  const text = [...raw.values()].map((file) => JSON.stringify(file)).join('\n')
  const byLoader = ['apiVersion', 'kind', 'metadata', 'metadataGlobal', 'status']
  const unused = Object.keys(raw.get('definitions') ?? {}).filter(
    (name) => !byLoader.includes(name) && !text.includes(`"definitions.json#/${name}"`),
  )
  assert.equal(unused, [])
})

test('every field has one type, but a JSON value has none', () => {
  const wrong = (schema: JsonObject) => {
    if (schema.type === undefined) return schema['x-open'] === true ? undefined : 'no type'
    return TYPES.includes(String(schema.type)) ? undefined : `type ${JSON.stringify(schema.type)}`
  }
  assert.equal(breaches(expanded, wrong), [])
})

test('an object is closed, open or a map, and never two of these', () => {
  const wrong = (schema: JsonObject) => {
    if (schema.type !== 'object') return undefined
    if (schema['x-open'] === true) return schema.additionalProperties === undefined ? undefined : 'open and closed'
    if (schema.additionalProperties === false) return schema.properties === undefined ? 'closed and empty' : undefined
    if (schema.additionalProperties === undefined) return 'neither closed nor open'
    return schema.properties === undefined ? undefined : 'a map with properties'
  }
  assert.equal(breaches(expanded, wrong), [])
})

test('required fields and groups name fields that exist', () => {
  const wrong = (schema: JsonObject) => {
    const known = Object.keys((schema.properties ?? {}) as JsonObject)
    const groups = [schema['x-one-of'] ?? [], schema['x-at-most-one-of'] ?? []] as string[][][]
    const named = [...((schema.required ?? []) as string[]), ...groups.flat(2)]
    return named.find((name) => !known.includes(name))
  }
  assert.equal(breaches(expanded, wrong), [])
})

test('a field of a group has no default and is not required', () => {
  const wrong = (schema: JsonObject) => {
    const groups = [schema['x-one-of'] ?? [], schema['x-at-most-one-of'] ?? []] as string[][][]
    const properties = (schema.properties ?? {}) as { [name: string]: JsonObject }
    return groups
      .flat(2)
      .find((name) => properties[name]?.default !== undefined || ((schema.required ?? []) as string[]).includes(name))
  }
  assert.equal(breaches(expanded, wrong), [])
})

test('every field has a title, a description that is a sentence, and examples', () => {
  const wrong = (schema: JsonObject) => {
    if (typeof schema.title !== 'string' || !/\S/.test(schema.title)) return 'title'
    if (typeof schema.description !== 'string' || !/^.{10,}\.$/s.test(schema.description)) return 'description'
    return Array.isArray(schema.examples) && schema.examples.length > 0 ? undefined : 'examples'
  }
  assert.equal(breaches(expanded, wrong), [])
})

const slow = new Map<string, boolean>()
const PIECES = ['a', '0', 'a.', 'a-', 'aA0', '/a', '1M', '* ', ' ', 'P1']
const STARTS = ['', 'x-', 'http://', 'P', 'a@']

test('patterns are RE2, fast, said in words, and bounded by a length', () => {
  const wrong = (schema: JsonObject) => {
    if (schema.pattern === undefined) return schema['x-form'] === undefined ? undefined : 'x-form without a pattern'
    const pattern = String(schema.pattern)
    if (schema.maxLength === undefined) return 'a pattern without maxLength'
    if (typeof schema['x-form'] !== 'string') return 'a pattern without words'
    if (/\(\?[=!<]|\\[1-9]|\\k</.test(pattern)) return 'look-around or back-reference'
    if ([...pattern.matchAll(/\{(\d+)(?:,(\d*))?\}/g)].some(([, low, high]) => Number(high || low) > 1000))
      return 'a repetition above 1000'
    const mark = `${pattern} ${schema.maxLength}`
    if (!slow.has(mark)) slow.set(mark, slowOn(new RegExp(pattern, 'u'), Number(schema.maxLength)))
    return slow.get(mark) ? 'slow' : undefined
  }
  assert.equal(breaches(expanded, wrong), [])
})

/**
 * Whether the expression takes longer than 5 ms on the usual attacks: one repeated piece and an end that fails. Lengths
 * grow, so that an exponential one is found out while it is still cheap.
 */
function slowOn(expression: RegExp, maxLength: number): boolean {
  const lengths = [16, 20, 24, 28, 32, 64, 256, 1024, 10_000].filter((length) => length < maxLength)
  return [...lengths, Math.min(maxLength, 10_000)].some((length) =>
    PIECES.some((piece) =>
      STARTS.some((start) => {
        const attack = `${`${start}${piece.repeat(length)}`.slice(0, length - 1)}\n`
        return [1, 2, 3].every(() => takesLong(expression, attack))
      }),
    ),
  )
}

function takesLong(expression: RegExp, text: string): boolean {
  const begin = performance.now()
  expression.test(text)
  return performance.now() - begin > 5
}

test('strings and arrays of a spec are bounded', () => {
  const wrong = (schema: JsonObject) => {
    if (schema.type === 'string' && schema.maxLength === undefined && schema.enum === undefined) return 'no maxLength'
    const bounded = schema.maxItems !== undefined || schema['x-inline'] !== undefined
    return schema.type === 'array' && !bounded ? 'no maxItems' : undefined
  }
  const declared = expanded.filter(({ at }) => at.split(/[.[]/)[1] === 'spec')
  assert.equal(breaches(declared, wrong), [])
})

test('annotations stand where they mean something', () => {
  const wrong = (schema: JsonObject) => {
    const items = (schema.items ?? {}) as JsonObject
    if (schema['x-set'] === true && (schema.type !== 'array' || items.type !== 'string')) return 'x-set'
    if (schema['x-set'] === true && schema['x-key'] !== undefined) return 'x-set and x-key'
    if (schema['x-key'] !== undefined && !((items.required ?? []) as Json[]).includes(schema['x-key'] as Json))
      return 'x-key'
    if (schema['x-ref'] !== undefined && !(KINDS as readonly string[]).includes(String(schema['x-ref'])))
      return `x-ref ${schema['x-ref']}`
    if (schema['x-ref-weak'] !== undefined && schema['x-ref'] === undefined) return 'x-ref-weak'
    if (schema['x-unique'] !== undefined && !['organization', 'installation'].includes(String(schema['x-unique'])))
      return 'x-unique'
    const text = ['x-ref', 'x-unique', 'x-fold', 'x-time', 'x-default-name', 'x-known'].find((name) => schema[name])
    return text !== undefined && schema.type !== 'string' ? text : undefined
  }
  assert.equal(breaches(expanded, wrong), [])
})

test.run()
