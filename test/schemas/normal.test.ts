import fc from 'fast-check'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { canonical } from '../../src/lib/canonical.ts'
import { sha256 } from '../../src/lib/digest.ts'
import { type Json, type JsonObject, KINDS } from '../../src/model/resource.ts'
import type { Field } from '../../src/schemas/field.ts'
import { canonicalText, normalizerOf } from '../../src/schemas/normal.ts'
import { createResource } from '../../src/schemas/resource.ts'
import { shapeOf } from '../../src/schemas/shape.ts'
import { specs } from './arbitrary.ts'

const text: Field = { type: 'string' }

function normal(field: Field, value: Json, name = 'thing'): Json {
  return normalizerOf(field)(value, name)
}

function object(properties: Record<string, Field>, more: Partial<Field> = {}): Field {
  return { type: 'object', properties, ...more }
}

function resource(kind: Parameters<typeof shapeOf>[0], spec: JsonObject, name = 'thing') {
  const namespace = shapeOf(kind).scope === 'global' ? '' : 'acme'
  const origin = { source: 'git', path: 'a.yaml', line: 1, column: 1 }
  return createResource({
    apiVersion: 'charter.sh/v1alpha1',
    kind,
    namespace,
    name,
    labels: {},
    annotations: {},
    spec,
    origin,
  })
}

test('a value equal to its default is the same as none, also deep inside', () => {
  const inner = object({ count: { type: 'integer', default: 3 }, on: { type: 'boolean', default: false } })
  assert.equal(normal(object({ inner }), { inner: { count: 3, on: false } }), {})
  assert.equal(normal(object({ inner }), { inner: { count: 4, on: false } }), { inner: { count: 4 } })
  assert.equal(normal(object({ list: { type: 'array', items: inner } }), { list: [{ count: 3 }] }), { list: [{}] })
})

test('a default of a list counts in any order where the list is a set', () => {
  const set: Field = { type: 'array', 'x-set': true, items: text, default: ['b', 'a'] }
  assert.equal(normal(object({ set }), { set: ['a', 'b'] }), {})
  assert.equal(normal(object({ set }), { set: [] }), { set: [] })
})

test('a field whose default is the name of the resource is left out where it repeats it', () => {
  const id: Field = { type: 'string', 'x-default-name': true }
  assert.equal(normal(object({ id }), { id: 'ada' }, 'ada'), {})
  assert.equal(normal(object({ id }), { id: 'ada' }, 'grace'), { id: 'ada' })
})

test('an empty list, set, map or closed object is the same as none; empty text is not', () => {
  const fields = {
    list: { type: 'array', items: text },
    map: { type: 'object', additionalProperties: text },
    text,
  } as const
  assert.equal(normal(object({ ...fields, inner: object({ text }) }), { list: [], map: {}, inner: {}, text: '' }), {
    text: '',
  })
})

test('an empty open object, a required field and a member of a choice are kept', () => {
  const open: Field = { type: 'object', 'x-open': true }
  assert.equal(normal(object({ open, any: {} }), { open: {}, any: [] }), { open: {}, any: [] })
  const list: Field = { type: 'array', items: text }
  assert.equal(normal(object({ list }, { required: ['list'] }), { list: [] }), { list: [] })
  assert.equal(normal(object({ list }, { 'x-one-of': [['list']] }), { list: [] }), { list: [] })
  assert.equal(normal(object({ list }, { 'x-at-most-one-of': [['list']] }), { list: [] }), { list: [] })
})

test('nulls are gone from objects, open ones too, and stay in open lists', () => {
  const open: Field = { type: 'object', 'x-open': true, properties: { known: text } }
  assert.equal(normal(open, { known: null, other: { b: null, a: [null, 1] } }), { other: { a: [null, 1] } })
})

test('sets stand in the order of their text, keyed lists in that of their key, other lists as written', () => {
  const set: Field = { type: 'array', 'x-set': true, items: text }
  const numbers: Field = { type: 'array', 'x-set': true, items: { type: 'integer' } }
  const keyed: Field = { type: 'array', 'x-key': 'k', items: object({ k: text, v: text }) }
  const list: Field = { type: 'array', items: text }
  const value = { set: ['b', 'a!', 'a'], numbers: [9, 10], keyed: [{ v: '1', k: 'z' }, { k: 'a' }], list: ['b', 'a'] }
  const result = normal(object({ set, numbers, keyed, list }), value)
  const expected = {
    keyed: [{ k: 'a' }, { k: 'z', v: '1' }],
    list: ['b', 'a'],
    numbers: [10, 9],
    set: ['a', 'a!', 'b'],
  }
  assert.is(JSON.stringify(result), JSON.stringify(expected))
})

test('the text of a normal form is canonical JSON, numeric names too', () => {
  assert.is(canonicalText({ 9: 'x', 10: 'y', a: 1 }), '{"10":"y","9":"x","a":1}')
  for (const kind of KINDS) {
    const check = (spec: JsonObject) => {
      const made = resource(kind, spec)
      const parts = [made.apiVersion, made.kind, made.namespace, made.name, {}, {}, made.spec]
      assert.is(canonicalText(parts), canonical(parts))
      assert.is(made.digest, sha256(canonical(parts)))
    }
    fc.assert(fc.property(specs(kind), check), { numRuns: 15 })
  }
})

test('the normal form of a normal form is itself', () => {
  for (const kind of KINDS) {
    const again = (spec: JsonObject) => {
      const once = resource(kind, spec)
      assert.equal(resource(kind, once.spec), once)
    }
    fc.assert(fc.property(specs(kind), again), { numRuns: 30 })
  }
})

test('the order of properties and of members of sets never matters', () => {
  const reordered = (value: Json, field: Field | undefined): Json => {
    if (Array.isArray(value)) {
      const items = value.map((item) => reordered(item, field?.items))
      return field?.['x-set'] === true || field?.['x-key'] !== undefined ? items.reverse() : items
    }
    if (typeof value !== 'object' || value === null) return value
    const entries = Object.entries(value as JsonObject).reverse()
    return Object.fromEntries(entries.map(([name, item]) => [name, reordered(item, field?.properties?.[name])]))
  }
  for (const kind of KINDS) {
    const same = (spec: JsonObject) => {
      const other = reordered(spec, shapeOf(kind).spec) as JsonObject
      assert.is(resource(kind, other).digest, resource(kind, spec).digest)
    }
    fc.assert(fc.property(specs(kind), same), { numRuns: 30 })
  }
})

test('every part of a resource but its origin is in the digest', () => {
  const origin = { source: 'git', path: 'a.yaml', line: 1, column: 1 }
  const parts = {
    apiVersion: 'charter.sh/v1alpha1',
    kind: 'User',
    namespace: 'acme',
    name: 'ada',
    labels: {},
    annotations: {},
    spec: { email: 'ada@acme.example' },
    origin,
  } as const
  const others = [
    { apiVersion: 'charter.sh/v1' },
    { kind: 'UserGroup', spec: {} },
    { namespace: 'acme2' },
    { name: 'ada2' },
    { labels: { a: 'b' } },
    { annotations: { a: 'b' } },
    { spec: { email: 'ada@acme2.example' } },
  ] as const
  const digests = [parts, ...others.map((other) => ({ ...parts, ...other }))].map((each) => createResource(each).digest)
  assert.is(new Set(digests).size, digests.length)
  assert.is(createResource({ ...parts, origin: { ...origin, line: 7 } }).digest, digests[0])
})

test.run()
