import * as fc from 'fast-check'
import { load, YAML11_SCHEMA } from 'js-yaml'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { writeDocuments } from '../../src/documents/write.ts'
import type { JsonObject } from '../../src/model/resource.ts'
import { valuesOf } from './support/reading.ts'

const text = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 40 }),
  fc.stringMatching(/^[-+.0-9eExX_:oT ]{1,12}$/),
  fc
    .array(
      fc.constantFrom('a', ' ', '\n', '\t', '#', ': ', '- ', '---', '|', '\r', '\u0085', '\u2028', "'", '"', '\u001b'),
      { maxLength: 12 },
    )
    .map((parts) => parts.join('')),
  fc.constantFrom(
    'no',
    'on',
    'y',
    '~',
    'null',
    'True',
    '012',
    '1e3',
    '2026-01-01',
    '=',
    '<<',
    '.inf',
    '0o7',
    '1_000',
    '12:30',
  ),
)
const sound = text.map((value) => value.replaceAll('\0', ''))
const name = sound.filter((value) => !['__proto__', 'constructor', 'prototype'].includes(value))
const json = fc.letrec<{ value: unknown; fields: JsonObject }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4 },
    sound,
    fc.integer(),
    fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e15, max: 1e15 }).map((number) => number + 0),
    fc.boolean(),
    fc.constant(null),
    fc.array(tie('value'), { maxLength: 4 }),
    tie('fields'),
  ),
  fields: fc.dictionary(name, tie('value'), { maxKeys: 4, noNullPrototype: true }) as fc.Arbitrary<JsonObject>,
}))

test('what is written reads as what it was', () => {
  fc.assert(
    fc.property(fc.array(json.fields, { minLength: 1, maxLength: 3 }), (values) => {
      assert.equal(valuesOf(writeDocuments(values)), values)
    }),
    { numRuns: 500 },
  )
})

test('a reader of YAML 1.1 takes written text for text', () => {
  fc.assert(
    fc.property(name, sound, (key, value) => {
      const read = load(writeDocuments([{ [key]: value, list: [value] }]), { schema: YAML11_SCHEMA }) as Record<
        string,
        unknown
      >
      assert.is(typeof (read.list as unknown[])[0], 'string')
      assert.is(Object.keys(read).includes(key), true)
    }),
    { numRuns: 500 },
  )
})

test('YAML is written for people: blocks, two spaces, quotes only where they are needed', () => {
  const value = {
    apiVersion: 'charter.sh/v1alpha1',
    kind: 'Organization',
    metadata: { name: 'acme', labels: { team: 'platform', 'example.com/tier': 'no' } },
    spec: {
      displayName: 'Acme Research & Co.',
      description: 'first line\nsecond line\n',
      minAdmins: 2,
      tags: ['eu', '1.0', '1.2.3', 'on'],
      users: [{ name: 'ada', admin: true, userGroups: [] }],
      settings: [[1, 2]],
      customizations: {},
      contact: null,
      externalId: '012345678901234567890',
      until: '2027-01-01',
      from: '2026-1-2 10:00',
    },
  }
  assert.is(
    writeDocuments([value, { kind: 'User' }]),
    `apiVersion: charter.sh/v1alpha1
kind: Organization
metadata:
  name: acme
  labels:
    team: platform
    example.com/tier: 'no'
spec:
  displayName: Acme Research & Co.
  description: |
    first line
    second line
  minAdmins: 2
  tags:
    - eu
    - '1.0'
    - 1.2.3
    - 'on'
  users:
    - name: ada
      admin: true
      userGroups: []
  settings:
    - - 1
      - 2
  customizations: {}
  contact: null
  externalId: '012345678901234567890'
  until: '2027-01-01'
  from: '2026-1-2 10:00'
---
kind: User
`,
  )
})

test('text that other readers would take for something else is quoted', () => {
  const texts = [
    'no',
    'No',
    'on',
    'off',
    'yes',
    'y',
    'n',
    '~',
    'null',
    '',
    '012',
    '0x1F',
    '0o17',
    '0b11',
    '1e3',
    '1_000',
    '.5',
    '+1',
  ]
  texts.push(
    '12:30:45',
    '2026-01-01',
    '2026-01-01T00:00:00Z',
    '12345678901234567890',
    '.inf',
    '.nan',
    '=',
    '<<',
    '-',
    '- x',
  )
  for (const value of texts) assert.is(writeDocuments([{ a: value }]), `a: '${value}'\n`)
  for (const value of ['nope', 'v1.2', '1.2.3', 'e3', 'a b', 'x:y', 'é', "it's", '10.0.0.1/8']) {
    assert.is(writeDocuments([{ a: value }]), `a: ${value}\n`)
  }
})

test('no documents are an empty text, long lines are not folded, shared parts are written twice', () => {
  assert.is(writeDocuments([]), '')
  const long = 'word '.repeat(100).trim()
  assert.is(writeDocuments([{ a: long }]), `a: ${long}\n`)
  const part = { b: [1] }
  assert.is(writeDocuments([{ a: part, c: part }]), 'a:\n  b:\n    - 1\nc:\n  b:\n    - 1\n')
})

test.run()
