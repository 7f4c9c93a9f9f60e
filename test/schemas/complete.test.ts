import fc from 'fast-check'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { type JsonObject, KINDS, type Kind, type Resource } from '../../src/model/resource.ts'
import { complete, completerOf, toDocument } from '../../src/schemas/complete.ts'
import { createResource } from '../../src/schemas/resource.ts'
import { specs } from './arbitrary.ts'
import { declared, decoded } from './documents.ts'

function resource(kind: Kind, spec: JsonObject, name = 'thing'): Resource {
  const [first] = decoded(declared(kind, spec, name)).resources
  if (first === undefined) throw new Error(`not valid: ${JSON.stringify(spec)}`)
  return first.resource
}

test('defaults are filled in at any depth, and the name where it is one', () => {
  assert.equal(complete(resource('User', { email: 'a@b', settings: [{ key: 'a', value: { b: 1 } }] }, 'ada')), {
    active: true,
    admin: false,
    email: 'a@b',
    id: 'ada',
    settings: [{ final: false, key: 'a', multiline: false, secret: false, value: { b: 1 } }],
    systemAccount: false,
  })
  const organization = complete(
    resource('Organization', { displayName: 'X', customizations: { z: 1, theme: 'dark' } }, 'acme'),
  )
  assert.equal(organization.removalBudget, { fraction: 0.05, minimum: 3 })
  assert.is(organization.minAdmins, 1)
  assert.is(organization.id, 'acme')
  assert.is('suspended' in organization || 'bootstrap' in organization || 'contact' in organization, false)
  assert.equal(organization.customizations, { theme: 'dark', z: 1 })
  const key = complete(resource('AccessKey', { type: 'token', secretRef: { env: 'A' } }))
  assert.equal([key.rotation, 'generate' in key], [{ generation: 1 }, false])
})

test('an object that is left out appears only where it has defaults, needs nothing and is no choice', () => {
  const inner = {
    type: 'object',
    additionalProperties: false,
    properties: { count: { type: 'integer', default: 1 } },
  } as const
  const outer = (more: object, field: object = inner) =>
    completerOf({ type: 'object', properties: { inner: field }, ...more })({}, 'thing')
  assert.equal(outer({}), { inner: { count: 1 } })
  assert.equal(outer({}, { ...inner, required: ['other'] }), {})
  assert.equal(outer({}, { ...inner, 'x-open': true }), {})
  assert.equal(outer({ 'x-one-of': [['inner'], ['other']] }), {})
  assert.equal(outer({ 'x-at-most-one-of': [['inner'], ['other']] }), {})
  const map = completerOf({ type: 'object', additionalProperties: inner })
  assert.equal(map({ a: {}, b: { count: 2 } }, 'thing'), { a: { count: 1 }, b: { count: 2 } })
})

test('what is completed has the same normal form', () => {
  for (const kind of KINDS) {
    const same = (spec: JsonObject) => {
      const one = resource(kind, spec)
      assert.is(createResource({ ...one, spec: complete(one) }).digest, one.digest)
      assert.is(JSON.stringify(complete({ ...one, spec: complete(one) })), JSON.stringify(complete(one)))
    }
    fc.assert(fc.property(specs(kind), same), { numRuns: 30 })
  }
})

test('the document of a resource is read as the same resource', () => {
  for (const kind of KINDS) {
    const same = (spec: JsonObject, labels: Record<string, string>) => {
      const one = createResource({ ...resource(kind, spec), labels, annotations: { 'charter.sh/protected': 'true' } })
      const { resources, problems } = decoded(toDocument(one))
      assert.equal(problems, [])
      assert.is(resources[0]?.resource.digest, one.digest)
    }
    const labels = fc.dictionary(fc.constantFrom('team', '10', '9'), fc.constantFrom('x', ''))
    fc.assert(fc.property(specs(kind), labels, same), { numRuns: 30 })
  }
})

test('a document has its fields in the order of the schema, and no empty parts', () => {
  const spec = {
    settings: [{ value: 1, key: 'a' }],
    displayName: 'X',
    customizations: { a: 1, theme: 'dark' },
    minAdmins: 2,
  }
  assert.is(
    JSON.stringify(toDocument(resource('Organization', spec, 'acme'))),
    '{"apiVersion":"charter.sh/v1alpha1","kind":"Organization","metadata":{"name":"acme"},' +
      '"spec":{"displayName":"X","customizations":{"theme":"dark","a":1},"settings":[{"key":"a","value":1}],"minAdmins":2}}',
  )
  const labeled = { ...resource('User', {}, 'ada'), labels: { a: 'b' } }
  assert.is(
    JSON.stringify(toDocument(labeled)),
    '{"apiVersion":"charter.sh/v1alpha1","kind":"User","metadata":{"name":"ada","namespace":"acme","labels":{"a":"b"}},"spec":{}}',
  )
  assert.is('spec' in toDocument(resource('License', {})), false)
})

test.run()
