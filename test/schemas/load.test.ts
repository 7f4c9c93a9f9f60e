import { Ajv } from 'ajv'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { type Json, type JsonObject, KINDS, type Kind } from '../../src/model/resource.ts'
import { expandedSchema, loadKind } from '../../src/schemas/load.ts'
import { breaches, expanded, fields } from './fields.ts'

function plain(): Ajv {
  return new Ajv({ strict: false, allErrors: true })
}

test('examples and defaults are valid for their own field', () => {
  const ajv = plain()
  const verdicts = new Map<string, string | undefined>()
  const wrong = (schema: JsonObject) => {
    const text = JSON.stringify(schema)
    if (verdicts.has(text)) return verdicts.get(text)
    const validate = ajv.compile(schema)
    const values = [...((schema.examples ?? []) as Json[]), ...(schema.default === undefined ? [] : [schema.default])]
    const bad = values.find((value) => !validate(value))
    const verdict =
      bad === undefined && checksOut(schema, values) ? undefined : `${JSON.stringify(bad)} ${ajv.errorsText()}`
    verdicts.set(text, verdict)
    return verdict
  }
  assert.equal(breaches(expanded, wrong), [])
})

/** Whether values keep what the annotations add: groups, sets, keyed lists and times. */
function checksOut(schema: JsonObject, values: readonly Json[]): boolean {
  return values.every((value) => {
    if (Array.isArray(value)) {
      const key = schema['x-key']
      const marks = value.map((item) => JSON.stringify(typeof key === 'string' ? (item as JsonObject)[key] : item))
      if ((schema['x-set'] === true || key !== undefined) && new Set(marks).size !== marks.length) return false
      return checksOut((schema.items ?? {}) as JsonObject, value)
    }
    if (typeof value === 'string') return schema['x-time'] === undefined || isTime(value, schema['x-time'] as string[])
    if (typeof value !== 'object' || value === null) return true
    const present = (schema['x-one-of'] ?? []) as string[][]
    const met = present.filter((group) => group.some((name) => Object.hasOwn(value, name))).length
    if (present.length > 0 && met !== 1) return false
    const properties = (schema.properties ?? {}) as { [name: string]: JsonObject }
    return Object.entries(value).every(([name, item]) => checksOut(properties[name] ?? {}, [item]))
  })
}

function isTime(text: string, forms: readonly string[]): boolean {
  if (text === 'never') return forms.includes('never')
  if (/^\d{4}-\d{2}-\d{2}$/.test(text)) return forms.includes('date')
  return forms.includes('date-time') && /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?(Z|[+-]\d{2}:\d{2})$/.test(text)
}

test('names of kinds are their own, and inline lists collide with no field', () => {
  const files = KINDS.map((kind) => loadKind(kind))
  const names = files.flatMap((file) => [file['x-plural'], file['x-singular'], ...file['x-short-names']])
  assert.is(new Set(names.map((name) => name.toLowerCase())).size, names.length)
  for (const file of files.filter((one) => one['x-scope'] === 'organization')) {
    assert.not.ok(Object.hasOwn(loadKind('Organization').spec.properties, file['x-plural']), file['x-plural'])
    for (const name of ['name', 'labels', 'annotations']) assert.not.ok(Object.hasOwn(file.spec.properties, name))
  }
})

test('columns show fields that exist', () => {
  for (const kind of KINDS) {
    const known = new Set(
      fields(expandedSchema(kind), '')
        .map(({ at }) => at)
        .filter((at) => !at.includes('[]')),
    )
    for (const column of loadKind(kind)['x-columns']) assert.ok(known.has(column.jsonPath), `${kind} ${column.name}`)
  }
})

test("a kind's example is a valid document, also inside an organization", () => {
  for (const kind of KINDS) {
    const file = loadKind(kind)
    const own = { name: file['x-example-name'], ...(file['x-scope'] === 'organization' ? { namespace: 'acme' } : {}) }
    const document = { apiVersion: 'charter.sh/v1alpha1', kind, metadata: own, spec: file['x-example'] }
    assertValid(kind, document)
    if (file['x-scope'] === 'global') continue
    const item = { name: file['x-example-name'], labels: { team: 'a' }, ...file['x-example'] }
    assertValid('Organization', {
      apiVersion: 'charter.sh/v1alpha1',
      kind: 'Organization',
      metadata: { name: 'acme' },
      spec: { displayName: 'Acme', [file['x-plural']]: [item] },
    })
  }
})

function assertValid(kind: Kind, document: Json): void {
  const ajv = plain()
  const schema = expandedSchema(kind)
  assert.ok(ajv.validate(schema, document), `${kind}: ${ajv.errorsText()}`)
  const spec = ((schema.properties as JsonObject).spec ?? {}) as JsonObject
  assert.ok(checksOut(spec, [(document as JsonObject).spec as Json]), kind)
}

test('an unknown field, a missing one and a wrong name are refused', () => {
  const ajv = plain()
  const user = { apiVersion: 'charter.sh/v1alpha1', kind: 'User', metadata: { namespace: 'acme', name: 'ada' } }
  const valid = (document: Json) => ajv.validate(expandedSchema('User'), document)
  assert.ok(valid({ ...user, spec: {} }))
  assert.not.ok(valid(user), 'no spec')
  assert.not.ok(valid({ ...user, spec: { mail: 'ada@acme.example' } }), 'unknown field')
  assert.not.ok(valid({ ...user, kind: 'UserGroup', spec: {} }), 'another kind')
  assert.not.ok(valid({ ...user, metadata: { name: 'ada' }, spec: {} }), 'no namespace')
  assert.not.ok(valid({ ...user, metadata: { namespace: 'acme', name: 'Ada' }, spec: {} }), 'name')
  const organization = { apiVersion: 'charter.sh/v1alpha1', kind: 'Organization', spec: { displayName: 'A' } }
  const validOrganization = (name: string) =>
    ajv.validate(expandedSchema('Organization'), { ...organization, metadata: { name } })
  assert.ok(validOrganization('a'.repeat(63)))
  assert.not.ok(validOrganization('a'.repeat(64)))
  assert.not.ok(validOrganization('a.b'))
  assert.not.ok(validOrganization('1a'))
})

test('what is loaded is frozen', () => {
  const { spec } = loadKind('User')
  assert.throws(() => Object.assign(spec.properties, { mail: {} }), TypeError)
  assert.throws(() => Object.assign(spec.properties.email ?? {}, { maxLength: 1 }), TypeError)
})

test.run()
