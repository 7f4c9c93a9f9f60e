import { Ajv } from 'ajv'
import fc from 'fast-check'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { type JsonObject, KINDS, type Kind } from '../../src/model/resource.ts'
import { editorSchema } from '../../src/schemas/editor.ts'
import { loadKind } from '../../src/schemas/load.ts'
import { specs } from './arbitrary.ts'
import { declared, decoded } from './documents.ts'

const accepts = new Ajv({ strict: false }).compile(editorSchema())

test('the schema is draft-07 and names nothing that editors do not know', () => {
  const schema = editorSchema()
  assert.is(schema.$schema, 'http://json-schema.org/draft-07/schema#')
  assert.not.match(JSON.stringify(schema), /"x-(?!example)[a-z-]+":/)
  assert.ok(new Ajv({ strict: false }).validateSchema(schema))
})

test('editors accept what is read without a problem', () => {
  for (const kind of KINDS) {
    const { 'x-plural': list, 'x-scope': scope } = loadKind(kind)
    const fine = (spec: JsonObject) => {
      assert.ok(accepts(declared(kind, spec)), JSON.stringify(accepts.errors))
      const inline = { displayName: 'X', [list]: [{ name: 'thing', labels: { a: 'b' }, ...spec }] }
      if (scope === 'organization')
        assert.ok(accepts(declared('Organization', inline, 'acme')), JSON.stringify(accepts.errors))
    }
    fc.assert(fc.property(specs(kind), fine), { numRuns: 15 })
  }
  assert.ok(accepts({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'acme' } }))
})

test('editors refuse what is refused for its shape', () => {
  const wrong: [Kind, JsonObject][] = [
    ['User', { emial: 'a@b' }],
    ['User', { admin: 'yes' }],
    ['User', { until: '2026-04-01T00:00:00' }],
    ['User', { userGroups: ['a', 'a'] }],
    ['User', { settings: [{ key: 'a', value: 1, link: 'b' }] }],
    ['AccessKey', { type: 'token', secretRef: { env: 'A' }, user: 'a', userGroup: 'b' }],
    ['Permission', { permission: 'MANAGE', assignee: {} }],
    ['Organization', { displayName: 'X', users: [{ name: 'ada', emial: 'x' }] }],
    ['Workspace', { type: 'project' }],
  ]
  for (const [kind, spec] of wrong) {
    assert.not(accepts(declared(kind, spec)), `${kind} ${JSON.stringify(spec)}`)
    assert.is.not(decoded(declared(kind, spec)).problems.length, 0)
  }
  assert.not(accepts({ apiVersion: 'charter.sh/v1alpha1', kind: 'Usr', metadata: { name: 'a' } }))
  assert.not(accepts({ apiVersion: 'charter.sh/v1', kind: 'License', metadata: { name: 'a' } }))
})

test('a default stands in the hover text', () => {
  const definitions = editorSchema().definitions as Record<
    string,
    { properties: { spec: { properties: Record<string, JsonObject> } } }
  >
  const fields = definitions.User?.properties.spec.properties
  assert.match(String(fields?.active?.markdownDescription), /\n\nDefault: `true`$/)
  assert.match(String(fields?.id?.markdownDescription), /\n\nDefault: `metadata.name`$/)
})

test.run()
