import { test } from 'uvu'
import * as assert from 'uvu/assert'
import type { JsonObject } from '../../src/model/resource.ts'
import { configurationField } from '../../src/schemas/configuration.ts'
import type { Field } from '../../src/schemas/field.ts'
import { mistakesIn } from '../../src/schemas/validator.ts'
import { breaches, fields } from './fields.ts'

const KEYWORDS = new Set(
  (
    'type properties required enum pattern minLength maxLength minimum maximum minItems maxItems items additionalProperties default ' +
    'title description examples x-set x-key x-secret-ref x-one-of x-at-most-one-of x-open x-time x-form'
  ).split(' '),
)
const all = fields(configurationField() as unknown as JsonObject, 'config')

test('the configuration uses the keywords of the subset only', () => {
  assert.equal(
    breaches(all, (schema) => Object.keys(schema).find((key) => !KEYWORDS.has(key))),
    [],
  )
})

test('every part of it has words, and an example that is right', () => {
  const wrong = (schema: JsonObject) => {
    const missing = ['title', 'description', 'examples'].find((key) => schema[key] === undefined)
    if (missing !== undefined) return `no ${missing}`
    const examples = schema.examples as readonly unknown[]
    const bad = examples.findIndex((example) => mistakesIn(example, schema as unknown as Field).first.length > 0)
    return bad === -1 ? undefined : `example ${bad} is wrong`
  }
  assert.equal(breaches(all, wrong), [])
})

test('its objects are closed, its texts have a limit, its patterns a form in words', () => {
  const wrong = (schema: JsonObject) => {
    if (schema.type === 'object') return schema.additionalProperties === false ? undefined : 'open'
    if (schema.type !== 'string' || schema.enum !== undefined) return undefined
    if (schema.maxLength === undefined) return 'no limit'
    return schema.pattern !== undefined && schema['x-form'] === undefined ? 'no form' : undefined
  }
  assert.equal(breaches(all, wrong), [])
})

test('a default is right, and stands at nothing that is a choice', () => {
  const wrong = (schema: JsonObject) => {
    if (schema.default !== undefined && mistakesIn(schema.default, schema as unknown as Field).first.length > 0)
      return 'a wrong default'
    const properties = (schema.properties ?? {}) as Record<string, JsonObject>
    const groups = [schema['x-one-of'], schema['x-at-most-one-of']].flat(2) as readonly (string | undefined)[]
    return groups.find((name) => name !== undefined && properties[name]?.default !== undefined)
  }
  assert.equal(breaches(all, wrong), [])
})

test.run()
