import fc from 'fast-check'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { type Json, type JsonObject, KINDS } from '../../src/model/resource.ts'
import { specs } from './arbitrary.ts'
import { declared, decoded, lines } from './documents.ts'

/** JSON text as a document: names like `__proto__` become properties of their own, as a YAML reader makes them. */
function json(text: string): JsonObject {
  return JSON.parse(text) as JsonObject
}

test('names by which JavaScript reaches what is inherited are refused at any depth, open values too', () => {
  for (const name of ['__proto__', 'constructor', 'prototype']) {
    const settings = json(`[{"key":"a","value":{"deep":[{"${name}":{"polluted":true}}]}}]`) as unknown as Json
    assert.equal(lines(decoded(declared('User', { settings }))), [
      `error InvalidField /spec/settings/0/value/deep/0/${name}: no field may be called \`${name}\``,
    ])
    const labels = {
      ...declared('UserGroup', {}),
      metadata: json(`{"name":"a","namespace":"acme","labels":{"${name}":"x"}}`),
    }
    assert.equal(decoded(labels).resources, [])
    assert.equal(decoded(json(`{"apiVersion":"charter.sh/v1alpha1","kind":"User","${name}":{}}`)).resources, [])
  }
  assert.is(({} as { polluted?: boolean }).polluted, undefined)
})

test('other inherited names are unknown fields, kinds and annotations like any other, and names like any other', () => {
  const spec = json('{"hasOwnProperty": 1, "toString": 2, "valueOf": {}}')
  assert.equal(
    decoded(declared('User', spec)).problems.map(({ code }) => code),
    ['UnknownField', 'UnknownField', 'UnknownField'],
  )
  assert.is(decoded({ apiVersion: 'charter.sh/v1alpha1', kind: 'toString' }).problems[0]?.code, 'UnknownKind')
  const annotations = { toString: 'x' }
  const metadata = { namespace: 'acme', name: 'constructor', annotations }
  const [user] = decoded({
    apiVersion: 'charter.sh/v1alpha1',
    kind: 'User',
    metadata,
    spec: { settings: [{ key: 'toString', value: 1 }] },
  }).resources
  assert.is(user?.resource.name, 'constructor')
  assert.equal(user?.resource.annotations, annotations)
})

test('of 100,000 mistakes a hundred are told, errors before warnings, and how many there are beside', () => {
  const members = Array.from({ length: 60_000 }, (_, index) => (index % 2 === 0 ? index : `A ${index}`))
  const unknown = Object.fromEntries(Array.from({ length: 40_000 }, (_, index) => [`field${index}`, 1]))
  const started = performance.now()
  const { problems } = decoded(declared('UserGroup', { displayName: null, ...unknown, members }))
  assert.is(problems.length, 101)
  assert.ok(problems.every(({ severity }) => severity === 'error'))
  const positions = problems.slice(0, 100).map(({ pointer }) => Number(pointer.replace('/spec/members/', '')))
  assert.equal(
    positions,
    positions.map((_, index) => index),
  )
  assert.is(problems[100]?.message, 'and 99901 more problems in this document')
  assert.ok(performance.now() - started < 5000)
})

test('a hundred warnings do not hide an error', () => {
  const values = Object.fromEntries(Array.from({ length: 200 }, (_, index) => [`n${index}`, null]))
  const { problems, resources } = decoded(
    declared('Organization', { displayName: 'X', customizations: values, minAdmins: -1 }),
  )
  assert.is(problems.length, 101)
  assert.equal(
    problems.filter(({ severity }) => severity === 'error').map(({ pointer }) => pointer),
    ['/spec/minAdmins', ''],
  )
  assert.equal(resources, [])
  const warned = decoded(declared('Organization', { displayName: 'X', customizations: values }))
  assert.is(warned.problems[100]?.severity, 'warning')
  assert.is(warned.problems[100]?.message, 'and 100 more warnings in this document')
  assert.is(warned.resources.length, 1)
})

test('names from outside are escaped and cut', () => {
  const [colored] = decoded(declared('User', { 'a\u001b[31m\u202eb': 1 })).problems
  assert.is(colored?.message, 'unknown field `a\\u{1b}[31m\\u{202e}b` in User')
  const [long] = decoded(declared('User', { [`-----BEGIN PRIVATE KEY-----${'x'.repeat(5000)}`]: 1 })).problems
  assert.ok((long?.message.length ?? 0) < 100)
})

test('anything that JSON can hold is answered, not thrown at', () => {
  const answers = (value: unknown, spec: unknown) => {
    decoded((typeof value === 'object' && value !== null && !Array.isArray(value) ? value : { value }) as JsonObject)
    for (const kind of ['User', 'Organization', 'AccessKey'] as const) {
      const { resources, problems } = decoded(declared(kind, spec as JsonObject))
      assert.ok(resources.length > 0 || problems.length > 0)
    }
  }
  fc.assert(fc.property(fc.jsonValue(), fc.jsonValue(), answers), { numRuns: 200 })
})

test('a spec with anything put in a wrong place is answered by resources or errors, never by both for one resource', () => {
  for (const kind of KINDS) {
    const answers = (spec: JsonObject, other: Json, name: string) => {
      const { resources, problems, broken } = decoded(declared(kind, { ...spec, [name]: other }))
      const failed = problems.some(({ severity }) => severity === 'error')
      assert.is(resources.length, failed ? 0 : 1)
      assert.is(broken.length, failed ? 1 : 0)
    }
    const names = fc.constantFrom('displayName', 'settings', 'type', 'other', 'parent', 'from', 'scope', 'id')
    fc.assert(fc.property(specs(kind), fc.jsonValue() as fc.Arbitrary<Json>, names, answers), { numRuns: 40 })
  }
})

test.run()
